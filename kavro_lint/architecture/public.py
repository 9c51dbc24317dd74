"""The files of a module that others may import (the column Public)."""

from collections.abc import Collection

from kavro_lint.architecture.module_contracts import (
    Contracts,
    public_patterns,
    related,
    within,
)
from kavro_lint.architecture.permissions import Denial, levels, lifts_public
from kavro_lint.patterns import Pattern


class Public:
    """The Public lists, compiled once for each module."""

    def __init__(self, contracts: Contracts, paths: Collection[str] = ()) -> None:
        """Take the rows, and the paths that decide which folder an entry starts from."""
        self._contracts = contracts
        self._paths = paths
        self._compiled: dict[str, tuple[Pattern, ...]] = {}

    def limits(self, importer: str, imported: str) -> bool:
        """Whether a file of module `imported` may be private to `importer` at all."""
        if related(importer, imported) or lifts_public(self._contracts, importer, imported):
            return False
        cells = (level.public for level in levels(self._contracts, imported))
        return any(cell is not None and not cell.anything for cell in cells)

    def denial(
        self, importer: str, imported: str, target: str, reaches: tuple[str, ...] = ()
    ) -> Denial | None:
        """Return why the file `target` of module `imported` is private to `importer` (KV706).

        A folder is public where one of the files that an import of it `reaches` is: no import
        can take less than the package.
        """
        if related(importer, imported) or lifts_public(self._contracts, importer, imported):
            return None
        for level in levels(self._contracts, imported):
            cell = level.public
            if cell is None or cell.anything or within(importer, cell.module):
                continue
            places = (target.lstrip("/"), *reaches)
            patterns = self._patterns(level.name)
            if not any(pattern.matches(place) for pattern in patterns for place in places):
                public = ", ".join(cell.names)
                offer = (
                    f"whose public files are: {public}" if public else "which has no public file"
                )
                return Denial(
                    "KV706",
                    f"{target} is private to {level.name}, {offer}",
                    cell.row,
                    f"import what you need from a public file of {level.name}",
                )
        return None

    def _patterns(self, name: str) -> tuple[Pattern, ...]:
        if name not in self._compiled:
            contract = self._contracts[name]
            row = contract.public_of
            pairs = public_patterns(row, contract.root, self._paths) if row is not None else ()
            self._compiled[name] = tuple(pattern for _, pattern in pairs)
        return self._compiled[name]
