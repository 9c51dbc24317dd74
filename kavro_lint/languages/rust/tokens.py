"""Text of macros, and text that the grammar does not know, read word by word."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kavro_lint.languages.rust.item_attributes import NONE, Attached, read_attribute
from kavro_lint.languages.rust.lexical import IDENTIFIER, IDENTIFIER_AFTER_FIRST, PATH, masked

# A `use` that is longer than this is not read in such text.
LONGEST_USE = 3_000
# It begins with a set of bytes, which is looked for faster than the words themselves.
_WORD = re.compile(
    rb"[A-Za-z_$:{}()\[\]\x80-\xff](?:(?<=[A-Za-z_\x80-\xff])(?<![\w$].)(?:"
    rb"(?<![.#].)(?:"
    rb"(?<=m)od\s++(?P<module>%(name)s)\s*+(?P<body>[;{])"
    rb"|(?<=u)se\s++(?P<tree>[\w\s:{},*#$\x80-\xff]{1,%(longest)d}+);"
    rb"|(?<=e)xtern\s++crate\s++(?P<crate>%(name)s)(?:\s++as\s++(?P<alias>%(name)s))?\s*+;"
    rb"|(?:(?<=u)se|(?<=m)od)\b(?=\s++[A-Za-z_{:])(?P<lost>))"
    rb"|%(rest)s\s*+!\s*+(?P<open>[({\[])"
    rb"|(?<!::.)%(rest)s(?=\s*+::\s*+[A-Za-z_])(?P<path>))"
    rb"|(?<=\$)(?<![\w$]\$)(?<!::\$)crate(?=\s*+::\s*+[A-Za-z_])(?P<own>)"
    rb"|(?<=:)(?<![\w$>)\]]:):(?=\s*+%(name)s)(?P<absolute>)"
    rb"|(?<=[{}()\[\]]))"
    % {b"name": IDENTIFIER, b"rest": IDENTIFIER_AFTER_FIRST, b"longest": LONGEST_USE}
)
# Most macros' text has nothing of these, and a plain search is a hundred times as fast.
_WORDS_OF_PATHS = (b"::", b"use", b"mod", b"crate")
_ATTRIBUTE = re.compile(rb"#\[[^\]]{0,300}\]")
_PUBLIC = re.compile(rb"\bpub(?:\s*+\([^()]{0,100}\))?\s++\Z")
_SPACE = re.compile(rb"\s++")
_BRACKET = re.compile(rb"[()\[\]{}]")
# What stands before an item is looked for in so many bytes.
_BEFORE = 600
# The text of these is code of whoever uses the macro that is being written.
TEMPLATES = frozenset(
    b"quote quote_spanned parse_quote parse_quote_spanned quote_into quote_in macro_rules".split()
)
_CLOSING = {b"(": b")", b"[": b"]", b"{": b"}"}


class Token(NamedTuple):
    """Something found: where it is, and what it is.

    `kind` is `module` (an inline one, with the place of its body and its end), `file`, `use`,
    `crate`, `path` or `lost`; `text` is the module's name, which stands at `name_at`, or the
    import's tree.
    """

    kind: str
    start: int
    end: int
    text: bytes = b""
    alias: bytes = b""
    is_public: bool = False
    attached: Attached = NONE
    name_at: int = 0
    body: int = 0


def tokens(content: bytes, start: int, end: int) -> Iterator[Token]:
    """Yield what a part of a text has of modules, imports and paths."""
    raw = content[start:end]
    if any(word in raw for word in _WORDS_OF_PATHS):
        yield from _Text(raw, start).tokens()


class _Text:
    """A part of a text, and the brackets that are open at a place of it."""

    def __init__(self, raw: bytes, offset: int) -> None:
        self._raw = raw
        self._code = masked(raw)
        self._offset = offset
        # What closes a bracket, and the module whose body it is.
        self._open: list[tuple[bytes, re.Match[bytes] | None]] = []

    def tokens(self) -> Iterator[Token]:
        """Yield what there is; a module when it is closed."""
        at = 0
        while (match := _WORD.search(self._code, at)) is not None:
            at = match.end()
            kind, text = match.lastgroup, match[0]
            if kind == "body":
                if match["body"] == b"{":
                    self._open.append((b"}", match))
                else:
                    yield self._module(match, "file", at)
            elif kind == "open":
                if text[: text.index(b"!")].rstrip() in TEMPLATES:
                    at = self._past(at - 1)
                else:
                    self._open.append((_CLOSING[match["open"]], None))
            elif kind in ("path", "own", "absolute"):
                yield Token("path", self._offset + match.start(), self._offset + at)
                at = self._path_end(match.start())
            elif kind is not None:
                yield self._statement(kind, match)
            elif text in _CLOSING:
                self._open.append((_CLOSING[text], None))
            else:
                yield from self._closed(text, at)
        yield from self._closed(b"", len(self._code))

    def _closed(self, closing: bytes, end: int) -> Iterator[Token]:
        """Yield the modules that end where a bracket closes; those inside it end there too."""
        while self._open:
            text, module = self._open.pop()
            if module is not None:
                yield self._module(module, "module", end)
            if text == closing:
                return

    def _statement(self, kind: str, match: re.Match[bytes]) -> Token:
        start, end = self._offset + match.start(), self._offset + match.end()
        if kind == "tree":
            _, public = self._head(match.start())
            return Token("use", start, end, match["tree"], b"", public)
        if kind in ("crate", "alias"):
            return Token("crate", start, end, match["crate"], match["alias"] or b"")
        space = _SPACE.match(self._code, match.end())
        name_at = self._offset + space.end() if space is not None else 0
        return Token("lost", start, end, name_at=name_at)

    def _module(self, match: re.Match[bytes], kind: str, end: int) -> Token:
        attached, public = self._head(match.start())
        start, name_at, body = (
            self._offset + at for at in (match.start(), match.start("module"), match.end() - 1)
        )
        name = match["module"]
        return Token(
            kind, start, self._offset + end, name, b"", public, attached, name_at, body
        )  # fmt: skip

    def _head(self, start: int) -> tuple[Attached, bool]:
        """Return what stands before an item: its attributes, and whether it is public."""
        least = max(0, start - _BEFORE)
        marks = (self._code.rfind(mark, least, start) + 1 for mark in (b";", b"{", b"}"))
        first = max(least, *marks)
        attached = NONE
        for attribute in _ATTRIBUTE.findall(self._raw, first, start):
            attached = attached.joined(read_attribute(attribute))
        return attached, _PUBLIC.search(self._code[first:start]) is not None

    def _path_end(self, start: int) -> int:
        match = PATH.match(self._code, start)
        return match.end() if match is not None else start + 2

    def _past(self, opening: int) -> int:
        """Return where the brackets that open at a place close, or the end of the text."""
        depth = 0
        for match in _BRACKET.finditer(self._code, opening):
            depth += 1 if match[0] in _CLOSING else -1
            if depth == 0:
                return match.end()
        return len(self._code)
