#!/usr/bin/env python3
"""What an operator is told who starts a server on a PostgreSQL database, or asks for what is not
done there.

  tests/cluster/start_test.py TAQVIM TAQVIMD DESCRIPTORS [TEST...]
"""

import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import unittest

from servers import Programs, Served, create
from postgres import USER, Cluster

CANNOT_START = 2
PROGRAMS = None


class StartTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory()
        cls.cluster = Cluster(pathlib.Path(cls._folder.name))

    @classmethod
    def tearDownClass(cls):
        cls.cluster.close()
        cls._folder.cleanup()

    def setUp(self):
        self._own = tempfile.TemporaryDirectory()
        self.addCleanup(self._own.cleanup)
        self.folder = pathlib.Path(self._own.name)
        self.name = self.id().rsplit(".", 1)[-1]

    def made(self, *flags):
        url = self.cluster.new_database(self.name)
        done = PROGRAMS.init(url, *flags)
        self.assertEqual(done.returncode, 0, done.stderr)
        return url

    def run_it(self, *words):
        return subprocess.run([PROGRAMS.taqvimd, *words], text=True, capture_output=True,
                              check=False, timeout=120)

    def refusal(self, *words, code=CANNOT_START):
        """The sentence with which that ends."""
        done = self.run_it(*words)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        return done.stderr.strip()

    def refused(self, url, *flags):
        return self.refusal("--store", url, "--listen", "127.0.0.1:0", "--operator-socket",
                            str(self.folder / "operator"), *flags)

    def serve(self, url, *flags):
        server = Served(PROGRAMS, url, self.folder, "server", flags=flags)
        self.addCleanup(server.process.stdout.close)
        self.addCleanup(server.kill)
        return server

    def test_a_database_that_is_not_there(self):
        told = self.refused(f"postgres://{USER}@/none?host={self.folder}")
        self.assertIn("See that PostgreSQL runs there", told)
        told = self.refused(self.cluster.url("never_made"))
        self.assertIn('database "never_made" does not exist', told)

    def test_a_database_without_tables_and_one_that_has_some(self):
        url = self.cluster.new_database(self.name)
        self.assertIn("taqvimd init --store", self.refused(url))
        self.assertEqual(PROGRAMS.init(url).returncode, 0)
        again = PROGRAMS.init(url)
        self.assertEqual(again.returncode, CANNOT_START)
        self.assertIn("There is a schema taqvim already", again.stderr)

    def test_tables_of_others_and_of_other_versions(self):
        url = self.cluster.new_database(self.name)
        self.cluster.ask("CREATE SCHEMA taqvim; CREATE TABLE taqvim.meta(a int)", self.name)
        self.assertIn("is of another program", self.refused(url))
        self.cluster.ask("DROP SCHEMA taqvim CASCADE", self.name)
        self.assertEqual(PROGRAMS.init(url).returncode, 0)
        self.cluster.ask("UPDATE taqvim.meta SET value = '99' WHERE key = 'schema'", self.name)
        self.assertIn("of version 99", self.refused(url))

    def test_settings_with_which_it_would_lose_writes_or_take_none(self):
        url = self.made()
        for setting, told in (("default_transaction_read_only = on", "cannot be written"),
                              ("synchronous_commit = off", "synchronous_commit is off")):
            self.cluster.ask(f"ALTER DATABASE {self.name} SET {setting}")
            self.assertIn(told, self.refused(url))
            self.cluster.ask(f"ALTER DATABASE {self.name} RESET ALL")
        self.serve(url)

    def test_a_password_is_in_a_file_or_nowhere(self):
        self.made()
        password = "s3 c&r=et%"
        self.cluster.let_in_with_password("keyed", password)
        self.cluster.ask("GRANT USAGE ON SCHEMA taqvim TO keyed; GRANT SELECT, INSERT, UPDATE, "
                         "DELETE ON ALL TABLES IN SCHEMA taqvim TO keyed", self.name)
        url = self.cluster.url(self.name, "keyed")
        told = self.refused(url.replace("keyed@", "keyed:hunter2@"))
        self.assertIn("--store-password-file", told)
        self.assertNotIn("hunter2", told)
        self.assertIn("password", self.refused(url))
        file = self.folder / "password"
        file.write_text(password + "\n", encoding="utf-8")
        file.chmod(0o644)
        self.assertIn("chmod 600", self.refused(url, "--store-password-file", str(file)))
        file.chmod(0o600)
        server = self.serve(url, "--store-password-file", str(file))
        self.assertNotIn(password, server.log())

    def test_another_machine_without_tls_that_proves_which_it_is(self):
        self.assertIn("sslmode=verify-full", self.refused("postgres://db.example.org/taqvim"))

    def test_a_role_of_its_own_is_enough_for_a_server(self):
        self.cluster.ask("CREATE ROLE serving LOGIN")
        self.made("--server-role", "serving")
        server = self.serve(self.cluster.url(self.name, "serving"))
        PROGRAMS.apply(server, self.folder)
        create(server.client(), 1)

    def test_commands_go_by_the_operator_socket_or_say_what_to_use_instead(self):
        url = self.made()
        server = self.serve(url)
        config = self.folder / "taqvimd.ini"
        config.write_text(f'store = "{url}"\noperator-socket = "{server.socket}"\n',
                          encoding="utf-8")
        made = self.run_it("token", "create", "--principal", "planner", "--config", str(config))
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual(server.client(made.stdout.strip()).call("AccessService.GetCaller")
                         .principal, "planner")
        to = str(self.folder / "to")
        for words in (["backup", to], ["check"], ["restore", to, "--data", "x"]):
            told = self.refusal(*words, "--config", str(config))
            self.assertIn("in a PostgreSQL database", told)
        told = self.refusal("backup", to, "--operator-socket", str(server.socket))
        self.assertIn("pg_dump", told)
        repair = self.run_it("repair-clock", "--config", str(config))
        self.assertEqual(repair.returncode, 0, repair.stderr)
        self.assertIn("there is nothing to repair", repair.stdout)

    def test_metrics_say_that_it_follows(self):
        path = self.folder / "metrics"
        self.serve(self.made(), "--metrics-listen", f"unix:{path}")
        with socket.socket(socket.AF_UNIX) as page:
            page.connect(str(path))
            page.sendall(b"GET /metrics HTTP/1.1\r\nHost: taqvim\r\nConnection: close\r\n\r\n")
            text = b"".join(iter(lambda: page.recv(65536), b"")).decode()
        numbers = dict(line.rsplit(" ", 1) for line in text.splitlines()
                       if line.startswith(("taqvim_ready ", "taqvim_follow_age_seconds ")))
        self.assertEqual(float(numbers["taqvim_ready"]), 1)
        self.assertLess(float(numbers["taqvim_follow_age_seconds"]), 60)

    def test_who_starts_again_goes_on_where_it_was(self):
        url = self.made()
        server = self.serve(url)
        PROGRAMS.apply(server, self.folder)
        written = create(server.client(), 1)
        self.assertEqual(server.stop(), 0)
        server.process.stdout.close()
        server.start()
        read = server.client().call("EventService.GetEvent", name=written.event.name,
                                    min_revision_token=written.revision_token)
        self.assertEqual(read.event, written.event)


if __name__ == "__main__":
    PROGRAMS = Programs(*(str(pathlib.Path(path).resolve()) for path in sys.argv[1:4]))
    os.umask(0o077)
    unittest.main(argv=sys.argv[:1] + sys.argv[4:], verbosity=2)
