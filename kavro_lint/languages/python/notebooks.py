"""Jupyter notebooks (`.ipynb`): the code cells of a Python kernel are read as Python.

A statement's place is that in the file, which editors and forges point to; its text says first in
which cell and line it stands, which is what a reader of the notebook sees.
"""

from collections.abc import Callable

from kavro_lint.languages.python.cells import Cell, CellPlaces, read_notebook
from kavro_lint.languages.python.importers import binds_importer
from kavro_lint.languages.python.magics import plain_python
from kavro_lint.model.facts import SourceFacts
from kavro_lint.model.places import PlacedStatement, Statement, in_cell

# The names under which kernels say that they run Python.
_PYTHON = ("python", "ipython", "pyspark", "xpython")

Read = Callable[[bytes], SourceFacts]


def facts_of(content: bytes, read: Read) -> SourceFacts:
    """Return the imports of a notebook; `read` reads those of Python. Raises Unreadable."""
    if not content.strip():
        return SourceFacts()
    notebook = read_notebook(content)
    if notebook is None:
        return SourceFacts(foreign="JSON that is no notebook")
    if not _is_python(notebook.language):
        return SourceFacts(foreign=f"a notebook in {notebook.language}")
    reader = _Reader(notebook.places(), read)
    for cell in notebook.cells:
        if _is_python(cell.language):
            reader.read(cell)
        elif cell.source.strip():
            reader.pass_over()
    return reader.facts()


def python_of(content: bytes) -> bytes:
    """Return a notebook's Python, each line on the line of the file that it is written on.

    Where a cell is written on one line of the file, what follows stands lower. Raises Unreadable.
    """
    notebook = read_notebook(content) if content.strip() else None
    if notebook is None or not _is_python(notebook.language):
        return b""
    places = notebook.places()
    lines: list[str] = []
    for cell in notebook.cells:
        if _is_python(cell.language):
            for number, line in enumerate(_plain(cell).split("\n"), 1):
                row = places.of(cell, number, 1)[0] - 1
                lines += [""] * (row - len(lines))
                lines.append(line)
    return "\n".join([*lines, ""]).encode("utf-8", "replace")


def _is_python(language: str | None) -> bool:
    return language is None or language.lower().startswith(_PYTHON)


def _plain(cell: Cell) -> str:
    return plain_python(cell.source.replace("\r\n", "\n").replace("\r", "\n")).text


class _Reader:
    """Reads the cells of one notebook, in their order: names of one are known in the next."""

    def __init__(self, places: CellPlaces, read: Read) -> None:
        self._places = places
        self._read = read
        self._importers: list[str] = []
        self._statements: list[PlacedStatement] = []
        self._unanalysable = 0
        self._lost: list[tuple[int, int]] = []
        self._optional: list[tuple[int, int]] = []
        self._given_up: str | None = None
        self._checking: set[str] = set()

    def read(self, cell: Cell) -> None:
        """Add what a cell says."""
        plain = plain_python(cell.source.replace("\r\n", "\n").replace("\r", "\n"))
        text = plain.text.encode("utf-8", "replace").replace(b"\0", b" ")
        before = "".join(f"{statement}\n" for statement in self._importers)
        height = len(self._importers)
        facts = self._read(before.encode() + text)
        self._unanalysable += facts.unanalysable + plain.unanalysable
        self._given_up = self._given_up or facts.given_up
        self._checking.update(facts.checking)
        for placed_statement in facts.statements:
            if placed_statement.line <= height:
                continue
            line = placed_statement.line - height
            name = in_cell(cell.number, line, placed_statement.statement.text)
            statement = Statement(placed_statement.statement.names, name)
            place = self._places.of(cell, line, placed_statement.column)
            self._statements.append(PlacedStatement(*place, placed_statement.kind, statement))
            if (placed_statement.line, placed_statement.column) in facts.optional:
                self._optional.append(place)
            if placed_statement.kind == "import" and binds_importer(
                placed_statement.statement.names
            ):
                self._importers.append(placed_statement.statement.text)
        self._lost += [
            self._places.of(cell, line - height, column)
            for line, column in facts.lost
            if line > height
        ]

    def pass_over(self) -> None:
        """Count a cell that an editor takes for another language: the kernel runs Python."""
        self._unanalysable += 1

    def facts(self) -> SourceFacts:
        """Return what all cells say."""
        return SourceFacts(
            tuple(self._statements),
            self._unanalysable,
            tuple(dict.fromkeys(self._lost)),
            None,
            tuple(self._optional),
            self._given_up,
            checking=tuple(sorted(self._checking)),
        )
