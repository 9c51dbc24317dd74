"""Kotlin source → its types, names and functions, by the shape of its words (see `kinds`)."""

import re
from collections.abc import Collection, Iterable, Iterator

from kavro_lint.languages.kotlin.declarations import TYPED, Declarations
from kavro_lint.languages.kotlin.headers import IN_PARENTHESES, LIST, NOTED, TYPE
from kavro_lint.languages.kotlin.kotlin_words import HEAD, KotlinWords
from kavro_lint.languages.kotlin.occurrences import IMPLICIT, Occurrences, Span
from kavro_lint.languages.kotlin.scanning import DOTTED
from kavro_lint.languages.shapes import Doubt, bare, filled, starts_of

dotted = DOTTED.match

_beginning = re.compile(
    rb"((?:Xn[Dg]*+(?:%s)?+)*+)((?:PnD*+;?)?+(?:InD*+(?:\.\*|An)?;?)*+)" % IN_PARENTHESES
).match
_IMPORT = re.compile(rb"InD*+(?:\.\*|An)?")
_COLON_OF_CALL = re.compile(rb":[ts]\(")
_ALIASED = re.compile(rb"Tng*+=")
_NOTED = re.compile(NOTED)
_OF_FILE = re.compile(rb"Xn")
_NAME = re.compile(rb"n")
_NAMED = re.compile(rb"n:")
_ARGUMENT = re.compile(rb"n=(?<=[(,]n=)")
_CONSTRAINED = re.compile(rb"Wn:%s(?:,n:%s)*+" % (TYPE, TYPE))
_CONSTRAINT = re.compile(rb"[W,]n(?=:)")
_WHEN = re.compile(rb"w(?:%s)?+\{" % IN_PARENTHESES)
_LAMBDA = re.compile(
    rb"\{(?=[n(])(?:n(?::%s)?+|%s)(?:,(?:n(?::%s)?+|%s))*+,?a" % (TYPE, LIST, TYPE, LIST)
)
_FOR = re.compile(rb"f\((?:n(?::%s)?+|%s)i" % (TYPE, LIST))
_REFERENCES = re.compile(rb"[RK]")
# Parentheses that may be around a type, or around a value.
_parenthesised = re.compile(rb"(?<![nDEgUts)\]}R])%s[RK]" % IN_PARENTHESES).search
_DOT, _WORD, _COLON = b"Dn:"
# What an expression ends with: a reference behind it is to a member.
_EXPRESSION_ENDS = b"nDEgtsUL)]}Z"


def occurrences_by_shape(content: bytes) -> Occurrences:
    """Return what stands in a source. Raises Doubt where only the grammar can tell."""
    return _Reader(content).occurrences()


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._words = words = KotlinWords(content)
        beginning = _beginning(words.kinds)
        self._first, self._last = beginning.span(2) if beginning is not None else (0, 0)
        kinds = filled(words.kinds, [(self._first, self._last)], b";")
        if b"P" in kinds or b"I" in kinds or b"X" in kinds[self._last :]:
            raise Doubt("import")
        self._declarations = Declarations(content, words, kinds)
        aliases = [match.end() for match in _ALIASED.finditer(self._declarations.kinds)]
        # An alias has its type behind `=`.
        spans = [(end - 1, end) for end in aliases]
        self._kinds = filled(self._declarations.kinds, spans, b":")

    def occurrences(self) -> Occurrences:
        declarations, starts = self._declarations, self._words.starts
        types = [*declarations.types()]
        hidden = [*declarations.scopes()]
        taken, written = self._types_written()
        declared = self._variables(taken)
        values = self._values(taken, declared, written)
        return Occurrences(
            self._package(),
            [*self._imports()],
            self._content[starts[0] : starts[self._first]],
            types,
            hidden,
            declarations.functions,
            declarations.extensions,
            self._full_names(written, ()),
            values,
        )

    def _package(self) -> bytes:
        if self._words.kinds[self._first : self._first + 1] != b"P":
            return b""
        match = dotted(self._content, self._words.starts[self._first + 1])
        return match[0] if match is not None else b""

    def _imports(self) -> Iterator[Span]:
        for match in _IMPORT.finditer(self._words.kinds, self._first, self._last):
            yield self._words.starts[match.start()], self._declarations.end_of(match.end() - 1)

    def _types_written(self) -> tuple[set[int], list[int]]:
        """Return what stands for neither types nor values, and where names of types begin."""
        kinds, words = self._kinds, self._words
        taken = self._declarations.taken
        for first, last in words.parameters:
            taken.update(words.names_of_parameters(first, last))
        written = self._declarations.written
        written += [at for at in words.in_arguments if at not in taken]
        for start, end in self._declarations.annotations:
            if kinds[start + 1] == _WORD:
                written.append(start + 1)
            else:
                written += [noted.start() for noted in _NOTED.finditer(kinds, start + 2, end)]
        written += [match.end() - 1 for match in _OF_FILE.finditer(kinds)]
        count = len(_COLON_OF_CALL.findall(kinds))
        for match in TYPED.finditer(kinds):
            start, end = match.span(1)
            if kinds[end] == _WORD and kinds[start - 1] == _COLON and not words.lines[end - 1]:
                raise Doubt("behind a type")
            count += 1
            if end - start > 1:
                count += kinds.count(b":", start, end)
                written += [head.start() for head in HEAD.finditer(kinds, start, end)]
            elif kinds[start] == _WORD:
                written.append(start)
        if count != kinds.count(b":") + kinds.count(b"z") + kinds.count(b"A"):
            raise Doubt("type")
        return taken, written

    def _variables(self, taken: set[int]) -> set[int]:
        """Return the names that are declared, and take those of arguments and constraints."""
        kinds, declarations = self._kinds, self._declarations
        declared = declarations.declared
        taken.update(starts_of(_ARGUMENT, kinds, 0))
        for match in _CONSTRAINED.finditer(kinds):
            taken.update(row.end() - 1 for row in _CONSTRAINT.finditer(kinds, *match.span()))
        declared.update(at for at in starts_of(_NAMED, self._words.all_kinds, 0) if at not in taken)
        whens = {match.end() - 1 for match in _WHEN.finditer(kinds)}
        if len(whens) != kinds.count(b"w"):
            raise Doubt("when")
        for match in _LAMBDA.finditer(kinds):
            if match.start() not in whens and match.start() not in declarations.bodies:
                declarations.declare(*match.span())
        loops = [*_FOR.finditer(kinds)]
        if len(loops) != kinds.count(b"f"):
            raise Doubt("for")
        for match in loops:
            declarations.declare(*match.span())
        return declared

    def _values(
        self, taken: Collection[int], declared: Collection[int], written: Collection[int]
    ) -> dict[int, bytes]:
        """Return the names that are expressions, with dots, by where they begin."""
        words, tokens = self._words, self._words.tokens
        own = {bare(tokens[at]) for at in declared} | self._declarations.members | IMPLICIT
        values = {start: name for start, name in words.templates.items() if name not in own}
        for start in self._references():
            name = dotted(self._content, start)
            if name is not None and name[0].partition(b".")[0].rstrip() not in own:
                values[start] = name[0]
        others = bytearray(self._kinds)
        for places in (taken, declared, written):
            for at in places:
                others[at] = 0
        values |= self._full_names(starts_of(_NAME, others, 0), own)
        return values

    def _full_names(self, heads: Iterable[int], own: Collection[bytes]) -> dict[int, bytes]:
        """Return names with dots, by where they begin, but for those that begin with own ones."""
        content, words = self._content, self._words
        tokens, starts, kinds = words.tokens, words.starts, words.all_kinds
        names: dict[int, bytes] = {}
        for at in heads:
            name = bare(tokens[at])
            if name not in own:
                match = dotted(content, starts[at]) if kinds[at + 1] == _DOT else None
                names[starts[at]] = name if match is None else match[0]
        return names

    def _references(self) -> Iterator[int]:
        """Yield where names stand behind `::` with nothing before it: others are of members."""
        kinds, words = self._kinds, self._words
        if (b")R" in kinds or b")K" in kinds) and _parenthesised(kinds) is not None:
            raise Doubt("reference")
        for match in _REFERENCES.finditer(kinds):
            at = match.start()
            before = kinds[at - 1]
            if before == ord("?"):
                raise Doubt("reference")
            if match[0] == b"R" and (before not in _EXPRESSION_ENDS or self._is_infix(at - 1)):
                word = words.word(at)
                yield words.starts[at] + len(word) - len(word[2:].lstrip())

    def _is_infix(self, at: int) -> bool:
        """Whether a name is a function between two expressions, as `to` of `a to ::b`."""
        kinds, words = self._kinds, self._words
        is_apart = words.tokens[at][-1:].isspace() and not words.lines[at - 1]
        return kinds[at] == _WORD and kinds[at - 1] in _EXPRESSION_ENDS and is_apart
