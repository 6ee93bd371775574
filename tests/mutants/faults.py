"""Small faults of the kind that slip in, found in the text of C++ sources.

A source is read as tokens, so that comments, strings and preprocessor lines are left
alone. That clang-format wrote it tells operators from what looks like them: a comparison
has a space on each side, the bracket of a template has none.
"""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<skip>//[^\n]* | /\*.*?\*/ | ^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*
      | R"(?P<mark>[^()\\ ]*)\(.*?\)(?P=mark)" | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)+')
    | (?P<number>\b\d[\d'a-zA-Z.]*)
    | (?P<word>[A-Za-z_]\w*)
    | (?P<sign><=>|<<=|>>=|->\*|\.\.\.|::|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^!=<>]=?
      |[(){}\[\];,.?:~])
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)

_TURNED = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
    "&&": "||", "||": "&&", "+": "-", "-": "+", "+=": "-=", "-=": "+=",
}
_WORDS = {
    "true": "false", "false": "true", "min": "max", "max": "min",
    "begin": "end", "lower_bound": "upper_bound", "upper_bound": "lower_bound",
    "front": "back", "back": "front", "first": "second", "before": "after", "after": "before",
}
# With what a statement begins that is no call and no assignment.
_NO_STATEMENT = set(
    "return using break continue case const auto static constexpr struct class enum typedef "
    "namespace public private protected if for while else switch template typename friend "
    "virtual explicit inline extern delete throw goto default do try".split()
)


@dataclass(frozen=True)
class Fault:
    """A change of one place: what stands from `begin` to `end` becomes `text`."""

    kind: str
    begin: int
    end: int
    text: str

    def apply(self, source: str) -> str:
        return source[: self.begin] + self.text + source[self.end :]


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    begin: int
    end: int


def find_faults(source: str) -> list[Fault]:
    """All faults that can be made in the source, in the order of their places."""
    tokens = [
        _Token(match.lastgroup, match.group(), match.start(), match.end())
        for match in _TOKEN.finditer(source)
        if match.lastgroup not in ("skip", "mark")
    ]
    faults: list[Fault] = []
    for index, token in enumerate(tokens):
        faults += _turned(source, tokens, index)
        faults += _constant(tokens, index)
        if token.text in ("if", "while"):
            faults += _negated(source, tokens, index)
        if token.text == "(":
            faults += _swapped(source, tokens, index)
    faults += _left_out(source)
    return sorted(set(faults), key=lambda fault: (fault.begin, fault.end, fault.text))


def _turned(source: str, tokens: list[_Token], index: int) -> list[Fault]:
    token = tokens[index]
    if token.kind == "sign" and token.text in _TURNED:
        spaced = source[token.begin - 1] == " " and source[token.end : token.end + 1] in (" ", "\n")
        declared = index > 0 and tokens[index - 1].text == "operator"
        if spaced and not declared:
            return [Fault("operator", token.begin, token.end, _TURNED[token.text])]
    return []


def _constant(tokens: list[_Token], index: int) -> list[Fault]:
    token = tokens[index]
    if token.kind == "word" and token.text in _WORDS:
        return [Fault("constant", token.begin, token.end, _WORDS[token.text])]
    if token.kind == "number" and re.fullmatch(r"[\d']+", token.text):
        more = str(int(token.text.replace("'", "")) + 1)
        return [Fault("constant", token.begin, token.end, more)]
    return []


def _closing(tokens: list[_Token], opening: int) -> int:
    """The index of the parenthesis that closes the one at that index."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += {"(": 1, ")": -1}.get(tokens[index].text, 0)
        if depth == 0:
            return index
    return opening


def _negated(source: str, tokens: list[_Token], index: int) -> list[Fault]:
    """A condition without a declaration in it, turned into its opposite."""
    if index + 1 >= len(tokens) or tokens[index + 1].text != "(":
        return []
    closing = _closing(tokens, index + 1)
    inside = tokens[index + 2 : closing]
    if not inside or any(token.text in (";", "auto") for token in inside):
        return []
    begin, end = tokens[index + 1].end, tokens[closing].begin
    return [Fault("condition", begin, end, f"!({source[begin:end]})")]


def _swapped(source: str, tokens: list[_Token], index: int) -> list[Fault]:
    """A call of two or more names, of which the first two change places."""
    if index == 0 or tokens[index - 1].kind != "word" or index + 4 >= len(tokens):
        return []
    one, comma, two, after = tokens[index + 1 : index + 5]
    if one.kind != "word" or comma.text != "," or two.kind != "word":
        return []
    if after.text not in (",", ")") or one.text == two.text:
        return []
    text = two.text + source[one.end : two.begin] + one.text
    return [Fault("arguments", one.begin, two.end, text)]


_STATEMENT = re.compile(r"^ {2,}(?P<text>[*+\-(]*[A-Za-z_][^\n{}]*;)[ \t]*(?://[^\n]*)?$", re.M)


def _left_out(source: str) -> list[Fault]:
    """A statement of one line that calls or assigns something."""
    faults = []
    for match in _STATEMENT.finditer(source):
        text = match.group("text")
        words = re.findall(r"[A-Za-z_]\w*", text)
        declares = re.match(r"[A-Za-z_][\w:]*(<[^;]*>)?[&*]* [&*]*[A-Za-z_]\w*( =|;|\(|\{)", text)
        if words[0] in _NO_STATEMENT or declares or not re.search(r"[(=]|\+\+|--", text):
            continue
        if text.count("(") == text.count(")") and _begins_a_line(source, match.start()):
            faults.append(Fault("statement", match.start("text"), match.end("text"), ";"))
    return faults


def _begins_a_line(source: str, begin: int) -> bool:
    """Whether the line before it ended a statement or opened a block."""
    before = re.sub(r"//[^\n]*$", "", source[:begin].rstrip(), flags=re.M).rstrip()
    return before.endswith((";", "{", "}", ")", ":"))
