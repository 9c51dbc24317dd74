"""The graph as a mermaid flowchart: layers are subgraphs, what is not allowed is red."""

import re
from collections.abc import Iterator, Mapping

from kavro_lint.commands.graph.formats._frames import Frame, connected, cycle_numbers, frames
from kavro_lint.commands.graph.picture import Node, Picture, State
from kavro_lint.printable import printable

# What ends a label, or is markup or Markdown in it: mermaid reads Markdown in every label. An
# underscore within a word is none.
_MARKUP = re.compile(r"[\"<>#&`\\*~$|\[\]{}]|(?<![^\W_])_|_(?![^\W_])|^[-+=]|(?<=\d)[.)](?=\s|$)")
# What mermaid refuses to draw, wherever its own limits are not raised.
MOST_ARROWS = 500
MOST_CHARACTERS = 50_000

_LINKS: Mapping[State, str] = {"broken": "-->", "cycle": "-->", "waived": "-.->", "allowed": "-->"}
_STYLES: Mapping[State, str] = {
    "broken": "stroke:#c00,stroke-width:3px",
    "cycle": "stroke:#c60,stroke-width:2px",
    "waived": "stroke:#c00,stroke-dasharray:4",
}
_CYCLES = ("#fde3c0", "#f6d2e4", "#d9e8c4", "#cfe4f5", "#e3d6f4")


def render(picture: Picture) -> str:
    """Return the flowchart."""
    names = dict.fromkeys([n.name for n in picture.nodes] + [a.imported for a in picture.arrows])
    ids = {name: f"n{number}" for number, name in enumerate(names)}
    lines = [
        "%% Red: not allowed. Dashed: waived by a decision. Orange: closes a cycle.",
        "%% The number on an arrow counts its imports.",
        *([f"%% {picture.caveat}"] if picture.caveat else []),
        "flowchart TD",
        *_frame_lines(frames(picture), ids, "  ", iter(range(len(ids) * 20))),
    ]
    states: dict[State, list[str]] = {}
    for number, arrow in enumerate(picture.arrows):
        state = picture.state(arrow)
        states.setdefault(state, []).append(str(number))
        lines.append(
            f"  {ids[arrow.importer]} {_LINKS[state]}|{arrow.count}| {ids[arrow.imported]}"
        )
    lines += [
        f"  linkStyle {','.join(states[state])} {style}"
        for state, style in _STYLES.items()
        if state in states
    ]
    return "\n".join([*lines, *_classes(picture, ids)]) + "\n"


def remark(picture: Picture) -> str:
    """Say when mermaid will refuse the flowchart."""
    if len(picture.arrows) <= MOST_ARROWS and len(render(picture)) <= MOST_CHARACTERS:
        return ""
    return (
        f"{len(picture.nodes)} nodes and {len(picture.arrows)} arrows are more than mermaid draws "
        f"by default ({MOST_ARROWS} arrows, {MOST_CHARACTERS} characters): fold with --depth, "
        "look at a part with --focus, or take --format html"
    )


def _frame_lines(
    frame: Frame, ids: Mapping[str, str], indent: str, numbers: Iterator[int]
) -> list[str]:
    inner = indent if frame.box is None else indent + "  "
    lines = [f"{inner}{_node(ids[node.name], node)}" for node in frame.nodes]
    for nested in frame.frames:
        lines += _frame_lines(nested, ids, inner, numbers)
    if frame.box is None:
        return lines
    return [
        f'{indent}subgraph g{next(numbers)}["{_label(frame.box.label)}"]',
        *lines,
        f"{indent}end",
    ]


def _classes(picture: Picture, ids: Mapping[str, str]) -> Iterator[str]:
    for number in range(min(len(picture.cycles), len(_CYCLES))):
        members = [name for name, n in cycle_numbers(picture).items() if n % len(_CYCLES) == number]
        drawn = [ids[name] for name in members if name in ids]
        if drawn:
            yield f"  classDef cycle{number} fill:{_CYCLES[number]},stroke:#c60,color:#000"
            yield f"  class {','.join(drawn)} cycle{number}"
    imported = connected(picture)
    unused = [ids[node.name] for node in picture.nodes if node.name not in imported]
    if unused:
        yield "  classDef unused stroke-dasharray:3,opacity:0.7"
        yield f"  class {','.join(unused)} unused"


def _node(identifier: str, node: Node) -> str:
    return f'{identifier}["{_label(node.name)}"]'


def _label(text: str) -> str:
    return _MARKUP.sub(lambda match: f"#{ord(match[0])};", printable(text))
