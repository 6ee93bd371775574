#!/usr/bin/env python3
"""Runs every example of the help as it is printed, one after the other, against a real server.

  tests/e2e/examples_test.py TAQVIM TAQVIMD [--postgres]

--postgres  has the server on a PostgreSQL database.

The order, and what they need besides, is in examples/order.txt. The other files there are those
that examples name; they are run in a copy of that folder.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from served import a_database, environment, serve

EXAMPLES = pathlib.Path(__file__).parent / "examples"


class Failure(Exception):
    pass


def printed(taqvim, *words):
    return subprocess.run([taqvim, *words], capture_output=True, text=True, check=False).stdout


def first_words(text):
    return [line.split("\t")[0] for line in text.splitlines() if not line.startswith("-")]


def commands_of(taqvim):
    """All commands, as `events create`, but for those that are about the others."""
    for word in first_words(printed(taqvim, "complete", "--", "")):
        if word in ("help", "explain", "completion", "version", "man"):
            continue
        verbs = first_words(printed(taqvim, "complete", "--", word, ""))
        is_group = word not in ("agenda", "apply", "edit", "export", "timeline")
        yield from (f"{word} {verb}" for verb in verbs) if is_group else [word]


def examples_of(taqvim, command):
    """The commands that stand, indented, in the help of its examples."""
    examples = []
    goes_on = False
    for line in printed(taqvim, "help", *command.split(), "examples").splitlines():
        if goes_on:
            examples[-1] += "\n" + line
        elif line.startswith("    "):
            examples.append(line)
        goes_on = line.endswith("\\")
    return examples


class Run:
    def __init__(self, taqvim, folder, address):
        self.taqvim = taqvim
        self.folder = folder
        self.environment = dict(environment(taqvim, folder, address), EDITOR="true")
        self.failures = []
        self.left = {}
        for command in commands_of(taqvim):
            for number, example in enumerate(examples_of(taqvim, command), 1):
                # The commands of a kind may show those of the commands for all kinds.
                if example not in self.left.values():
                    self.left[command, number] = example

    def shell(self, line, is_endless=False, context=""):
        script = f"timeout --signal=INT 3 sh -c '{quoted(line)}'" if is_endless else line
        with open(self.folder / "typed", encoding="utf-8") as typed:
            done = subprocess.run(["/bin/sh", "-c", script], cwd=self.folder,
                                  env=dict(self.environment, TAQVIM_CONTEXT=context),
                                  stdin=typed, capture_output=True, text=True, check=False)
        # 5: it waits for an approval. 124 and 130: it was interrupted.
        if done.returncode not in ((0, 124, 130) if is_endless else (0, 5)):
            self.failures.append(f"$ {line}\n{done.stdout}{done.stderr}({done.returncode})")

    def step(self, line):
        if line.startswith("$ "):
            self.shell(line[2:])
            return
        words = line.lstrip("!").split()
        context = words.pop(0)[1:] if words[0].startswith("@") else ""
        number = int(words.pop()) if words[-1].isdigit() else 0
        command = " ".join(words)
        meant = [key for key in self.left if key[0] == command and number in (0, key[1])]
        if not meant:
            raise Failure(f"order.txt: {command} has no such example, or it was run before.")
        for key in meant:
            self.shell(self.left.pop(key), line.startswith("!"), context)


def quoted(line):
    return line.replace("'", "'\\''")


def main():
    taqvim, taqvimd = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as name, a_database("--postgres" in sys.argv[3:]) as url:
        folder = pathlib.Path(name)
        shutil.copytree(EXAMPLES, folder, dirs_exist_ok=True)
        (folder / "typed").write_text("", encoding="utf-8")
        server, address = serve(taqvimd, folder, url=url)
        try:
            run = Run(taqvim, folder, address)
            count = len(run.left)
            for line in (EXAMPLES / "order.txt").read_text(encoding="utf-8").splitlines():
                if line and not line.startswith("#"):
                    run.step(line)
        finally:
            server.terminate()
            server.wait()
    run.failures += [f"order.txt lacks example {number} of {command}." for command, number in run.left]
    for failure in run.failures:
        print("FAILED:", failure, file=sys.stderr)
    print(f"{count - len(run.failures)} passed, {len(run.failures)} failed")
    return 1 if run.failures else 0


if __name__ == "__main__":
    sys.exit(main())
