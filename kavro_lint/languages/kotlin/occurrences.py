"""What stands in a Kotlin source and where, whoever read it: the shape of its words or the tree."""

from collections.abc import Sequence
from typing import NamedTuple

from kavro_lint.languages.jvm.declared import DeclaredType
from kavro_lint.languages.jvm.scopes import Scope, TypeNode

Span = tuple[int, int]

# Names that every lambda and accessor has, and words that the grammar takes for names.
IMPLICIT = frozenset(b"it field null true false this _ break continue".split())


class Occurrences(NamedTuple):
    """What stands in a source.

    `annotations` are those of the file. `outlined` are types that the grammar does not know.
    `hidden` are scopes of names that are not types there. `written` are the dotted names that stand
    for types, by where they begin, and `values` those that are expressions or parts of some, but
    for names that the source itself declares.
    """

    package: bytes
    imports: Sequence[Span]
    annotations: bytes
    types: list[TypeNode]
    hidden: Sequence[Scope]
    functions: tuple[str, ...]
    extensions: tuple[str, ...]
    written: dict[int, bytes]
    values: dict[int, bytes]
    outlined: tuple[DeclaredType, ...] = ()
