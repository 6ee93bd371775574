"""Makes faults in a copy of the sources, one at a time; see tests/mutants.sh."""

import argparse
import collections
import os
import pathlib
import random
import shutil
import subprocess
import sys
import time

from faults import Fault, find_faults

ROOT = pathlib.Path(__file__).resolve().parents[2]
COPY = ROOT / "build" / "mutants"
BUILD = COPY / "build" / "dev"
# What a hanging program or build may take.
BUILD_SECONDS = 900
TEST_SECONDS = 300
# Of the tests that go on at random: less than ctest asks of them, as they run each time.
ENVIRONMENT = dict(
    os.environ, TAQVIM_OPERATIONS="8000", TAQVIM_ANSWERS="1000", TAQVIM_RULES="2000"
)


def read_table() -> list[tuple[str, list[str]]]:
    lines = (ROOT / "tests/mutants/table.txt").read_text().splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return [(row[0], row[1:]) for row in rows]


def read_equivalents() -> set[str]:
    """Faults that change no behaviour, as `describe` names them, but for the line."""
    lines = (ROOT / "tests/mutants/equivalents.txt").read_text().splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def folder_of(path: str, table: list[tuple[str, list[str]]]) -> tuple[str, list[str]]:
    for folder, tests in table:
        if path.startswith(folder + "/"):
            return folder, tests
    return "", []


def project_files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )
    return [path for path in listed.stdout.splitlines() if (ROOT / path).is_file()]


def is_source(path: str) -> bool:
    return path.endswith(".cc") and not path.endswith("_test.cc") and "/testing/" not in path


def copy_sources(paths: list[str]) -> None:
    """Brings the copy up to date; what has not changed keeps its time, and is not rebuilt."""
    for path in paths:
        target = COPY / path
        content = (ROOT / path).read_bytes()
        if target.exists() and target.read_bytes() == content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        shutil.copymode(ROOT / path, target)
    modules = COPY / "proto" / "node_modules"
    if not modules.exists():
        modules.symlink_to(ROOT / "proto" / "node_modules")


def run(command: list[str], seconds: int) -> subprocess.CompletedProcess | None:
    """What came of it; None when it took too long."""
    try:
        return subprocess.run(
            command, cwd=COPY, env=ENVIRONMENT, timeout=seconds, capture_output=True, text=True,
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        return None


def build(test: str) -> bool:
    done = run(["cmake", "--build", str(BUILD), "--target", test], BUILD_SECONDS)
    return done is not None and done.returncode == 0


def passes(test: str) -> bool:
    done = run(
        ["ctest", "--test-dir", str(BUILD), "-R", f"^{test}$", "--no-tests=error",
         "--timeout", str(TEST_SECONDS)],
        TEST_SECONDS + 60,
    )
    return done is not None and done.returncode == 0


def describe(path: str, source: str, fault: Fault) -> tuple[int, str]:
    """The line of the fault, and what it changes there."""
    line = source.count("\n", 0, fault.begin) + 1
    changed = fault.apply(source).splitlines()
    before, after = source.splitlines()[line - 1].strip(), changed[line - 1].strip()
    return line, f"{path} {fault.kind}: {before}  ->  {after}"


def choose(sources: list[str], chance: random.Random) -> list[tuple[str, Fault]]:
    """All places in random order: each file by how many it has."""
    equivalents = read_equivalents()
    found = []
    for path in sources:
        source = (ROOT / path).read_text()
        for fault in find_faults(source):
            if describe(path, source, fault)[1] not in equivalents:
                found.append((path, fault))
    chance.shuffle(found)
    return found


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/mutants.sh")
    parser.add_argument("paths", nargs="*", metavar="PATH")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--list", action="store_true")
    return parser.parse_args()


def main() -> int:
    options = parse()
    table = read_table()
    files = project_files()
    wanted = [path.rstrip("/") for path in options.paths]
    sources = [
        path for path in files
        if is_source(path) and folder_of(path, table)[0]
        and (not wanted or any(path == one or path.startswith(one + "/") for one in wanted))
    ]
    if not sources:
        print("tests/mutants.sh: there are no sources that a test sees to; "
              "see tests/mutants/table.txt", file=sys.stderr)
        return 2
    print(f"seed {options.seed}, {len(sources)} sources", flush=True)
    places = choose(sources, random.Random(options.seed))
    if options.list:
        for path, fault in places[: options.count]:
            line, what = describe(path, (ROOT / path).read_text(), fault)
            print(f"line {line} of {what}")
        return 0
    return try_all(places, options.count, table, files)


def try_all(places, count: int, table, files: list[str]) -> int:
    copy_sources(files)
    if run(["cmake", "--preset", "dev"], BUILD_SECONDS) is None:
        print("tests/mutants.sh: the copy cannot be configured", file=sys.stderr)
        return 2
    tried, lived = collections.Counter(), collections.Counter()
    ready: set[str] = set()
    for path, fault in places:
        if sum(tried.values()) == count:
            break
        folder, tests = folder_of(path, table)
        if folder not in ready:
            for test in tests:
                if not build(test) or not passes(test):
                    print(f"tests/mutants.sh: {test} fails as it is", file=sys.stderr)
                    return 2
            ready.add(folder)
        outcome = try_one(path, fault, tests)
        if outcome is None:
            continue
        tried[folder] += 1
        lived[folder] += outcome.startswith("lived")
        line, what = describe(path, (ROOT / path).read_text(), fault)
        print(f"{sum(tried.values())}/{count} {outcome}: line {line} of {what}", flush=True)
    report(tried, lived)
    return 0


def try_one(path: str, fault: Fault, tests: list[str]) -> str | None:
    """`lived`, or what saw it; None when it is no C++.

    Each test is built when it is its turn: most faults are seen by the first."""
    target = COPY / path
    source = target.read_text()
    start = time.monotonic()
    try:
        target.write_text(fault.apply(source))
        for test in tests:
            if not build(test):
                return None
            if not passes(test):
                return f"seen by {test} ({time.monotonic() - start:.0f} s)"
    finally:
        target.write_text(source)
    return f"lived ({time.monotonic() - start:.0f} s)"


def report(tried: collections.Counter, lived: collections.Counter) -> None:
    width = max(map(len, tried), default=0)
    for folder in sorted(tried):
        seen = tried[folder] - lived[folder]
        print(f"{folder:{width}} {seen:4} of {tried[folder]:4} seen, {seen / tried[folder]:.0%}")
    total = sum(tried.values())
    if total:
        seen = total - sum(lived.values())
        print(f"{'all':{width}} {seen:4} of {total:4} seen, {seen / total:.0%}")


if __name__ == "__main__":
    sys.exit(main())
