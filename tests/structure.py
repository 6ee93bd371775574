"""Measures how the sources are built, as tables in Markdown: files and lines a folder, how long
functions are, how much each class does, how much of the lines is comments.

    python3 tests/structure.py [ROOT]

ROOT is another checkout, to compare with; without it, this one. Tests are left aside, and so is
what is generated. The bodies of a class are the lines of its functions, signatures included,
wherever they stand; a class in an unnamed namespace is told apart by its file.
"""

import pathlib
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field

HOUSES = ("server", "storage", "client")
MOST_CLASSES = 15
LARGE_CLASS = 250

TYPE = re.compile(r"\b(?:class|struct|union)\s+(?:\w+\(\w*\)\s*)?(\w+)[^()=;]*$")
SCOPE = re.compile(r"^\s*(?:inline\s+)?namespace\b|^\s*extern\b|\benum\b")
MEMBER = re.compile(r"\b(\w+)(?:<[^()]*>)?::~?\w+(?:\W+)?\s*\(|\b(\w+)::operator")
RAW = re.compile(r'R"(\w*)\(.*?\)\1"', re.DOTALL)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
LITERAL = re.compile(r"""("(?:\\.|[^"\\\n])*")|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'""")


@dataclass
class Function:
    type: str  # the class that it is of; empty for none
    lines: int
    is_local: bool = False  # whether the class is in an unnamed namespace


@dataclass
class Source:
    path: str
    lines: int = 0
    comments: int = 0
    functions: list[Function] = field(default_factory=list)

    @property
    def folder(self) -> str:
        return self.path.rsplit("/", 1)[0]


def paths(root: pathlib.Path) -> list[pathlib.Path]:
    found = []
    for house in HOUSES:
        for path in sorted((root / house).rglob("*")):
            parts = path.relative_to(root).parts
            is_test = path.stem.endswith("_test") or "testing" in parts
            if path.suffix in (".h", ".cc") and not is_test and not {"build", "node_modules"} & set(parts):
                found.append(path.relative_to(root))
    return found


def blank(match: re.Match) -> str:
    """As many lines of nothing."""
    return "\n" * match.group().count("\n")


def without_words(text: str) -> str:
    """The code, each line where it was, without comments, literals and directives."""
    text = RAW.sub(blank, text)
    text = LITERAL.sub("0", COMMENT.sub(blank, text))
    return re.sub(r"^\s*#(?:[^\n]*\\\n)*[^\n]*", blank, text, flags=re.MULTILINE)


def scope_of(statement: str) -> tuple[str, str]:
    """What a brace after the statement opens - a type, a space, a function or a value - and its
    name."""
    statement = re.sub(r"\b(?:public|private|protected)\s*:", "", statement)
    if SCOPE.search(statement):
        return "space", "unnamed" if statement.split() == ["namespace"] else ""
    bare = re.sub(r"template\s*<.*?>(?=\s*(?:class|struct))", "", statement)
    named = TYPE.search(bare)
    if named is not None and "(" not in bare.split(named.group(1))[0]:
        return "type", named.group(1)
    if "(" not in statement or re.search(r"=\s*$|\breturn\s*$", statement):
        return "value", ""
    return "function", statement


def owner_of(signature: str, types: list[str]) -> str:
    if types:
        return types[-1]
    named = MEMBER.search(signature)
    return (named.group(1) or named.group(2)) if named else ""


def functions_of(text: str) -> list[Function]:
    found = []
    local_types = set()
    scopes: list[tuple[str, str, int]] = []  # kind, name, the line where it began
    statement, began, line, inside = "", 0, 1, 0
    for letter in without_words(text):
        if letter == "\n":
            line += 1
        if letter == "{":
            kind, name = ("value", "") if inside else scope_of(statement)
            inside += kind == "function"
            if kind == "type" and ("space", "unnamed") in [scope[:2] for scope in scopes]:
                local_types.add(name)
            scopes.append((kind, name, began))
            statement = "" if kind != "value" or not inside else statement
        elif letter == "}" and scopes:
            kind, name, first = scopes.pop()
            if kind == "function":
                inside -= 1
                types = [one for what, one, _ in scopes if what == "type"]
                found.append(Function(owner_of(name, types), line - first + 1))
            statement = statement if kind == "value" and not inside else ""
        elif letter == ";" and not inside:
            statement = ""
        elif not inside:
            if not statement.strip():
                began = line
            statement += letter
    for one in found:
        one.is_local = one.type in local_types
    return found


def read(root: pathlib.Path, path: pathlib.Path) -> Source:
    text = (root / path).read_text()
    lines = text.splitlines()
    return Source(
        path=str(path),
        lines=len(lines),
        comments=sum(line.lstrip().startswith("//") for line in lines),
        functions=functions_of(text),
    )


def table(head: list[str], rows: list[list[object]]) -> None:
    print("| " + " | ".join(head) + " |")
    print("| --- |" + " ---: |" * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def print_folders(sources: list[Source]) -> None:
    folders: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        folders[source.folder].append(source)
    sizes = Counter({folder: len(files) for folder, files in folders.items()})
    rows = [
        [folder, count, sum(file.lines for file in folders[folder])]
        for folder, count in sizes.most_common()
    ]
    rows.append(["all", len(sources), sum(source.lines for source in sources)])
    table(["folder", "files", "lines"], rows)


def print_functions(sources: list[Source]) -> None:
    lengths = sorted(one.lines for source in sources for one in source.functions)
    rows = [
        ["functions", len(lengths)],
        ["lines of the middle one", lengths[len(lengths) // 2]],
        ["lines of nine in ten, at most", lengths[len(lengths) * 9 // 10]],
        ["over 20 lines", sum(length > 20 for length in lengths)],
        ["lines of the longest", lengths[-1]],
    ]
    table(["functions", ""], rows)


def print_classes(sources: list[Source]) -> None:
    bodies: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for source in sources:
        for one in source.functions:
            if not one.type:
                continue
            name = f"{one.type} ({source.path if one.is_local else source.folder})"
            bodies[name] += one.lines
            count[name] += 1
    rows = [[name, lines, count[name]] for name, lines in bodies.most_common(MOST_CLASSES)]
    rows.append([f"classes above {LARGE_CLASS}", sum(n > LARGE_CLASS for n in bodies.values()), ""])
    table(["class", "lines of bodies", "functions"], rows)


def print_comments(sources: list[Source]) -> None:
    rows = []
    for what, ending in (("headers", ".h"), ("sources", ".cc")):
        files = [source for source in sources if source.path.endswith(ending)]
        lines, comments = sum(f.lines for f in files), sum(f.comments for f in files)
        rows.append([what, lines, comments, f"{100 * comments / lines:.0f} %"])
    table(["", "lines", "of comments", "of these"], rows)


def main() -> int:
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    root = root if root.is_dir() else root.parents[1]
    sources = [read(root, path) for path in paths(root)]
    print_folders(sources)
    print_functions(sources)
    print_classes(sources)
    print_comments(sources)
    return 0


if __name__ == "__main__":
    sys.exit(main())
