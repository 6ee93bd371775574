#!/usr/bin/env python3
"""Compares what commands show, on terminals of 60, 80 and 160 columns, in colours, and in a pipe,
with the files of golden/, which are what people saw and found good.

  tests/e2e/golden_test.py TAQVIM TAQVIMD [--write]

--write  writes them anew. Read what git says has changed before you commit it.

Commands, and the files that they name, are in golden/: cases.txt lists them. What differs from run
to run (ids, times of writing, tokens) is written as zeros.
"""

import difflib
import fcntl
import os
import pathlib
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios

from served import environment, serve

GOLDEN = pathlib.Path(__file__).parent / "golden"
FILES = ("schedule.yaml", "collides.yaml", "broken.yaml")
# What a run sees, and what its output is called.
TERMINALS = [("80 columns, coloured", 80, True), ("60 columns", 60, False),
             ("80 columns", 80, False), ("160 columns", 160, False)]
# Ids of resources and requests, etags, tokens.
OPAQUE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|(?<=etag: )\S+|(?<=etag:          )\S+|(?<=etag:␛\[0m          )\S+|(?<=\"etag\": \")[^\"]+"
    r"|(?<=[tT]oken\": \")[^\"]+|(?<=token: )\S+|(?<=page-token )\S+")
# Instants of writing, of any year but that of the schedule. Fractions of seconds are as long as
# they need to be.
WRITTEN = re.compile(r"20(?!36)\d\d(-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?)(?:\.\d+)?")


def steady(text):
    text = OPAQUE.sub(lambda match: "0" * len(match.group()), text)
    return WRITTEN.sub(lambda match: "0000" + re.sub(r"\d", "0", match.group(1)), text)


def in_pipe(command, folder, variables):
    done = subprocess.run(["/bin/sh", "-c", command], cwd=folder, env=variables, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    return done.stdout, done.returncode


def at_terminal(command, folder, variables, columns):
    """Runs it at a terminal of its own, with nobody who types."""
    reads, writes = pty.openpty()
    fcntl.ioctl(writes, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    with subprocess.Popen(["/bin/sh", "-c", command], cwd=folder, env=variables,
                          stdin=subprocess.DEVNULL, stdout=writes, stderr=writes) as process:
        os.close(writes)
        shown = b""
        try:
            while part := os.read(reads, 65536):
                shown += part
        except OSError:  # EIO: nobody writes any more.
            pass
        code = process.wait()
    os.close(reads)
    return shown.decode().replace("\r\n", "\n").replace("\x1b", "␛"), code


def pictures(command, folder, variables, is_steady):
    """What the command shows, with a heading for each place in which it was run."""
    parts = [f"$ {command}\n"]
    results = [("in a pipe", *in_pipe(command, folder, variables))]
    if not is_steady:
        for title, columns, coloured in TERMINALS:
            looks = dict(variables, TERM="xterm-256color" if coloured else "xterm")
            if not coloured:
                looks["NO_COLOR"] = "1"
            results.append((title, *at_terminal(command, folder, looks, columns)))
    for title, text, code in results:
        ending = "" if text.endswith("\n") else "\n"
        parts.append(f"\n=== {title}, exit code {code}\n{text}{ending}")
    return steady("".join(parts))


def cases():
    for line in (GOLDEN / "cases.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split(maxsplit=1)


def compare(name, shown, writes):
    """What differs, in lines."""
    path = GOLDEN / f"{name}.golden"
    if writes:
        path.write_text(shown, encoding="utf-8")
    wanted = path.read_text(encoding="utf-8") if path.exists() else ""
    return "\n".join(difflib.unified_diff(wanted.splitlines(), shown.splitlines(),
                                          f"golden/{name}.golden", "shown", lineterm=""))


def main():
    taqvim, taqvimd = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
    writes = "--write" in sys.argv[3:]
    differences, count = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for file in FILES:
            shutil.copy(GOLDEN / file, folder)
        server, address = serve(taqvimd, folder)
        try:
            # Pages would wait for somebody who turns them.
            variables = dict(environment(taqvim, folder, address), TZ="UTC", PAGER="cat")
            subprocess.run([taqvim, "apply", "-f", "schedule.yaml"], cwd=folder, env=variables,
                           check=True, stdout=subprocess.DEVNULL)
            for name, command in cases():
                shown = pictures(command, folder, variables, name.endswith("*"))
                differences.append(compare(name.rstrip("*"), shown, writes))
                count += 1
        finally:
            server.terminate()
            server.wait()
    differences = [difference for difference in differences if difference]
    for difference in differences:
        print(difference, file=sys.stderr)
    print(f"{count - len(differences)} of {count} as they were")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
