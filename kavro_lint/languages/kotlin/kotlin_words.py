"""A Kotlin source split into words, also the code in its texts, and their kinds (see `kinds`)."""

import re
from collections.abc import Iterator
from itertools import accumulate

from kavro_lint.languages.kotlin.kinds import KINDS, LINES, PLAIN, TOKENS, lead, resolved
from kavro_lint.languages.kotlin.known_forms import unknown_pair
from kavro_lint.languages.kotlin.scanning import TEMPLATE
from kavro_lint.languages.kotlin.texts import CODE, TEXT
from kavro_lint.languages.shapes import (
    LINE,
    Doubt,
    are_balanced,
    balanced,
    bare,
    filled,
    refuse_data,
    refuse_unended,
)

_TEXTS = re.compile(rb"[Q\xd1]")
_text = re.compile(TEXT, re.DOTALL).match
# In a text: an escape, or code.
_CODE = rb"\$\{\s*+(?P<code>(?:%s)*+)(?P<end>\}?)" % CODE
_codes = re.compile(rb"\\.|" + _CODE, re.DOTALL).finditer
_raw_codes = re.compile(_CODE, re.DOTALL).finditer
_odd_template = re.compile(rb"\$[`\x80-\xff]").search
# Words of which no expression tells what they are.
_ODD = (b"#", b"M", b"v", b"r", b"/*")
_ARGUMENTS = re.compile(balanced(b"<", b">", 10, rb"[nDEp?*,:()a&mi.@]"))
_LESS_THAN = re.compile(rb"<(?<=[nDER]<)")
# A type behind `as` or `is`, of which less is looked at than people write parts of a name.
_LONGEST_NAME = 20
_tested = re.compile(rb"[Az]nD*+\Z").search
HEAD = re.compile(rb"n(?!:)")
_ANNOTATION, _NAME = b"@n"
WORD_ENDS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_`"


class KotlinWords:
    """The words of a Kotlin source, each with what stands behind it, where they begin, their kinds.

    `lines` has a bit for each word that a line break follows. `templates` are the names in texts
    (`"$name"`), by where they begin. `in_arguments` are the words in type arguments that begin the
    name of a type; `parameters` are the first and the last of declared type parameters. `raw` are
    the kinds that words have anywhere, `all_kinds` those that they have where they stand.
    """

    def __init__(self, content: bytes) -> None:
        """Split a source. Raises Doubt where only the grammar can tell what it is."""
        refuse_data(content)
        self._content = content
        self.templates: dict[int, bytes] = {}
        blank = lead(content)
        start = blank.end() if blank is not None else 0
        self.tokens, raw = self._split(start, len(content))
        self.starts = [*accumulate(map(len, self.tokens), initial=start)]
        self.lines = raw.translate(LINES)
        self.raw = raw.translate(PLAIN)
        kinds = resolved(self.raw, self.lines)
        odd = next((odd for odd in _ODD if odd in kinds), None)
        if odd is not None:
            raise Doubt(odd.decode())
        refuse_unended(self.tokens[-1] if self.tokens else content)
        pair = unknown_pair(kinds, self.lines)
        if pair is not None:
            raise Doubt(f"words {pair}")
        if not are_balanced(kinds):
            raise Doubt("brackets")
        self.in_arguments: list[int] = []
        self.parameters: list[tuple[int, int]] = []
        # Behind the last word there is one more kind, so that each has one behind it.
        self.all_kinds = kinds + b";"
        self.kinds = self._without_arguments(self.all_kinds)

    def word(self, at: int) -> bytes:
        """Return a word without what stands behind it."""
        return bare(self.tokens[at])

    def is_dot(self, at: int) -> bool:
        """Whether a word is a name behind a dot, also in type arguments; the end is none."""
        return self.all_kinds[at : at + 1] == b"D"

    def _split(self, start: int, end: int) -> tuple[list[bytes], bytes]:
        """Return words and their kinds; those of code in texts come between parts of the text."""
        tokens = TOKENS.findall(self._content, start, end)
        kinds = bytes(map(KINDS.__getitem__, tokens))
        texts = [match.start() for match in _TEXTS.finditer(kinds)]
        if not texts:
            return tokens, kinds
        starts = [*accumulate(map(len, tokens), initial=start)]
        all_tokens: list[bytes] = []
        all_kinds: list[bytes] = []
        at = 0
        for text in texts:
            inner_tokens, inner_kinds = self._opened(
                starts[text], starts[text + 1], kinds[text] & LINE
            )
            all_tokens += tokens[at:text]
            all_tokens += inner_tokens
            all_kinds += kinds[at:text], inner_kinds
            at = text + 1
        return all_tokens + tokens[at:], b"".join((*all_kinds, kinds[at:]))

    def _opened(self, start: int, end: int, line: int) -> tuple[list[bytes], bytes]:
        """Return the words of a text with code in it, and note the names in it."""
        content = self._content
        text = _text(content, start, end)
        if text is None or _odd_template(text[0]):
            raise Doubt("text")
        is_raw = text[0].startswith(b'"""')
        tokens: list[bytes] = []
        kinds: list[bytes] = []
        at = start
        for match in (_raw_codes if is_raw else _codes)(content, start, text.end()):
            if match["code"] is None:
                continue
            first, last = match.span("code")
            inner_tokens, inner_kinds = self._split(first, last)
            if not match["end"] or not inner_tokens:
                raise Doubt("code in a text")
            self._note_templates(at, match.start(), is_raw)
            tokens += content[at:first], *inner_tokens
            kinds += b"Y" if kinds else b"Q", inner_kinds
            at = last
        self._note_templates(at, text.end(), is_raw)
        tokens.append(content[at:end])
        kinds.append(bytes((ord("Z" if kinds else "L") | line,)))
        return tokens, b"".join(kinds)

    def _note_templates(self, start: int, end: int, is_raw: bool) -> None:
        """Note the names in a part of a text, but for those that are escaped."""
        for match in TEMPLATE.finditer(self._content, start, end):
            before = self._content[match.start() - 1 : match.start()]
            if is_raw or before not in (b"\\", b"$"):
                self.templates[match.start(1)] = match[1]

    def _without_arguments(self, kinds: bytes) -> bytes:
        """Return the kinds without type arguments, and note the names in those."""
        spans: list[tuple[int, int]] = []
        for match in _ARGUMENTS.finditer(kinds):
            start, end = match.span()
            before = kinds[start - 1 : start]
            if before in (b"F", b"V") or kinds[max(start - 2, 0) : start] in (b"cn", b"Tn"):
                self.parameters.append((start, end))
            elif before not in (b"n", b"D", b"E", b"s"):
                raise Doubt("type arguments")
            elif self.tokens[start - 1][-1] not in WORD_ENDS or (
                kinds[end] in b"nLQt"
                and not self.lines[end - 1]
                and not _tested(kinds, max(start - _LONGEST_NAME, 0), start)
            ):
                # `MOST < x`, `a<b>c`
                raise Doubt("less-than")
            spans.append((start, end))
            self.in_arguments += [head.start() for head in HEAD.finditer(kinds, start, end)]
        kinds = filled(kinds, spans, b"g")
        for match in _LESS_THAN.finditer(kinds):
            if self.tokens[match.start() - 1][-1] in WORD_ENDS:
                raise Doubt("type arguments")
        return kinds

    def names_of_parameters(self, first: int, last: int) -> Iterator[int]:
        """Yield the names of the type parameters that stand between words."""
        kinds = self.all_kinds
        depth, is_next = 0, False
        for at in range(first, last):
            mark = kinds[at]
            depth += (mark in b"<(") - (mark in b">)")
            if mark in b"<,":
                is_next = depth == 1
            elif is_next:
                if mark == _ANNOTATION:
                    raise Doubt("type parameters")
                if mark == _NAME:
                    is_next = False
                    yield at
