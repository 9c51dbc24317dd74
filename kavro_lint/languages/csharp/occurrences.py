"""What stands in a C# text and where, whoever found it: the shape of its words or the tree."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

Span = tuple[int, int]


class Block(NamedTuple):
    """A namespace block: its own name, and the bytes in which it is in force."""

    start: int
    end: int
    name: str


class TypeNode(NamedTuple):
    """A type: the bytes of its body, in which its members are known, and what it derives from."""

    start: int
    end: int
    name: str
    is_partial: bool
    bases: tuple[str, ...]


class Parameter(NamedTuple):
    """Bytes in which a name is a type parameter, which hides types."""

    start: int
    end: int
    name: str


class Value(NamedTuple):
    """A property, an event or a field: where it begins, its type, its name, a byte in its owner.

    `type` is -1 where it has none.
    """

    start: int
    type: int
    name: Span
    inside: int


class Method(NamedTuple):
    """A method: where it begins, its name, and where its parameters begin."""

    start: int
    name: Span
    parameters: int


class Variables(NamedTuple):
    """The variables of a text that could be taken for types.

    `lower` are names, as they are written, that no type would have: they hide one wherever they
    are written, as do `others`, which begin with no plain letter. `scopes` say where others are
    known.
    """

    lower: frozenset[bytes]
    others: frozenset[str]
    scopes: Mapping[str, Sequence[Span]]

    def hide(self, name: str, place: int) -> bool:
        """Whether a variable of a name is in scope at a place."""
        if name in self.others or name.encode() in self.lower:
            return True
        return any(start <= place < end for start, end in self.scopes.get(name, ()))


class Occurrences(NamedTuple):
    """What stands in a text, by where it begins, or begins and ends.

    `types` are names in places where only a type may stand, `values` begin expressions with dots
    or stand in patterns, but for variables that no type would be named like. `called` are names of
    methods that are called on something. `errors` are stretches that the grammar does not know.
    """

    blocks: Sequence[Block]
    usings: Sequence[Span]
    declared: Sequence[TypeNode]
    parameters: Sequence[Parameter]
    properties: Sequence[Value]
    constants: Sequence[Span]
    methods: Sequence[Method]
    types: Mapping[int, str]
    attributes: Mapping[int, str]
    values: Mapping[int, str]
    called: Sequence[Span]
    variables: Variables
    errors: Sequence[Span] = ()
