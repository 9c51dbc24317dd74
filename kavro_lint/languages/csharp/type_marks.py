"""The marks of types among the words of a C# text: nullable, arrays, arguments, tuples."""

import re

from kavro_lint.languages.csharp.kinds import CSharpWords
from kavro_lint.languages.csharp.known_forms import UNKNOWN
from kavro_lint.languages.csharp.pattern_braces import before_name, with_pattern_braces
from kavro_lint.languages.shapes import Doubt, balanced, filled, unknown_pair

_ARGUMENT = rb"[NnDepuBjI,()]"
# Type parameters may have attributes.
_ARGUMENTS = re.compile(balanced(b"<", b">", 8, rb"(?:%s|\[[^\[\]<>;{}]*+\])" % _ARGUMENT))
_WITHOUT_ATTRIBUTES = re.compile(rb"[^\[\]]++(?![^\[\]]*+\])")
_RANK = re.compile(rb"\[,*+\]")
_POINTER = re.compile(rb"\*(?:(?<=[pu].)|(?=\*?+[)>]))")
_POINTER_OR_PRODUCT = re.compile(rb"\*++(?=[Nn])")
# The mark of a nullable type: what no expression goes on with, but what follows a type.
_NULLABLE = (
    re.compile(rb"\?(?=[)>,\];:}o?IO])"),
    re.compile(rb"\?(?<=[pB].)(?=[Nnt(])"),
    re.compile(rb"\?(?<=[NnDe>)\]].)(?=[Nn][;,)I{])"),
)
_BEFORE_NAME = re.compile(rb"\?(?=[Nnt(])")
# Behind these no expression begins, or at least no condition.
_BEGINS = b";{}fjv]O"
_CONDITIONAL = re.compile(rb"\?(?=\[)(?<=[NnDeQ)\]g!>tL].)")
_QUESTION = re.compile(rb"\?(?=B|[Nn](?:[=a(De<])|t\[)")
_PARAMETER = re.compile(rb"(?<=[(,])[Nn][Deg]*+\?[Nn]=")
_LESS_THAN = re.compile(rb"<(?<=[NnDe]<)")
# `x = a < b > c`
_compared = re.compile(rb"[=o?&|^+*/%ra!~-][Nn][Deg]*+(?<=g)[Nn]").search
_HEAD = re.compile(rb"[Nn](?<![NnDepuB>)].)")
_declares = re.compile(rb"%s[{aH]" % balanced(b"(", b")", 12)).match
_TYPE = rb"(?:[Nn][Deg]*+|p|P++)[uB]*+"
_ELEMENTS = rb"%s[Nn]?(?:,%s[Nn]?)++" % (_TYPE, _TYPE)
_TUPLE = re.compile(
    rb"\((?:(?<![NnDegGQtOzxdkKXwVUyiCq:]\()%s\)(?=[uB]*+[NntO])|(?<=w\()%s\)(?=[B\[]))"
    % (_ELEMENTS, _ELEMENTS)
)
_TUPLE_HEAD = re.compile(rb"(?<=[(,])[Nn]")
_DEEPEST_TUPLES = 6
_BLANKS = b" \t\n\r/"


class TypeMarks:
    """The kinds of words in which all of a type's arguments is `g`, and so on.

    `heads` are words in type arguments and tuples that begin the name of a type; `parameters` are
    the first and the last of the type parameters of what is declared.
    """

    def __init__(self, words: CSharpWords) -> None:
        """Take the words of a text. Raises Doubt where they do not tell."""
        self._words = words
        self.heads: list[int] = []
        self.parameters: list[tuple[int, int]] = []
        kinds = self._with_suffixes(with_pattern_braces(words.kinds))
        pair = unknown_pair(kinds, UNKNOWN)
        if pair is not None:
            raise Doubt(f"words {pair}")
        kinds = self._without_arguments(kinds)
        if _compared(kinds) is not None:
            raise Doubt("type arguments")
        self.kinds = self._without_tuples(kinds)

    def _is_tight(self, at: int) -> bool:
        """Whether nothing stands between a word and the one before it."""
        return self._words.tokens[at - 1][-1] not in _BLANKS

    def _is_unsafe(self) -> bool:
        words = self._words
        return b"unsafe" in words.content and b"unsafe" in map(words.name, range(len(words.tokens)))

    def _with_pointers(self, kinds: bytes) -> bytes:
        if b"*" not in kinds:
            return kinds
        kinds = _POINTER.sub(b"u", kinds)
        for match in _POINTER_OR_PRODUCT.finditer(kinds):
            before = _before_type(kinds, match.start())
            if before in b";{}fj]" or (before in b"(,<" and self._is_unsafe()):
                raise Doubt("pointer")
        return kinds

    def _with_suffixes(self, kinds: bytes) -> bytes:
        """Return the kinds with the marks of nullable types, pointers and arrays."""
        kinds = self._with_pointers(_RANK.sub(lambda match: b"B" * len(match[0]), kinds))
        if b"?" not in kinds:
            return kinds
        for pattern in _NULLABLE:
            kinds = pattern.sub(b"u", kinds)
        marks = bytearray(_CONDITIONAL.sub(b"b", kinds))
        for match in _BEFORE_NAME.finditer(kinds):
            at = match.start()
            before = _before_type(kinds, at)
            if before in _BEGINS and (before == ord("O") or kinds[at + 1] != ord("(")):
                marks[at] = ord("u")
        kinds = bytes(marks)
        for match in _QUESTION.finditer(kinds):
            at = match.start()
            is_tight = self._is_tight(at)
            if kinds[at + 1] == ord("B"):
                marks[at] = ord("u" if is_tight else "?")
            elif kinds[at + 2 : at + 3] == b"=":
                if not is_tight:
                    raise Doubt("question")
                marks[at] = ord("u")
            elif is_tight:
                raise Doubt("question")
        return bytes(marks)

    def _without_arguments(self, kinds: bytes) -> bytes:
        """Return the kinds without type arguments, and note the names in those."""
        arguments: list[tuple[int, int]] = []
        heads: dict[int, int] = {}
        for match in _ARGUMENTS.finditer(kinds):
            start, end = match.span()
            before = kinds[start - 1]
            if before not in b"NnDeQ":
                if before == ord("O"):
                    continue
                raise Doubt("type arguments")
            if not self._is_tight(start):
                raise Doubt("less-than")
            if kinds[end : end + 1] in (b"N", b"n") and self._is_tight(end):
                raise Doubt("less-than")
            if _is_declared(kinds, start, end, heads):
                self.parameters.append((start, end))
            elif b"[" in match[0]:
                raise Doubt("type arguments")
            else:
                arguments.append((start, end))
                self.heads += [head.start() for head in _HEAD.finditer(kinds, start, end)]
        kinds = filled(kinds, arguments, b"g")
        for span in self.parameters:
            parts = [part.span() for part in _WITHOUT_ATTRIBUTES.finditer(kinds, *span)]
            kinds = filled(kinds, parts, b"G")
        for match in _LESS_THAN.finditer(kinds):
            if self._is_tight(match.start()):
                raise Doubt("type arguments")
        return kinds

    def _without_tuples(self, kinds: bytes) -> bytes:
        """Return the kinds without types that are tuples, and note the names in those."""
        for _ in range(_DEEPEST_TUPLES):
            spans = [match.span() for match in _TUPLE.finditer(kinds)]
            if not spans:
                return kinds
            for span in spans:
                self.heads += [head.start() for head in _TUPLE_HEAD.finditer(kinds, *span)]
            kinds = filled(kinds, spans, b"P")
        raise Doubt("tuple")


def _before_type(kinds: bytes, at: int) -> int:
    """Return the kind before the name of a type that stands before a word, 0 where none does."""
    before = before_name(kinds, at - 1)
    return kinds[before] if 0 <= before < at - 1 else 0


def _is_declared(kinds: bytes, start: int, end: int, heads: dict[int, int]) -> bool:
    """Whether type parameters stand between two words, and no arguments.

    `heads` say where names begin by where their arguments end; this name is noted there.
    """
    head = start - 1
    while head >= 0 and kinds[head] in b"De":
        head -= 1
    if head >= 0 and kinds[head] == ord(">"):
        head = heads.get(head, -1)
    if head < 1 or kinds[head] not in b"Nn":
        return False
    heads[end - 1] = head
    before = kinds[head - 1]
    if before in b"cRE":
        return True
    if kinds[end : end + 1] != b"(":
        return False
    if before == ord(")") and _declares(kinds, end) is not None:
        raise Doubt("tuple")
    return before in b"NnDepuB" or (before == ord(">") and head - 1 in heads)
