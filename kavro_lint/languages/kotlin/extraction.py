"""Kotlin source → what it declares, what it imports and which names it writes.

See https://kotlinlang.org/spec/scopes-and-identifiers.html. What is merely inferred is not read.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

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
from kavro_lint.languages.jvm.scopes import MOST_NAMES, first_names, remove_hidden
from kavro_lint.languages.kotlin.occurrences import Occurrences
from kavro_lint.languages.kotlin.scanning import DOTTED, PART, plain, without_comments
from kavro_lint.languages.kotlin.shape import occurrences_by_shape
from kavro_lint.languages.kotlin.tree import occurrences_by_grammar
from kavro_lint.languages.positions import Places
from kavro_lint.languages.shapes import by_shape_or_grammar
from kavro_lint.model.facts import SourceFacts
from kavro_lint.model.places import PlacedStatement, Statement

GIVEN_UP = "it has more names than code that people write, so names may be lost"

_ALIAS = re.compile(rb"\bas\s++(%s)\s*+$" % PART)
# An import of one line without comments and back-ticks, as nearly all are.
_PLAIN = re.compile(
    rb"import ([\w.\x80-\xff]++)(\*)?(?: as ([A-Za-z_\x80-\xff][\w\x80-\xff]*+))?(?=[\r\n]|\Z)"
)
_JVM_NAME = re.compile(rb'JvmName\s*+\(\s*+(?:name\s*+=\s*+)?"([^"\n]{1,200})"')


def facts(content: bytes) -> SourceFacts:
    """Return what UTF-8 source says. Raises Unreadable where parsing takes too much work."""
    source = by_shape_or_grammar(content, occurrences_by_shape, occurrences_by_grammar)
    imports = list(_imports(content, source))
    names = _names(content, source)
    jvm_name = _JVM_NAME.search(source.annotations)
    declarations = Declarations(
        package=plain(source.package),
        imports=tuple(own for _, _, own, _ in imports),
        types=(*(node.declared for node in source.types), *source.outlined),
        functions=source.functions,
        extensions=source.extensions,
        facade=jvm_name[1].decode("utf-8", "replace") if jvm_name is not None else "",
    )
    return SourceFacts(
        statements=tuple(
            PlacedStatement(line, column, "import", statement)
            for line, column, _, statement in imports
        ),
        unanalysable=loaded_classes(content),
        given_up=GIVEN_UP if len(names) >= MOST_NAMES else None,
        declares=pack(relevant(declarations)),
        names=pack_names(names),
    )


def _imports(
    content: bytes, source: Occurrences
) -> Iterator[tuple[int, int, ImportedName, Statement]]:
    """Yield imports by their lines and columns."""
    places = Places(content)
    for start, end in sorted(source.imports):
        known = _import(content[start:end])
        if known is not None:
            yield *places.of(start), *known


@lru_cache(10_000)
def _import(code: bytes) -> tuple[ImportedName, Statement] | None:
    """Return the import that a statement is: many sources have the same."""
    match = _PLAIN.match(code)
    if match is not None:
        name, star, alias = match.groups(b"")
        own = ImportedName(
            name.decode("utf-8", "replace").rstrip("."), False, bool(star),
            text=match[0].decode("utf-8", "replace")[:LONGEST_TEXT],
            alias=alias.decode("utf-8", "replace"),
        )  # fmt: skip
    else:
        odd = _odd_import(code)
        if odd is None:
            return None
        own = odd
    return own, Statement(((own.specifier, None),), own.text)


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


def _names(content: bytes, source: Occurrences) -> list[WrittenName]:
    """Return the names that stand for types, and those that may be of functions as well."""
    for names in (source.written, source.values):
        remove_hidden(names, source.hidden)
    return first_names(content, source.written, source.types, plain, source.values)
