"""Import statements parsed with tree-sitter, and their text as one line."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING

from kavro_lint.expressions import expression
from kavro_lint.languages.grammars import load_grammar
from kavro_lint.languages.syntax import parse
from kavro_lint.model.facts import Unreadable
from kavro_lint.model.places import Statement

if TYPE_CHECKING:
    from tree_sitter import Node

KINDS = frozenset(("import_statement", "import_from_statement", "future_import_statement"))
LONGEST_TEXT = 400
_PARTS = frozenset(("dotted_name", "aliased_import", "relative_import", "wildcard_import"))

_COMMENT = expression(r"#[^\n]*")
_NOT_IN_NAMES = expression(r"#[^\n]*|[\s\\]")

# One name that a statement takes, and the module that it takes it from.
Name = tuple[str, str | None]


def grammar() -> object:
    """Return tree-sitter's Python grammar."""
    return load_grammar("tree_sitter_python")


def read_statements(sources: Sequence[bytes]) -> list[Statement | None]:
    """Return statements, all parsed at once; None for a source that is not one whole statement.

    Each source is one statement, from its first letter to its last.
    """
    content = b"\n".join(sources) + b"\n"
    try:
        root = parse(grammar, content).root_node
    except Unreadable:
        return [None] * len(sources)
    nodes = root.children
    if not root.has_error and len(nodes) == len(sources):
        # Decoded once: a node takes longer to decode what it says by itself.
        text = content.decode() if content.isascii() else ""
        return list(map(_statement, nodes, sources, repeat(text)))
    if len(sources) == 1:
        return [None]
    # A broken statement breaks its neighbours, so it is looked for in each half.
    middle = len(sources) // 2
    return [*read_statements(sources[:middle]), *read_statements(sources[middle:])]


def _statement(node: "Node", source: bytes, text: str) -> Statement | None:
    if node.type not in KINDS or node.end_byte - node.start_byte != len(source):
        return None
    # As `Statement(…)`, in half of the time: there are many.
    return tuple.__new__(Statement, (tuple(names_of(node, text)), one_line(source)))


def names_of(node: "Node", text: str = "") -> Iterator[Name]:
    """Yield what a statement imports: the modules, or one module with each name from it.

    `text` is all that was parsed, where it is ASCII and somebody has decoded it.
    """
    kind = node.type
    if kind == "future_import_statement":
        yield "__future__", None
        return
    module = None
    if kind == "import_from_statement":
        module_node = node.child_by_field_name("module_name")
        module = dotted(module_node, text) if module_node is not None else ""
        if not module:
            return
    name_nodes = node.children_by_field_name("name")
    for name_node in name_nodes:
        name: str | None = text[name_node.start_byte : name_node.end_byte]
        if not name or not name.isidentifier():
            # Mostly it is one word: so it has no alias.
            name = _without_alias(name_node)
        if name is not None:
            yield (name, None) if module is None else (module, name)
    if module is not None and not name_nodes and _is_wildcard(node):
        yield module, "*"


def _is_wildcard(node: "Node") -> bool:
    return any(child.type == "wildcard_import" for child in node.named_children)


def bound_by(node: "Node") -> Iterator[tuple[str, str]]:
    """Yield the names that a statement binds, each with the full name of what it stands for."""
    module = ""
    for number, part in enumerate(_parts(node)):
        if number == 0 and node.type != "import_statement":
            module = f"{dotted(part)}."
            continue
        name = _without_alias(part)
        if name is None:
            continue
        alias = part.child_by_field_name("alias")
        if alias is not None:
            yield dotted(alias), module + name
        elif module:
            yield name, module + name
        else:
            top = name.partition(".")[0]
            yield top, top


def _parts(node: "Node") -> "list[Node]":
    """Return the names in a statement, without comments and backslashes between them."""
    return [part for part in node.named_children if part.type in _PARTS]


def _without_alias(node: "Node") -> str | None:
    """Return the name that a part of a statement takes, without its alias; None for no name."""
    inner = node.child_by_field_name("name") if node.type == "aliased_import" else node
    if inner is None or inner.type != "dotted_name" or inner.is_missing:
        return None
    return dotted(inner) or None


def dotted(node: "Node", parsed: str = "") -> str:
    """Return a dotted name as Python reads it, without spaces or comments between its parts.

    `parsed` is as for `names_of`.
    Identifiers are equal where their NFKC forms are:
    https://docs.python.org/3/reference/lexical_analysis.html#identifiers
    """
    text = parsed[node.start_byte : node.end_byte] or (node.text or b"").decode("utf-8", "replace")
    if text.isascii():
        if text.isidentifier():
            return text
        if text.replace(".", "").isidentifier() or not text.strip("."):
            return text
        return _NOT_IN_NAMES.sub("", text)
    return unicodedata.normalize("NFKC", _NOT_IN_NAMES.sub("", text))


def one_line(source: bytes) -> str:
    """Return a statement as one line: without comments, line breaks and doubled spaces."""
    text = source[: LONGEST_TEXT * 4].decode("utf-8", "replace")
    if "\n" in text:
        if "#" in text:
            text = _COMMENT.sub("", text)
        text = (
            " ".join(text.replace("\\\n", "").split())
            .replace("( ", "(")
            .replace(", )", ")")
            .replace(" )", ")")
        )
    return text[:LONGEST_TEXT]


def statements_of(nodes: "Mapping[str, list[Node]]") -> "list[Node]":
    """Return the import statements among nodes by their kinds, in the order of the text."""
    statements = (node for kind in KINDS for node in nodes[kind])
    return sorted(statements, key=lambda node: node.start_byte)


def source_of(node: "Node", content: bytes) -> bytes:
    """Return the part of a node's text that reports show."""
    return content[node.start_byte : min(node.end_byte, node.start_byte + LONGEST_TEXT * 4)]
