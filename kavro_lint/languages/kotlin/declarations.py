"""The declarations of a Kotlin source, by the shape of its words (see `kinds`)."""

import re
from collections.abc import Iterator
from operator import itemgetter

from kavro_lint.languages.jvm.declared import DeclaredType
from kavro_lint.languages.jvm.scopes import Scope, TypeNode
from kavro_lint.languages.kotlin.headers import (
    ANNOTATION,
    IN_PARENTHESES,
    LIST,
    TYPE,
    TYPE_IN_PARENTHESES,
    Header,
    headers,
)
from kavro_lint.languages.kotlin.kinds import BEFORE_EXPRESSION
from kavro_lint.languages.kotlin.kotlin_words import HEAD, WORD_ENDS, KotlinWords
from kavro_lint.languages.kotlin.scanning import DOTTED, plain
from kavro_lint.languages.shapes import Braces, Doubt, filled, starts_of

dotted = DOTTED.match
TYPED = re.compile(rb"[:zA](%s)" % TYPE)
# A function by its name, which may be behind a dot, or one without.
_FUNCTION = re.compile(
    rb"Fg*+(?:(?P<name>n)|m?(?:n[Dg]*?|%s\?*+)(?P<member>[DE])|)(?=\()" % TYPE_IN_PARENTHESES
)
_PROPERTY = re.compile(
    rb"Vg*+(?:(?P<name>n)(?![DEg?.(])|m?(?:n[Dg]*?|%s\?*+)(?P<member>[DE])(?![DEg?.(])|%s)"
    % (TYPE_IN_PARENTHESES, LIST)
)
_behind_name = re.compile(
    rb"%s(?::%s)?+(?:Wn:%s(?:,n:%s)*+)?+\{" % (IN_PARENTHESES, TYPE, TYPE, TYPE)
).match
_DECLARATIONS = re.compile(rb"[VcT]|F(?!\()|On")
_ANNOTATIONS = re.compile(ANNOTATION)
_NAME = re.compile(b"n")
_NAMED = re.compile(rb"n:")
_RESERVED = re.compile(rb"[GSCj]")
_ACCESSORS = re.compile(rb"[GS]")
_SETTER = re.compile(rb"S\(m?n")
_TYPE_ANNOTATION = re.compile(rb":@n[Dg]*+(?=\()")
_nested = re.compile(rb"[(\[{]").search
_entry = re.compile(rb"(?P<notes>(?:%s)*+)n(?:%s)?+" % (ANNOTATION, IN_PARENTHESES)).match
_BEFORE_A_PARAMETER = b"(,"
_FUN, _VAL, _OBJECT, _MODIFIER, _WORD, _OPEN, _COLON, _INIT = b"FVOmn{:j"
# What may stand behind the name of a property on its line.
_ENDS = b"=:;,)}BWiG"


class Declarations:
    """What a source declares. Raises Doubt where only the grammar can tell.

    `declared` are names that stand for what the source itself declares, `members` those of them
    behind a dot, `taken` names of types and arguments; `written` begin the names of types.
    """

    def __init__(self, content: bytes, words: KotlinWords, kinds: bytes) -> None:
        self._content, self._words = content, words
        if b":@" in kinds:
            kinds = self._with_annotated_types(kinds)
        self.kinds = kinds
        self._braces = Braces(kinds)
        self.annotations = [match.span() for match in _ANNOTATIONS.finditer(kinds)]
        if len(self.annotations) != kinds.count(b"@"):
            raise Doubt("annotation")
        self._before = {end: start for start, end in self.annotations}
        # The braces of types and of entries.
        self.bodies: set[int] = set()
        self.taken: set[int] = set()
        self.declared: set[int] = set()
        self.members: set[bytes] = set()
        self.written: list[int] = []
        self._headers = [*headers(kinds, words.lines)]
        self.bodies.update(row.body for row in self._headers if row.body >= 0)
        for row in self._headers:
            self._header(row)
        self._name_accessors()
        self._members_of, self.functions, self.extensions = self._callables()

    def _with_annotated_types(self, kinds: bytes) -> bytes:
        """Return kinds in which annotations of types begin with `b`. Raises Doubt for arguments."""
        for match in _TYPE_ANNOTATION.finditer(kinds):
            if self._words.tokens[match.end() - 1][-1] in WORD_ENDS:
                raise Doubt("annotated type")
        return kinds.replace(b":@", b":b")

    def _header(self, row: Header) -> None:
        """Take the name of a type for one, and the entries of an enumeration."""
        if row.name >= 0:
            self.taken.add(row.name)
        for start, end in row.types:
            self.written += [head.start() for head in HEAD.finditer(self.kinds, start, end)]
        at = row.start
        while self.kinds[at - 1 : at] == b"m":
            at -= 1
            if self._words.word(at) == b"enum" and row.body >= 0:
                self._entries(row.body)

    def _entries(self, body: int) -> None:
        kinds, at = self.kinds, body + 1
        while kinds[at : at + 1] not in (b";", b"}"):
            match = _entry(kinds, at)
            if match is None:
                raise Doubt("enum")
            name = match.end("notes")
            (self.taken if match["notes"] else self.declared).add(name)
            at = match.end()
            if kinds[at : at + 1] == b"{":
                self.bodies.add(at)
                at = self._braces.ends[at] + 1
            if kinds[at : at + 1] == b",":
                at += 1
            elif kinds[at : at + 1] not in (b";", b"}"):
                raise Doubt("enum")

    def _is_member(self, at: int) -> bool:
        """Whether a word stands in a type or at the top, and not in a function."""
        around = self._braces.around(at)
        return around < 0 or around in self.bodies

    def _name_accessors(self) -> None:
        """Make names of `get`, `set`, `constructor` and `init` where they are no such thing."""
        kinds, words = self.kinds, self._words
        generic = {last for first, last in words.parameters if kinds[first - 1] == _FUN}
        edited = bytearray(kinds)
        for match in _RESERVED.finditer(kinds):
            at = match.start()
            is_behind = at > 0 and kinds[at - 1] in BEFORE_EXPRESSION and kinds[at - 1] != _OPEN
            is_at_top = kinds[at] == _INIT and self._braces.around(at) < 0
            if at in generic or is_behind or is_at_top or not self._is_member(at):
                edited[at] = _WORD
        self.kinds = kinds = bytes(edited)
        for match in _ACCESSORS.finditer(words.raw):
            at = match.start()
            if kinds[at] == _WORD and words.lines[at] and self._is_member(at):
                if at in self._before:
                    self.taken.add(at)
                elif words.lines[at - 1]:
                    raise Doubt("accessor")
        self.taken.update(match.end() - 1 for match in _SETTER.finditer(kinds))

    def _start_of(self, at: int) -> int:
        """Return the first of the modifiers and annotations before a word."""
        kinds, before = self.kinds, self._before
        while at > 0:
            if kinds[at - 1] == _MODIFIER:
                at -= 1
            elif at in before:
                at = before[at]
            else:
                break
        return at

    def _callables(self) -> tuple[dict[int, set[str]], tuple[str, ...], tuple[str, ...]]:
        """Return members by the braces of their types, and functions and extensions at the top."""
        kinds, words, lines = self.kinds, self._words, self._words.lines
        members: dict[int, set[str]] = {}
        functions: set[str] = set()
        extensions: set[str] = set()
        matches = [*_FUNCTION.finditer(kinds), *_PROPERTY.finditer(kinds)]
        if len(matches) != kinds.count(b"F") + kinds.count(b"V"):
            raise Doubt("function")
        for match in matches:
            at, name, member = match.start(), match.start(1), match.start(2)
            if name < 0 and member < 0:
                if kinds[at] == _VAL:
                    self.declare(at, match.end())
                continue
            if member >= 0:
                name = member
                self.written += [head.start() for head in HEAD.finditer(kinds, at, name)]
                self.members.add(_without_dot(words.word(name)))
            else:
                self.declared.add(name)
            if kinds[at] == _VAL and kinds[name + 1] not in _ENDS and not lines[name]:
                raise Doubt("property")
            start = self._start_of(at)
            if start and kinds[start - 1] in _BEFORE_A_PARAMETER:
                # A parameter, or the subject of `when`.
                continue
            around = self._braces.around(at)
            word = plain(words.word(name)).lstrip("?.")
            if around >= 0:
                members.setdefault(around, set()).add(word)
            else:
                (extensions if member >= 0 else functions).add(word)
        return members, tuple(sorted(functions)), tuple(sorted(extensions))

    def declare(self, start: int, end: int) -> None:
        """Declare the names in a list of variables, but for those in their types."""
        kinds = self.kinds[start:end]
        spans = [match.span(1) for match in TYPED.finditer(kinds)]
        self.declared.update(start + at for at in starts_of(_NAME, filled(kinds, spans, b"g"), 0))

    def types(self) -> Iterator[TypeNode]:
        """Yield the types in the order of the text."""
        starts, words = self._words.starts, self._words
        nodes = []
        for row in self._headers:
            end = self._end_of_type(row)
            inside = end - 1
            if row.constructor[0] >= 0:
                inside = starts[row.constructor[0]]
            elif row.body >= 0:
                inside = starts[row.body]
            nodes.append((inside, -end, row))
        nodes.sort(key=itemgetter(0, 1))
        around: list[tuple[int, int]] = []
        for number, (inside, end, row) in enumerate(nodes):
            while around and around[-1][0] <= inside:
                around.pop()
            supertypes = [dotted(self._content, starts[at]) for at in row.supertypes]
            own = {plain(words.word(parameter)) for parameter in self._parameters(row)}
            own |= self._members_of.get(row.body, set()) if row.body >= 0 else set()
            declared = DeclaredType(
                self._name_of(row),
                around[-1][1] if around else -1,
                tuple(plain(match[0]) for match in supertypes if match is not None),
                tuple(sorted(own)),
            )
            around.append((-end, number))
            yield TypeNode(inside, -end, declared)

    def _name_of(self, row: Header) -> str:
        """Return the name by which others know a type, `""` for none."""
        is_object = self.kinds[row.start] == _OBJECT
        if is_object and row.start and self._words.word(row.start - 1) == b"companion":
            return "Companion"
        return plain(self._words.word(row.name)) if row.name >= 0 else ""

    def _end_of_type(self, row: Header) -> int:
        if row.body < 0:
            return self.end_of(row.last)
        return self._words.starts[self._braces.ends[row.body]] + 1

    def end_of(self, at: int) -> int:
        """Return the byte behind a word."""
        return self._words.starts[at] + len(self._words.word(at))

    def _parameters(self, row: Header) -> Iterator[int]:
        """Yield the names of the parameters of a primary constructor."""
        kinds, (start, last) = self.kinds, row.constructor
        first = kinds.find(b"(", start, last) if start >= 0 else -1
        if first < 0:
            return
        if _nested(kinds, first + 1, last - 1) is None:
            yield from (match.start() for match in _NAMED.finditer(kinds, first, last))
            return
        depth = 0
        for at in range(first, last):
            mark = kinds[at]
            depth += (mark in b"({[") - (mark in b")}]")
            if depth == 1 and mark == _WORD and kinds[at + 1] == _COLON:
                yield at

    def scopes(self) -> Iterator[Scope]:
        """Yield where the names of type parameters hide types."""
        words = self._words
        owners = {row.parameters[0]: row for row in self._headers}
        for first, last in words.parameters:
            row = owners.get(first)
            start = self._start_of(row.start if row is not None else first - 1)
            if row is not None:
                end = self._end_of_type(row)
            else:
                end = words.starts[self._last_of_callable(first - 1)] + 1
            for name in words.names_of_parameters(first, last):
                yield Scope(words.word(name), words.starts[start], end)

    def _last_of_callable(self, at: int) -> int:
        """Return the last word of a function or property, or one before the next declaration."""
        kinds, around = self.kinds, self._braces.around(at)
        function = _FUNCTION.match(kinds, at)
        body = _behind_name(kinds, function.end()) if function is not None else None
        if body is not None:
            return self._braces.ends[body.end() - 1]
        limit = self._braces.ends[around] if around >= 0 else len(kinds) - 1
        for following in _DECLARATIONS.finditer(kinds, at + 1, limit):
            if self._braces.around(following.start()) == around:
                start = self._start_of(following.start())
                if kinds[start - 1] not in b"(,":
                    return start - 1
        return limit


def _without_dot(word: bytes) -> bytes:
    return word.lstrip(b"?.").lstrip()
