"""Holds the sources against the drawing of the house in docs/architecture.md.

Of the includes between our own files, tests left aside:
- each goes along an arrow of the drawing, and each arrow has one;
- no folders and no files go round in a circle; a header and its source are one file, and
  so is a file that says in its first lines which header of its folder it is a part of;
- each is used: the file names something that the header declares.
A source has a header of its name in its folder, or says of which it is a part, wherever that
stands; but for tests, and where a program begins.
What a file names of the contract comes from what it includes, itself or through others: a
neighbour in its batch would hide that nothing does.
"""

import pathlib
import re
import sys
from collections import Counter, defaultdict

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOUSES = ("server", "storage", "client")
INCLUDE = re.compile(r'^#include "((?:%s)/[^"]+\.h)"' % "|".join(HOUSES), re.MULTILINE)
PART = re.compile(r"\ba\s+(?://\s+)?part\s+(?://\s+)?of\s+(?://\s+)?([\w/]+\.h)\b")
MAIN = re.compile(r"^int main\(", re.MULTILINE)
CONTRACT = re.compile(r'^#include "(taqvim/v1/\w+?)(?:\.grpc)?\.pb\.h"', re.MULTILINE)
IMPORTED = re.compile(r'^import (?:public )?"(taqvim/v1/\w+)\.proto"', re.MULTILINE)
MESSAGE = re.compile(r"^(?:message|enum) (\w+)", re.MULTILINE)
NAMED = re.compile(r"\bv1::(\w+)")
# What a header declares: types, functions, constants, macros, and what it names anew.
DECLARED = re.compile(
    r"\b(?:class|struct|enum class|enum|using|concept|#define)\s+(?:\[\[\w+\]\]\s*)?(\w+)"
    r"|\b(\w+)\s*\("
    r"|\b(\w+)\s*(?:=|\{)[^=]"
    r"|\b(k[A-Z]\w*)"
    r"|#define\s+(\w+)"
)
WORD = re.compile(r"\b[A-Za-z_]\w+\b")
COMMON = frozenset(
    "if for while switch return sizeof operator const explicit override default __has_include".split()
)


def read_sources() -> dict[str, str]:
    """Each file, tests too, with what it says."""
    return {
        str(path.relative_to(ROOT)): path.read_text()
        for house in HOUSES
        for path in sorted((ROOT / house).rglob("*"))
        if path.suffix in (".h", ".cc") and "node_modules" not in path.parts
    }


def is_test(path: str) -> bool:
    return path.endswith(("_test.cc", "_test.h")) or "/testing/" in path


def without_comments(text: str) -> str:
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)


def names_of(paths: list[str]) -> dict[str, str]:
    """What the drawing calls the folders of the files: by their last part, and where there
    are several of it by their last two."""
    folders = {path.rsplit("/", 1)[0] for path in paths}
    last = Counter(folder.split("/")[-1] for folder in folders)
    return {
        folder: "/".join(folder.split("/")[-1 if last[folder.split("/")[-1]] == 1 else -2 :])
        for folder in folders
    }


def read_drawing() -> dict[str, set[str]]:
    """The arrows of the block `graph`: a folder, a colon, and what it uses."""
    text = (ROOT / "docs/architecture.md").read_text()
    block = re.search(r"^```graph\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    if block is None:
        sys.exit("docs/architecture.md has no block ```graph with the arrows between folders.")
    arrows = {}
    for line in block.group(1).splitlines():
        folder, _, uses = line.partition(":")
        arrows[folder.strip()] = set(uses.split())
    return arrows


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The sets of two or more that reach each other (Tarjan 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph.get(node, ())):
            if other not in index:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == index[node]:
            at = stack.index(node)
            members = stack[at:]
            del stack[at:]
            if len(members) > 1:
                found.append(sorted(members))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def whole_of(path: str, texts: dict[str, str]) -> str | None:
    """The header that the file says it is a part of, in the comment with which it begins."""
    first = re.match(r"(?:\s*//[^\n]*\n)*", texts.get(path, ""))
    part = PART.search(first.group() if first else "")
    if part is None:
        return None
    name = part.group(1)
    return name if "/" in name else f"{path.rsplit('/', 1)[0]}/{name}"


def module_of(path: str, texts: dict[str, str]) -> str:
    """The file without its ending; of a part of a header in its folder, that of the whole."""
    stem = path.rsplit(".", 1)[0]
    whole = whole_of(stem + ".h", texts) or whole_of(stem + ".cc", texts)
    if whole is None or whole.rsplit("/", 1)[0] != stem.rsplit("/", 1)[0]:
        return stem
    return module_of(whole, texts)


def check_wholes(texts: dict[str, str]) -> list[str]:
    complaints = []
    for path, text in texts.items():
        whole = whole_of(path, texts)
        if whole is not None and whole not in texts:
            complaints.append(f"{path} says that it is a part of {whole}, which there is not.")
        alone = path.endswith("_test.cc") or MAIN.search(text)
        if path.endswith(".h") or alone or path.removesuffix("cc") + "h" in texts:
            continue
        if whole is None:
            complaints.append(
                f"{path} has no header; give it one, or begin it with what it is: a part of x.h."
            )
    return complaints


def check_arrows(includes: dict[str, list[str]]) -> list[str]:
    drawn = read_drawing()
    names = names_of(list(includes))
    found: dict[str, set[str]] = {name: set() for name in names.values()}
    complaints = []
    for path, others in includes.items():
        folder = names[path.rsplit("/", 1)[0]]
        for other in others:
            target = names[other.rsplit("/", 1)[0]]
            if target == folder:
                continue
            if target not in drawn.get(folder, ()) and target not in found[folder]:
                complaints.append(
                    f"{path} includes {other}: there is no arrow from {folder} to {target}."
                )
            found[folder].add(target)
    for folder in sorted(set(drawn) | set(found)):
        if folder not in found:
            complaints.append(f"{folder} is drawn, and has no sources.")
        elif folder not in drawn:
            complaints.append(f"{folder} is not drawn.")
        for target in sorted(drawn.get(folder, set()) - found.get(folder, set())):
            complaints.append(f"Nothing goes along the arrow from {folder} to {target}.")
    for circle in circles(drawn):
        complaints.append("The folders go round in a circle: " + ", ".join(circle) + ".")
    return complaints


def check_circles(includes: dict[str, list[str]], texts: dict[str, str]) -> list[str]:
    graph: dict[str, set[str]] = defaultdict(set)
    for path, others in includes.items():
        module = module_of(path, texts)
        graph[module] |= {module_of(other, texts) for other in others} - {module}
    return ["These include each other in a circle: " + ", ".join(c) + "." for c in circles(graph)]


def declared_by(text: str) -> set[str]:
    names = {name for match in DECLARED.finditer(text) for name in match.groups() if name}
    return names - COMMON


def check_use(includes: dict[str, list[str]], texts: dict[str, str]) -> list[str]:
    declared = {path: declared_by(without_comments(text)) for path, text in texts.items()}
    complaints = []
    for path, others in includes.items():
        body = re.sub(r"^#include.*$", "", without_comments(texts[path]), flags=re.MULTILINE)
        words = set(WORD.findall(body))
        for other in others:
            own = other.rsplit(".", 1)[0] == path.rsplit(".", 1)[0]
            if not own and declared.get(other) and not declared[other] & words:
                complaints.append(f"{path} includes {other} and uses nothing of it.")
    return complaints


def check_contract(texts: dict[str, str]) -> list[str]:
    protos = {
        f"taqvim/v1/{path.stem}": path.read_text()
        for path in (ROOT / "proto/taqvim/v1").glob("*.proto")
    }
    home = {name: proto for proto, text in protos.items() for name in MESSAGE.findall(text)}
    below = {proto: IMPORTED.findall(text) for proto, text in protos.items()}
    below |= {path: CONTRACT.findall(text) + INCLUDE.findall(text) for path, text in texts.items()}
    complaints = []
    for path, text in texts.items():
        reached, rest = set(), [path]
        while rest:
            for other in below.get(rest.pop(), []):
                if other not in reached:
                    reached.add(other)
                    rest.append(other)
        body = without_comments(text)
        for name in sorted({name for name in NAMED.findall(body) if name in home}):
            forward = re.search(rf"\b(?:class|enum) {name}\b", body)
            if home[name] not in reached and not forward:
                complaints.append(f"{path} names v1::{name} and does not include {home[name]}.pb.h.")
    return complaints


def main() -> int:
    all_texts = read_sources()
    texts = {path: text for path, text in all_texts.items() if not is_test(path)}
    includes = {path: INCLUDE.findall(text) for path, text in texts.items()}
    complaints = (
        check_arrows(includes)
        + check_circles(includes, texts)
        + check_use(includes, texts)
        + check_wholes(all_texts)
        + check_contract(all_texts)
    )
    for complaint in complaints:
        print(complaint)
    if not complaints:
        print(f"{len(texts)} files keep to the drawing.")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
