#!/usr/bin/env python3
"""Measures the command line as people wait for it: whole processes, beside bare ones, by turns.

  tests/bench/processes.py FOLDER [--rounds N]

FOLDER  a build of the release preset, with taqvim, taqvimd, bare_start and bare_call.

Prints medians of N rounds (20) in milliseconds: `taqvim --help` beside a program that prints a
line; `taqvim events list`, of 100 events and of 2,000, beside a client of generated code that
prints the names of as many; `taqvim apply` of a file of 2,000 events, that creates them and that
finds them unchanged.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "e2e"))
from served import environment, serve  # noqa: E402

EVENTS = 2000
HALLS = 20


def directory():
    lines = ["organizations:", "  - {id: library, title: {en: Library}, country: KZ}", "venues:",
             "  - id: palace", "    title: {en: Palace}", "    country: KZ", "    city: Astana",
             "    time_zone: Asia/Almaty", "    spaces:"]
    lines += [f"      - {{id: hall-{hall}, title: {{en: Hall {hall}}}}}" for hall in range(HALLS)]
    return "\n".join(lines) + "\n"


def programme(first, last):
    """The events of those numbers: a concert in one of the halls on a day of its own."""
    lines = ["events:"]
    for number in range(first, last):
        # Days of 2035, and of 28 a month.
        day = number // HALLS
        date = f"2035-{1 + day // 28:02}-{1 + day % 28:02}"
        lines += [f"  - id: concert-{number}", f"    title: {{en: Concert {number}}}",
                  "    owner: library",
                  f"    period: {{timed: {{start: {date}T18:00, end: {date}T20:00}}}}",
                  f"    bookings: [{{id: hall, space: palace/hall-{number % HALLS}}}]",
                  "    activity: {form: concert}", "    confirm: true"]
    return "\n".join(lines) + "\n"


def elapsed(command, variables):
    """Milliseconds from its start to its end; all that it prints is read."""
    begin = time.monotonic()
    subprocess.run(command, env=variables, check=True, stdout=subprocess.PIPE,
                   stderr=subprocess.PIPE)
    return 1000 * (time.monotonic() - begin)


def compare(title, ours, bare, variables, rounds):
    """By turns, so that what else the machine does meets both alike."""
    pairs = [(elapsed(ours, variables), elapsed(bare, variables)) for _ in range(rounds)]
    mine, other = (statistics.median(times) for times in zip(*pairs))
    print(f"{title:34} {mine:8.1f} ms   bare {other:8.1f} ms   "
          f"{mine - other:+8.1f} ms   {mine / other:5.2f} times")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    programs = arguments.folder / "bin"
    benches = arguments.folder / "tests" / "bench"
    taqvim = str((programs / "taqvim").resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        server, address = serve(str((programs / "taqvimd").resolve()), folder)
        try:
            variables = environment(taqvim, folder, address)
            measure(taqvim, benches, folder, address, variables, arguments.rounds)
        finally:
            server.terminate()
            server.wait()


def measure(taqvim, benches, folder, address, variables, rounds):
    bare_call = [str(benches / "bare_call"), address]
    (folder / "directory.yaml").write_text(directory(), encoding="utf-8")
    (folder / "first.yaml").write_text(programme(0, 100), encoding="utf-8")
    (folder / "programme.yaml").write_text(programme(0, EVENTS), encoding="utf-8")
    for file in ("directory.yaml", "first.yaml"):
        elapsed([taqvim, "apply", "-f", str(folder / file)], variables)
    compare("taqvim --help", [taqvim, "--help"], [str(benches / "bare_start")], variables, rounds)
    compare("taqvim events list, of 100", [taqvim, "events", "list"], bare_call, variables, rounds)
    apply = [taqvim, "apply", "-f", str(folder / "programme.yaml")]
    print(f"taqvim apply that creates {EVENTS - 100:,}  {elapsed(apply, variables):8.1f} ms")
    unchanged = statistics.median(elapsed(apply, variables) for _ in range(3))
    print(f"taqvim apply of {EVENTS:,} unchanged  {unchanged:8.1f} ms")
    compare(f"taqvim events list, of {EVENTS:,}", [taqvim, "events", "list"], bare_call, variables,
            rounds)


if __name__ == "__main__":
    main()
