"""The code cells of a Jupyter notebook, each line with its place in the file.

Format: https://nbformat.readthedocs.io/en/latest/format_description.html, versions 3 and 4.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

from kavro_lint.languages.python.toml_tables import items, table_at, texts
from kavro_lint.model.facts import Unreadable
from kavro_lint.model.frozen import frozen

# The beginning of a line is looked up in so much of a text, which is far more than a line has.
LONGEST_LINE = 1_000

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"(\s*+:)?|[\[\]{}]')


@frozen
class Cell:
    """A code cell: its `number` among all cells, from 1, and its source.

    `parts` are the strings that the source is written in: where each begins in the source, and
    where in the file.
    """

    number: int
    source: str
    language: str | None
    parts: tuple[tuple[int, int], ...]


@frozen
class Notebook:
    """A notebook; `language` is that of its kernel, None where it names none."""

    text: str
    language: str | None
    cells: tuple[Cell, ...]

    def places(self) -> "CellPlaces":
        """Return what finds lines of cells in the file."""
        return CellPlaces(self.text)


class CellPlaces:
    """Finds the place in a notebook's file of a place in a cell."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._breaks = [match.start() for match in re.finditer("\n", text)]

    def of(self, cell: Cell, line: int, column: int) -> tuple[int, int]:
        """Return the line and column in the file of a line and column in a cell, from 1."""
        source = cell.source
        start = -1
        for _ in range(line - 1):
            start = source.find("\n", start + 1)
        start += 1
        if not cell.parts:
            return 1, 1
        part = bisect_right([begin for begin, _ in cell.parts], start) - 1
        begin, at = cell.parts[part]
        before = source[begin : start + column - 1]
        # As it is written, a quote and each line break are two letters.
        if len(before) <= LONGEST_LINE:
            at += len(json.dumps(before, ensure_ascii=False)) - 2
        row = bisect_right(self._breaks, at)
        return row + 1, at - (self._breaks[row - 1] if row else -1)


def read_notebook(content: bytes) -> Notebook | None:
    """Return what a notebook holds, None for JSON that is not a notebook. Raises Unreadable."""
    try:
        text = content.decode("utf-8-sig")
        document = json.loads(text)
    except UnicodeDecodeError:
        raise Unreadable("it is not UTF-8, as a notebook must be") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"it is not a notebook: line {error.lineno} is not JSON") from None
    except (ValueError, RecursionError):
        raise Unreadable("it is not a notebook: its JSON has no end") from None
    if not isinstance(document, dict) or not ("cells" in document or "worksheets" in document):
        return None
    cells = document.get("cells")
    if cells is None:
        sheets = (sheet for sheet in items(document.get("worksheets")) if isinstance(sheet, dict))
        cells = [cell for sheet in sheets for cell in items(sheet.get("cells"))]
    return Notebook(text, _language_of(document), tuple(_code_cells(items(cells), text)))


def _language_of(document: Mapping[str, object]) -> str | None:
    """Return the language of a notebook's kernel."""
    metadata = table_at(document, "metadata")
    kernel = table_at(metadata, "kernelspec")
    for value in (
        table_at(metadata, "language_info").get("name"),
        kernel.get("language"),
        kernel.get("name"),
    ):
        for language in texts(value):
            if language:
                return language
    return None


def _code_cells(cells: list[object], text: str) -> Iterator[Cell]:
    starts = _source_starts(text)
    for number, cell in enumerate(cells, 1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        parts = list(texts(cell.get("source", cell.get("input"))))
        places = starts[number - 1] if number <= len(starts) else []
        offsets: list[tuple[int, int]] = []
        length = 0
        # Where a name stands twice in a cell, its places are not known.
        for part, place in zip(parts, places if len(parts) == len(places) else (), strict=False):
            offsets.append((length, place))
            length += len(part)
        yield Cell(number, "".join(parts), _language_of_cell(cell), tuple(offsets))


def _language_of_cell(cell: Mapping[str, object]) -> str | None:
    """Return the language that an editor or an old notebook gives a single cell."""
    for table, key in (
        (table_at(cell, "metadata", "vscode"), "languageId"),
        (table_at(cell, "metadata", "dotnet_interactive"), "language"),
        (cell, "language"),
    ):
        for language in texts(table.get(key)):
            return language
    return None


def _source_starts(text: str) -> list[list[int]]:
    """Return, for each cell, where the strings of its source begin in the file."""
    starts: list[list[int]] = []
    keys: list[str] = []
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in ("{", "["):
            keys.append("")
            if mark == "{" and _is_cell(keys):
                starts.append([])
        elif mark in ("}", "]"):
            del keys[-1:]
        elif token[1] is not None:
            if keys:
                keys[-1] = mark[1 : mark.rfind('"')]
        elif starts and _is_source(keys):
            starts[-1].append(token.start() + 1)
    return starts


def _is_cell(keys: list[str]) -> bool:
    """Whether the innermost object is a cell: `cells[]`, or `worksheets[].cells[]`."""
    if len(keys) == 3:
        return keys[0] == "cells"
    return len(keys) == 5 and keys[0] == "worksheets" and keys[2] == "cells"


def _is_source(keys: list[str]) -> bool:
    """Whether a string stands in the source of a cell: by itself, or in a list."""
    if not keys or keys[0] not in ("cells", "worksheets"):
        return False
    depth = 3 if keys[0] == "cells" else 5
    is_inside = depth <= len(keys) <= depth + 1
    return is_inside and keys[depth - 1] in ("source", "input")
