"""Reads sources with clang-tidy, many at a time; tests/lint/clang.sh calls it.

Reading a source takes seconds, of which nearly all go to the headers of libraries. So
sources that have the same flags and no local name in common are read as one: as a source
that includes them. What cannot be read so, for whatever reason, is read alone.
"""

import argparse
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/clang"
TOGETHER = 32
CHANGED_IN = 20  # commits
LOCAL = re.compile(r"^namespace \{$(.*?)^\}  // namespace$", re.MULTILINE | re.DOTALL)
NAME = re.compile(
    r"^(?:template <.*> )?(?:class|struct|enum class|enum|using) (\w+)(?!\w*::)"
    r"|^(?!using|namespace|class|struct|enum)[A-Za-z][^\n(={;]*?\b(\w+)(?:\[\w*\])?(?: = |\(|\{|;|$)",
    re.MULTILINE,
)
TEST = re.compile(r"^TEST\w*\((\w+), (\w+)\)", re.MULTILINE)
FINDING = re.compile(r"^(\S+?):\d+:\d+: (?:fatal )?error: ", re.MULTILINE)


def git(*arguments: str) -> list[str]:
    """The lines of its output; none where there is no history."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.splitlines() if done.returncode == 0 else []


@functools.cache
def text_of(source: str) -> str:
    return (ROOT / source).read_text()


def read_flags() -> dict[str, tuple[str, ...]]:
    """By source, what it is compiled with."""
    flags = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        if path.is_relative_to(BUILD) or not path.is_relative_to(ROOT):
            continue
        command = entry["command"].replace(" -isystem ", " -isystem")
        words = shlex.split(command)
        at = words.index("-o")
        flags[str(path.relative_to(ROOT))] = tuple(words[1:at])
    return flags


def sources_of(path: str, all_sources: list[str]) -> list[str]:
    """Which of the sources show what the file says: itself; of a header its source, or else
    the first that includes it."""
    if path in all_sources:
        return [path]
    own = path.removesuffix(".h") + ".cc"
    if not path.endswith(".h") or own in all_sources:
        return [own] if own in all_sources else []
    include = f'#include "{path}"'
    return [source for source in all_sources if include in text_of(source)][:1]


def choose(all_sources: list[str], most: int) -> list[str]:
    """Those changed lately, moves left aside, and others by chance: the commit's."""
    changed = set()
    for line in git("log", f"-{CHANGED_IN}", "-M", "--name-status", "--format=", "--diff-filter=d"):
        status, *paths = line.split("\t")
        if status != "R100" and (ROOT / paths[-1]).is_file():
            changed.update(sources_of(paths[-1], all_sources))
    commit = "".join(git("rev-parse", "HEAD"))

    def lot(source: str) -> tuple[bool, str]:
        return source not in changed, hashlib.sha256((commit + source).encode()).hexdigest()

    return sorted(all_sources, key=lot)[:most]


def local_names(source: str) -> set[str]:
    text = text_of(source)
    names = {f"{suite}_{name}" for suite, name in TEST.findall(text)}
    for part in LOCAL.findall(text):
        names.update(one or other for one, other in NAME.findall(part))
    return names - {"operator", ""}


def macros(flags: tuple[str, ...]) -> dict[str, str]:
    return dict((flag + "=1")[2:].split("=", 1) for flag in flags if flag.startswith("-D"))


def groups_of(
    sources: list[str], flags: dict[str, tuple[str, ...]], most: int
) -> list[list[str]]:
    """Sources that may be read as one, at most so many together."""
    groups: list[tuple[list[str], set[str], dict[str, str]]] = []
    for source in sorted(sources):
        names, defined = local_names(source), macros(flags[source])
        for members, taken, known in groups:
            agree = all(known.get(name, value) == value for name, value in defined.items())
            if len(members) < most and agree and not taken & names:
                members.append(source)
                taken |= names
                known |= defined
                break
        else:
            groups.append(([source], names, defined))
    return [members for members, _, _ in groups]


def run(command: list[str]) -> tuple[bool, str]:
    """Whether it had nothing to say, and what it said."""
    done = subprocess.run(command, cwd=BUILD, capture_output=True, text=True)
    said = re.sub(r"^\d+ warnings.* generated\.\n", "", done.stdout + done.stderr, flags=re.M)
    return done.returncode == 0, said or f"{command[0]}: status {done.returncode}\n"


def tidy(path: pathlib.Path, flags: tuple[str, ...]) -> tuple[bool, str]:
    config = f"--config-file={ROOT}/.clang-tidy"
    return run(["clang-tidy", "--quiet", config, str(path), "--", *flags])


def compile_alone(path: pathlib.Path, flags: tuple[str, ...]) -> tuple[bool, str]:
    return run(["clang++", *flags, "-fsyntax-only", str(path)])


def without_wrong(group: list[str], said: str) -> list[str]:
    """Those of the group in which no error is; none where all errors are in headers."""
    wrong = set(FINDING.findall(said))
    right = [source for source in group if str(ROOT / source) not in wrong]
    return right if len(right) < len(group) else []


def read_together(group: list[str], flags: tuple[str, ...]) -> tuple[list[str], pathlib.Path]:
    """Those of the group that can be read as one, and the source that includes them."""
    union = BUILD / "together" / (hashlib.sha256("".join(group).encode()).hexdigest() + ".cc")
    union.parent.mkdir(exist_ok=True)
    while len(group) > 1:
        union.write_text("".join(f'#include "{ROOT / source}"\n' for source in group))
        ok, said = compile_alone(union, flags)
        if ok:
            return group, union
        group = without_wrong(group, said)
    return [], union


def check(group: list[str], flags: dict[str, tuple[str, ...]]) -> tuple[bool, str]:
    """Whether there is nothing to mend in the sources, and what there is."""
    common = tuple(dict.fromkeys(word for source in group for word in flags[source]))
    # What a local name of one source hides may be another's; the build sees to that.
    together, union = read_together(group, common + ("-Wno-shadow",))
    alone = [source for source in group if source not in together]
    # What does not compile is said before anything is looked at more closely.
    for source in alone:
        ok, said = compile_alone(ROOT / source, flags[source])
        if not ok:
            return False, said
    results = [tidy(union, common + ("-Wno-shadow",))] if together else []
    results += [tidy(ROOT / source, flags[source]) for source in alone]
    return all(ok for ok, _ in results), "".join(said for ok, said in results if not ok)


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests/lint/clang.sh")
    parser.add_argument("--all", action="store_true", help="all sources")
    parser.add_argument("--most", type=int, default=60, help="how many are chosen")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many at a time")
    parser.add_argument("files", nargs="*", help="these alone")
    arguments = parser.parse_args()
    flags = read_flags()
    sources = sorted(flags)
    if arguments.files:
        sources = sorted({s for file in arguments.files for s in sources_of(file, sources)})
    elif not arguments.all:
        sources = choose(sources, arguments.most)
    # As many groups as can be read at a time, at least.
    groups = groups_of(sources, flags, min(TOGETHER, -(-len(sources) // arguments.jobs)))
    print(f"{len(sources)} sources, read as {len(groups)}:", flush=True)
    failed = False
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as threads:
        for group, (ok, said) in zip(groups, threads.map(lambda g: check(g, flags), groups)):
            failed |= not ok
            print(f"{group[0]} and {len(group) - 1} more: {'well' if ok else 'not well'}")
            print(said, end="", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
