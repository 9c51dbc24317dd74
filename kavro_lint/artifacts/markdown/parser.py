"""Markdown read into a document: blocks by markdown-it-py, fields and comments by this file."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kavro_lint.artifacts.markdown.document import (
    Cell,
    Document,
    Fence,
    Field,
    Heading,
    Item,
    Row,
    Table,
)
from kavro_lint.artifacts.markdown.front_matter import front_matter
from kavro_lint.artifacts.markdown.words import VARIATION_SELECTORS, key_of, plain
from kavro_lint.model.facts import Unreadable

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})")
_FIELD = re.compile(
    r"\s{0,12}(?:[-*+]\s+|>\s?)?\*\*([^*\n]{1,80}?)(?::\s?\*\*|\*\*\s?:)(.*)", re.DOTALL
)


@lru_cache(maxsize=8192)
def parse(path: str, content: bytes) -> Document:
    """Read an artifact; the same bytes at the same path only once. Raises Unreadable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"line {line} is not UTF-8") from None
    text = text.translate(VARIATION_SELECTORS).replace("\0", "\ufffd")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    front_matter_lines, mapping, problems = front_matter(lines)
    lines = [*[""] * front_matter_lines, *lines[front_matter_lines:]]
    visible, fenced = _without_comments(lines)
    fields = [n for n, line in enumerate(visible) if not fenced[n] and _FIELD.match(line)]
    blocks = _Blocks(visible, frozenset(fields))
    return Document(
        path=path,
        lines=tuple(visible),
        front_matter=mapping,
        headings=tuple(blocks.headings),
        tables=tuple(blocks.tables),
        fences=tuple(blocks.fences),
        items=tuple(blocks.items),
        fields=tuple(_fields(visible, fields, blocks)),
        problems=problems,
    )


def _without_comments(lines: Sequence[str]) -> tuple[list[str], list[bool]]:
    """Blank out HTML comments outside fenced code; return for each line whether it is fenced."""
    visible: list[str] = []
    fenced: list[bool] = []
    closing, in_comment = "", False
    for line in lines:
        if closing:
            visible.append(line)
            fenced.append(True)
            stripped = line.strip(" \t>")
            if stripped.startswith(closing) and not stripped.strip(closing[0]):
                closing = ""
            continue
        opened = None if in_comment else _FENCE.match(line)
        # An info string of a backtick fence has no backtick, else it is code in a line.
        if opened and not (opened[1][0] == "`" and "`" in line[opened.end() :]):
            closing = opened[1]
            visible.append(line)
            fenced.append(True)
            continue
        shown, in_comment = _line_without_comments(line, in_comment=in_comment)
        visible.append(shown)
        fenced.append(False)
    return visible, fenced


def _line_without_comments(line: str, *, in_comment: bool) -> tuple[str, bool]:
    """Blank out the comments of one line; return whether a comment goes on."""
    if not in_comment and "<!--" not in line:
        return line, False
    shown: list[str] = []
    at = 0
    while at < len(line):
        if in_comment:
            end = line.find("-->", at)
            if end < 0:
                return "".join(shown), True
            shown.append(" ")
            at, in_comment = end + 3, False
            continue
        start = line.find("<!--", at)
        tick = line.find("`", at)
        if start < 0:
            shown.append(line[at:])
            break
        close = line.find("`", tick + 1) if 0 <= tick < start else -1
        if close > start:
            shown.append(line[at : close + 1])
            at = close + 1
            continue
        skip = close + 1 if close >= 0 else start
        if skip < start:
            shown.append(line[at:skip])
            at = skip
            continue
        shown.append(line[at:start])
        at, in_comment = start + 4, True
    return "".join(shown).rstrip() if "".join(shown).strip() else "", in_comment


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table").disable("reference")
    parser.core.ruler.enableOnly(["block"])
    return parser


class _Blocks:
    """The blocks of a document, from markdown-it's tokens."""

    def __init__(self, lines: Sequence[str], fields: frozenset[int]) -> None:
        self.headings: list[Heading] = []
        self.tables: list[Table] = []
        self.fences: list[Fence] = []
        self.items: list[Item] = []
        self._lines = lines
        # A field ends the list above it: the parser sees an empty line before each.
        self._numbers = [n for n in range(len(lines)) for _ in range(1 + (n in fields))]
        text = "\n".join(
            shown
            for n, line in enumerate(lines)
            for shown in (["", line] if n in fields else [line])
        )
        self._read(_parser().parse(text))

    def _line(self, token: "Token") -> int:
        at = token.map[0] if token.map else 0
        return self._numbers[min(at, len(self._numbers) - 1)] + 1

    def _read(self, tokens: "Sequence[Token]") -> None:
        depth = -1
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "heading_open":
                text = tokens[index + 1].content
                level, line = int(token.tag[1]), self._line(token)
                self.headings.append(Heading(level, plain(text), key_of(text), line))
            elif kind == "fence":
                self.fences.append(
                    Fence(
                        token.info.strip(), token.content, self._line(token), self._last_heading()
                    )
                )
            elif kind == "table_open":
                self._table(tokens, index)
            elif kind in ("bullet_list_open", "ordered_list_open"):
                depth += 1
            elif kind in ("bullet_list_close", "ordered_list_close"):
                depth -= 1
            elif kind == "list_item_open":
                self._item(tokens, index, depth)

    def _last_heading(self) -> Heading | None:
        return self.headings[-1] if self.headings else None

    def _item(self, tokens: "Sequence[Token]", index: int, depth: int) -> None:
        token = tokens[index]
        first = tokens[index + 1 : index + 3]
        holds_text = len(first) == 2 and first[0].type in ("paragraph_open", "heading_open")
        raw = " ".join(first[1].content.split("\n")) if holds_text else ""
        number = int(token.info) if token.info.isdigit() else None
        self.items.append(
            Item(plain(raw), raw, self._line(token), depth, number, self._last_heading())
        )

    def _table(self, tokens: "Sequence[Token]", index: int) -> None:
        header: list[str] = []
        rows: list[Row] = []
        cells: list[str] = []
        line = 0
        for token in _until(tokens, index, "table_close"):
            if token.type == "tr_open":
                cells, line = [], self._line(token)
            elif token.type == "inline":
                cells.append(token.content)
            elif token.type == "tr_close" and not header:
                header = [key_of(cell) for cell in cells]
            elif token.type == "tr_close":
                short = _count_cells(self._lines[line - 1]) < len(header)
                rows.append(Row(tuple(Cell(plain(cell), cell) for cell in cells), line, short))
        self.tables.append(
            Table(tuple(header), tuple(rows), self._line(tokens[index]), self._last_heading())
        )


def _until(tokens: "Sequence[Token]", index: int, kind: str) -> "Iterator[Token]":
    while index < len(tokens) and tokens[index].type != kind:
        yield tokens[index]
        index += 1


def _count_cells(line: str) -> int:
    """Count the cells of a table's line: one more than the pipes between them."""
    text = re.sub(r"\\.", "", line.strip(" \t>"))
    return text.removeprefix("|").removesuffix("|").count("|") + 1


def _fields(lines: Sequence[str], starts: Sequence[int], blocks: _Blocks) -> Iterator[Field]:
    """Yield the fields: lines that begin with a bold name, and headings with text below."""
    heading_lines = [heading.line for heading in blocks.headings]
    borders = sorted({*(n + 1 for n in starts), *heading_lines})
    by_line = {heading.line: heading for heading in blocks.headings}
    for place, line in enumerate(borders):
        end = borders[place + 1] if place + 1 < len(borders) else len(lines) + 1
        above = bisect_right(heading_lines, line) - 1
        under = by_line[heading_lines[above]] if above >= 0 else None
        next_lines = lines[line : end - 1]
        if line in by_line:
            name, first = by_line[line].key, ""
        else:
            match = _FIELD.match(lines[line - 1])
            name, first = (key_of(match[1]), match[2]) if match else ("", "")
        value = "\n".join([first, *next_lines]).strip()
        if line not in by_line or value:
            yield Field(name, value, line, end, under)
