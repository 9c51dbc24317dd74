"""The variables of a C# text, by the shape of its words (see `kinds`)."""

import re
from collections.abc import Collection, Iterable

from kavro_lint.languages.csharp.declaration_forms import BRACES, BRACKETS, PARENTHESES
from kavro_lint.languages.csharp.kinds import CSharpWords, name_of
from kavro_lint.languages.csharp.names import plain_text
from kavro_lint.languages.csharp.occurrences import Variables
from kavro_lint.languages.shapes import Doubt, starts_of

# What ends a type, before a name.
TYPED = rb"(?<=[NnDegpuBVP'][Nn])"
_VARIABLES = re.compile(rb"[Nn]%s(?![({<.\[DegG])" % TYPED)
_INFERRED = re.compile(rb"a(?<=[Nn]a)(?<![NnDegpuBVPQ'q<>].a)")
INFERRED_LIST = re.compile(rb"\((?<![NnDegGQzxt].)([Nn](?:,[Nn])*+)\)a")
_TAKEN_APART = re.compile(rb"V%s" % PARENTHESES)
_FROM = re.compile(rb"F(?=[Nn]I)")
_NAMES = re.compile(rb"[Nn]")
# With two more assignments in it at most, so that nothing is read again and again.
_VALUE = rb"(?:=(?:[^=;,(){}\[\]]|%s|%s|%s)*+){0,3}+" % (PARENTHESES, BRACES, BRACKETS)
_SEVERAL = re.compile(rb"[Nn]%s(?=[=,])%s((?:,[Nn](?=[=,;)])%s)++)[;)]" % (TYPED, _VALUE, _VALUE))
_FURTHEST = re.compile(rb",[Nn][=;]")
_FURTHER = re.compile(rb",([Nn])%s" % _VALUE)


def variables_by_shape(
    words: CSharpWords,
    kinds: bytes,
    taken: Collection[int],
    arms: Collection[int],
    values: Iterable[int],
) -> Variables:
    """Return the variables that could be taken for types.

    `taken` are words that name something else, `arms` are those that look like parameters and are
    none, `values` are heads of expressions. Raises Doubt where it matters where one is in scope.
    """
    tokens = words.tokens
    names = {name_of(tokens[at]) for at in _places(words, kinds, arms) if at not in taken}
    lower = frozenset([name for name in names if name[:1].islower() or name[:1] == b"_"])
    rest = {plain_text(name) for name in names - lower}
    others = frozenset([name for name in rest if not name[:1].isupper()])
    upper = rest - others
    if upper and not upper.isdisjoint([plain_text(name_of(tokens[at])) for at in values]):
        raise Doubt("variable")
    return Variables(lower, others, {})


def _places(words: CSharpWords, kinds: bytes, arms: Collection[int]) -> list[int]:
    """Return where variables are declared."""
    places = starts_of(_VARIABLES, kinds, 0)
    places += [
        arrow - 1
        for arrow in starts_of(_INFERRED, kinds, 0)
        if arrow - 1 not in arms and words.tokens[arrow - 2][:2] not in (b"<=", b">=")
    ]
    for match in INFERRED_LIST.finditer(kinds):
        if match.start() not in arms:
            places += range(match.start(1), match.end(1), 2)
    for match in _TAKEN_APART.finditer(kinds) if b"V(" in kinds else ():
        places += [name.start() for name in _NAMES.finditer(kinds, *match.span())]
    places += [match.end() for match in _FROM.finditer(kinds)] if b"F" in kinds else []
    for match in _SEVERAL.finditer(kinds) if _FURTHEST.search(kinds) else ():
        further = _FURTHER.match(kinds, match.start(1))
        while further is not None:
            places.append(further.start(1))
            further = _FURTHER.match(kinds, further.end())
    return places
