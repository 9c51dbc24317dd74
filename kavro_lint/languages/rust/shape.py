"""Rust source → what stands in it and where, by the shape of its words (see `kinds`)."""

import re
from bisect import bisect_left

from kavro_lint.languages.rust.item_bodies import Bodies
from kavro_lint.languages.rust.kinds import RustWords
from kavro_lint.languages.rust.occurrences import (
    Call,
    Declared,
    ExternCrate,
    Mod,
    Occurrences,
    Range,
)
from kavro_lint.languages.rust.tokens import TEMPLATES
from kavro_lint.languages.shapes import Doubt, bare, filled, starts_of

_CALL = rb"(?:(?<!d)|(?<![nk])d)(?:[nk]d)*+n!(?=[({\[])"
# Text that is read word by word: attributes, macros that are called, and those that are defined.
_text = re.compile(
    rb"(?P<attribute>A(?=\[))|(?P<inner>A!(?=\[))|(?P<definition>R!n(?=[({\[]))"
    rb"|(?P<call>%s)" % _CALL
).search
# `#[doc = include_str!("x.md")]`
_value = re.compile(rb"A!?\[(?:[nk]d)*+n=(?P<call>%s)" % _CALL).match
_odd = re.compile(rb"[A$M]|[nRy]!").search
_TWO_NAMES = re.compile(rb"n(?=n)")
_VISIBILITY = rb"(?:p(?:\([^()]*+\))?+)?"
_USES = re.compile(rb"%su(?!<)(?P<rest>[nkRd{},*s]++;)?" % _VISIBILITY)
_CRATES = re.compile(rb"%sxk(?:(?P<name>[nk])(?:s(?P<alias>n))?;)?" % _VISIBILITY)
_MODS = re.compile(rb"%sm(?P<name>n(?P<end>[;{]))?" % _VISIBILITY)
_HEADS = re.compile(rb"[nk](?=d[nk])(?<!d.)|d(?=n)(?<![nk>)\]]d)")
_BEHIND_TYPE = re.compile(rb">(?=dn)")
_LIMITED = re.compile(rb"p\(I[nkd]++\)")
_CONSTANT = rb"(?:c(?<![<,*]c)|Cr?)(?=n:)"
_DECLARED = re.compile(rb"(?P<type>[Stn](?=n)|T(?=n[^;=T]*=))|(?P<value>f(?=n)|%s)" % _CONSTANT)
_item = re.compile(
    rb"%s[nrwcxL]*?(?:(?P<body>i|[tSn](?=n)|x(?=L?\{))|(?P<function>f(?=n))"
    rb"|(?P<statement>T(?=n)|%s))" % (_VISIBILITY, _CONSTANT)
).match
_STOPS = re.compile(rb"[;{}()\[\]]")
_PAIRS = {pair[0]: re.compile(rb"[\%c\%c]" % (pair[0], pair[1])) for pair in (b"()", b"[]", b"{}")}


def _closed(kinds: bytes, opening: int) -> int:
    """Return where the text in brackets ends that begins at a place. Raises Doubt for no end."""
    mark, depth = kinds[opening], 0
    for match in _PAIRS[mark].finditer(kinds, opening):
        at = match.start()
        depth += 1 if kinds[at] == mark else -1
        if not depth:
            return at + 1
    raise Doubt("bracket")


def occurrences_by_shape(content: bytes) -> Occurrences:
    """Return what stands in a source. Raises Doubt where only the grammar can tell."""
    return _Reader(RustWords(content)).occurrences()


class _Reader:
    def __init__(self, words: RustWords) -> None:
        self._tokens, self._starts = words.tokens, words.starts
        self._attributes: list[Range] = []
        self._inner: list[Range] = []
        self._calls: list[Call] = []
        # Where macros stand whose text may import something.
        self._importing: list[int] = []
        self._definitions: list[Range] = []
        self._macros: list[int] = []
        # Where the paths of macros that are called begin.
        self._heads: list[int] = []
        # Items that are one stretch, by where they begin.
        self._ends: dict[int, int] = {}
        self._kinds = self._without_texts(words.kinds)

    def occurrences(self) -> Occurrences:
        """Return what stands in the source."""
        if _odd(self._kinds) is not None:
            raise Doubt("macro")
        for at in starts_of(_TWO_NAMES, self._kinds, 0):
            if bare(self._tokens[at]) != b"union":
                raise Doubt("two names")
        for at in starts_of(_BEHIND_TYPE, self._kinds, 0):
            if len(self._tokens[at]) > 1:
                raise Doubt("path behind a comparison")
        uses, crates, mods = self._uses(), self._crates(), [*_MODS.finditer(self._kinds)]
        if any(match["end"] is None for match in mods):
            raise Doubt("mod")
        kinds = self._kinds = filled(self._kinds, uses, b"U")
        opened = {match.start("end") for match in mods if match["end"] == b"{"}
        self._bodies = bodies = Bodies(kinds, opened)
        imports = (*(at for at, _ in uses), *(crate.start() for crate in crates), *self._importing)
        blocks = {block for at in imports if (block := bodies.block_around(at)) is not None}
        return Occurrences(
            [self._mod(match) for match in mods],
            [self._range(*use) for use in uses],
            [self._crate(match) for match in crates],
            self._declared(),
            [self._range(*body) for body in bodies.closed],
            [self._range(*block) for block in sorted(blocks)],
            self._attributes,
            self._inner,
            self._item_end,
            [*self._heads, *(self._starts[at] for at in starts_of(_HEADS, kinds, 0))],
            [self._range(*match.span()) for match in _LIMITED.finditer(kinds)],
            self._calls,
            self._definitions,
        )

    def _range(self, first: int, end: int) -> Range:
        """Return the text from a word on and before another one, of which the last is no blank."""
        return self._starts[first], self._starts[end - 1] + len(bare(self._tokens[end - 1]))

    def _without_texts(self, kinds: bytes) -> bytes:
        """Return kinds without attributes and macros, and note where those stand."""
        parts: list[bytes] = []
        at = 0
        while (match := _text(kinds, at)) is not None:
            first, end = match.start(), _closed(kinds, match.end())
            mark = b"Q" if match.lastgroup in ("call", "definition") else b"B"
            parts += kinds[at:first], mark * (end - first)
            at = end
            if match.lastgroup == "call":
                self._call(kinds, first, end)
            elif match.lastgroup == "definition":
                self._definitions.append(self._range(first, end))
                self._macros.append(first + 2)
                self._note_imports(kinds, first, end)
            else:
                rows = self._attributes if match.lastgroup == "attribute" else self._inner
                rows.append(self._range(first, end))
                value = _value(kinds, first, end)
                if value is not None:
                    self._call(kinds, value.start("call"), _closed(kinds, value.end()))
        parts.append(kinds[at:])
        self._ends = dict((*((call.start, call.end) for call in self._calls), *self._definitions))
        return b"".join(parts)

    def _call(self, kinds: bytes, first: int, end: int) -> None:
        """Note a macro that is called."""
        last = kinds.index(b"!", first) - 1
        name = bare(self._tokens[last])
        if last > first:
            self._heads.append(self._starts[first])
        self._calls.append(Call(*self._range(first, end), name))
        if name not in TEMPLATES:
            self._note_imports(kinds, first, end)

    def _note_imports(self, kinds: bytes, first: int, end: int) -> None:
        """Note a macro whose text may import something."""
        if b"u" in kinds[first:end] or b"xk" in kinds[first:end]:
            self._importing.append(first)

    def _uses(self) -> list[Range]:
        uses = [*_USES.finditer(self._kinds)]
        if any(match["rest"] is None for match in uses):
            raise Doubt("use")
        ranges = [match.span() for match in uses]
        self._ends.update(self._range(*range_) for range_ in ranges)
        return ranges

    def _crates(self) -> list[re.Match[bytes]]:
        crates = [*_CRATES.finditer(self._kinds)]
        if any(match["name"] is None for match in crates):
            raise Doubt("extern crate")
        self._ends.update(self._range(*match.span()) for match in crates)
        return crates

    def _crate(self, match: re.Match[bytes]) -> ExternCrate:
        alias = match.start("alias")
        name = match.start("name")
        return ExternCrate(
            self._range(*match.span()),
            self._range(name, name + 1),
            self._range(alias, alias + 1) if alias >= 0 else None,
        )

    def _mod(self, match: re.Match[bytes]) -> Mod:
        first, name, end = match.start(), match.start("name"), match.start("end")
        body = (end, self._bodies.ends[end] + 1) if match["end"] == b"{" else None
        self._ends[self._starts[first]] = self._range(first, body[1] if body else end + 1)[1]
        return Mod(
            self._starts[first],
            self._range(name, name + 1),
            self._range(*body) if body is not None else None,
        )

    def _declared(self) -> list[tuple[Declared, Range]]:
        """Return the names of items."""
        rows: list[tuple[Declared, Range]] = [
            ("macro", self._range(at, at + 1)) for at in self._macros
        ]
        for match in _DECLARED.finditer(self._bodies.outside):
            kind: Declared = "type" if match.lastgroup == "type" else "value"
            rows.append((kind, self._range(match.end(), match.end() + 1)))
        return rows

    def _item_end(self, start: int) -> int | None:
        """Return where the item ends that begins at a byte, None where none begins."""
        if start in self._ends:
            return self._ends[start]
        first = bisect_left(self._starts, start)
        item = _item(self._kinds, first) if self._starts[first] == start else None
        if item is None:
            return None
        depth, at = 0, item.end()
        while (stop := _STOPS.search(self._kinds, at)) is not None:
            mark, at = stop[0], stop.end()
            depth += (mark in b"([") - (mark in b")]")
            if mark == b"{":
                at = self._bodies.ends[stop.start()] + 1
                if not depth and item["statement"] is None:
                    return self._range(first, at)[1]
            elif mark == b"}" or depth < 0:
                return None
            elif mark == b";" and not depth:
                return None if item["function"] is not None else self._range(first, at)[1]
        return None
