"""Kotlin source → its types, names and functions, as the grammar has them."""

import re
from typing import TYPE_CHECKING

from kavro_lint.languages.jvm.declared import DeclaredType
from kavro_lint.languages.kotlin.occurrences import IMPLICIT, Occurrences
from kavro_lint.languages.kotlin.outline import outline
from kavro_lint.languages.kotlin.queries import SOURCE
from kavro_lint.languages.kotlin.scanning import (
    DOTTED,
    Scanned,
    nests_too_deeply,
    part,
    scanned_names,
    template_names,
)
from kavro_lint.languages.kotlin.tree_sitter_wheel import grammar
from kavro_lint.languages.kotlin.types import (
    DECLARATIONS,
    Nodes,
    callables,
    declared_types,
    outlined_only,
)
from kavro_lint.languages.syntax import parse_once, text_of
from kavro_lint.languages.tree_queries import captures
from kavro_lint.model.facts import Unreadable

if TYPE_CHECKING:
    from tree_sitter import Node

dotted = DOTTED.match
# Behind `f<`: types before a call or a reference, which the grammar may take for comparisons.
_arguments = re.compile(
    rb"(?<=[\w`\x80-\xff]<)%s(?:\s*+,\s*+%s)*+>\s*+(?:[({]|::)" % (DOTTED.pattern, DOTTED.pattern)
).match


def occurrences_by_grammar(content: bytes) -> Occurrences:
    """Return what stands in a source. Raises Unreadable where parsing takes too much work."""
    if nests_too_deeply(content):
        raise Unreadable("reading it would take too long: its templates or brackets are not closed")
    root = parse_once(grammar, content).root_node
    nodes = captures(grammar, SOURCE, root)
    types, hidden = declared_types(content, nodes)
    functions, extensions = callables(content, root)
    errors = [(node.start_byte, node.end_byte) for node in nodes.get("error", ())]
    own = {text_of(content, node) for node in nodes.get("declared", ())} | IMPLICIT
    scanned = Scanned(*scanned_names(content, errors), template_names(content, root, own), own)
    outlined: tuple[DeclaredType, ...] = ()
    if root.has_error or any(node.type not in DECLARATIONS for node in root.named_children):
        seen = outline(content)
        outlined = outlined_only([node.declared for node in types], seen.types)
        functions = tuple(sorted(seen.functions.union(functions)))
        extensions = tuple(sorted(seen.extensions.union(extensions)))
    # What stands before `::` may be a variable as well.
    receivers = {node.start_byte for node in nodes.get("receiver", ())}
    written = [
        start for node in nodes.get("written", ()) if (start := _type_start(node)) not in receivers
    ]
    written += scanned.types
    written += [
        name.start()
        for node in nodes.get("value", ())
        if (arguments := _arguments(content, node.start_byte)) is not None
        for name in DOTTED.finditer(content, *arguments.span())
    ]
    header = b"".join(text_of(content, node) for node in nodes.get("package", ())[:1])
    return Occurrences(
        header[len("package") :].rstrip(b"; \t\r\n"),
        [(node.start_byte, node.end_byte) for node in nodes.get("import", ())],
        b"\n".join(text_of(content, node) for node in nodes.get("annotation", ())),
        types,
        hidden,
        functions,
        extensions,
        _full_names(content, written),
        _values(content, nodes, scanned, {*written}),
        outlined,
    )


def _type_start(node: "Node") -> int:
    """Return where the name of a type begins, behind its annotations and `suspend`."""
    first = node.children[0]
    if first.type != "type_modifiers":
        return node.start_byte
    return first.next_sibling.start_byte if first.next_sibling is not None else first.end_byte


def _full_names(content: bytes, starts: list[int]) -> dict[int, bytes]:
    return {start: match[0] for start in starts if (match := dotted(content, start))}


def _values(content: bytes, nodes: Nodes, scanned: Scanned, written: set[int]) -> dict[int, bytes]:
    """Return the names that are expressions, with dots, by where they begin."""
    declared = scanned.declared
    starts = []
    names = dict(scanned.values)
    heads = ((node, part(content, node.start_byte)) for node in nodes.get("receiver", ()))
    starts += [
        node.start_byte for node, head in heads if head is not None and head[0] not in declared
    ]
    for node in nodes.get("value", ()):
        start, name = node.start_byte, text_of(content, node)
        if name in declared or content[start - 6 : start] == b"break@":
            continue
        # `A<B, C>::f` may be two comparisons to the grammar.
        if content[start - 9 : start] == b"continue@" or content[start - 3 : start] == b">::":
            continue
        if content[start - 1 : start] == b"$":
            names[start] = name
        else:
            starts.append(start)
    for start in scanned.calls:
        called = part(content, start)
        if called is not None and called[0] not in declared:
            starts.append(start)
    full_names = _full_names(content, [start for start in starts if start not in written])
    return full_names | {start: name for start, name in names.items() if start not in written}
