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
                "from": statement.importer,
                "to": statement.target,
                "line": statement.raw.line,
                "kind": statement.raw.kind,
                "text": statement.raw.text,
                **_test(is_test=picture.is_test_import(statement)),
            }
            for statement in picture.statements
        ],
        "externals": [
            {
                "from": external.importer,
                "package": external.package,
                "line": external.raw.line,
                "kind": external.raw.kind,
                **_test(is_test=picture.is_test_import(external)),
            }
            for external in picture.externals
        ],
        "unresolved": [
            {"from": edge.importer, "text": edge.raw.text, "line": edge.raw.line}
            for edge in picture.unresolved
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
                "from": arrow.importer,
                "to": arrow.imported,
                "imports": arrow.count,
                "allowed": arrow.allowed,
                **_test(is_test=picture.is_test(arrow)),
            }
            for arrow in picture.arrows
        ],
    }


def _test(*, is_test: bool) -> dict[str, object]:
    """Return the mark of an edge that only test code has; there is none on others."""
    return {"test": True} if is_test else {}
