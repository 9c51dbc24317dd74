"""Which braces of a Rust source hold items, by what stands before them."""

import re
from bisect import bisect_left
from collections.abc import Set

from kavro_lint.languages.shapes import Braces, Doubt, filled

# What the last item before a brace begins with tells what the brace holds.
_header = re.compile(
    rb".*(?:(?P<block>f(?=n)|i|t(?=n))|(?P<row>S(?=n)|n(?=n))|(?P<items>m(?=n)|x(?=L?\Z))"
    rb"|(?P<value>C(?=r?n:)|c(?<![<,*]c)(?=n:)))",
    re.DOTALL,
).match
_type = re.compile(rb"[iS]|[tn]n").search
_result = re.compile(rb"a[^=]*+\Z").search
# Nobody writes so many words before a body.
_LONGEST_HEADER = 2_000


class Bodies(Braces):
    """The braces of a source. Raises Doubt where it does not tell what one holds.

    `closed` are those whose items are none of a module, only the outermost of them.
    """

    def __init__(self, kinds: bytes, modules: Set[int]) -> None:
        """Take kinds, and where modules' bodies begin."""
        super().__init__(kinds)
        self._kinds = kinds
        self.closed: list[tuple[int, int]] = []
        # What braces that are not closed hold, and where the last brace in each ended.
        held = {-1: "items"}
        before: dict[int, tuple[int, str]] = {}
        for at, outer in self.outer.items():
            if outer not in held:
                if at in modules:
                    raise Doubt("module in a block")
                continue
            last, kind = before.get(outer, (max(outer, 0), ""))
            header = kinds[last:at]
            kind = self._kind(header, held[outer], kind)
            if kind == "block" and header.count(b"(") > header.count(b")"):
                # `fn a(Row { b, c }: Row) {`: the header goes on.
                if len(header) > _LONGEST_HEADER:
                    raise Doubt("header")
                held[at] = "row"
                continue
            before[outer] = self.ends[at], kind
            if kind == "value":
                kind = "block" if self._is_block(at) else "row"
            if kind == "block":
                self.closed.append((at, self.ends[at] + 1))
            else:
                held[at] = kind
        # The block that is around what stands in a brace.
        self._blocks: dict[int, tuple[int, int] | None] = {
            brace: None for brace, kind in held.items() if kind == "items"
        }
        # The text of modules: what is in a closed brace is blank.
        self.outside = filled(kinds, self.closed, b"B")

    def _kind(self, header: bytes, outer: str, before: str) -> str:
        """Return what a brace holds by what stands before it: items, a row, a block, or a value."""
        match = _header(header) if outer == "items" else None
        if match is not None and match.lastgroup is not None:
            return match.lastgroup
        if outer == "items" and before != "value":
            raise Doubt("brace")
        return "value"

    def _is_block(self, brace: int) -> bool:
        """Whether a brace in code opens a block: no value of fields, and no arms of a match."""
        kinds, before = self._kinds, self._places[bisect_left(self._places, brace) - 1] + 1
        header = kinds[max(before, *(kinds.rfind(mark, before, brace) for mark in b";g")) : brace]
        is_type = _type(header) is not None
        if b"fn" in header or (b"w" in header and not is_type) or _result(header) is not None:
            return True
        return not is_type and b"h" not in header and not header.endswith((b"n", b">"))

    def block_around(self, place: int) -> tuple[int, int] | None:
        """Return the block around a place, None where a module is around it."""
        brace = self.around(place)
        passed = []
        while brace not in self._blocks:
            passed.append(brace)
            if self._is_block(brace):
                self._blocks[brace] = brace, self.ends[brace] + 1
            else:
                brace = self.outer[brace]
        self._blocks.update(dict.fromkeys(passed, self._blocks[brace]))
        return self._blocks[brace]
