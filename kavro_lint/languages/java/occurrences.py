"""What stands in a Java source and where, whoever found it: the shape of its words or the tree."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from kavro_lint.languages.jvm.scopes import Scope, TypeNode

Span = tuple[int, int]


class Variables(NamedTuple):
    """The variables of a source that could be taken for types (JLS 6.4.2).

    `lower` are names that no type would have; `scopes` say where others are in scope, and `fields`
    which of them are fields, by the number of their type.
    """

    lower: frozenset[bytes]
    scopes: Mapping[bytes, Sequence[Span]]
    fields: Mapping[int, Collection[str]]

    def hide(self, name: bytes, start: int) -> bool:
        """Whether a variable of a name that could be a type's is in scope at a place."""
        return any(first <= start < end for first, end in self.scopes.get(name, ()))


class Occurrences(NamedTuple):
    """What stands in a source.

    `hidden` are scopes of names that are not types there. `heads` are names by where they begin, of
    which those in `dotted` have others behind them; `values` begin expressions with dots. `errors`
    are stretches that the grammar does not know, `module` is the declaration of one.
    """

    package: bytes
    imports: Sequence[Span]
    types: list[TypeNode]
    hidden: Sequence[Scope]
    heads: Mapping[int, bytes]
    dotted: Collection[int]
    values: Mapping[int, bytes]
    variables: Variables
    errors: Sequence[Span] = ()
    module: Span | None = None
    module_name: bytes = b""
