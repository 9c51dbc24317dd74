"""Imports counted by target, or by the file that they are in."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.model.imports import ImportRow


class ImportGroup(NamedTuple):
    """How many imports there are, and how many of them not for type checkers only.

    `first` is the place of the first that runs, else of the first of all: whether none runs, the
    file, and the number of the import in it.
    """

    total: int
    running: int
    first: tuple[bool, str, int]

    @property
    def is_type_only(self) -> bool:
        """Whether only type checkers see the imports."""
        return not self.running


def joined_group(groups: Iterable[ImportGroup]) -> ImportGroup:
    """Return the union of groups, of which there is at least one."""
    counts, running, places = zip(*groups, strict=True)
    return ImportGroup(sum(counts), sum(running), min(places))


def grouped(statements: "Iterable[tuple[str | None, int, ImportRow]]") -> Mapping[str, ImportGroup]:
    """Return the groups of statements: each with its group, None for no group, and its number."""
    groups: dict[str, list[ImportGroup]] = {}
    for name, number, (path, row) in statements:
        if name is not None:
            running = int(row[2] != "type-only")
            place = (not running, path, number)
            groups.setdefault(name, []).append(ImportGroup(1, running, place))
    return {name: joined_group(members) for name, members in groups.items()}
