"""PHP source → what it declares, what it imports and includes, and which names it writes."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from kavro_lint.languages.php.called_texts import called_texts
from kavro_lint.languages.php.declared import Declarations, WrittenName
from kavro_lint.languages.php.includes import Include, included
from kavro_lint.languages.php.lexical import (
    KEYWORDS,
    NAME,
    name_at,
    shortened,
    text,
    without_strings,
)
from kavro_lint.languages.php.occurrences import Occurrences, Span
from kavro_lint.languages.php.scopes import Kind, Scopes, Use, Written, uses
from kavro_lint.languages.php.shape import occurrences_by_shape
from kavro_lint.languages.php.tree import occurrences_by_grammar
from kavro_lint.languages.positions import Places
from kavro_lint.languages.shapes import by_shape_or_grammar

# Names that are read of a source. Code that people write has a few hundred.
MOST_NAMES = 20_000
_USE = re.compile(rb"(?<![\w$>:\\])use\s++(?!\()[^;{(]*+(?:\{[^}]*+\})?[^;{(]*+;", re.IGNORECASE)
_BROKEN_USE = re.compile(rb"^[ \t]*+use\s++[\w\\]", re.IGNORECASE | re.MULTILINE)
_CLASS_IN_ERROR = re.compile(
    rb"(?:\b(?:new|extends|implements|instanceof|insteadof)\s++)(%s)|(%s)(?=\s*+::)|(\\%s)"
    % (NAME.pattern, NAME.pattern, NAME.pattern),
    re.IGNORECASE,
)
_DEFINE = re.compile(rb"\\?define\s*+\(\s*+(['\"])\\?+([\w\\]++)\1", re.IGNORECASE)
# Functions that bring classes which no source declares, or make objects of what a text names.
_MAKERS = frozenset((b"class_alias", b"eval", b"create_function", b"unserialize"))
_TEXT_ONLY = re.compile(rb"\s*+::\s*+class\b", re.IGNORECASE)


class Extracted(NamedTuple):
    """What a source says; `lost` are bytes where an import may be missing.

    `unanalysable` counts what loads a class by a name, or a file by a path, that is computed. Of
    the uses, `namespaces` only bring the beginning of names that are written.
    """

    declarations: Declarations
    uses: Sequence[Use]
    namespaces: Collection[Use]
    names: Sequence[WrittenName]
    includes: Sequence[Include]
    lost: Sequence[int]
    unanalysable: int = 0
    given_up: bool = False


def extracted(content: bytes) -> Extracted:
    """Return what UTF-8 source says. Raises Unreadable where parsing takes too much work."""
    return _extracted(
        content, by_shape_or_grammar(content, occurrences_by_shape, occurrences_by_grammar)
    )


def _extracted(content: bytes, occurrences: Occurrences) -> Extracted:
    code = content.lower()
    errors = _outermost(occurrences.errors)
    scopes, brought, lost = _scopes(content, occurrences, errors)
    starts = _starts(content, occurrences, errors)
    names, prefixes = _names(content, starts[:MOST_NAMES], scopes)
    names += occurrences.in_strings
    includes = tuple(included(content, occurrences.includes))
    return Extracted(
        _declarations(content, code, occurrences, scopes),
        brought,
        prefixes,
        names,
        includes,
        lost,
        occurrences.computed
        + _makers(content, code, occurrences)
        + called_texts(content, occurrences.in_strings)
        + sum(row.path is None for row in includes),
        len(starts) > MOST_NAMES,
    )


def _makers(content: bytes, code: bytes, occurrences: Occurrences) -> int:
    """Return how often a class is made of text or of another one; `code` has no capitals."""
    if not any(maker in code for maker in _MAKERS):
        return 0
    calls = (match[0] for start in occurrences.functions if (match := name_at(content, start)))
    return sum(name.lower().removeprefix(b"\\") in _MAKERS for name in calls)


def _outermost(errors: Iterable[Span]) -> list[Span]:
    """Return the stretches that stand in no others, in the order of the text."""
    spans: list[Span] = []
    for span in sorted((start, -end) for start, end in errors):
        if not spans or span[0] >= spans[-1][1]:
            spans.append((span[0], -span[1]))
    return spans


def _scopes(
    content: bytes, occurrences: Occurrences, errors: Sequence[Span]
) -> tuple[Scopes, list[Use], list[int]]:
    """Return the namespaces of a file, the names that `use` brings, and lost statements."""
    events: list[tuple[int, int, bool]] = [
        (start, end, True) for start, end in occurrences.namespaces
    ]
    events += [(start, end, False) for start, end in occurrences.uses]
    lost: list[int] = []
    known = {start for start, _, _ in events}
    for first, last in errors:
        code = without_strings(content[first:last])
        words = {match.start(): match.end() for match in _USE.finditer(code)}
        for match in _BROKEN_USE.finditer(code):
            at = match.end() - len(match[0].lstrip())
            if at not in words and first + at not in known:
                lost.append(first + at)
        events += [
            (first + start, first + end, False)
            for start, end in words.items()
            if first + start not in known
        ]
    scopes, brought = Scopes(), []
    for start, end, is_namespace in sorted(set(events)):
        if is_namespace:
            name = NAME.match(content, _after_word(content, start))
            scopes.begin(start, text(name[0]) if name is not None else "")
            continue
        for use in uses(content[start:end], start):
            scopes.bring(use)
            brought.append(use)
    return scopes, brought, lost


_SPACE = re.compile(rb"(?:\s++|/\*(?:[^*]|\*(?!/))*+\*/|//[^\n]*+|#[^\n]*+)*+")


def _after_word(content: bytes, start: int) -> int:
    """Return where the name of a namespace begins: behind the word and white space."""
    match = _SPACE.match(content, start + len(b"namespace"))
    return match.end() if match is not None else start


def _declarations(
    content: bytes, code: bytes, occurrences: Occurrences, scopes: Scopes
) -> Declarations:
    def full_names(spans: Sequence[Span]) -> list[str]:
        return [scopes.declared(text(content[start:end]), start) for start, end in spans]

    calls = occurrences.functions if b"define" in code else ()
    defined = [
        text(match[2]) for start in calls if (match := _DEFINE.match(content, start)) is not None
    ]
    return Declarations(
        tuple(sorted(set(full_names(occurrences.declared_classes)))),
        tuple(sorted(set(full_names(occurrences.declared_functions)))),
        tuple(sorted({*full_names(occurrences.declared_constants), *defined})),
    )


def _starts(
    content: bytes, occurrences: Occurrences, errors: Sequence[Span]
) -> list[tuple[int, Kind]]:
    """Return where names begin, and of what."""
    starts: dict[int, Kind] = dict.fromkeys(occurrences.classes, "class")
    starts.update(dict.fromkeys(occurrences.functions, "function"))
    for start in occurrences.constants:
        starts.setdefault(start, "constant")
    for error in errors:
        for start in _in_error(content, *error):
            starts.setdefault(start, "class")
    return sorted(starts.items())


def _in_error(content: bytes, first: int, last: int) -> Iterator[int]:
    """Yield where names of classes begin in text that the grammar does not know."""
    code = without_strings(content[first:last])
    for match in _CLASS_IN_ERROR.finditer(code):
        group = match.lastindex or 0
        before = code[max(0, match.start(group) - 2) : match.start(group)]
        if not before.endswith((b"->", b"::", b"$", b"\\")):
            yield first + match.start(group)


def _names(
    content: bytes, starts: Sequence[tuple[int, Kind]], scopes: Scopes
) -> tuple[list[WrittenName], set[Use]]:
    """Return the names at places, each once, and the `use` statements that bring namespaces.

    A name that a `use` brings as it is leads where the statement leads, and is left out.
    """
    first: dict[tuple[Kind, str], tuple[int, Written]] = {}
    loaded: set[tuple[Kind, str]] = set()
    prefixes: set[Use] = set()
    full_names: set[Use] = set()
    understood: dict[tuple[Kind, bytes, int], Written | None] = {}
    for start, kind in starts:
        match = name_at(content, start)
        if match is None:
            continue
        spelled = kind, match[0], scopes.number(start)
        if spelled in understood:
            written = understood[spelled]
        else:
            written = understood[spelled] = _understood(scopes, *spelled, full_names)
            if written is not None and written.via is not None:
                prefixes.add(written.via)
        if written is None:
            continue
        name = kind, written.name
        known = first.get(name)
        if known is None:
            first[name] = start, written
        elif written.is_qualified and not known[1].is_qualified:
            first[name] = known[0], written
        if name not in loaded and _TEXT_ONLY.match(content, match.end()) is None:
            loaded.add(name)
    lines = Places(content).lines(start for start, _ in first.values())
    names = [
        WrittenName(
            written.kind, written.name, written.fallback, line, column, shortened(around),
            written.is_qualified, (written.kind, written.name) not in loaded,
        )
        for (_, written), (line, column, around) in zip(first.values(), lines, strict=True)
    ]  # fmt: skip
    return names, prefixes - full_names


def _understood(
    scopes: Scopes, kind: Kind, written: bytes, namespace: int, full_names: set[Use]
) -> Written | None:
    """Return what a name in a namespace means; None for a word of the language.

    None, too, for a name that a `use` brings as it is: the statement is added to `full_names`.
    """
    if written.lower() in KEYWORDS:
        return None
    name = text(written)
    use = scopes.brought(kind, name, namespace)
    if use is not None:
        full_names.add(use)
        return None
    return scopes.understood(kind, name, namespace)
