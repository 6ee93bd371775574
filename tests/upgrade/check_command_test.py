#!/usr/bin/env python3
"""Checks a server's file as its operator does: while it runs, stopped, damaged, repaired.

  tests/upgrade/check_command_test.py TAQVIM TAQVIMD
"""

import json
import os
import pathlib
import pty
import sqlite3
import stat
import subprocess
import sys
import tarfile
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from served import environment, serve  # noqa: E402

TAQVIM, TAQVIMD = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
PATIENCE = 60

SCHEDULE = """
organizations:
  - {id: quietlibrary, title: {en: Secretive library}, country: KZ}
participants:
  - {id: leyla-quliyeva, title: {en: Leyla Quliyeva}, organization: quietlibrary}
venues:
  - id: hiddenpalace
    title: {en: Hidden palace}
    country: KZ
    city: Astana
    time_zone: Asia/Almaty
    spaces: [{id: mirrorhall, title: {en: Hall of mirrors}}]
events:
  - id: unsaidgala
    title: {en: Unspoken gala}
    description: {en: Whispered words}
    owner: quietlibrary
    period: {timed: {start: 2090-05-10T18:00, end: 2090-05-10T20:00}}
    bookings:
      - {id: hall, space: hiddenpalace/mirrorhall}
      - {id: leyla, participant: leyla-quliyeva}
    activity: {form: concert}
    confirm: true
"""
# What of it no support bundle may have, in any case of letters.
SECRETS = ["quiet", "secretive", "leyla", "quliyeva", "hidden", "mirror", "unsaid", "unspoken",
           "whispered", "astana", "almaty"]


class CheckCommandTest(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)
        self.addCleanup(self._folder.cleanup)
        self.data = self.folder / "schedule.db"
        self.server, address = serve(TAQVIMD, self.folder)
        self.addCleanup(self.stop)
        programme = self.folder / "programme.yaml"
        programme.write_text(SCHEDULE, encoding="utf-8")
        self.environment = environment(TAQVIM, self.folder, address)
        subprocess.run([TAQVIM, "apply", "-f", programme, "--yes"], env=self.environment,
                       check=True, capture_output=True, timeout=PATIENCE)
        self.token = subprocess.run(
            [TAQVIMD, "token", "create", "--data", self.data, "--principal", "leyla", "--role",
             "viewer"], check=True, capture_output=True, text=True).stdout.strip()

    def stop(self):
        if self.server.poll() is None:
            self.server.terminate()
            self.assertEqual(self.server.wait(PATIENCE), 0)
            self.server.stdout.close()

    def check(self, *flags, code=0, answer=""):
        done = subprocess.run([TAQVIMD, "check", "--data", self.data, *flags], text=True,
                              input=answer, capture_output=True, check=False, timeout=PATIENCE)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def damage(self, statement):
        connection = sqlite3.connect(self.data)
        connection.execute(statement)
        connection.commit()
        connection.close()

    def damage_claims(self):
        self.damage("UPDATE resource SET claims = x'' WHERE name = 'events/unsaidgala'")

    def test_a_running_server_is_checked_and_goes_on(self):
        self.assertIn("as it was while its server ran", self.check())
        report = json.loads(self.check("-o", "json"))
        self.assertTrue(report["well"] and report["serverRuns"] and report["scheduleChecked"])
        self.assertEqual(report["resources"]["event"], 1)
        # It serves, with its files as it left them, and takes what is written.
        subprocess.run([TAQVIM, "organizations", "create", "another", "--title", "en=Another",
                        "--country", "AZ"], env=self.environment, check=True,
                       capture_output=True, timeout=PATIENCE)
        after = json.loads(self.check("-o", "json"))
        self.assertEqual(after["log"]["newest"], report["log"]["newest"] + 1)
        self.assertEqual([p.name for p in self.folder.iterdir() if ".check" in p.name], [])

    def test_it_is_read_while_others_write_and_is_of_one_moment(self):
        writer = subprocess.Popen(
            ["sh", "-c", "for i in $(seq 20); do "
             f"'{TAQVIM}' organizations create o$i --title en=O --country AZ || exit 1; done"],
            env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        checks = 0
        while writer.poll() is None:
            self.assertTrue(json.loads(self.check("-o", "json"))["well"])
            checks += 1
        self.assertEqual(writer.returncode, 0)
        self.assertGreater(checks, 0)

    def test_nothing_is_repaired_under_a_running_server(self):
        self.stop()
        self.damage_claims()
        self.server = subprocess.Popen(
            [TAQVIMD, "--data", self.data, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        self.server.stdout.readline()
        self.check("--repair", "--yes", code=2)

    def test_damage_is_told_in_a_line_a_table_and_an_object(self):
        self.stop()
        self.damage_claims()
        text = self.check(code=1)
        self.assertIn("derived: What events/unsaidgala takes does not follow from it", text)
        self.assertIn("taqvimd check --repair", text)
        report = json.loads(self.check("-o", "json", code=1))
        self.assertEqual(report["findings"][0]["about"], ["events/unsaidgala"])
        self.assertTrue(report["findings"][0]["repairable"])
        main, other = pty.openpty()
        done = subprocess.run([TAQVIMD, "check", "--data", self.data], stdout=other,
                              stderr=subprocess.DEVNULL, check=False, timeout=PATIENCE)
        os.close(other)
        shown = os.read(main, 65536).decode()
        os.close(main)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(shown, r"AREA +REPAIR +WHAT IS WRONG")

    def test_repair_asks_keeps_what_was_and_mends(self):
        self.stop()
        self.damage_claims()
        before = self.data.read_bytes()
        self.assertIn("Nothing was changed", self.check("--repair", code=1, answer="no\n"))
        self.assertEqual(self.data.read_bytes(), before)
        text = self.check("--repair", code=0, answer="yes\n")
        self.assertIn("schedule.db.before-repair", text)
        self.assertIn("Nothing is wrong with", text)
        self.assertTrue((self.folder / "schedule.db.before-repair").exists())
        self.check()

    def test_what_cannot_be_checked_has_a_code_of_its_own(self):
        self.stop()
        self.data.unlink()
        self.check(code=2)
        for wrong in ([], ["--data", self.data, "--yes"], ["--data", self.data, "-o", "xml"]):
            done = subprocess.run([TAQVIMD, "check", *wrong], capture_output=True, check=False)
            self.assertEqual(done.returncode, 2, wrong)

    def test_a_support_bundle_names_nobody(self):
        self.stop()
        self.damage_claims()
        self.damage("UPDATE resource SET body = x'ff' WHERE name = 'participants/leyla-quliyeva'")
        self.damage("UPDATE log SET answer = x'ff' WHERE revision = 1")
        config = self.folder / "taqvimd.conf"
        config.write_text(f'data = "{self.data}"\nreaders = 3\nedge-user = "leyla"\n',
                          encoding="utf-8")
        bundle = self.folder / "bundle.tar.gz"
        self.check("--config", config, "--bundle", bundle, code=1)
        self.assertEqual(stat.S_IMODE(bundle.stat().st_mode), 0o600)
        with tarfile.open(bundle) as archive:
            texts = {pathlib.Path(name).name: archive.extractfile(name).read().decode()
                     for name in archive.getnames() if archive.getmember(name).isfile()}
        self.assertEqual(sorted(texts),
                         ["check.json", "machine.txt", "settings.txt", "versions.txt"])
        self.assertIn("SQLite 3.", texts["versions.txt"])
        self.assertIn("readers = 3", texts["settings.txt"])
        report = json.loads(texts["check.json"])
        self.assertEqual(report["resources"]["event"], 1)
        self.assertGreaterEqual(len(report["findings"]), 2)
        self.assertTrue(self.token)
        for name, text in texts.items():
            for secret in [*SECRETS, str(self.folder), self.token, "taqvim_"]:
                self.assertNotIn(secret, text.lower(), name)
        self.check("--bundle", bundle, code=2)

    def test_versions_are_one_a_line(self):
        lines = subprocess.run([TAQVIMD, "--version"], capture_output=True, text=True,
                               check=True).stdout.splitlines()
        self.assertEqual([line.rsplit(" ", 1)[0] for line in lines],
                         ["taqvimd", "gRPC", "Protocol Buffers", "Abseil", "SQLite", "ICU",
                          "Unicode", "time zone data"])
        for line in lines:
            self.assertRegex(line, r" [0-9]+[0-9a-z.]*$")
        self.assertIn(f"SQLite {sqlite3.sqlite_version}", lines)
        with open("/usr/share/zoneinfo/tzdata.zi", encoding="utf-8") as file:
            zones = file.readline().removeprefix("# version ").strip()
        self.assertIn(f"time zone data {zones}", lines)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], warnings="ignore")
