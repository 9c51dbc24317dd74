"""The declarations of a Kotlin source, found by its brackets and keywords.

The grammar takes some declarations for something else (`@A(B) annotation class C` for an
expression), and an error hides those around it. They are found here without it, in linear time.
"""

import re
from typing import NamedTuple

from kavro_lint.languages.kotlin.scanning import PART, plain

# In code: what opens or closes, and the words that declare. In strings: what ends them, templates.
_CODE = re.compile(
    rb"//[^\n]*+|/\*|\"\"\"|\"|'(?:\\.|[^\\'\n])*+'|[{}()\[\]]"
    rb"|(?<![\w.:`@])(?:class|interface|object|typealias|fun|val|var)\b(?!\s*+[:=]|\s++interface\b)|`[^`\n]*+`"
)
_COMMENT = re.compile(rb"/\*|\*/")
_STRING = re.compile(rb"\\.|\"|\$\{|\n")
_RAW_STRING = re.compile(rb"\"\"\"++|\$\{")
_NAME = re.compile(rb"\s++(%s)" % PART)
_SPACE = re.compile(rb"(?:\s++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_PART = re.compile(PART)
_ANGLES = re.compile(rb"[<>()]|->")
_TYPES = (b"class", b"interface", b"object", b"typealias")
# A header is looked at so far.
_LONGEST_HEADER = 2_000


class Outline(NamedTuple):
    """The types of a source, each by the names of those around it and its own, and callables."""

    types: tuple[tuple[str, ...], ...]
    functions: frozenset[str]
    extensions: frozenset[str]


def outline(content: bytes) -> Outline:
    """Return what a source declares outside of functions."""
    reader = _Reader(content)
    reader.read()
    return Outline(
        tuple(dict.fromkeys(reader.types)),
        frozenset(reader.functions),
        frozenset(reader.extensions),
    )


# People do not nest types as deep; what stands deeper is seen by nobody else.
MOST_NESTED = 50


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        # What is open: the name of a type for its body, `"` and `\"""` for strings, else a bracket.
        self._open: list[str] = []
        self._type: str | None = None
        self._end_of_header = 0
        self.types: list[tuple[str, ...]] = []
        self.functions: list[str] = []
        self.extensions: list[str] = []

    def read(self) -> None:
        at = 0
        while True:
            state = self._open[-1] if self._open else ""
            mode = {'"': _STRING, '"""': _RAW_STRING}.get(state, _CODE)
            match = mode.search(self._content, at)
            if match is None:
                return
            at = match.end()
            if mode is _CODE:
                at = self._code(match[0], at)
            else:
                self._string(match[0])

    def _string(self, token: bytes) -> None:
        if token == b"${":
            self._open.append("{")
        elif not token.startswith(b"\\"):
            # A string of one line ends with it.
            self._open.pop()

    def _code(self, token: bytes, at: int) -> int:
        """Take a token of code, and return where reading goes on."""
        if token == b"/*":
            return self._after_comment(at)
        if token in (b'"', b'"""'):
            self._open.append(token.decode())
        elif token in (b"{", b"(", b"["):
            is_body = token == b"{" and self._type is not None
            self._open.append(f"type {self._type}" if is_body else token.decode())
            if token == b"{":
                self._type = None
        elif token in (b"}", b")", b"]"):
            self._close(token)
        elif token in _TYPES or token in (b"fun", b"val", b"var"):
            self._declared(token, at)
        return at

    def _close(self, token: bytes) -> None:
        """Close a bracket; one that does not fit closes those inside of it."""
        opening = {b"}": "{", b")": "(", b"]": "["}[token]
        for back in range(1, min(len(self._open), 20) + 1):
            state = self._open[-back]
            if state == opening or (opening == "{" and state.startswith("type ")):
                del self._open[-back:]
                return

    def _after_comment(self, at: int) -> int:
        depth = 1
        while depth:
            match = _COMMENT.search(self._content, at)
            if match is None:
                return len(self._content)
            depth += 1 if match[0] == b"/*" else -1
            at = match.end()
        return at

    def _declared(self, token: bytes, at: int) -> None:
        if self._open and self._open[-1] in ("(", "["):
            return
        self._type = None
        if len(self._open) > MOST_NESTED:
            return
        around = [state.removeprefix("type ") for state in self._open if state.startswith("type ")]
        if len(around) < len(self._open):
            # Inside a function nobody else sees it.
            return
        if token in _TYPES:
            match = _NAME.match(self._content, at)
            name = plain(match[1]) if match is not None else ""
            if token == b"object" and self._content[at - 16 : at] == b"companion object":
                name = "Companion"
            if name:
                self.types.append((*around, name))
                self._type = name
        elif not around and at >= self._end_of_header:
            name, extends, length = _callable(self._content[at : at + _LONGEST_HEADER])
            self._end_of_header = at + length
            if name:
                (self.extensions if extends else self.functions).append(name)


def _callable(header: bytes) -> tuple[str, bool, int]:
    """Return the name that a header declares, whether it extends a type, and what was read."""
    at, name, extends = _skip(header, 0, b"<"), "", False
    while True:
        at = _space(header, at)
        part = _PART.match(header, at)
        if part is not None:
            name, at = plain(part[0]), part.end()
            at = _skip(header, at, b"<")
        elif header[at : at + 1] == b"(" and not name:
            at = _skip(header, at, b"(")
        elif header[at : at + 1] == b"@":
            at = at + 1
            annotation = _PART.match(header, at)
            at = _skip(header, annotation.end(), b"(") if annotation is not None else at
            continue
        at = _space(header, at)
        while header[at : at + 1] in (b"?", b"!") and header[at : at + 1]:
            at += 1
        if header[at : at + 1] != b".":
            return name, extends, at
        extends, name, at = True, "", at + 1


def _space(header: bytes, at: int) -> int:
    match = _SPACE.match(header, at)
    return match.end() if match is not None else at


def _skip(header: bytes, start: int, opening: bytes) -> int:
    """Return where what begins with a bracket ends, the place itself where there is none."""
    at = _space(header, start)
    if header[at : at + 1] != opening:
        return start
    depth = 0
    for match in _ANGLES.finditer(header, at):
        depth += {b"<": 1, b"(": 1, b">": -1, b")": -1}.get(match[0], 0)
        if not depth:
            return match.end()
    return len(header)
