"""What the imports of files lead to, in few records: the same statement is in many files.

A row says where a statement stands, and shares its lead with all statements that say the same
and lead to the same. Rows are handed from one process to another and kept between runs; imports
are made of them at the end.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, get_args

from kavro_lint.model import Import, ImportKind, RawImport

KINDS: tuple[ImportKind, ...] = get_args(ImportKind)
_PLACE_OF = {kind: number for number, kind in enumerate(KINDS)}

# An import from its outcome on: (outcome, target, package, module, candidates, …).
Answer = tuple[object, ...]


class Lead(NamedTuple):
    """One thing that a statement takes, and what that is; `answer` ends an `Import`."""

    specifier: str
    name: str | None
    text: str
    answer: Answer


# Line, column, kind and lead.
Row = tuple[int, int, ImportKind, Lead]

# Leads as lists and texts, and the rows of each file as numbers, four a row.
Numbered = tuple[list[tuple[object, ...]], list[list[int]]]


def imports_of(importer: str, rows: Iterable[Row]) -> Iterator[Import]:
    """Yield the imports of a file."""
    new = tuple.__new__
    for line, column, kind, (specifier, name, text, answer) in rows:
        raw = new(RawImport, (specifier, name, kind, line, column, text))
        yield new(Import, (importer, raw, *answer))


def rows_of(imports: Iterable[Import]) -> Iterator[Row]:
    """Yield the rows of imports that were made one by one."""
    for _, (specifier, name, kind, line, column, text), *answer in imports:
        yield line, column, kind, Lead(specifier, name, text, tuple(answer))


def numbered(files: Iterable[Sequence[Row]]) -> Numbered:
    """Return the leads of many files, each once, and the rows of each by their numbers."""
    numbers: dict[int, int] = {}
    leads: list[Lead] = []
    rows: list[list[int]] = []
    for each in files:
        flat: list[int] = []
        for line, column, kind, lead in each:
            number = numbers.get(id(lead))
            if number is None:
                number = numbers[id(lead)] = len(leads)
                leads.append(lead)
            flat += (line, column, _PLACE_OF[kind], number)
        rows.append(flat)
    return [tuple(lead) for lead in leads], rows


def unnumbered(numbers: Numbered) -> Iterator[list[Row]]:
    """Yield the rows of each file. Raises ValueError, TypeError or IndexError for anything else."""
    table, files = numbers
    leads = list(map(Lead._make, table))
    for flat in files:
        four = iter(flat)
        yield [
            (line, column, KINDS[kind], leads[number])
            for line, column, kind, number in zip(four, four, four, four, strict=True)
        ]
