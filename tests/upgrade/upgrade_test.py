#!/usr/bin/env python3
"""Starts today's server on files of every schema that there was, and goes back.

  tests/upgrade/upgrade_test.py TAQVIM TAQVIMD

A file of each schema is in the tree, written by a server of that time: those of 1 and 2 beside
the schedule's own tests, which look at what becomes of their events, the newest here. Who raises
the schema adds one made by the version before.
"""

import json
import pathlib
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import unittest

TAQVIM, TAQVIMD = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = {
    1: ROOT / "server/schedule/testing/version_1.db",
    2: ROOT / "server/schedule/testing/version_2.db",
    3: ROOT / "tests/upgrade/version_3.db",
    4: ROOT / "tests/upgrade/version_4.db",
}
PATIENCE = 60


def query(path, statement):
    """The rows of a statement, on a file that nobody has open."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def schema_of(path):
    return query(path, "PRAGMA user_version")[0][0]


def dump(path):
    """All that the file says, as SQL."""
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


class UpgradeTest(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)
        self.data = self.folder / "schedule.db"
        self.addCleanup(self._folder.cleanup)

    def put(self, version):
        for path in self.folder.iterdir():
            path.unlink()
        shutil.copy(FILES[version], self.data)
        self.data.chmod(0o600)

    def start_and_stop(self):
        """Runs a server on the file until it serves, and ends it; its log."""
        log = self.folder / "log"
        with open(log, "w", encoding="utf-8") as file:
            server = subprocess.Popen(
                [TAQVIMD, "--data", self.data, "--listen", "127.0.0.1:0"],
                stdout=subprocess.PIPE, stderr=file, text=True)
            try:
                line = server.stdout.readline()
                self.assertIn("listening on", line, log.read_text(encoding="utf-8"))
            finally:
                server.terminate()
                self.assertEqual(server.wait(PATIENCE), 0)
                server.stdout.close()
        return log.read_text(encoding="utf-8")

    def check(self):
        done = subprocess.run([TAQVIMD, "check", "--data", self.data, "-o", "json"],
                              capture_output=True, text=True, check=False, timeout=PATIENCE)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return json.loads(done.stdout)

    def test_there_is_a_file_of_every_schema(self):
        subprocess.run([TAQVIMD, "init", "--data", self.data], check=True, capture_output=True)
        self.assertEqual(sorted(FILES), list(range(1, schema_of(self.data) + 1)))
        for version, path in FILES.items():
            self.assertEqual(schema_of(path), version)

    def test_each_is_whole_before_and_after_it_is_brought_forward(self):
        newest = max(FILES)
        for version in FILES:
            with self.subTest(version=version):
                self.put(version)
                before = self.check()
                self.assertEqual((before["findings"], before["schema"]), ([], version))
                self.assertEqual(schema_of(self.data), version, "a check changes nothing")
                self.start_and_stop()
                after = self.check()
                self.assertEqual((after["findings"], after["schema"]), ([], newest))
                self.assertEqual(after["resources"]["event"], before["resources"]["event"])

    def test_an_older_file_is_kept_as_it_was(self):
        newest = max(FILES)
        for version in FILES:
            with self.subTest(version=version):
                self.put(version)
                log = self.start_and_stop()
                copy = self.folder / f"schedule.db.before-schema-{newest}"
                self.assertEqual(copy.exists(), version < newest)
                if version == newest:
                    continue
                self.assertIn(f"from schema {version} to {newest}", log)
                self.assertIn(str(copy), log)
                self.assertEqual(stat.S_IMODE(copy.stat().st_mode), 0o600)
                self.assertEqual(schema_of(copy), version)
                self.assertEqual(dump(copy), dump(FILES[version]))
                self.assertEqual([path.name for path in self.folder.glob("*-new*")], [])

    def test_going_back_is_putting_the_copy_in_its_place(self):
        newest = max(FILES)
        for version in FILES:
            if version == newest:
                continue
            with self.subTest(version=version):
                self.put(version)
                self.start_and_stop()
                copy = self.folder / f"schedule.db.before-schema-{newest}"
                copy.replace(self.data)
                # To the server of before it is its file: SQLite's header, schema and rows are.
                self.assertEqual(schema_of(self.data), version)
                self.assertEqual(query(self.data, "PRAGMA integrity_check"), [("ok",)])
                self.assertEqual(query(self.data, "PRAGMA application_id"),
                                 query(FILES[version], "PRAGMA application_id"))
                self.assertEqual(query(self.data, "SELECT name, sql FROM sqlite_schema"),
                                 query(FILES[version], "SELECT name, sql FROM sqlite_schema"))
                # And forward once more.
                self.start_and_stop()
                self.assertEqual(self.check()["findings"], [])

    def test_where_it_cannot_be_kept_nothing_is_changed(self):
        self.put(1)
        before = self.data.read_bytes()
        # A folder in the place of the copy.
        (self.folder / f"schedule.db.before-schema-{max(FILES)}").mkdir()
        done = subprocess.run([TAQVIMD, "--data", self.data, "--listen", "127.0.0.1:0"],
                              capture_output=True, text=True, check=False, timeout=PATIENCE)
        self.assertEqual(done.returncode, 2)
        self.assertIn("was not brought forward", done.stderr)
        self.assertEqual(self.data.read_bytes(), before)
        (self.folder / f"schedule.db.before-schema-{max(FILES)}").rmdir()

    def test_a_newer_file_is_refused_untouched(self):
        self.put(max(FILES))
        connection = sqlite3.connect(self.data)
        connection.execute(f"PRAGMA user_version = {max(FILES) + 1}")
        connection.close()
        before = self.data.read_bytes()
        for command in ([], ["check"], ["repair-clock", "--yes"]):
            done = subprocess.run([TAQVIMD, *command, "--data", self.data],
                                  capture_output=True, text=True, check=False, timeout=PATIENCE)
            self.assertEqual(done.returncode, 2, command)
            self.assertIn("newer", done.stderr)
            self.assertEqual(self.data.read_bytes(), before)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
