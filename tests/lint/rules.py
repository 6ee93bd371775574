"""Looks whether anybody knows a rule of the schedule by its name who should not.

Rules are data: what judges, lists what stands, searches slots or shows conflicts goes through
the table in server/schedule/rules. So of the sources, tests left aside:
- none outside that folder says the name of a rule of the contract, in code or in a comment,
  or includes the header of one;
- the table has one row for each rule of the contract, and a function of each file of a rule.

With --prove it looks whether it finds what it is for, in a copy.
"""

import pathlib
import re
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOUSES = ("server", "storage", "client")
CONTRACT = "proto/taqvim/v1/conflict.proto"
RULES = "server/schedule/rules"
TABLE = f"{RULES}/rule_table.cc"


def names(root: pathlib.Path) -> list[str]:
    """The rules of the contract, without their prefix."""
    found = re.findall(r"^  CONFLICT_RULE_(\w+) = [1-9]\d*;", (root / CONTRACT).read_text(), re.M)
    if not found:
        sys.exit(f"{CONTRACT} has no rules.")
    return found


def sources(root: pathlib.Path) -> list[pathlib.Path]:
    found = []
    for house in HOUSES:
        for path in sorted((root / house).rglob("*")):
            relative = path.relative_to(root)
            is_test = path.stem.endswith("_test") or "testing" in relative.parts
            is_ours = not is_test and "node_modules" not in relative.parts
            if path.suffix in (".h", ".cc", ".yaml") and is_ours:
                found.append(relative)
    return found


def check_names(root: pathlib.Path) -> list[str]:
    said = re.compile(r"\b(?:CONFLICT_RULE_)?(%s)\b" % "|".join(names(root)))
    header = re.compile(r'^#include "%s/(?!rule_table\.h)' % RULES)
    complaints = []
    for path in sources(root):
        if str(path.parent) == RULES:
            continue
        for number, line in enumerate((root / path).read_text().splitlines(), start=1):
            if match := said.search(line):
                complaints.append(f"{path}:{number} names the rule {match.group(1)}.")
            if header.match(line):
                complaints.append(f"{path}:{number} includes a rule; include rule_table.h.")
    return complaints


def check_table(root: pathlib.Path) -> list[str]:
    table = (root / TABLE).read_text()
    rows = re.findall(r"\.name = v1::CONFLICT_RULE_(\w+)", table)
    complaints = [f"{TABLE} has {rows.count(name)} rows of {name}."
                  for name in names(root) if rows.count(name) != 1]
    for path in sorted((root / RULES).glob("*_rule.h")):
        declared = re.findall(r"^\S.*?\b(\w+)\([^;]*\);", path.read_text(), re.M)
        if not any(re.search(rf"= {name}\b", table) for name in declared):
            complaints.append(f"{TABLE} has no function of {path.relative_to(root)}.")
    return complaints


def check(root: pathlib.Path) -> list[str]:
    return check_names(root) + check_table(root)


def prove() -> list[str]:
    """What it does not find though it should."""
    name = names(ROOT)[0]
    judge = "server/schedule/judge/judge.cc"
    changes = {
        "code": (judge, f"const auto rule = v1::CONFLICT_RULE_{name};\n"),
        "a text": ("client/cli/output/output.cc", f'constexpr char kRule[] = "{name}";\n'),
        "an include": (judge, f'#include "{RULES}/any_rule.h"\n'),
        "a file without a row": (f"{RULES}/unused_rule.h", "bool IsUnused(int booking);\n"),
        "a second row": (TABLE, f"{{.name = v1::CONFLICT_RULE_{name}}}\n"),
        "a rule without a row": (CONTRACT, "  CONFLICT_RULE_NEW = 99;\n"),
    }
    missed = []
    for what, (path, text) in changes.items():
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for house in HOUSES:
                shutil.copytree(ROOT / house, root / house,
                                ignore=shutil.ignore_patterns("node_modules"))
            (root / CONTRACT).parent.mkdir(parents=True)
            shutil.copy(ROOT / CONTRACT, root / CONTRACT)
            with (root / path).open("a") as file:
                file.write(text)
            if len(check(root)) != 1:
                missed.append(f"Adding {what} to {path} gives {check(root)}.")
    return missed


def main() -> None:
    complaints = prove() if "--prove" in sys.argv[1:] else check(ROOT)
    print("\n".join(complaints) or "Only rules know their names.")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
