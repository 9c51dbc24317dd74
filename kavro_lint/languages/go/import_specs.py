"""Import specs of Go as text → the paths they name, read by tree-sitter.

The same spec (`"fmt"`) is in hundreds of files, so each is parsed once; those that are new are
parsed together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kavro_lint.languages.go.source_text import is_import_path, unquoted
from kavro_lint.languages.grammars import load_grammar
from kavro_lint.languages.syntax import batches, parse

if TYPE_CHECKING:
    from tree_sitter import Node

# More different specs than this are not kept.
MOST_KNOWN = 50_000
_known: dict[bytes, str | None] = {}


def read_specs(specs: Iterable[bytes]) -> Mapping[bytes, str | None]:
    """Return the path that each spec names, None for one that Go rejects."""
    if len(_known) > MOST_KNOWN:
        _known.clear()
    distinct = dict.fromkeys(specs)
    new = [spec for spec in distinct if spec not in _known]
    if new:
        for batch in batches(new):
            _known.update(zip(batch, _paths(batch), strict=True))
    return {spec: _known[spec] for spec in distinct}


def _paths(specs: Sequence[bytes]) -> list[str | None]:
    """Parse specs together, and one by one where it is not clear which node is which."""
    nodes = list(_nodes(specs))
    texts = [b" ".join((node.text or b"").split()) for node in nodes]
    if texts == [b" ".join(spec.split()) for spec in specs]:
        return [_path(node) for node in nodes]
    if len(specs) == 1:
        return [None]
    return [path for spec in specs for path in _paths([spec])]


def _nodes(specs: Sequence[bytes]) -> "Iterator[Node]":
    tree = parse(_grammar, b"package p\nimport (\n" + b"\n".join(specs) + b"\n)\n")
    if tree.root_node.has_error:
        return
    for declaration in tree.root_node.named_children:
        for block in declaration.named_children:
            if block.type == "import_spec_list":
                yield from (child for child in block.named_children if child.type == "import_spec")


def _path(spec: "Node") -> str | None:
    literal = spec.child_by_field_name("path")
    if literal is None or literal.text is None:
        return None
    path = unquoted(literal.text.decode("utf-8", "replace"))
    return path if path is not None and is_import_path(path) else None


def _grammar() -> object:
    return load_grammar("tree_sitter_go")
