"""Places in the repository with their text, and import statements."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal, NamedTuple

from kavro_lint.model.frozen import frozen

ImportKind = Literal["import", "type-only", "dynamic", "lazy", "re-export", "include", "reference"]


@frozen(order=True)
class Location:
    """A place in the repository: `path` relative to its root, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1


def in_cell(cell: int, line: int, text: str) -> str:
    """Return the text of a notebook's statement after its cell and line."""
    return f"cell {cell}, line {line}: {text}"


@frozen
class Evidence:
    """A place and its text."""

    location: Location
    text: str

    @property
    def cell(self) -> str:
        """The cell and line of a notebook, "" for what stands in no notebook."""
        is_notebook = self.location.path.lower().endswith(".ipynb")
        cell, colon, _ = self.text.partition(": ")
        return cell if is_notebook and colon and cell.startswith("cell ") else ""


def normal_path(path: str) -> str | None:
    """Return a path without `.`, `..` and empty parts; None where it leads above the top."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


class Statement(NamedTuple):
    """An import statement without its place: many files have the same.

    `names` are pairs of a specifier and the one name taken from it (see `RawImport`); `text` is
    the statement on one line.
    """

    names: tuple[tuple[str, str | None], ...]
    text: str


class PlacedStatement(NamedTuple):
    """A statement and where it stands in a file, line and column from 1."""

    line: int
    column: int
    kind: ImportKind
    statement: Statement


class RawImport(NamedTuple):
    """An import as it is written: a pure function of the file's bytes.

    `specifier` is the module as the language spells it (`..models`, `./x`, `net/http`);
    `name` is the one name taken from it where that may be a module itself
    (`from specifier import name`), `*` for all. `text` is the statement on one line.
    """

    specifier: str
    name: str | None
    kind: ImportKind
    line: int
    column: int
    text: str


def placed_statements(imports: Iterable[RawImport]) -> Iterator[PlacedStatement]:
    """Yield the statements of imports, those of one statement standing side by side."""
    groups = groupby(imports, lambda raw: (raw.line, raw.column, raw.kind, raw.text))
    for (line, column, kind, text), group in groups:
        names = tuple((raw.specifier, raw.name) for raw in group)
        yield PlacedStatement(line, column, kind, Statement(names, text))
