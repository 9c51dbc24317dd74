"""The graph as JSON (docs/contract.md#42-the-json-graph)."""

import json

from kavro_lint.commands.graph.picture import Picture


def render(picture: Picture) -> str:
    """Return the picture as one JSON object."""
    document = _files(picture) if picture.level == "file" else _modules(picture)
    return json.dumps(document, indent=1) + "\n"


def _files(picture: Picture) -> dict[str, object]:
    return {
        "nodes": [
            {"path": node.name, "module": node.group, "language": node.language}
            for node in picture.nodes
            if not node.name.endswith("/")
        ],
        "edges": [
            {
                "from": each.importer,
                "to": each.target,
                "line": each.raw.line,
                "kind": each.raw.kind,
                "text": each.raw.text,
            }
            for each in picture.statements
        ],
        "externals": [
            {
                "from": each.importer,
                "package": each.package,
                "line": each.raw.line,
                "kind": each.raw.kind,
            }
            for each in picture.externals
        ],
        "unresolved": [
            {"from": each.importer, "text": each.raw.text, "line": each.raw.line}
            for each in picture.unresolved
        ],
    }


def _modules(picture: Picture) -> dict[str, object]:
    return {
        "nodes": [
            {"module": node.name, "layer": node.group, "files": node.files}
            for node in picture.nodes
        ],
        "edges": [
            {
                "from": arrow.user,
                "to": arrow.used,
                "imports": arrow.count,
                "allowed": arrow.allowed,
            }
            for arrow in picture.arrows
        ],
    }
