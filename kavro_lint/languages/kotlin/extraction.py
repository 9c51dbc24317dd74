"""Kotlin source → what it declares, what it imports and which names it writes.

See https://kotlinlang.org/spec/scopes-and-identifiers.html. What is merely inferred is not read.
"""

import re
from collections.abc import Iterator, Sequence

from kavro_lint.languages.jvm.declared import (
    LONGEST_TEXT,
    Declarations,
    ImportedName,
    WrittenName,
    pack,
    pack_names,
    relevant,
)
from kavro_lint.languages.jvm.loaded_classes import loaded_classes
from kavro_lint.languages.jvm.scopes import (
    MOST_NAMES,
    Scope,
    TypeNode,
    first_names,
    remove_hidden,
)
from kavro_lint.languages.kotlin.outline import outline
from kavro_lint.languages.kotlin.queries import SOURCE
from kavro_lint.languages.kotlin.scanning import (
    DOTTED,
    PART,
    Scanned,
    nests_too_deeply,
    plain,
    scanned_names,
    template_names,
    without_comments,
)
from kavro_lint.languages.kotlin.tree_sitter_wheel import grammar
from kavro_lint.languages.kotlin.types import (
    DECLARATIONS,
    Nodes,
    callables,
    declared_types,
    with_outlined,
)
from kavro_lint.languages.positions import Places
from kavro_lint.languages.syntax import parse_once, text_of
from kavro_lint.languages.tree_queries import captures
from kavro_lint.model import PlacedStatement, SourceFacts, Statement, Unreadable

GIVEN_UP = "it writes more names than code that people write, so names may be lost"

_ALIAS = re.compile(rb"\bas\s++(%s)\s*+$" % PART)
# An import of one line without comments and back-ticks, as nearly all are.
_PLAIN = re.compile(
    rb"import ([\w.\x80-\xff]++)(\*)?(?: as ([A-Za-z_\x80-\xff][\w\x80-\xff]*+))?(?=[\r\n])"
)
_JVM_NAME = re.compile(rb'JvmName\s*+\(\s*+(?:name\s*+=\s*+)?"([^"\n]{1,200})"')
# Names that every lambda and accessor has, and words that the grammar takes for names.
_IMPLICIT = frozenset((b"it", b"field", b"null", b"true", b"false", b"this", b"_"))
part, dotted = re.compile(PART).match, DOTTED.match


def facts(content: bytes) -> SourceFacts:
    """Return what UTF-8 source says. Raises Unreadable where parsing takes too much work."""
    if nests_too_deeply(content):
        raise Unreadable("reading it would take too long: its templates or brackets have no end")
    root = parse_once(grammar, content).root_node
    nodes = captures(grammar, SOURCE, root)
    types, hidden = declared_types(content, nodes)
    imports = list(_imports(content, nodes, Places(content)))
    functions, extensions = callables(content, root)
    errors = [(node.start_byte, node.end_byte) for node in nodes.get("error", ())]
    nodes_declared = nodes.get("declared", ())
    own = {content[node.start_byte : node.end_byte] for node in nodes_declared} | _IMPLICIT
    scanned = Scanned(*scanned_names(content, errors), template_names(content, root, own), own)
    names = _names(content, nodes, hidden, scanned, types)
    declared = tuple(node.declared for node in types)
    if root.has_error or any(node.type not in DECLARATIONS for node in root.named_children):
        seen = outline(content)
        declared = with_outlined(declared, seen.types)
        functions = tuple(sorted(seen.functions.union(functions)))
        extensions = tuple(sorted(seen.extensions.union(extensions)))
    header = b"".join(text_of(content, node) for node in nodes.get("package", ())[:1])
    annotations = [text_of(content, node) for node in nodes.get("annotation", ())]
    jvm_name = _JVM_NAME.search(b"\n".join(annotations))
    declarations = Declarations(
        package=plain(header[len("package") :]),
        imports=tuple(imports),
        types=declared,
        functions=functions,
        extensions=extensions,
        facade=jvm_name[1].decode("utf-8", "replace") if jvm_name is not None else "",
    )
    return SourceFacts(
        statements=tuple(
            PlacedStatement(
                row.line, row.column, "import", Statement(((row.specifier, None),), row.text)
            )
            for row in imports
        ),
        unanalysable=loaded_classes(content),
        given_up=GIVEN_UP if len(names) >= MOST_NAMES else None,
        declares=pack(relevant(declarations)),
        names=pack_names(names),
    )


def _imports(content: bytes, nodes: Nodes, places: Places) -> Iterator[ImportedName]:
    for node in sorted(nodes.get("import", ()), key=lambda node: node.start_byte):
        line, column = places.of(node.start_byte)
        match = _PLAIN.match(content, node.start_byte)
        if match is not None:
            name, star, alias = (text.decode("utf-8", "replace") for text in match.groups(b""))
            shown = match[0].decode("utf-8", "replace")[:LONGEST_TEXT]
            yield ImportedName(name.rstrip("."), False, bool(star), line, column, shown, alias)
            continue
        imported = _odd_import(text_of(content, node))
        if imported is not None:
            yield imported._replace(line=line, column=column)


def _odd_import(code: bytes) -> ImportedName | None:
    """Return the import that a statement with comments or back-ticks is."""
    text = without_comments(code).strip()
    name = DOTTED.search(text, len(b"import"))
    if name is None:
        return None
    text = text[: name.end()] + text[name.end() :].split(b"\n")[0].rstrip()
    alias = _ALIAS.search(text)
    is_wildcard = text[name.end() :].strip().startswith(b".*") or text.endswith(b"*")
    shown = " ".join(text.decode("utf-8", "replace").split())[:LONGEST_TEXT]
    known_as = plain(alias[1]) if alias is not None else ""
    return ImportedName(plain(name[0]), False, is_wildcard, text=shown, alias=known_as)


def _names(
    content: bytes,
    nodes: Nodes,
    hidden: Sequence[Scope],
    scanned: Scanned,
    types: Sequence[TypeNode],
) -> list[WrittenName]:
    """Return the names that may stand for types, and those that may be values as well."""
    declared = scanned.declared
    values = {
        start: name
        for node in nodes.get("value", ())
        if (name := content[(start := node.start_byte) : node.end_byte]) not in declared
    }
    for start in scanned.calls:
        called = part(content, start)
        if called is not None and called[0] not in declared:
            values[start] = called[0]
    for start in scanned.types:
        values.pop(start, None)
    written = [*(node.start_byte for node in nodes.get("written", ())), *scanned.types]
    names: list[WrittenName] = []
    for starts, is_value in ((written, False), (values, True)):
        full_names = {start: match[0] for start in starts if (match := dotted(content, start))}
        if is_value:
            full_names |= scanned.values
        remove_hidden(full_names, hidden)
        names += first_names(content, full_names, types, plain, is_value=is_value)
    names.sort(key=lambda name: (name.line, name.column))
    return names[:MOST_NAMES]
