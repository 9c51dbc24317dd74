"""The graph in Graphviz' language: layers are clusters, what is not allowed is red."""

from kavro_lint.graph.picture import Picture
from kavro_lint.printable import printable


def render(picture: Picture) -> str:
    """Return the digraph."""
    lines = ["digraph architecture {", "  rankdir=TB;", "  node [shape=box];"]
    for number, group in enumerate(picture.groups):
        members = (node.name for node in picture.nodes if node.group == group)
        lines += [f"  subgraph cluster_{number} {{", f"    label={_quoted(group)};"]
        lines += [f"    {_quoted(name)};" for name in members]
        lines += ["  }"]
    lines += [f"  {_quoted(n.name)};" for n in picture.nodes if n.group not in picture.groups]
    for arrow in picture.arrows:
        style = f"label={arrow.count}" + ("" if arrow.allowed else ", color=red, penwidth=2")
        lines.append(f"  {_quoted(arrow.user)} -> {_quoted(arrow.used)} [{style}];")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    escaped = printable(text, 1000).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
