"""The rows of a draft: what each states, and the order in which they stand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.architecture.module_contracts import within
from kavro_lint.commands.init.drafted_contract import NOTES, Row
from kavro_lint.commands.init.layer_order import Order, Pair
from kavro_lint.commands.init.module_rules import ModuleRules
from kavro_lint.commands.init.part import Part
from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import Import

# A module of so many files that imports no package does so for a reason.
PURE = 8

ImportsByPair = Mapping[Pair, tuple[Import, ...]]


@frozen
class Rows:
    """All that rows are made from.

    `pure` maps modules without a third-party package to the number of their files.
    """

    parts: Sequence[Part]
    order: Order
    dependencies: ImportsByPair
    refused: ImportsByPair
    pure: Mapping[str, int]
    rules: ModuleRules

    def all(self) -> Iterator[Row]:
        """Yield the rows of the table in their order."""
        for part in _sorted(self.parts, self.order):
            yield Row(
                name=part.name,
                patterns=part.patterns,
                layer=self.order.layer(part.name),
                may_import=self._may_import(part),
                must_not_import=self.rules.must_not_import.get(part.name),
                must_not_reach=self.rules.must_not_reach.get(part.name),
                external=self._external(part),
                responsibility=NOTES.get(part.note, ""),
            )
            if part.folder is not None:
                yield Row(f"{part.name}.{{name}}", (f"{part.folder}{{name}}/",))

    def _may_import(self, part: Part) -> tuple[str, ...] | None:
        """Return a complete list where layers say too little, None where they decide."""
        if part.is_outside and not any(user == part.name for user, _ in self.refused):
            return ("*",)
        if self.order.layer(part.name) is not None and not self.rules.has_lists:
            return None
        granted = (pair for pair in self.dependencies if pair not in self.refused)
        used = tuple(used for user, used in granted if user == part.name)
        says_nothing = not used and not any(user == part.name for user, _ in self.refused)
        # A package that is only marked as one may hold anything tomorrow.
        return None if part.own_files and says_nothing and not self.rules.has_lists else used

    def _external(self, part: Part) -> tuple[str, ...] | None:
        """Return `none` for an inner module that imports no package, else None: not stated."""
        is_pure = self.pure[part.name] >= PURE and part.name in self.order.inner
        return () if is_pure else None


def _holds(outer: Part, inner: Part) -> bool:
    """Whether a part is nested in another, or lies in its folder: its row comes after."""
    folder = outer.patterns[0]
    if outer.own_files and not inner.own_files:
        # Some of the files of a folder itself are modules of their own.
        parent = folder.rpartition("/")[0]
        files = (pattern for pattern in inner.patterns if not pattern.endswith("/"))
        return any(pattern.rpartition("/")[0] == parent for pattern in files)
    below = folder.endswith("/") and all(pattern.startswith(folder) for pattern in inner.patterns)
    # The root of a crate is one of the files, though it is called as what they are in.
    is_beside = inner.own_files and not outer.own_files and _holds(inner, outer)
    return below or (within(inner.name, outer.name) and not is_beside)


def _sorted(parts: Sequence[Part], order: Order) -> Iterable[Part]:
    """Sort by layer; what lies in another stays below it, what is outside the layers comes last."""
    ranks = {name: n for n, (_, modules) in enumerate(order.layers) for name in modules}
    outer = {part.name: _outermost(part, parts) for part in parts}
    places: dict[str, int] = {}
    for part in parts:
        name, place = outer[part.name].name, ranks.get(part.name, len(ranks))
        places[name] = min(place, places.get(name, place))

    def rank(part: Part) -> tuple[bool, bool, bool, bool, int, int, bool, int]:
        if part.is_outside:
            return True, False, False, False, 0, 0, False, parts.index(part)
        around = outer[part.name]
        at = parts.index(around)
        place = places[around.name]
        return (
            False,
            part.across,
            around.late,
            not around.vague,
            place,
            at,
            part is not around,
            parts.index(part),
        )

    return sorted(parts, key=rank)


def _outermost(part: Part, parts: Sequence[Part]) -> Part:
    if part.across:
        return part
    around = [outer for outer in parts if outer is not part and _holds(outer, part)]
    return min(around, key=lambda outer: len(outer.patterns[0]), default=part)
