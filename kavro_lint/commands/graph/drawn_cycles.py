"""The cycles of a picture."""

from collections.abc import Callable, Iterable, Mapping

from kavro_lint.architecture.components import Pair, components
from kavro_lint.architecture.module_contracts import parting, related
from kavro_lint.commands.graph.picture import Arrow, Cycle, Mark, Picture
from kavro_lint.model.frozen import replace
from kavro_lint.model.imports import Import

Closes = Callable[[Import], bool]


def with_cycles(
    picture: Picture, closes: Closes, judged: Iterable[tuple[frozenset[Pair], Mark]] | None
) -> Picture:
    """Return the picture with its cycles: the judged ones, else all cycles of its arrows.

    A judged cycle is a set of pairs of sibling modules; `closes` says whether an import can
    close a cycle.
    """
    closing = [arrow for arrow in picture.arrows if any(map(closes, arrow.imports))]
    cycles = _closed_cycles(closing) if judged is None else _judged_cycles(picture, closing, judged)
    return replace(picture, cycles=tuple(cycles))


def _closed_cycles(closing: Iterable[Arrow]) -> Iterable[Cycle]:
    pairs = [(arrow.importer, arrow.imported) for arrow in closing]
    for component in components(pairs):
        members = set(component)
        inner_pairs = frozenset(pair for pair in pairs if members.issuperset(pair))
        yield Cycle(tuple(component), inner_pairs)


def _judged_cycles(
    picture: Picture, closing: Iterable[Arrow], judged: Iterable[tuple[frozenset[Pair], Mark]]
) -> Iterable[Cycle]:
    modules: Mapping[str, str | None] = {
        node.name: node.name if picture.level == "module" else node.group for node in picture.nodes
    }
    pairs_by_siblings: dict[Pair, list[Pair]] = {}
    for arrow in closing:
        importer, imported = modules.get(arrow.importer), modules.get(arrow.imported)
        if importer and imported and not related(importer, imported):
            pairs_by_siblings.setdefault(parting(importer, imported), []).append(
                (arrow.importer, arrow.imported)
            )
    for pairs, mark in judged:
        arrow_pairs = frozenset(
            pair for siblings in pairs for pair in pairs_by_siblings.get(siblings, ())
        )
        nodes = sorted({name for pair in arrow_pairs for name in pair})
        if arrow_pairs:
            yield Cycle(tuple(nodes), arrow_pairs, mark)
