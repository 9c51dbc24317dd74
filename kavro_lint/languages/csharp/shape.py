"""C# source → its declarations, names and variables, by the shape of its words (see `kinds`)."""

import re
from collections.abc import Collection, Iterable

from kavro_lint.languages.csharp.branch_texts import joined_texts
from kavro_lint.languages.csharp.declaration_forms import CHAIN, PARENTHESES, TYPE
from kavro_lint.languages.csharp.kinds import CSharpWords, name_of
from kavro_lint.languages.csharp.names import name_at, plain_name
from kavro_lint.languages.csharp.occurrences import Occurrences, Parameter, Span
from kavro_lint.languages.csharp.shape_parameters import parameters_of_functions
from kavro_lint.languages.csharp.shape_variables import INFERRED_LIST, TYPED, variables_by_shape
from kavro_lint.languages.csharp.structure import Structure
from kavro_lint.languages.csharp.type_marks import TypeMarks
from kavro_lint.languages.csharp.types_by_name import LOADERS
from kavro_lint.languages.shapes import Braces, Doubt, starts_of

# Where the operand of a cast begins; nothing is cast in `(a)()`.
_OPERAND = rb"(?:[BNnLtpw!~zxdrTf]|\((?!\)))"

# Names of types: before another name, an indexer and an operator, and of explicit implementations;
# behind words before types; in casts.
_BEFORE = re.compile(rb"[Nn](?:(?=[Deg]*+[uB]*+(?:[NnO]|t\[))|%s(?=g*+(?:[De]|\.t)))" % TYPED)
_BEHIND = (
    re.compile(rb"[wyO](?=[Nn])"),
    re.compile(rb"[Kzd]\((?=[Nn])"),
    re.compile(rb"i(?=[Nn](?!g*+[Deq]))"),
)
_CAST = re.compile(rb"\((?<![NnDegGQzxdkKXtTUVOwi;}]\()(?=%s\)%s)" % (TYPE, _OPERAND))
# What is a difference, a product and so on, but for the grammar a cast.
_MAYBE_CAST = re.compile(rb"\((?<![NnDegGQzxdkKXtTUVOwi;}]\()%s[uB]*+\)[-+&*\[s]" % CHAIN)
_CONSTRAINTS = re.compile(rb"H[Nn](:[^H{;a]*+)")
_LISTED = re.compile(rb"(?<=[:,])[Nn]")
# Patterns.
_TESTED = re.compile(rb"[iqC](?<!rC)(?=%s[uB]+)" % CHAIN)
_FILLED = re.compile(rb"[Nn](?=[Deg]*+\")")
_COMPARED = re.compile(rb"[qC](?<!rC)(?=[Nn]g*+[^NnDeguB{(\"])")
_JOINED = re.compile(rb"[Nn](?<![NnDegpuBVPG'<>o].)(?=g*+[qW])")
# Patterns, arrays of tuples, functions of which only the tree tells the names, as where a parameter
# has no type, and a name behind an index, which no compiler takes.
_ODD_FORM = re.compile(
    rb"[iqC](?:%s\(|\[|(?:%s|p)[uB]++\{|(?<!q)\((?!p\)))|[:,(\[\"]%sB++\{"
    rb"|w%s(?:B|\[)|[(,=?:ar](?:\[[^\[\]]{0,200}+\])*+f*+%s%sa|j[Nn](?:,[^()]{0,80}+)?\)a"
    rb"|[NnpuBgcR][Nn]G*+\([Nn][,)]|(?:L|[NnDeg)]\[[^\[\]]{0,80}+)\][Nn]"
    % (CHAIN, CHAIN, CHAIN, PARENTHESES, CHAIN, PARENTHESES)
)
# What may be a list in a pattern: `x is { Y: [Z z] }`, `x switch { [Z z] => 1 }`.
_LISTS = re.compile(rb"(?<=[:,({])\[")
_ARM = re.compile(rb"[Nn](?<=[{,].)(?=g*+a)")
_SUBPATTERN = re.compile(rb"[\",][Nn][De]*+:(?=[Nn]g*+[,'])")
_NAMED = re.compile(rb"x\((?=[Nn]g*+\))")
_VALUES = re.compile(rb"[Nn](?=g*+[De])")
_BRACKETS = re.compile(rb"[{}\[\]()\"']")

# A name with dots, or with type arguments.
_GOES_ON = b"De<."
_CALLED = re.compile(rb"[De](?=g*+\()|Q")
_MADE = re.compile(rb"w[Nn][Deg]*+(?=\()")
_ATTRIBUTE = rb"(?:[Nnrv]:)?+%s(?:%s)?+" % (CHAIN, PARENTHESES)
_SECTIONS = re.compile(
    rb"\[(?<![^;{}(,=aIG].)%s(?:,%s)*+,?\](?:\[%s(?:,%s)*+,?\])*+(?=[fpNnVPcERTvjwAtM(U~OIkG]|\Z)"
    % (_ATTRIBUTE, _ATTRIBUTE, _ATTRIBUTE, _ATTRIBUTE)
)
_SECTION_NAME = re.compile(rb"(?:(?<=[\[,])|(?<=[Nnrv]:))[Nn](?!:)")


def occurrences_by_shape(content: bytes) -> list[tuple[bytes, Occurrences]]:
    """Return the texts that a source may be, and what stands in them.

    Raises Doubt where only the grammar can tell.
    """
    return [(text, _Reader(text).occurrences()) for text in joined_texts(content)]


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._words = CSharpWords(content)
        marks = TypeMarks(self._words)
        self._heads, self._parameters = marks.heads, marks.parameters
        self._kinds, self._starts = marks.kinds, self._words.starts
        self._structure = Structure(self._words, self._kinds)
        self._brackets: Braces | None = None
        if _MAYBE_CAST.search(self._kinds) is not None:
            raise Doubt("cast")
        if _ODD_FORM.search(self._kinds) is not None:
            raise Doubt("pattern")
        if (b'"' in self._kinds or b"X{" in self._kinds) and any(
            map(self._is_pattern, starts_of(_LISTS, self._kinds, 0))
        ):
            raise Doubt("list")

    def occurrences(self) -> Occurrences:
        structure = self._structure
        attributes = self._attributes()
        types = self._types() - attributes
        constants, arms = self._compared()
        values = {*starts_of(_VALUES, self._kinds, 0), *constants}
        values -= types | attributes | structure.taken
        variables = variables_by_shape(self._words, self._kinds, structure.taken, arms, values)
        lower, tokens = variables.lower, self._words.tokens
        return Occurrences(
            blocks=structure.blocks,
            usings=structure.usings,
            declared=structure.declared,
            parameters=[*structure.parameters, *self._parameters_of_functions()],
            properties=structure.properties,
            constants=structure.constants,
            methods=structure.methods,
            types=self._named(types, is_value=False),
            attributes=self._named(attributes, is_value=False),
            values=self._named(
                [at for at in values if name_of(tokens[at]) not in lower], is_value=True
            ),
            called=self._called(attributes),
            variables=variables,
        )

    def _named(self, places: Iterable[int], is_value: bool) -> dict[int, str]:
        """Return the names that begin at words, by where they begin in the text."""
        words, starts = self._words, self._starts
        content, tokens, kinds = words.content, words.tokens, words.kinds + b";"
        return {
            starts[at]: name_at(content, starts[at], is_value)
            if kinds[at + 1] in _GOES_ON
            else plain_name(name_of(tokens[at]))
            for at in places
        }

    def _attributes(self) -> set[int]:
        """Return where names of attributes begin."""
        names: set[int] = set()
        for match in _SECTIONS.finditer(self._kinds):
            depth = 0
            for at in range(*match.span()):
                mark = self._kinds[at]
                depth += (mark in b"([") - (mark in b")]")
                if depth == 1 and mark in b"Nn" and _SECTION_NAME.match(self._kinds, at):
                    names.add(at)
        return names

    def _types(self) -> set[int]:
        """Return where names of types begin."""
        kinds = self._kinds
        types = {*starts_of(_BEFORE, kinds, 0)}
        if b'"' in kinds:
            types.update(starts_of(_FILLED, kinds, 0))
        for pattern in (*_BEHIND, _CAST, _TESTED):
            types.update([match.end() for match in pattern.finditer(kinds)])
        # A cast may be one to a type without a name.
        types = {at for at in types if kinds[at] in b"Nn"}
        types.update(self._heads, self._structure.bases)
        for match in _CONSTRAINTS.finditer(kinds) if b"H" in kinds else ():
            types.update(
                [
                    head.start()
                    for head in _LISTED.finditer(kinds, *match.span(1))
                    if self._words.name(head.start()) not in (b"notnull", b"unmanaged")
                ]
            )
        return types

    def _compared(self) -> tuple[list[int], set[int]]:
        """Return the names that stand as patterns, and what looks like parameters and is none."""
        kinds = self._kinds
        constants = [match.end() for match in _COMPARED.finditer(kinds)]
        if b"q" in kinds or b"W" in kinds:
            constants += starts_of(_JOINED, kinds, 0)
        constants += [match.end() for match in _NAMED.finditer(kinds)] if b"x" in kinds else []
        constants += [
            match.end()
            for match in _SUBPATTERN.finditer(kinds)
            if kinds[match.start()] == ord('"') or self._opening(match.start()) == ord('"')
        ]
        constants = [at for at in constants if self._words.name(at) != b"_"]
        arms: set[int] = set()
        if b"X{" in kinds:
            for at in starts_of(_ARM, kinds, 0):
                if self._is_in_switch(at):
                    arms.add(at)
                    if self._words.name(at) != b"_":
                        constants.append(at)
            for match in INFERRED_LIST.finditer(kinds):
                if kinds[match.start() - 1] in b"{," and self._is_in_switch(match.start()):
                    arms.add(match.start())
        return constants, arms

    def _bracket(self, at: int) -> int:
        """Return the innermost bracket that is open at a word, -1 for none."""
        if self._brackets is None:
            self._brackets = Braces(self._kinds, b'{[("', _BRACKETS)
        return self._brackets.around(at - 1)

    def _opening(self, at: int) -> int:
        bracket = self._bracket(at)
        return self._kinds[bracket] if bracket >= 0 else 0

    def _is_pattern(self, at: int) -> bool:
        """Whether a list that begins at a word is a pattern, and no collection."""
        kinds, bracket = self._kinds, self._bracket(at)
        if kinds[at - 1] == ord(":"):
            return bracket >= 0 and kinds[bracket] == ord('"')
        while bracket > 0 and kinds[bracket] == ord("(") and kinds[bracket - 1] in b"{,(":
            bracket = self._bracket(bracket)
        return bracket > 0 and kinds[bracket - 1 : bracket + 1] == b"X{"

    def _is_in_switch(self, at: int) -> bool:
        bracket = self._bracket(at)
        return bracket > 0 and self._kinds[bracket - 1 : bracket + 1] == b"X{"

    def _called(self, attributes: Collection[int]) -> list[Span]:
        """Return the names of methods that are called on something."""
        kinds, words = self._kinds, self._words
        others = {*self._structure.behind}
        for match in _MADE.finditer(kinds):
            others.update(range(*match.span()))
        for name in attributes:
            part = name + 1
            while kinds[part] in b"Deg":
                others.add(part)
                part += 1
        spans: list[Span] = []
        known: set[bytes] = set()
        for at in starts_of(_CALLED, kinds, 0):
            token = words.tokens[at]
            # But for those that load a type each name is needed once.
            if token in known or at in others:
                continue
            if kinds[at + 1 : at + 2] == b"g":
                last = at + 1
                while kinds[last + 1 : last + 2] == b"g":
                    last += 1
                spans.append((words.name_span(at)[0], self._starts[last] + 1))
                continue
            if words.name(at) not in LOADERS:
                known.add(token)
            spans.append(words.name_span(at))
        return spans

    def _parameters_of_functions(self) -> list[Parameter]:
        structure = self._structure
        spans = [row for row in self._parameters if row[0] not in structure.with_parameters]
        return parameters_of_functions(self._words, self._kinds, structure.braces, spans)
