"""The type parameters of a C# text, by the shape of its words (see `kinds`)."""

import re
from collections.abc import Iterable, Iterator

from kavro_lint.languages.csharp.declaration_forms import PARENTHESES, match_rest
from kavro_lint.languages.csharp.kinds import CSharpWords
from kavro_lint.languages.csharp.occurrences import Parameter, Span
from kavro_lint.languages.shapes import Braces, Doubt

# A function in a block, from its parameters on.
_function = re.compile(rb"%s(?:H[^{;a]*+)?+[{;a]" % PARENTHESES).match


def names_of_parameters(words: CSharpWords, kinds: bytes, first: int, last: int) -> Iterator[str]:
    """Yield the type parameters that stand between words. Raises Doubt for an odd one."""
    is_next = False
    for at in range(first, last):
        if kinds[at] != ord("G"):
            continue
        word = words.tokens[at]
        if word[:1] in b"<,":
            is_next = True
        elif is_next and words.name(at) not in (b"in", b"out"):
            is_next = False
            yield words.name(at).decode("utf-8", "replace").replace("@", "")
        elif not is_next and word[:1] != b">":
            raise Doubt("parameters")


def parameters_of_functions(
    words: CSharpWords, kinds: bytes, braces: Braces, spans: Iterable[Span]
) -> list[Parameter]:
    """Return the scopes of the type parameters of functions in blocks, which stand between words.

    Raises Doubt where a function has no end.
    """
    rows: list[Parameter] = []
    for first, last in spans:
        match = _function(kinds, last)
        if match is None:
            raise Doubt("parameters")
        end = match.end() - 1
        if kinds[end] == ord("{"):
            end = braces.ends[end]
        elif kinds[end] == ord("a"):
            rest = match_rest(kinds, end)
            if rest is None:
                raise Doubt("function")
            end = rest.end() - 1
        start = max(kinds.rfind(mark, 0, first) for mark in (b";", b"{", b"}")) + 1
        rows += [
            Parameter(words.starts[start], words.starts[end] + 1, name)
            for name in names_of_parameters(words, kinds, first, last)
        ]
    return rows
