"""`import` and `export … from` statements as text → what they say, read by tree-sitter.

The same statement is in many files, so each is parsed once; those of a file that are new are
parsed together. What the grammar does not know (`import defer`, `export type *`, Flow) is None.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kavro_lint.languages.grammars import load_grammar
from kavro_lint.languages.javascript.lexical import text_of
from kavro_lint.languages.syntax import batches, parse
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import ImportKind

if TYPE_CHECKING:
    from tree_sitter import Node

# More different statements than this are not kept.
MOST_KNOWN = 50_000
_BETWEEN = b";\n"
_known: "dict[bytes, Clause | None]" = {}


@frozen
class Clause:
    """What a statement imports, and how."""

    specifier: str
    kind: ImportKind


def read_clauses(statements: Iterable[bytes]) -> Mapping[bytes, Clause | None]:
    """Return what each statement says."""
    if len(_known) > MOST_KNOWN:
        _known.clear()
    distinct = dict.fromkeys(statements)
    new = [statement for statement in distinct if statement not in _known]
    if new:
        for batch in batches(new):
            _known.update(zip(batch, _parsed(batch), strict=True))
    return {statement: _known[statement] for statement in distinct}


def _parsed(statements: Sequence[bytes]) -> list[Clause | None]:
    """Parse statements together, and each by itself where one of them is not understood."""
    content = _BETWEEN.join(statements)
    root = parse(_grammar, content).root_node
    if not root.has_error:
        clauses = [_clause(node, content) for node in root.named_children]
        starts = [node.start_byte for node in root.named_children]
        if starts == list(_starts(statements)):
            return clauses
    if len(statements) == 1:
        return [None]
    return [clause for statement in statements for clause in _parsed([statement])]


def _starts(statements: Sequence[bytes]) -> Iterator[int]:
    at = 0
    for statement in statements:
        yield at
        at += len(statement) + len(_BETWEEN)


def _clause(node: "Node", content: bytes) -> Clause | None:
    children = node.children
    source = node.child_by_field_name("source")
    if source is None:
        # `import a = require("b")`
        inner = next((child for child in children if child.type == "import_require_clause"), None)
        source = inner.child_by_field_name("source") if inner is not None else None
    if source is None:
        return None
    kind: ImportKind = "import" if node.type == "import_statement" else "re-export"
    is_type = any(child.type in ("type", "typeof") for child in children)
    text = content[source.start_byte : source.end_byte]
    if is_type or (b"type" in content[node.start_byte : source.start_byte] and _only_types(node)):
        kind = "type-only"
    return Clause(text_of(text), kind)


def _only_types(node: "Node") -> bool:
    """Whether every name in braces is marked `type`, there is one, and nothing else is named."""
    clauses = [child for child in node.children if child.type in ("import_clause", "export_clause")]
    if len(clauses) != 1:
        return False
    clause = clauses[0]
    lists = clause.named_children if clause.type == "import_clause" else [clause]
    if len(lists) != 1 or lists[0].type not in ("named_imports", "export_clause"):
        return False
    names = [name for name in lists[0].named_children if name.type != "comment"]
    return bool(names) and all(name.children[0].type == "type" for name in names)


def _grammar() -> object:
    return load_grammar("tree_sitter_typescript", "language_typescript")
