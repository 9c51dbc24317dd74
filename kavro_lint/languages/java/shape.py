"""Java source → its types, names and variables, by the shape of its words (see `kinds`)."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from kavro_lint.languages.java.kinds import HEAD, JavaWords
from kavro_lint.languages.java.lexical import dotted, plain
from kavro_lint.languages.java.occurrences import Occurrences, Variables
from kavro_lint.languages.jvm.declared import DeclaredType
from kavro_lint.languages.jvm.scopes import Bodies, Scope, TypeNode
from kavro_lint.languages.shapes import Braces, Doubt, balanced, bare, starts_of

_NAME = rb"[Nn][De]*+"
_TYPE = _NAME + rb"g*+"
_TYPES = rb"%s(?:,%s)*+" % (_TYPE, _TYPE)
_IN_PARENTHESES = balanced(b"(", b")", 12)

# A type: its name, its parameters, and what it inherits.
_DECLARED = re.compile(
    rb"(?:[cE]|R(?=[Nn]g*+%s))([Nn])(g*+)(?:%s)?+((?:[xm]%s)*+)(?:y%s)?+\{"
    % (_IN_PARENTHESES, _IN_PARENTHESES, _TYPES, _TYPES)
)
_DECLARES = re.compile(rb"[cER]")
# What `new` makes, and the body of its class.
_MADE = re.compile(rb"w(?=%s%s(\{)?)" % (_TYPE, _IN_PARENTHESES))
_MAKES = re.compile(rb"w%s\(" % _TYPE)
_CONSTANT = re.compile(
    rb"(?:@%s(?:%s)?+)*+([Nn])(?:%s)?+" % (_NAME, _IN_PARENTHESES, _IN_PARENTHESES)
)
_OWNER = re.compile(rb"[^({;]*+%s[^{;]*+[{;]" % _IN_PARENTHESES)

# Names of types: before another name, type arguments, dots or brackets, and before `.class`; behind
# `@`, `new` and words of headers; between parentheses before an expression.
_BEFORE = re.compile(rb"[Nn](?<![dcER].)[De]*+(?=[Nnvgl]|(?:\[\])++[Nnd{vl])")
_BEHIND = re.compile(rb"[@whxmiy](?=[Nn])")
_CAST = re.compile(rb"\((?=%s(?:\[\])*+\)[NnL(!~wtsp])" % _TYPE)
# Lists of types: of headers, of `catch`, and of casts.
_LISTS = (
    re.compile(rb"[xmhy]%s(?:,%s)++" % (_TYPE, _TYPE)),
    re.compile(rb"K\(f*+%s(?:\|%s)++" % (_TYPE, _TYPE)),
    re.compile(rb"\(%s(?:&%s)++\)(?=[NnL(!~wtsp])" % (_TYPE, _TYPE)),
)
_VALUES = re.compile(rb"[Nn](?=[Ded]|\.G)")

_VARIABLES = re.compile(rb"[Nn](?<=[NnDepvg\]].)(?=[=;,:)a|&?}oW]|(?:\[\])++[=;,):])")
_INFERRED = re.compile(rb"[Nn]a")
_INFERRED_LIST = re.compile(rb"\([Nn](?:,[Nn])*+\)a")
_LABELS = re.compile(rb"C[^aC:;{}]*+a")
# `int a = f(x, y), b;`
_VALUE = rb"(?:=(?:[^;,(){}\[\]]|%s|%s|%s)*+)?+" % (
    _IN_PARENTHESES, balanced(b"{", b"}", 12), balanced(b"[", b"]", 12),
)  # fmt: skip
_SEVERAL = re.compile(
    rb"(?<=[NnDepg\]])[Nn](?:\[\])*+%s((?:,[Nn](?:\[\])*+%s)++);" % (_VALUE, _VALUE)
)
_FURTHEST = re.compile(rb",[Nn](?:\[\])*+[=;]")
_FURTHER = re.compile(rb",([Nn])(?:\[\])*+%s" % _VALUE)
_CAPITAL = ord("N")


class _Type(NamedTuple):
    """A type by its words: the first, its name (-1 for none), the rest of its header, its body."""

    start: int
    name: int
    parameters: int
    supertypes: int
    body: int


def occurrences_by_shape(content: bytes) -> Occurrences:
    """Return what stands in a source. Raises Doubt where only the grammar can tell."""
    return _Reader(content).occurrences()


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._words = JavaWords(content)
        self._kinds, self._first = self._words.kinds, self._words.first
        self._starts = self._words.starts
        self._braces = Braces(self._kinds)
        # The braces of types, and those of enum constants; the constants, each with its enum's.
        self._bodies: set[int] = set()
        self._constants: list[tuple[int, int]] = []

    def occurrences(self) -> Occurrences:
        kinds, starts, content, first = self._kinds, self._starts, self._content, self._first
        rows = self._types()
        hidden: list[Scope] = []
        types = [self._type(row, around, hidden) for row, around in _nested(rows, self._braces)]
        hidden += self._parameters_of_methods()
        written = self._written()
        values, variables = self._values(written, types)
        return Occurrences(
            dotted(content, starts[1]) if kinds[:1] == b"P" else b"",
            [
                (starts[match.start()], starts[match.end() - 1] + 1)
                for match in re.finditer(rb"I[^;]*+;", kinds[:first])
            ],
            types,
            hidden,
            self._named(written),
            [starts[at] for at in written if self._words.is_dot(at + 1)],
            self._named(values),
            variables,
        )

    def _named(self, places: Sequence[int]) -> dict[int, bytes]:
        """Return the words at places, by where they begin in the text."""
        starts, tokens = self._starts, self._words.tokens
        return {starts[at]: bare(tokens[at]) for at in places}

    def _written(self) -> list[int]:
        """Return where names of types begin."""
        kinds, first = self._kinds, self._first
        written = [*self._words.in_arguments]
        written += starts_of(_BEFORE, kinds, first)
        written += [match.end() for match in _BEHIND.finditer(kinds, first)]
        written += [
            match.end()
            for match in _CAST.finditer(kinds, first)
            if kinds[match.start() - 1] not in b"NnDekKts]gG"
        ]
        for pattern in _LISTS:
            for match in pattern.finditer(kinds, first):
                written += [head.start() for head in HEAD.finditer(kinds, *match.span())]
        return written

    def _types(self) -> list[_Type]:
        """Return the types in the order of their bodies, and note which braces are bodies."""
        kinds, first = self._kinds, self._first
        rows = []
        for match in _DECLARED.finditer(kinds, first):
            row = _Type(
                match.start(), match.start(1), match.start(2), match.start(3), match.end() - 1
            )
            rows.append(row)
            if kinds[row.start] == 69:
                self._enum(row.body)
        if len(rows) != len(_DECLARES.findall(kinds, first)):
            raise Doubt("declaration")
        made = [*_MADE.finditer(kinds, first)]
        if len(made) != len(_MAKES.findall(kinds, first)):
            raise Doubt("new")
        rows += [
            _Type(match.start(), -1, match.start() + 1, match.start(), match.start(1))
            for match in made
            if match[1] is not None
        ]
        self._bodies.update(row.body for row in rows)
        return sorted(rows, key=lambda row: row.body)

    def _enum(self, body: int) -> None:
        """Note the constants of an enum."""
        kinds, at = self._kinds, body + 1
        while kinds[at : at + 1] not in (b";", b"}"):
            match = _CONSTANT.match(kinds, at)
            if match is None:
                raise Doubt("enum")
            self._constants.append((match.start(1), body))
            at = match.end()
            if kinds[at : at + 1] == b"{":
                self._bodies.add(at)
                at = self._braces.ends[at] + 1
            if kinds[at : at + 1] == b",":
                at += 1
            elif kinds[at : at + 1] not in (b";", b"}"):
                raise Doubt("enum")

    def _type(self, row: _Type, around: int, hidden: list[Scope]) -> TypeNode:
        """Return a type, and add what hides others: its parameters, its name in a block."""
        starts, content, kinds = self._starts, self._content, self._kinds
        start, body, end = starts[row.start], starts[row.body], self._end(row.body)
        if row.name < 0:
            heads, name = [row.parameters], ""
        else:
            name = plain(self._words.word(row.name))
            heads = [
                at + 1
                for at in range(row.supertypes, row.body)
                if kinds[at] in b"xm," and kinds.find(b"y", row.supertypes, at) < 0
            ]
            hidden += self._scopes(row.parameters, row.supertypes, start, end)
            outer = self._braces.outer[row.body]
            if outer >= 0 and outer not in self._bodies:
                hidden.append(Scope(name.encode(), start, self._end(outer)))
                name = ""
        supertypes = tuple(plain(dotted(content, starts[at])) for at in heads)
        return TypeNode(body, end, DeclaredType(name, around, supertypes))

    def _end(self, brace: int) -> int:
        return self._starts[self._braces.ends[brace]] + 1

    def _parameters_of_methods(self) -> Iterator[Scope]:
        """Yield the scopes of the type parameters of methods and constructors."""
        for first, last in self._words.parameters:
            owner = _OWNER.match(self._kinds, last)
            if owner is None:
                raise Doubt("parameters")
            end = owner.end() - 1
            end = self._braces.ends.get(end, end)
            yield from self._scopes(first, last, self._starts[first], self._starts[end] + 1)

    def _scopes(self, first: int, last: int, start: int, end: int) -> Iterator[Scope]:
        """Yield the scopes of the type parameters that stand between words."""
        depth, is_next = 0, False
        for at in range(first, last):
            if self._kinds[at] != 103:
                return
            mark = self._words.tokens[at][:1]
            depth += (mark == b"<") - (mark == b">")
            if mark in b"<,":
                is_next = depth == 1
            elif is_next:
                if mark == b"@":
                    raise Doubt("parameters")
                is_next = False
                yield Scope(self._words.word(at), start, end)

    def _values(
        self, written: Collection[int], types: Sequence[TypeNode]
    ) -> tuple[list[int], Variables]:
        """Return where expressions with dots begin, and the variables.

        Most begin with a variable that no type would be named like: those are left out.
        """
        kinds, tokens = self._kinds, self._words.tokens
        places = self._variable_places()
        places += [at for at, _ in self._constants]
        lower = frozenset([bare(tokens[at]) for at in places if kinds[at] != _CAPITAL])
        upper = [at for at in places if kinds[at] == _CAPITAL]
        in_types = {*written}
        values = [
            at
            for at in starts_of(_VALUES, kinds, self._first)
            if bare(tokens[at]) not in lower and at not in in_types and kinds[at - 1] not in b"d@"
        ]
        heads = {bare(tokens[at]) for at in values if kinds[at] == _CAPITAL} if upper else set()
        scopes, fields = self._fields(upper, heads, types)
        return values, Variables(lower, scopes, fields)

    def _fields(
        self, upper: Sequence[int], heads: Collection[bytes], types: Sequence[TypeNode]
    ) -> tuple[dict[bytes, list[tuple[int, int]]], dict[int, set[str]]]:
        """Return where variables that could be taken for types are in scope, and the fields."""
        kinds, enums = self._kinds, dict(self._constants)
        scopes: dict[bytes, list[tuple[int, int]]] = {}
        fields: dict[int, set[str]] = {}
        bodies = Bodies(types)
        for at in upper:
            name, start = self._words.word(at), self._starts[at]
            body = enums.get(at, -1)
            if body < 0 and kinds[at + 1] in b"=;":
                body = self._braces.around(at)
            if body in self._bodies:
                scopes.setdefault(name, []).append((self._starts[body], self._end(body)))
                if len(name) < 3 or not name.isupper():
                    number = bodies.around(start)
                    fields.setdefault(number, set()).add(name.decode("utf-8", "replace"))
            elif name in heads or kinds[at + 1] in b",[":
                # Whether it is a field, and where it is in scope, only the tree tells.
                raise Doubt("variable")
        return scopes, fields

    def _variable_places(self) -> list[int]:
        kinds, first = self._kinds, self._first
        places = starts_of(_VARIABLES, kinds, first)
        if b"a" in kinds:
            labels = {match.end() - 2 for match in _LABELS.finditer(kinds, first)}
            places += [
                match.start()
                for match in _INFERRED.finditer(kinds, first)
                if match.start() not in labels and kinds[match.start() - 1] not in b"NnDepvgC]"
            ]
            for match in _INFERRED_LIST.finditer(kinds, first):
                places += range(match.start() + 1, match.end() - 2, 2)
        for match in _SEVERAL.finditer(kinds, first) if _FURTHEST.search(kinds, first) else ():
            further = _FURTHER.match(kinds, match.start(1))
            while further is not None:
                places.append(further.start(1))
                further = _FURTHER.match(kinds, further.end())
        return places


def _nested(rows: Sequence[_Type], braces: Braces) -> Iterator[tuple[_Type, int]]:
    """Yield types, each with the number of the one that it stands in, -1 for none."""
    around: list[int] = []
    for number, row in enumerate(rows):
        while around and braces.ends[rows[around[-1]].body] < row.start:
            around.pop()
        yield row, around[-1] if around else -1
        around.append(number)
