"""The graph as a mermaid flowchart: layers are subgraphs, what is not allowed is red."""

from kavro_lint.graph.picture import Picture
from kavro_lint.printable import printable

# Characters that end a mermaid label or begin markup in it, as the entities it reads.
_ENTITIES = str.maketrans({'"': "#quot;", "<": "#lt;", ">": "#gt;", "#": "#35;", "`": "#96;"})


def render(picture: Picture) -> str:
    """Return the flowchart."""
    names = dict.fromkeys([n.name for n in picture.nodes] + [a.used for a in picture.arrows])
    ids = {name: f"n{number}" for number, name in enumerate(names)}
    lines = ["flowchart TD"]
    for number, group in enumerate(picture.groups):
        members = [node for node in picture.nodes if node.group == group]
        lines += [f'  subgraph g{number}["{_label(group)}"]']
        lines += [f"    {_node(ids[node.name], node.name)}" for node in members]
        lines += ["  end"]
    grouped = {node.name for node in picture.nodes if node.group in picture.groups}
    lines += [f"  {_node(ids[name], name)}" for name in names if name not in grouped]
    pairs: dict[tuple[str, str], tuple[int, bool]] = {}
    for arrow in picture.arrows:
        count, allowed = pairs.get((arrow.user, arrow.used), (0, True))
        pairs[arrow.user, arrow.used] = (count + arrow.count, allowed and arrow.allowed)
    lines += [
        f"  {ids[user]} -->|{count}| {ids[used]}" for (user, used), (count, _) in pairs.items()
    ]
    red = [str(number) for number, (_, allowed) in enumerate(pairs.values()) if not allowed]
    if red:
        lines.append(f"  linkStyle {','.join(red)} stroke:#c00,stroke-width:3px")
    return "\n".join(lines) + "\n"


def _node(identifier: str, name: str) -> str:
    return f'{identifier}["{_label(name)}"]'


def _label(text: str) -> str:
    return printable(text).translate(_ENTITIES)
