#!/usr/bin/env python3
"""What taqvimd and taqvim-web tell the service manager that starts them, by sd_notify(3).

  tests/e2e/service_manager_test.py TAQVIMD TAQVIM_WEB

The test is the manager: it has a real socket, and reads what comes.
"""

import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import unittest

TAQVIMD, TAQVIM_WEB = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
# Within it all must happen that is waited for: far more than it takes.
PATIENCE = 120


class ServiceManager:
    """A socket of a service manager, and what it was told."""

    def __init__(self, address, name):
        self.name = name
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.settimeout(PATIENCE)

    def next(self):
        return self.socket.recv(4096).decode()

    def next_but_alive(self):
        while (told := self.next()) == "WATCHDOG=1":
            pass
        return told

    def all_that_is_left(self):
        self.socket.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                yield self.socket.recv(4096).decode()


class ServiceManagerTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.data = str(self.folder / "schedule.db")
        subprocess.run([TAQVIMD, "init", "--data", self.data], check=True, capture_output=True)

    def manager(self):
        path = str(self.folder / "notify")
        made = ServiceManager(path, path)
        self.addCleanup(made.socket.close)
        return made

    def start(self, command, manager_name, **variables):
        process = subprocess.Popen(command, env={**os.environ, "NOTIFY_SOCKET": manager_name,
                                                 **variables},
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def serve(self, manager_name, **variables):
        command = [TAQVIMD, "--data", self.data, "--listen", "127.0.0.1:0", "--port-file",
                   str(self.folder / "port")]
        return self.start(command, manager_name, **variables)

    def stop(self, process):
        process.terminate()
        self.assertEqual(process.wait(PATIENCE), 0)

    def test_the_server_is_ready_when_it_serves_and_says_when_it_stops(self):
        manager = self.manager()
        server = self.serve(manager.name)
        self.assertEqual(manager.next(), "READY=1")
        subprocess.run([TAQVIMD, "token", "list", "--data", self.data], check=True,
                       capture_output=True, timeout=PATIENCE)
        self.stop(server)
        self.assertEqual(list(manager.all_that_is_left()), ["STOPPING=1"])

    def test_a_server_that_cannot_start_is_never_ready(self):
        pathlib.Path(self.data).unlink()
        manager = self.manager()
        self.assertEqual(self.serve(manager.name).wait(PATIENCE), 2)
        self.assertEqual(list(manager.all_that_is_left()), [])

    def test_the_server_is_alive_again_and_again_where_it_is_watched(self):
        manager = self.manager()
        server = self.serve(manager.name, WATCHDOG_USEC="3000")
        self.assertEqual(manager.next(), "READY=1")
        for _ in range(3):
            self.assertEqual(manager.next(), "WATCHDOG=1")
        server.terminate()
        self.assertEqual(manager.next_but_alive(), "STOPPING=1")
        self.assertEqual(server.wait(PATIENCE), 0)

    def test_the_server_does_not_beat_where_another_process_is_watched(self):
        manager = self.manager()
        server = self.serve(manager.name, WATCHDOG_USEC="3000", WATCHDOG_PID="1")
        self.assertEqual(manager.next(), "READY=1")
        # Each of these takes longer than a beat would.
        for _ in range(3):
            subprocess.run([TAQVIMD, "token", "list", "--data", self.data], check=True,
                           capture_output=True, timeout=PATIENCE)
        self.stop(server)
        self.assertEqual(list(manager.all_that_is_left()), ["STOPPING=1"])

    def test_a_manager_without_a_file_is_told(self):
        name = f"taqvim-test-{os.getpid()}"
        manager = ServiceManager("\0" + name, "@" + name)
        self.addCleanup(manager.socket.close)
        server = self.serve(manager.name)
        self.assertEqual(manager.next(), "READY=1")
        self.stop(server)

    def test_a_start_that_nobody_hears_of_fails_with_a_sentence(self):
        server = self.serve(str(self.folder / "nobody"))
        self.assertEqual(server.wait(PATIENCE), 2)
        self.assertIn("The service manager could not be told", server.stderr.read())

    def test_the_site_is_ready_when_it_answers_and_says_when_it_stops(self):
        manager = self.manager()
        site = self.start([TAQVIM_WEB, "--server", "127.0.0.1:1", "--listen", "127.0.0.1:0",
                           "--public-address", "https://schedule.example", "--port-file",
                           str(self.folder / "web-port")], manager.name)
        self.assertEqual(manager.next(), "READY=1")
        port = int((self.folder / "web-port").read_text())
        socket.create_connection(("127.0.0.1", port), PATIENCE).close()
        self.stop(site)
        self.assertEqual(list(manager.all_that_is_left()), ["STOPPING=1"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
