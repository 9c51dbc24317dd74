"""What stands in a PHP source and where, whoever found it: the shape of its words or the tree."""

from collections.abc import Sequence
from typing import NamedTuple

from kavro_lint.languages.php.declared import WrittenName

Span = tuple[int, int]


class Occurrences(NamedTuple):
    """What stands in a source, by where it begins, or begins and ends.

    `computed` counts what loads a class by a name that only a running program knows; `errors` are
    stretches that the grammar does not know. `in_strings` are names in strings that load a class.
    """

    namespaces: Sequence[Span]
    uses: Sequence[Span]
    declared_classes: Sequence[Span]
    declared_functions: Sequence[Span]
    declared_constants: Sequence[Span]
    classes: Sequence[int]
    functions: Sequence[int]
    constants: Sequence[int]
    includes: Sequence[Span]
    computed: int = 0
    errors: Sequence[Span] = ()
    in_strings: Sequence[WrittenName] = ()
