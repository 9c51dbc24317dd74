"""PHP source → its declarations and names, by the shape of its words (see `kinds`)."""

import re
from collections.abc import Collection, Iterable, Iterator

from kavro_lint.languages.php.kinds import PhpWords
from kavro_lint.languages.php.names_in_strings import LOADERS, NAME_IN_STRING
from kavro_lint.languages.php.occurrences import Occurrences, Span
from kavro_lint.languages.shapes import Braces, Doubt, balanced, bare, starts_of

_IN_PARENTHESES = balanced(b"(", b")", 12)
_LIST = rb"[nq](?:,[nq])*+"
_parenthesised = re.compile(rb"(?<![nqVMDT\])}])%s[Dd]" % _IN_PARENTHESES).search
_CLASS = re.compile(
    rb"(?:wr?c(?:%s)?|c(?P<name>n)|E(?P<enum>n)(?::[nq])?)(?:e%s)?(?:m%s)?(?P<body>\{)"
    % (_IN_PARENTHESES, _LIST, _LIST)
)
_CLASSES = re.compile(rb"[cE]")
_FUNCTION = re.compile(
    rb"[Ff]&?(?P<name>n)?(?P<parameters>%s)(?:u%s)?(?P<returns>:[?nqs|&()]++)?"
    % (_IN_PARENTHESES, _IN_PARENTHESES)
)
_PARAMETER = re.compile(rb"[(,r\]]\??(?P<type>[nqs|&()]*?[nqs)])&?v?V")
_ATTRIBUTE = re.compile(rb"A[nq](?:%s)?(?:,[nq](?:%s)?)*+,?\]" % (_IN_PARENTHESES, _IN_PARENTHESES))
_TYPED = re.compile(rb"(?<![|&])[nq](?:[|&][nqs])*+V")
# `(A&B)|null $x`
_grouped = re.compile(rb"[nq]\)\|[nqs|&()]*+V").search
_CAUGHT = re.compile(rb"K\([nq](?:\|[nq])*+")
_HEADERS = re.compile(rb"[em]%s" % _LIST)
_BEHIND = re.compile(rb"[wi](?=[nq])")
_SCOPES = re.compile(rb"[nq](?=[Dd])")
_NAMES = re.compile(rb"[nq]")
_COMPUTED = re.compile(rb"w[V(]|w[snq](?=d)|[V\]M](?=D\()|V(?=d[V{])|[\]M](?=d(?:V\(|\{))")
# What calls or loads what a string names.
_BY_NAME = re.compile(rb"[LT][(Dd]|[\])]\(|\)[Dd]|w\(")
_CONSTANT = re.compile(rb"k(?:[?nqs|&]*[nqs])?n=")
# A closure has parentheses behind `use`.
_STATEMENTS = re.compile(rb"u(?!\()|N(?=[nq{])")
_several = re.compile(rb"k[^;k]*?,n=").match
_TRAITS = re.compile(rb"u%s[;{]" % _LIST)
_LOADS = re.compile(rb"I(?P<path>(?:[nqLVMDT.]|%s)++)[;)]" % _IN_PARENTHESES)


def _opens_namespace(kinds: bytes, brace: int) -> bool:
    return kinds[brace - 1] == ord("N") or (kinds[brace - 1] in b"nq" and kinds[brace - 2] == 78)


def occurrences_by_shape(content: bytes) -> Occurrences:
    """Return what stands in a source. Raises Doubt where only the grammar can tell."""
    return _Reader(content).occurrences()


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        words = PhpWords(content)
        self._tokens, self._starts, self._kinds = words.tokens, words.starts, words.kinds
        kinds = words.kinds
        if (b")D" in kinds or b")d" in kinds) and _parenthesised(kinds) is not None:
            raise Doubt("parentheses")
        if _grouped(kinds) is not None:
            raise Doubt("types in parentheses")
        self._braces = Braces(kinds)
        self._bodies: set[int] = set()
        # What is no expression, though it is a name.
        self._taken: set[int] = set()

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
        functions, constants = self._values({*classes})
        if NAME_IN_STRING.search(self._content) is not None:
            self._look_for_loaders((*functions, *classes))
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
        )

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

    def _values(self, classes: Collection[int]) -> tuple[list[int], list[int]]:
        """Return where functions are called, and where constants stand."""
        kinds = self._kinds
        functions, constants = [], []
        for at in starts_of(_NAMES, kinds, 0):
            if at in self._taken or at in classes:
                continue
            following = kinds[at + 1 : at + 2]
            if following == b"(":
                functions.append(at)
            elif following == b":" and kinds[at - 1 : at] in (b"(", b","):
                # The name of an argument.
                continue
            elif following != b"=":
                constants.append(at)
        return functions, constants

    def _look_for_loaders(self, places: Iterable[int]) -> None:
        """Raise Doubt where a string with a name may load what it names (`names_in_strings`)."""
        if any(match["method"] for match in NAME_IN_STRING.finditer(self._content)):
            raise Doubt("name in a string")
        if _BY_NAME.search(self._kinds) is not None:
            raise Doubt("name in a string")
        for at in places:
            if bare(self._tokens[at]).lower().rpartition(b"\\")[2] in LOADERS:
                raise Doubt("name in a string")

    def _classes(self) -> list[int]:
        kinds = self._kinds
        matches = [*_CLASS.finditer(kinds)]
        if len(matches) != len(_CLASSES.findall(kinds)):
            raise Doubt("class")
        self._bodies.update(match.start("body") for match in matches)
        names = []
        for match in matches:
            name = max(match.start("name"), match.start("enum"))
            if name >= 0:
                names.append(name)
            self._taken.update(range(match.start(), match.start("body") if name >= 0 else 0))
            if match.start("enum") >= 0:
                self._cases(match.start("body"))
        return names

    def _cases(self, body: int) -> None:
        """Note the cases of an enum."""
        for match in re.compile(rb"Cn").finditer(self._kinds, body, self._braces.ends[body]):
            if self._braces.around(match.start()) == body:
                self._taken.add(match.start() + 1)

    def _written(self) -> list[int]:
        """Return where names of classes begin, but those of functions' headers."""
        kinds = self._kinds
        places = [match.end() for match in _BEHIND.finditer(kinds)]
        places += starts_of(_SCOPES, kinds, 0)
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
        for pattern in (_TYPED, _CAUGHT, _HEADERS):
            for match in pattern.finditer(kinds):
                places += [head.start() for head in _NAMES.finditer(kinds, *match.span())]
        return places

    def _functions(self, classes: list[int]) -> list[int]:
        """Return the names of functions, and add the types of all parameters and results."""
        kinds = self._kinds
        declared = []
        count = 0
        for at in starts_of(re.compile(rb"[Ff]"), kinds, 0):
            if at in self._taken:
                continue
            match = _FUNCTION.match(kinds, at)
            if match is None:
                raise Doubt("function")
            count += 1
            name = match.start("name")
            if name >= 0:
                self._taken.add(name)
                if self._braces.around(at) not in self._bodies:
                    declared.append(name)
            classes += [row.start() for row in _NAMES.finditer(kinds, *match.span("returns"))]
            first, last = match.span("parameters")
            for row in _PARAMETER.finditer(kinds, first, last):
                classes += [head.start() for head in _NAMES.finditer(kinds, *row.span("type"))]
        return declared

    def _constants(self, classes: list[int]) -> list[int]:
        """Return the names of constants outside of classes, and add the types of others."""
        kinds, declared = self._kinds, []
        for at in starts_of(re.compile(b"k"), kinds, 0):
            match = _CONSTANT.match(kinds, at)
            if match is None:
                raise Doubt("const")
            outer = self._braces.around(at)
            name = match.end() - 2
            classes += [row.start() for row in _NAMES.finditer(kinds, at, name)]
            self._taken.add(name)
            if outer < 0 or _opens_namespace(kinds, outer):
                if _several(kinds, at):
                    raise Doubt("const")
                declared.append(name)
        return declared

    def _includes(self) -> Iterator[Span]:
        for at in starts_of(re.compile(b"I"), self._kinds, 0):
            match = _LOADS.match(self._kinds, at)
            if match is None:
                raise Doubt("include")
            last = self._tokens[match.end("path") - 1].rstrip()
            if b"/*" in last or b"//" in last or b"#" in last:
                raise Doubt("include")
            yield self._starts[at], self._starts[match.end("path") - 1] + len(last)
