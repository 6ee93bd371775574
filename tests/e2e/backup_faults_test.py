#!/usr/bin/env python3
"""What an operator is told of a target of backups that was damaged.

  tests/e2e/backup_faults_test.py TAQVIM TAQVIMD

A server is backed up, files of the target are cut or spoiled as disks and people do it, and the
commands are held to what docs/recovery.md says of them.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from served import environment, serve

TAQVIM, TAQVIMD = sys.argv.pop(1), sys.argv.pop(1)
PATIENCE = 60


class DamagedTarget(unittest.TestCase):
    """A full backup up to some revision, and two logs after it."""

    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="taqvim-backup-faults-")
        self.addCleanup(self.scratch.cleanup)
        self.folder = pathlib.Path(self.scratch.name)
        self.server, address = serve(TAQVIMD, self.folder)
        self.addCleanup(self.end)
        self.variables = environment(TAQVIM, self.folder, address)
        self.target = self.folder / "target"
        self.data = self.folder / "schedule.db"
        for name in ("library", "museum", "theatre"):
            self.write(name)
            self.back_up()
        self.log, self.last_log = sorted(self.target.glob("log-*"))
        self.full, = self.target.glob("full-*")

    def end(self):
        self.server.kill()
        self.server.wait()
        self.server.stdout.close()

    def write(self, name):
        subprocess.run([TAQVIM, "organizations", "create", name, "--title", f"en={name}",
                        "--country", "AZ"], env=self.variables, check=True, capture_output=True)

    def taqvimd(self, *arguments, code=0):
        """Runs it as an operator does; what it printed, and what it said."""
        done = subprocess.run([TAQVIMD, *arguments], capture_output=True, text=True, check=False,
                              timeout=PATIENCE)
        self.assertEqual(done.returncode, code, (arguments, done.stdout, done.stderr))
        return done.stdout, done.stderr

    def back_up(self, *flags, code=0):
        return self.taqvimd("backup", self.target, "--data", self.data, *flags, code=code)

    def restore(self, *flags, code=0):
        return self.taqvimd("restore", self.target, *flags, code=code)

    def cut(self, file):
        with open(file, "r+b") as opened:
            opened.truncate(file.stat().st_size // 2)

    def spoil(self, file):
        """Makes a byte in its middle another."""
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)

    def test_a_backup_does_not_go_on_from_a_full_one_that_was_cut(self):
        self.cut(self.full)
        self.write("archive")
        printed, said = self.back_up("--keep", "1", code=3)
        self.assertTrue(self.full.exists())
        self.assertIn("in full to", printed)
        self.assertIn(f"{self.full} of the backup was cut", said)
        self.assertIn("--verify", said)
        printed, said = self.back_up()
        self.assertIn("nothing new", printed)
        self.assertEqual(said, "")
        self.restore("--data", self.folder / "restored.db")

    def test_a_target_that_is_whole_is_said_to_be(self):
        printed, _ = self.restore("--verify")
        self.assertIn("4 files were read; all are whole.", printed)
        self.assertIn("The newest revision can be restored.", printed)
        listed, _ = self.restore("--list")
        self.assertRegex(listed, r"^Revision \d+ to \d+, in full as of \S+Z, up to \S+Z\.\n$")

    def test_the_list_says_up_to_where_the_rest_was_cut(self):
        self.cut(self.last_log)
        listed, _ = self.restore("--list")
        self.assertIn(f"; nothing later: The file {self.last_log} of the backup was cut", listed)

    def test_nothing_is_made_where_the_way_to_the_newest_is_damaged(self):
        self.spoil(self.last_log)
        printed, _ = self.restore("--verify", code=1)
        self.assertRegex(printed, f"(?m)^Damaged: The file {self.last_log} of the backup ")
        revision = re.search(r"--to-revision (\d+)\n$", printed).group(1)
        restored = self.folder / "restored.db"
        _, said = self.restore("--data", restored, code=1)
        self.assertIn(f"with --to-revision {revision}", said)
        self.assertIn("No file was made", said)
        self.assertFalse(restored.exists())
        printed, _ = self.restore("--data", restored, "--to-revision", revision)
        self.assertIn(f"Restored revision {revision}, of ", printed)
        self.assertIn("No grant or access token was revoked or changed after it.", printed)

    def test_what_is_not_held_is_told_with_what_is(self):
        _, said = self.restore("--data", self.folder / "restored.db", "--to-time",
                               "2001-01-01T00:00:00Z", code=1)
        self.assertRegex(said, r"It holds:\nRevision \d+ to \d+, in full as of \S+, up to \S+Z\.")

    def test_readable_and_encrypted_files_are_not_mixed(self):
        _, said = self.back_up("--recipient", "age1any", code=2)
        self.assertIn("Name another folder", said)
        readable = self.folder / "readable-names"
        self.target.rename(readable)
        self.target.mkdir(mode=0o700)
        (self.target / "store").write_text((readable / "store").read_text())
        (self.target / f"{self.full.name}.age").write_bytes(b"age-encryption.org/v1")
        _, said = self.back_up(code=2)
        self.assertIn("--recipient KEY", said)
        self.assertFalse((self.target / "rights.taqvim").exists())


if __name__ == "__main__":
    unittest.main()
