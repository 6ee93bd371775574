#!/usr/bin/env python3
"""The drill: a server that is written to is backed up, loses its disk, and is restored to a revision.

  tests/e2e/backup_drill_test.py TAQVIM TAQVIMD MIRROR

Rows and log of the restored store are compared byte for byte with what they were; who was revoked
since stays so; subscribers of the client library end with what the restored server has, whether
they had stopped at that revision or seen more.
"""

import json
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from served import environment

DEMO = pathlib.Path(__file__).resolve().parents[2] / "deploy/demo"
# More than a subscriber waits before it connects again, with other work beside it.
PATIENCE = 240
ROWS = "SELECT * FROM resource WHERE kind NOT IN (8, 9) ORDER BY id"
LOG = "SELECT * FROM log WHERE revision <= ? ORDER BY revision"
PARTS = "SELECT * FROM log_part WHERE revision <= ? ORDER BY revision, part"


def fail(why):
    sys.exit(f"backup_drill_test: {why}")


def await_that(what, holds):
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            fail(f"{what} did not come about in {PATIENCE} s")
        time.sleep(0.05)


class Drill:
    """A server in a folder, with those who call and follow it."""

    def __init__(self, taqvim, taqvimd, mirror, folder):
        self.taqvim, self.taqvimd, self.mirror = taqvim, taqvimd, mirror
        self.folder = folder
        self.data = folder / "schedule.db"
        self.target = folder / "target"
        self.listen = "127.0.0.1:0"
        self.server = None
        self.followers = {}

    def init(self):
        self.admin("init", "--data", self.data)

    def start(self):
        with open(self.folder / "log", "a", encoding="utf-8") as log:
            self.server = subprocess.Popen(
                [self.taqvimd, "--data", self.data, "--listen", self.listen, "--anonymous-role",
                 "admin"], stdout=subprocess.PIPE, stderr=log, text=True)
        self.listen = self.server.stdout.readline().strip().removeprefix("listening on ")
        if not self.listen:
            fail("the server did not start:\n" + (self.folder / "log").read_text())
        self.variables = environment(self.taqvim, self.folder, self.listen)

    def kill(self):
        self.server.send_signal(signal.SIGKILL)
        self.server.wait()

    def stop(self):
        self.server.terminate()
        if self.server.wait(PATIENCE) != 0:
            fail("the server did not stop as asked")

    def admin(self, *arguments, code=0):
        """Runs taqvimd as an operator does; answers what it printed."""
        done = subprocess.run([self.taqvimd, *arguments], capture_output=True, text=True,
                              check=False)
        if done.returncode != code:
            fail(f"taqvimd {arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def back_up(self, *flags):
        """Backs up; answers up to which revision."""
        said = self.admin("backup", self.target, "--data", self.data, *flags)
        first, last = re.search(r"revision (\d+)(?: to (\d+))?", said).groups()
        return int(last or first)

    def call(self, *arguments, code=0):
        done = subprocess.run([self.taqvim, *arguments], env=self.variables, capture_output=True,
                              text=True, check=False)
        if code is not None and done.returncode != code:
            fail(f"taqvim {arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done

    def create(self, name):
        self.call("organizations", "create", name, "--title", f"en={name}", "--country", "AZ")

    def make_token(self, principal):
        """Makes a token, and a context of the principal's name; answers the token's name."""
        secret = self.admin("token", "create", "--data", self.data, "--principal", principal,
                            "--role", "viewer")
        file = self.folder / f"{principal}.token"
        file.write_text(secret)
        file.chmod(0o600)
        self.call("context", "create", principal, "--address", self.listen, "--token-file", file)
        listed = self.admin("token", "list", "--data", self.data, "--principal", principal)
        return listed.splitlines()[1].split()[0]

    def may_call(self, principal):
        done = self.call("--context", principal, "organizations", "list", code=None)
        return done.returncode == 0

    def tables(self, revision):
        connection = sqlite3.connect(f"file:{self.data}?mode=ro", uri=True)
        try:
            return (connection.execute(ROWS).fetchall(),
                    connection.execute(LOG, (revision,)).fetchall(),
                    connection.execute(PARTS, (revision,)).fetchall())
        finally:
            connection.close()

    def follow(self, name):
        with open(self.folder / f"{name}.log", "a", encoding="utf-8") as log:
            self.followers[name] = subprocess.Popen(
                [self.mirror, self.listen, self.folder / f"{name}.db"], stderr=log)

    def leave(self, name):
        process = self.followers.pop(name)
        process.kill()
        process.wait()

    def mirrored(self, name):
        """What the follower has: the resources, and where it is."""
        path = self.folder / f"{name}.db"
        if not path.exists():
            return {}, ""
        connection = sqlite3.connect(path, timeout=10)
        try:
            rows = connection.execute("SELECT name, json FROM resources")
            return ({name: json.loads(text) for name, text in rows},
                    connection.execute("SELECT token FROM position").fetchone()[0])
        except (sqlite3.OperationalError, TypeError):  # it has only begun
            return {}, ""
        finally:
            connection.close()

    def end(self):
        for name in list(self.followers):
            self.leave(name)
        if self.server is not None and self.server.poll() is None:
            self.kill()


def back_up_while_writing(drill):
    """A full backup and two logs, while others write; then everything up to a revision."""
    def write(who):
        for number in range(8):
            drill.create(f"{who}-{number}")

    with ThreadPoolExecutor() as pool:
        writers = [pool.submit(write, who) for who in ("first", "second")]
        drill.back_up()
        while not all(writer.done() for writer in writers):
            drill.back_up()
        for writer in writers:
            writer.result()
    drill.create("the-last-that-is-kept")
    return drill.back_up()


def run(drill):
    drill.init()
    drill.start()
    for file in ("directory.yaml", "baku-corner-2019.yaml"):
        drill.call("apply", "-f", DEMO / file)
    drill.make_token("kept")
    revoked = drill.make_token("revoked-later")
    drill.call("grants", "create", "--principal", "granted-then", "--role", "viewer")
    drill.follow("stops")
    drill.follow("stays")
    kept = back_up_while_writing(drill)
    was = drill.tables(kept)
    await_that("the copy of a subscriber", lambda: "organizations/the-last-that-is-kept" in
               drill.mirrored("stops")[0])
    drill.leave("stops")

    for number in range(3):
        drill.create(f"replaced-{number}")
    drill.admin("token", "revoke", "--data", drill.data, revoked)
    drill.make_token("made-later")
    await_that("what is replaced", lambda: "organizations/replaced-2" in
               drill.mirrored("stays")[0])
    if drill.back_up() <= kept:
        fail("the last backup has nothing new")
    hang_at_a_target(drill)

    drill.kill()
    for file in drill.folder.glob("schedule.db*"):
        file.unlink()
    words = drill.admin("restore", drill.target, "--data", drill.data, "--to-revision", str(kept))
    if f"Restored revision {kept}," not in words:
        fail(f"the restore said {words}")
    if drill.tables(kept) != was:
        fail("the restored tables are others than they were")

    drill.start()
    may = [one for one in ("kept", "revoked-later", "made-later") if drill.may_call(one)]
    if may != ["kept"]:
        fail(f"after the restore these may call: {may}")
    drill.create("written-after")
    for name in ("stops", "fresh"):
        drill.follow(name)
    await_that("what was written after, at a fresh subscriber", lambda:
               "organizations/written-after" in drill.mirrored("fresh")[0])
    for name in ("stops", "stays"):
        await_that(f"what the server has, at the subscriber that {name}", lambda name=name:
                   drill.mirrored(name) == drill.mirrored("fresh"))
    if "organizations/replaced-0" in drill.mirrored("stays")[0]:
        fail("a subscriber keeps what was replaced")
    if "HISTORY_REPLACED" in (drill.folder / "stops.log").read_text():
        fail("a subscriber that had stopped at the revision had to begin anew")
    back_up_what_is_stopped(drill)


def hang_at_a_target(drill):
    """A target that takes nothing harms nobody but the command that writes to it."""
    programs, begun = drill.folder / "programs", drill.folder / "begun"
    programs.mkdir()
    # All goes through age, which takes nothing here, and ends with the command.
    age = programs / "age"
    age.write_text(f'#!/bin/sh\n: >"{begun}"\nexec tail -f /dev/null --pid=$PPID\n')
    age.chmod(0o700)
    target = drill.folder / "hanging"
    command = subprocess.Popen(
        [drill.taqvimd, "backup", target, "--data", drill.data, "--recipient", "age1any"],
        env={"PATH": f"{programs}:/usr/bin:/bin"}, stderr=subprocess.DEVNULL)
    try:
        await_that("a backup that hangs", begun.exists)
        for number in range(3):
            drill.create(f"written-while-one-hangs-{number}")
        drill.back_up()
        if command.poll() is not None:
            fail("a backup ended though its target took nothing")
    finally:
        command.kill()
        command.wait()
    drill.admin("restore", target, "--list", code=2)


def back_up_what_is_stopped(drill):
    """A full backup, as history is another now; then a copy of it, which knows no tokens."""
    drill.stop()
    drill.back_up()
    copy = drill.folder / "copy.db"
    drill.admin("restore", drill.target, "--data", copy, "--as-new")
    drill.admin("restore", drill.target, "--data", copy, code=1)
    with sqlite3.connect(f"file:{copy}?mode=ro", uri=True) as connection:
        if connection.execute("SELECT count(*) FROM resource WHERE kind = 9").fetchone() != (0,):
            fail("a copy has access tokens")
    if "in full as of" not in drill.admin("restore", drill.target, "--list"):
        fail("the target's list is empty")


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="taqvim-drill-"))
    drill = Drill(*sys.argv[1:4], folder)
    try:
        run(drill)
    finally:
        drill.end()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
