"""PHP source → its declarations and names, by the shape of its words (see `kinds`)."""

import re
from collections.abc import Iterator

from kavro_lint.languages.php.kinds import IN_PARENTHESES, PhpWords
from kavro_lint.languages.php.occurrences import Occurrences, Span
from kavro_lint.languages.php.strings_by_shape import names_in_strings_by_shape
from kavro_lint.languages.shapes import Braces, Doubt, bare, starts_of

_LIST = rb"[nq](?:,[nq])*+"
_parenthesised = re.compile(rb"(?<![nqsVMDT\])}])%s[Dd]" % IN_PARENTHESES).search
_CLASS = re.compile(
    rb"(?:c(?P<name>n)|c(?:%s)?|E(?P<enum>n)(?::[nqs])?)(?:e%s)?(?:m%s)?(?P<body>\{)"
    % (IN_PARENTHESES, _LIST, _LIST)
)
_CLASSES = re.compile(rb"[cE]")
_FUNCTION = re.compile(
    rb"[Ff]&?(?P<name>n)?(?P<parameters>%s)(?:u%s)?(?P<returns>:[?nqs|&()]++)?"
    % (IN_PARENTHESES, IN_PARENTHESES)
)
_FUNCTIONS = re.compile(rb"[Ff]")
# `Foo &$f`, `Foo ...$f`, and `A & B $x`, which is an expression elsewhere.
_PARAMETER = re.compile(rb"[nq](?=(?:[|&][nqs])*+&?v?V)")
_ATTRIBUTE = re.compile(rb"A[nq](?:%s)?(?:,[nq](?:%s)?)*+,?\]" % (IN_PARENTHESES, IN_PARENTHESES))
# What stands before `::` and variables, also in unions, and behind `new` and `instanceof`.
_PLACES = re.compile(rb"[nq](?:(?=[DdV])|(?<=[wi].)|(?=(?:[|&][nqs])++V))")
# `(A&B)|null $x`
_grouped = re.compile(rb"[nq]\)\|[nqs|&()]*+V").search
_LISTS = re.compile(rb"[em]%s|K\([nq](?:\|[nq])*+" % _LIST)
_NAMES = re.compile(rb"[nq]")
# What is called, or is a constant.
_VALUES = re.compile(rb"[nq](?![=DdV])(?<![wi].)")
_COMPUTED = re.compile(rb"w(?:[V(]|[snq]d)|D(?<=[V\]M]D)\(|d(?:(?<=Vd)[V{]|(?<=[\]M]d)(?:V\(|\{))")
_CONSTANT = re.compile(rb"k(?:[?nqs|&]*[nqs])?[a-zA-Z]=")
_CONSTANTS = re.compile(rb"k")
# A closure has parentheses behind `use`.
_STATEMENTS = re.compile(rb"u(?!\()|N(?=[nqs{])")
_several = re.compile(rb"k[^;k]*?,[a-zA-Z]=").match
_TRAITS = re.compile(rb"u%s[;{]" % _LIST)
_LOADS = re.compile(rb"I(?P<path>(?:[nqsLVMDT.]|%s)++)[;)]" % IN_PARENTHESES)
_INCLUDES = re.compile(rb"I")
_CASES = re.compile(rb"Cn")
# Nobody writes so many names; where they do, they are counted one by one.
_MOST_PLACES = 5_000
_VISIBILITIES = frozenset((b"public", b"protected", b"private"))  # `private(set)`
# `(integer) $x`; elsewhere they may name a class.
_CASTS = frozenset((b"boolean", b"double", b"integer"))
_MEMBER = ord("D")
# The hooks of a property stand behind its name or its value, and no other block does.
_HOOKED = re.compile(rb"[^)nqs;{}]\{[nA&]").search


def _opens_namespace(kinds: bytes, brace: int) -> bool:
    return kinds[brace - 1] == ord("N") or (kinds[brace - 1] in b"nq" and kinds[brace - 2] == 78)


def occurrences_by_shape(content: bytes) -> Occurrences:
    """Return what stands in a source. Raises Doubt where only the grammar can tell."""
    return _Reader(content).occurrences()


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._words = words = PhpWords(content)
        self._tokens, self._starts, self._kinds = words.tokens, words.starts, words.kinds
        kinds = words.kinds
        if (b")D" in kinds or b")d" in kinds) and _parenthesised(kinds) is not None:
            raise Doubt("parentheses")
        if b")|" in kinds and _grouped(kinds) is not None:
            raise Doubt("types in parentheses")
        self._braces = Braces(kinds)
        self._bodies: set[int] = set()
        # What is no expression, though it is a name.
        self._taken: set[int] = set()

    def _word(self, at: int) -> bytes:
        return bare(self._tokens[at]).lower()

    def _span(self, at: int) -> Span:
        start = self._starts[at]
        return start, start + len(self._tokens[at].split(None, 1)[0])

    def occurrences(self) -> Occurrences:
        kinds, starts = self._kinds, self._starts
        declared = self._classes()
        classes = self._written()
        namespaces, uses = self._statements(classes)
        functions_declared = self._functions(classes)
        constants_declared = self._constants(classes)
        functions, constants = self._values(classes)
        in_strings = names_in_strings_by_shape(self._content, self._words, functions, classes)
        if len(classes) + len(functions) + len(constants) > _MOST_PLACES:
            raise Doubt("data")
        if len(namespaces) < 2:
            classes, constants = self._first(classes), self._first(constants)
        return Occurrences(
            namespaces,
            uses,
            [self._span(at) for at in declared],
            [self._span(at) for at in functions_declared],
            [self._span(at) for at in constants_declared],
            [starts[at] for at in classes],
            [starts[at] for at in functions],
            [starts[at] for at in constants],
            [*self._includes()],
            sum(1 for _ in _COMPUTED.finditer(kinds)),
            in_strings=in_strings,
        )

    def _first(self, places: list[int]) -> list[int]:
        """Return the first place of each name, before `::` once more: it may ask for the text."""
        tokens, kinds = self._tokens, self._kinds
        first = {
            tokens[at] + tokens[at + 1] if kinds[at + 1] == _MEMBER else tokens[at]: at
            for at in sorted(places, reverse=True)
        }
        return [*first.values()]

    def _statements(self, classes: list[int]) -> tuple[list[Span], list[Span]]:
        """Return namespaces and what `use` brings, and add the traits that classes use."""
        kinds, starts = self._kinds, self._starts
        namespaces: list[Span] = []
        uses: list[Span] = []
        for at in starts_of(_STATEMENTS, kinds, 0):
            if kinds[at] == ord("N"):
                namespaces.append((starts[at], starts[at + 1]))
                self._taken.add(at + 1)
            elif self._braces.around(at) in self._bodies:
                traits = _TRAITS.match(kinds, at)
                if traits is None:
                    raise Doubt("use")
                classes += range(at + 1, traits.end(), 2)
                end = self._braces.ends.get(traits.end() - 1, traits.end())
                self._taken.update(range(at + 1, end))
            else:
                end = kinds.find(b";", at)
                uses.append((starts[at], starts[end] + 1))
                self._taken.update(range(at + 1, end))
        return namespaces, uses

    def _values(self, classes: list[int]) -> tuple[list[int], list[int]]:
        """Return where functions are called, and where constants stand."""
        kinds, others = self._kinds, self._taken.union(classes)
        hooked = _HOOKED(kinds) is not None
        functions, constants = [], []
        for at in starts_of(_VALUES, kinds, 0):
            if at in others or (hooked and self._is_hook(at)):
                continue
            before, behind = kinds[at - 1 : at], kinds[at + 1 : at + 2]
            if behind == b"(":
                functions.append(at)
            elif not (
                (behind == b":" and before in (b"(", b","))  # the name of an argument
                or (behind == b")" and before == b"(" and self._word(at) in _CASTS)
                or (behind == b")" and before == b"(" and self._word(at - 2) in _VISIBILITIES)
            ):
                constants.append(at)
        return functions, constants

    def _is_hook(self, at: int) -> bool:
        """Whether a word is `get` or `set` of a property: `public int $x { get; }`."""
        if self._word(at) not in (b"get", b"set") or self._kinds[at - 1] not in b"{;}&]":
            return False
        brace = self._braces.around(at)
        return (
            brace > 0
            and self._kinds[brace - 1] not in b")nqs"
            and (self._braces.around(brace - 1) in self._bodies)
        )

    def _classes(self) -> list[int]:
        kinds = self._kinds
        matches = []
        for at in starts_of(_CLASSES, kinds, 0):
            match = _CLASS.match(kinds, at)
            if match is None:
                raise Doubt("class")
            matches.append(match)
        self._bodies.update(match.start("body") for match in matches)
        names = []
        for match in matches:
            name = max(match.start("name"), match.start("enum"))
            if name >= 0:
                names.append(name)
                self._taken.update(range(match.start(), match.start("body")))
            if match.start("enum") >= 0:
                self._cases(match.start("body"))
        return names

    def _cases(self, body: int) -> None:
        """Note the cases of an enum."""
        for match in _CASES.finditer(self._kinds, body, self._braces.ends[body]):
            if self._braces.around(match.start()) == body:
                self._taken.add(match.start() + 1)

    def _written(self) -> list[int]:
        """Return where names of classes begin, but some of those in functions' headers."""
        kinds = self._kinds
        places = starts_of(_PLACES, kinds, 0)
        if b"A" in kinds:
            self._attributes(places)
        for match in _LISTS.finditer(kinds):
            places += starts_of(_NAMES, kinds, *match.span())
        return places

    def _attributes(self, places: list[int]) -> None:
        """Add the classes of attributes."""
        kinds = self._kinds
        attributes = [*_ATTRIBUTE.finditer(kinds)]
        if len(attributes) != kinds.count(b"A"):
            raise Doubt("attribute")
        for match in attributes:
            depth = 0
            for at in range(match.start(), match.end()):
                mark = kinds[at]
                depth += (mark == 40) - (mark == 41)
                if depth == 0 and mark in b"nq" and kinds[at - 1] in b"A,":
                    places.append(at)

    def _functions(self, classes: list[int]) -> list[int]:
        """Return the names of functions, and add the types of all parameters and results."""
        kinds = self._kinds
        declared = []
        for at in starts_of(_FUNCTIONS, kinds, 0):
            if at in self._taken:
                continue
            match = _FUNCTION.match(kinds, at)
            if match is None:
                raise Doubt("function")
            name = match.start("name")
            if name >= 0:
                self._taken.add(name)
                if self._braces.around(at) not in self._bodies:
                    declared.append(name)
            if match["returns"] is not None:
                classes += starts_of(_NAMES, kinds, *match.span("returns"))
            parameters = match["parameters"]
            if b"&" in parameters or b"v" in parameters:
                classes += starts_of(_PARAMETER, kinds, *match.span("parameters"))
        return declared

    def _constants(self, classes: list[int]) -> list[int]:
        """Return the names of constants outside of classes, and add the types of others."""
        kinds, declared = self._kinds, []
        for at in starts_of(_CONSTANTS, kinds, 0) if b"k" in kinds else ():
            if at in self._taken:
                continue
            match = _CONSTANT.match(kinds, at)
            if match is None:
                raise Doubt("const")
            outer = self._braces.around(at)
            name = match.end() - 2
            classes += starts_of(_NAMES, kinds, at, name)
            self._taken.add(name)
            if outer < 0 or _opens_namespace(kinds, outer):
                if _several(kinds, at):
                    raise Doubt("const")
                declared.append(name)
        return declared

    def _includes(self) -> Iterator[Span]:
        for at in starts_of(_INCLUDES, self._kinds, 0) if b"I" in self._kinds else ():
            match = _LOADS.match(self._kinds, at)
            if match is None:
                raise Doubt("include")
            last = self._tokens[match.end("path") - 1].rstrip()
            if b"/*" in last or b"//" in last or b"#" in last:
                raise Doubt("include")
            yield self._starts[at], self._starts[match.end("path") - 1] + len(last)
