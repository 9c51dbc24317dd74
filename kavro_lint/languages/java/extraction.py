"""Java source → what it declares, what it imports and which names it writes.

Scopes follow the Java Language Specification, 6.3 to 6.5
(https://docs.oracle.com/javase/specs/jls/se21/html/jls-6.html): names of type parameters, local
classes and variables hide types where they are in scope, and a type's header does not see its
members.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kavro_lint.languages.java.lexical import (
    DOTTED,
    dotted_name,
    dotted_type,
    identifier,
    plain,
    without_strings,
)
from kavro_lint.languages.java.occurrences import Occurrences
from kavro_lint.languages.java.shape import occurrences_by_shape
from kavro_lint.languages.java.statements import import_statements, required, served
from kavro_lint.languages.java.tree import occurrences_by_grammar
from kavro_lint.languages.jvm.declared import (
    Declarations,
    WrittenName,
)
from kavro_lint.languages.jvm.scopes import MOST_NAMES, first_names, remove_hidden
from kavro_lint.languages.positions import Places
from kavro_lint.languages.shapes import by_shape_or_grammar


class Extracted(NamedTuple):
    """What a source says; `lost` are bytes where an import may be missing."""

    declarations: Declarations
    names: list[WrittenName]
    lost: list[int]
    given_up: bool = False


def extracted(content: bytes) -> Extracted:
    """Return what UTF-8 source says. Raises Unreadable where parsing takes too much work."""
    return _extracted(
        content, by_shape_or_grammar(content, occurrences_by_shape, occurrences_by_grammar)
    )


def _extracted(content: bytes, occurrences: Occurrences) -> Extracted:
    places = Places(content)
    imports, lost = import_statements(content, occurrences.imports, occurrences.errors, places)
    written = _written(content, occurrences)
    names = first_names(content, written, occurrences.types, plain)
    if occurrences.module is not None:
        start, end = occurrences.module
        code = without_strings(content[start:end])
        imports += required(code, start, places)
        names += served(code, start, places)
    fields = occurrences.variables.fields
    declarations = Declarations(
        package=plain(occurrences.package),
        imports=tuple(imports),
        types=tuple(
            node.declared._replace(fields=tuple(sorted(fields[number])))
            if number in fields
            else node.declared
            for number, node in enumerate(occurrences.types)
        ),
        module=plain(occurrences.module_name),
    )
    return Extracted(declarations, names, lost, len(written) > MOST_NAMES)


def _written(content: bytes, occurrences: Occurrences) -> dict[int, bytes]:
    """Return the names that may stand for types, by the places where they begin."""
    # Most are names of variables, whose scope does not matter.
    variables = occurrences.variables
    lower = variables.lower
    values = {start: name for start, name in occurrences.values.items() if name not in lower}
    for first, last in occurrences.errors:
        for start in _in_error(content, first, last):
            head = identifier(content, start)
            if head is not None and head[0] not in lower:
                values[start] = head[0]
    if variables.scopes:
        values = {at: name for at, name in values.items() if not variables.hide(name, at)}
    starts = {**values, **occurrences.heads}
    remove_hidden(starts, occurrences.hidden)
    # Whole names with dots in the place of their heads.
    for places, read in (
        (occurrences.dotted, dotted_name),
        (values.keys() - occurrences.heads.keys(), dotted_type),
    ):
        for start in places:
            match = read(content, start) if start in starts else None
            if match is not None:
                starts[start] = match[0]
    return starts


def _in_error(content: bytes, first: int, last: int) -> Iterator[int]:
    """Yield where capitalised names begin in text that the grammar does not know."""
    code = without_strings(content[first:last])
    for match in DOTTED.finditer(code):
        if re.search(rb"(?:^|\.)\s*+[A-Z]", match[0]):
            yield first + match.start()
