"""Names in strings that load what they name (`names_in_strings`), by the shape of a source."""

import re
from collections.abc import Iterable, Iterator

from kavro_lint.languages.php.declared import WrittenName
from kavro_lint.languages.php.kinds import IN_PARENTHESES, PhpWords
from kavro_lint.languages.php.names_in_strings import (
    FUNCTION_IN_STRING,
    LONGEST,
    NAME_IN_STRING,
    callback_argument,
    is_loader,
    written_names,
)
from kavro_lint.languages.php.occurrences import Span
from kavro_lint.languages.shapes import Doubt, bare, starts_of

_NEW, _MEMBER, _OPENING, _COMMA = b"wD(,"
_alone = re.compile(rb"L[,)]").match
_LITERALS = re.compile(rb"L")
_arguments = re.compile(IN_PARENTHESES).match
# What calls or loads what a string in it names.
_by_name = re.compile(rb"T[(Dd]|[\])]\(|\)[Dd]|w\(").search


def names_in_strings_by_shape(
    content: bytes, words: PhpWords, functions: Iterable[int], classes: Iterable[int]
) -> list[WrittenName]:
    """Return the names in strings that load what they name, in the order of the text.

    Functions that are called, and classes, come by their words. Raises Doubt where only the grammar
    can tell what a string is given to.
    """
    kinds, starts = words.kinds, words.starts
    names: dict[int, re.Match[bytes]] = {}
    passed: dict[int, re.Match[bytes]] = {}
    for at in starts_of(_LITERALS, kinds, 0):
        match = NAME_IN_STRING.match(content, starts[at]) if b"\\" in words.tokens[at] else None
        if match is not None:
            is_loaded = match["method"] is not None or kinds[at + 1] in b"(Dd"
            (names if is_loaded else passed)[match.start()] = match
    names.update(_callbacks(content, words, functions, classes))
    if passed:
        if _by_name(kinds) is not None:
            raise Doubt("name in a string")
        spans = [*_arguments_of_loaders(words, functions, classes)]
        names.update(
            (start, match)
            for start, match in passed.items()
            if any(first <= start and match.end() <= end for first, end in spans)
        )
    return written_names(content, names)


def _callbacks(
    content: bytes, words: PhpWords, functions: Iterable[int], classes: Iterable[int]
) -> Iterator[tuple[int, re.Match[bytes]]]:
    """Yield the plain names of functions that are called, by their places."""
    tokens, starts, kinds = words.tokens, words.starts, words.kinds
    for at in (*functions, *(at for at in classes if kinds[at - 1] == _NEW)):
        number = callback_argument(bare(tokens[at])) if kinds[at + 1] == _OPENING else None
        place = _argument(kinds, at + 2, number) if number is not None else None
        if place is not None and _alone(kinds, place) is not None:
            match = FUNCTION_IN_STRING.match(content, starts[place])
            if match is not None:
                yield starts[place], match


def _argument(kinds: bytes, first: int, number: int) -> int | None:
    """Return where an argument begins, of which the first begins at a place."""
    depth = 0
    for at in range(first, len(kinds)):
        if number == 0:
            return at
        depth += kinds[at] in b"([{A"
        depth -= kinds[at] in b")]}"
        if depth < 0:
            return None
        number -= depth == 0 and kinds[at] == _COMMA
    return None


def _arguments_of_loaders(
    words: PhpWords, functions: Iterable[int], classes: Iterable[int]
) -> Iterator[Span]:
    """Yield the arguments of what loads what strings name."""
    tokens, starts, kinds = words.tokens, words.starts, words.kinds
    calls = [(at, at + 1) for at in functions]
    calls += [(at, at + 1) for at in classes if kinds[at - 1] == _NEW]
    calls += [(at, at + 2) for at in classes if kinds[at + 1] == _MEMBER]
    for at, opening in calls:
        name = bare(tokens[at])
        if kinds[opening : opening + 1] == b"(" and is_loader(name):
            match = _arguments(kinds, opening)
            if match is None:
                raise Doubt("parentheses")
            end = starts[at] + len(name) + LONGEST
            yield starts[opening], min(starts[match.end()], end)
