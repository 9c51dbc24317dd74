"""The circles of a picture."""

from collections.abc import Callable, Iterable, Mapping

from kavro_lint.architecture.components import Pair, components
from kavro_lint.architecture.terms import parting, related
from kavro_lint.commands.graph.picture import Arrow, Circle, Mark, Picture
from kavro_lint.model import Import
from kavro_lint.model.frozen import replace

Closes = Callable[[Import], bool]


def with_circles(
    picture: Picture, closes: Closes, judged: Iterable[tuple[frozenset[Pair], Mark]] | None
) -> Picture:
    """Return the picture with its circles: the judged ones, else all circles of its arrows.

    A judged circle is a set of pairs of sibling modules; `closes` says whether an import can
    close a circle.
    """
    closing = [arrow for arrow in picture.arrows if any(map(closes, arrow.imports))]
    circles = (
        _closed_circles(closing) if judged is None else _judged_circles(picture, closing, judged)
    )
    return replace(picture, circles=tuple(circles))


def _closed_circles(closing: Iterable[Arrow]) -> Iterable[Circle]:
    pairs = [(arrow.user, arrow.used) for arrow in closing]
    for component in components(pairs):
        members = set(component)
        inner_pairs = frozenset(pair for pair in pairs if members.issuperset(pair))
        yield Circle(tuple(component), inner_pairs)


def _judged_circles(
    picture: Picture, closing: Iterable[Arrow], judged: Iterable[tuple[frozenset[Pair], Mark]]
) -> Iterable[Circle]:
    modules: Mapping[str, str | None] = {
        node.name: node.name if picture.level == "module" else node.group for node in picture.nodes
    }
    pairs_by_siblings: dict[Pair, list[Pair]] = {}
    for arrow in closing:
        user, used = modules.get(arrow.user), modules.get(arrow.used)
        if user and used and not related(user, used):
            pairs_by_siblings.setdefault(parting(user, used), []).append((arrow.user, arrow.used))
    for pairs, mark in judged:
        arrow_pairs = frozenset(
            pair for siblings in pairs for pair in pairs_by_siblings.get(siblings, ())
        )
        nodes = sorted({name for pair in arrow_pairs for name in pair})
        if arrow_pairs:
            yield Circle(tuple(nodes), arrow_pairs, mark)
