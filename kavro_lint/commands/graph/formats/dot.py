"""The graph in Graphviz' language: layers are clusters, what is not allowed is red."""

from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.commands.graph.formats._frames import Frame, connected, cycle_numbers, frames
from kavro_lint.commands.graph.picture import Arrow, Node, Picture, State
from kavro_lint.printable import printable

_STYLES: Mapping[State, str] = {
    "broken": ', color="#cc0000", fontcolor="#cc0000", penwidth=2.5',
    "cycle": ', color="#cc6600", fontcolor="#cc6600", penwidth=1.8',
    "waived": ', color="#cc0000", fontcolor="#cc0000", style=dashed',
    "allowed": "",
}
# With more arrows than that, labels beside the lines and little space keep a picture narrow.
MANY = 100

_CYCLES = ("#fde3c0", "#f6d2e4", "#d9e8c4", "#cfe4f5", "#e3d6f4")


def render(picture: Picture) -> str:
    """Return the digraph. Red: not allowed; dashed: waived; orange: closes a cycle."""
    names = dict.fromkeys([n.name for n in picture.nodes] + [a.imported for a in picture.arrows])
    ids = _ids(names)
    tree = frames(picture)
    is_crowded = len(picture.arrows) > MANY
    spaces = "ranksep=0.9, nodesep=0.1" if is_crowded else "ranksep=0.7, nodesep=0.3"
    lines = [
        "digraph architecture {",
        "  // Red: not allowed. Dashed: waived by a decision. Orange: closes a cycle.",
        *([f"  // {picture.caveat}"] if picture.caveat else []),
        f'  graph [rankdir=TB, newrank=true, {spaces}, fontname="sans-serif"];',
        '  node [shape=box, style="rounded,filled", fillcolor=white, fontname="sans-serif"];',
        '  edge [color="#777777", fontcolor="#555555", fontsize=9, fontname="sans-serif"];',
        *_FrameWriter(picture, ids).lines(tree, "  "),
        *_order(tree, ids),
    ]
    ranks = {node.name: rank for rank, node in _ranked(tree)}
    lines += [_edge(picture, arrow, ids, ranks, is_crowded=is_crowded) for arrow in picture.arrows]
    return "\n".join([*lines, "}"]) + "\n"


class _FrameWriter:
    """Writer of clusters and nodes, numbered in order."""

    def __init__(self, picture: Picture, ids: Mapping[str, str]) -> None:
        self._ids = ids
        self._cycles = cycle_numbers(picture)
        self._used = connected(picture)
        self._clusters = 0

    def lines(self, frame: Frame, indent: str) -> Iterator[str]:
        """Yield the frame with all that is in it."""
        inner = indent
        if frame.box is not None:
            inner = indent + "  "
            look = {
                "layer": 'style="filled,rounded", fillcolor="#f2f4f7", color="#c3c9d2"',
                "cycle": 'style="dashed,rounded", color="#cc6600", fontcolor="#cc6600"',
            }.get(frame.box.kind, 'style=rounded, color="#9aa3af"')
            yield f"{indent}subgraph cluster_{self._clusters} {{"
            yield f"{inner}graph [label={_quoted(frame.box.label)}, labeljust=l, {look}];"
            self._clusters += 1
        for node in frame.nodes:
            yield f"{inner}{self._node(node)}"
        for nested in frame.frames:
            yield from self.lines(nested, inner)
        if frame.box is not None:
            yield f"{indent}}}"

    def _node(self, node: Node) -> str:
        files = "file" if node.files == 1 else "files"
        tip = f"{node.name}: {node.responsibility or f'{node.files} {files}'}"
        style = f"tooltip={_quoted(tip)}"
        if node.name in self._cycles:
            colour = _CYCLES[self._cycles[node.name] % len(_CYCLES)]
            style += f', fillcolor="{colour}", color="#cc6600"'
        if node.name not in self._used:
            style += ', style="rounded,dashed"'
        return f"{self._ids[node.name]} [{style}];"


def _ranked(tree: Frame) -> Iterator[tuple[int, Node]]:
    """Yield each node of a layer, with the number of the layer from the top."""
    layers = [frame for frame in tree.frames if frame.box and frame.box.kind == "layer"]
    for rank, frame in enumerate(layers):
        yield from ((rank, node) for node in _nodes(frame))


def _nodes(frame: Frame) -> Iterator[Node]:
    yield from frame.nodes
    for nested in frame.frames:
        yield from _nodes(nested)


def _order(tree: Frame, ids: Mapping[str, str]) -> Iterator[str]:
    """Yield invisible points between the layers, so that each is drawn below the one before."""
    ranked = [*_ranked(tree)]
    last = max((rank for rank, _ in ranked), default=0)
    # No name begins with a space, so the points' ids are their own.
    points = [f'" below {rank}"' for rank in range(last)]
    yield from (f'  {point} [shape=point, style=invis, width=0, label=""];' for point in points)
    for rank, node in ranked:
        if rank < last:
            yield f"  {ids[node.name]} -> {points[rank]} [style=invis];"
        if rank > 0:
            yield f"  {points[rank - 1]} -> {ids[node.name]} [style=invis];"


def _edge(
    picture: Picture,
    arrow: Arrow,
    ids: Mapping[str, str],
    ranks: Mapping[str, int],
    *,
    is_crowded: bool,
) -> str:
    is_upward = ranks.get(arrow.importer, 0) > ranks.get(arrow.imported, len(ranks))
    # One that runs against the layers must not turn them round. With a plain label, dot would
    # then also push other nodes into the clusters.
    label = f"{'xlabel' if is_upward or is_crowded else 'label'}={arrow.count}"
    style = _STYLES[picture.state(arrow)] + (", constraint=false" if is_upward else "")
    return f"  {ids[arrow.importer]} -> {ids[arrow.imported]} [{label}{style}];"


def _ids(names: Iterable[str]) -> dict[str, str]:
    """Return an id for each name: the name, unless two look the same once made harmless."""
    ids: dict[str, str] = {}
    used: set[str] = set()
    for name in names:
        shown, number = printable(name), 1
        while shown in used:
            number += 1
            shown = f"{printable(name)} ({number})"
        used.add(shown)
        ids[name] = _quoted(shown)
    return ids


def _quoted(text: str) -> str:
    escaped = printable(text, 1000).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
