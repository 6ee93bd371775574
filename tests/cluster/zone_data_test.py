#!/usr/bin/env python3
"""Servers on one database whose machines have different time zone data.

  tests/cluster/zone_data_test.py TAQVIM TAQVIMD DESCRIPTORS [TEST...]
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

import grpc
from servers import Programs, Served, concert, create
from postgres import Cluster

SYSTEM = pathlib.Path("/usr/share/zoneinfo")
CANNOT_START = 2
PROGRAMS = None


def older_data(folder):
    """As the system's, but of an earlier version, by which Almaty is an hour ahead of now."""
    (folder / "Asia").mkdir(parents=True)
    for entry in SYSTEM.iterdir():
        if entry.name not in ("Asia", "tzdata.zi"):
            (folder / entry.name).symlink_to(entry)
    for entry in (SYSTEM / "Asia").iterdir():
        if entry.name != "Almaty":
            (folder / "Asia" / entry.name).symlink_to(entry)
    shutil.copy(SYSTEM / "Asia" / "Dhaka", folder / "Asia" / "Almaty")
    first, rest = (SYSTEM / "tzdata.zi").read_text(encoding="utf-8").split("\n", 1)
    assert first.startswith("# version "), first
    (folder / "tzdata.zi").write_text("# version 2020a\n" + rest, encoding="utf-8")
    return str(folder)


class ZoneDataTest(unittest.TestCase):
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
        self.older = older_data(self.folder / "zoneinfo")
        self.url = self.cluster.new_database(self.id().rsplit(".", 1)[-1])
        self.assertEqual(PROGRAMS.init(self.url).returncode, 0)
        self.first = self.serve("first", TZDIR=self.older)
        PROGRAMS.apply(self.first, self.folder)
        for number in range(5):
            create(self.first.client(), number)
        self.token = self.first.client().call("ChangeService.ListChanges").revision_token

    def serve(self, name, **variables):
        server = Served(PROGRAMS, self.url, self.folder, name, **variables)
        self.addCleanup(server.process.stdout.close)
        self.addCleanup(server.kill)
        return server

    def moved(self, server):
        """The names of what was written since, one for each revision that wrote it."""
        listed = server.client().call("ChangeService.ListChanges", after_revision_token=self.token)
        return [change.name for revision in listed.revisions for change in revision.changes
                if change.name.startswith("events/")]

    def test_servers_that_start_at_once_move_what_is_booked_once(self):
        self.assertEqual(self.first.stop(), 0)
        with ThreadPoolExecutor(2) as pool:
            one, other = pool.map(self.serve, ("one", "other"))
        expected = [f"events/concert-{number}" for number in range(5)]
        self.assertEqual(sorted(self.moved(one)), expected)
        self.assertEqual(sorted(self.moved(other)), expected)
        for server in (one, other):
            with self.assertRaises(grpc.RpcError) as refused:
                server.client().call("EventService.CreateEvent", event=concert(0), confirm=True)
            self.assertEqual(refused.exception.code(), grpc.StatusCode.FAILED_PRECONDITION)

    def test_a_server_with_older_data_writes_nothing_and_does_not_start(self):
        newer = self.serve("newer")
        with self.assertRaises(grpc.RpcError) as refused:
            create(self.first.client(), 10)
        self.assertEqual(refused.exception.code(), grpc.StatusCode.UNAVAILABLE)
        self.assertIn("is of version 2020a", refused.exception.details())
        create(newer.client(), 10)
        read = self.first.client().call("EventService.GetEvent", name="events/concert-10")
        self.assertEqual(read.event.name, "events/concert-10")
        self.assertEqual(self.first.stop(), 0)
        done = subprocess.run(
            [PROGRAMS.taqvimd, "--store", self.url, "--listen", "127.0.0.1:0", "--operator-socket",
             str(self.folder / "again")],
            env=dict(os.environ, TZDIR=self.older), text=True, capture_output=True, check=False,
            timeout=120)
        self.assertEqual(done.returncode, CANNOT_START, done.stderr)
        self.assertIn("install that, and start the server again", done.stderr)


if __name__ == "__main__":
    PROGRAMS = Programs(*(str(pathlib.Path(path).resolve()) for path in sys.argv[1:4]))
    unittest.main(argv=sys.argv[:1] + sys.argv[4:], verbosity=2)
