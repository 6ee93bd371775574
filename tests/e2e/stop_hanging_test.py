#!/usr/bin/env python3
"""What hangs is stopped: SIGTERM and SIGINT end a backup whose target hangs, and a server that starts.

  tests/e2e/stop_hanging_test.py TAQVIMD

What hangs is as a disk that answers nothing: what is written goes through a program that reads
nothing, or what is read is a pipe that nobody writes to.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from served import serve

# What was stopped has this long to end by itself, at most; then the signal ends it. A test waits
# for longer, as machines are slow, and asserts how it ended.
PATIENCE = 60


def fail(why):
    sys.exit(f"stop_hanging_test: {why}")


def await_that(what, holds):
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            fail(f"{what} did not come about in {PATIENCE} s")
        time.sleep(0.05)


class Backups:
    """Backups of one server, each to a target of its own."""

    def __init__(self, taqvimd, folder):
        self.taqvimd, self.folder = taqvimd, folder
        self.begun = folder / "begun"
        self.said = folder / "said"
        self.server, _ = serve(taqvimd, folder)

    def start(self, target, *flags, hangs=False):
        """Starts one that goes on for ever; what is written hangs in `age`, which takes nothing."""
        variables = dict(os.environ)
        if hangs:
            self.begun.unlink(missing_ok=True)
            programs = self.folder / "programs"
            programs.mkdir(exist_ok=True)
            age = programs / "age"
            age.write_text(f'#!/bin/sh\n: >"{self.begun}"\nexec tail -f /dev/null --pid=$PPID\n')
            age.chmod(0o700)
            variables["PATH"] = f"{programs}:{variables['PATH']}"
            flags = [*flags, "--recipient", "age1any"]
        # A file, as a pipe would have no end while the program that hangs has it.
        with open(self.said, "w", encoding="utf-8") as said:
            return subprocess.Popen(
                [self.taqvimd, "backup", target, "--data", self.folder / "schedule.db", "--every",
                 "1h", *flags], env=variables, stdout=subprocess.PIPE, stderr=said, text=True)

    def stop(self, command, number, codes):
        """Stops it; answers what it said on standard error."""
        command.send_signal(number)
        try:
            command.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            command.kill()
            command.wait()
            fail(f"a backup goes on {PATIENCE} s after {number.name}")
        said = self.said.read_text(encoding="utf-8")
        if command.returncode not in codes:
            fail(f"after {number.name} a backup ended with {command.returncode}:\n{said}")
        return said

    def back_up_once(self, target):
        done = subprocess.run(
            [self.taqvimd, "backup", target, "--data", self.folder / "schedule.db"],
            capture_output=True, text=True, check=False, timeout=PATIENCE)
        if done.returncode != 0:
            fail(f"the backup after that ended with {done.returncode}:\n{done.stderr}")

    def holds(self, target, code):
        """Looks whether something can be restored from there."""
        done = subprocess.run([self.taqvimd, "restore", target, "--list"], capture_output=True,
                              text=True, check=False)
        if done.returncode != code:
            fail(f"restore --list ended with {done.returncode}, not {code}:\n{done.stderr}")


def names_in(target):
    return sorted(file.name for file in target.iterdir())


def stop_where_writing_hangs(backups, number):
    target = backups.folder / f"hangs-{number.name}"
    command = backups.start(target, hangs=True)
    await_that("a backup that hangs", backups.begun.exists)
    if names_in(target) != ["store", "unfinished"]:
        fail(f"while it hangs the target has {names_in(target)}")
    said = backups.stop(command, number, [-number])
    if "does not answer" not in said:
        fail(f"a backup that was ended said:\n{said}")
    if names_in(target) != ["store", "unfinished"]:
        fail(f"a backup that was ended left {names_in(target)}")
    backups.holds(target, code=2)
    backups.back_up_once(target)
    if "unfinished" in names_in(target) or not any(
            name.startswith("full-") for name in names_in(target)):
        fail(f"the backup after that left {names_in(target)}")
    backups.holds(target, code=0)


def waits_for_signals(pid):
    """Whether the process takes SIGTERM itself; before, it would end by it anyhow."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    blocked = next(line.split()[1] for line in status.splitlines() if line.startswith("SigBlk"))
    return int(blocked, 16) & 1 << (signal.SIGTERM - 1)


def stop_where_reading_hangs(backups):
    """Before the first backup is begun."""
    target = backups.folder / "pipe"
    target.mkdir(mode=0o700)
    os.mkfifo(target / "store", 0o600)
    command = backups.start(target)
    await_that("a backup that waits for signals", lambda: waits_for_signals(command.pid))
    backups.stop(command, signal.SIGTERM, [-signal.SIGTERM])


def stop_between_two(backups):
    target = backups.folder / "well"
    command = backups.start(target)
    if "in full" not in command.stdout.readline():
        fail("a backup did not say what it did")
    backups.stop(command, signal.SIGTERM, [0])
    if "unfinished" in names_in(target):
        fail(f"a backup between two left {names_in(target)}")


def stop_a_server_that_starts(backups):
    folder = backups.folder
    os.mkfifo(folder / "certificate.pem", 0o600)
    data = folder / "starts.db"
    subprocess.run([backups.taqvimd, "init", "--data", data], check=True, capture_output=True)
    server = subprocess.Popen(
        [backups.taqvimd, "--data", data, "--listen", "127.0.0.1:0", "--tls-certificate",
         folder / "certificate.pem", "--tls-key", folder / "certificate.pem"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    await_that("a server that waits for signals", lambda: waits_for_signals(server.pid))
    server.send_signal(signal.SIGTERM)
    try:
        code = server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
        fail(f"a server that waits for a pipe goes on {PATIENCE} s after SIGTERM")
    if code != -signal.SIGTERM:
        fail(f"a server that started ended with {code}")


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="taqvim-stop-"))
    backups = Backups(sys.argv[1], folder)
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            stop_where_writing_hangs(backups, number)
        stop_where_reading_hangs(backups)
        stop_between_two(backups)
        stop_a_server_that_starts(backups)
    finally:
        backups.server.terminate()
        backups.server.wait()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
