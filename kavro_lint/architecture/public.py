"""Which files of a module others may import (the column Public)."""

from collections.abc import Collection, Mapping

from kavro_lint.architecture.permissions import Denial, levels, lifts_public
from kavro_lint.architecture.terms import Terms, public_patterns, related, within
from kavro_lint.patterns import Pattern


class Public:
    """The Public lists, compiled once for each module."""

    def __init__(self, terms: Mapping[str, Terms], paths: Collection[str] = ()) -> None:
        """Take the rows, and the paths that tell from where an entry is read."""
        self._terms = terms
        self._paths = paths
        self._compiled: dict[str, tuple[Pattern, ...]] = {}

    def limits(self, user: str, used: str) -> bool:
        """Whether a file of module `used` may be private to `user` at all."""
        if related(user, used) or lifts_public(self._terms, user):
            return False
        cells = (theirs.public for theirs in levels(self._terms, used))
        return any(cell is not None and not cell.anything for cell in cells)

    def denial(
        self, user: str, used: str, target: str, reaches: tuple[str, ...] = ()
    ) -> Denial | None:
        """Return what makes the file `target` of module `used` private to `user` (KV706).

        A folder is public where one of the files that an import of it `reaches` is: no import
        can take less than the package.
        """
        if related(user, used) or lifts_public(self._terms, user):
            return None
        for theirs in levels(self._terms, used):
            cell = theirs.public
            if cell is None or cell.anything or within(user, cell.module):
                continue
            places = (target.lstrip("/"), *reaches)
            patterns = self._patterns(theirs.name)
            if not any(pattern.matches(place) for pattern in patterns for place in places):
                offer = ", ".join(cell.names) or "nothing"
                return Denial(
                    "KV706",
                    f"{target} is private to {theirs.name}, whose public files are: {offer}",
                    cell.row,
                    f"import what you need from a public file of {theirs.name}",
                )
        return None

    def _patterns(self, name: str) -> tuple[Pattern, ...]:
        if name not in self._compiled:
            terms = self._terms[name]
            row = terms.public_of
            pairs = public_patterns(row, terms.root, self._paths) if row is not None else ()
            self._compiled[name] = tuple(pattern for _, pattern in pairs)
        return self._compiled[name]
