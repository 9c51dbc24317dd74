"""The words of a C# text, and the kind of each.

`N` is a name that begins with a capital, `n` another, `D` and `e` such names with a dot or two
colons before them, `Q` one behind `?.`; `c` declares a class, struct or interface, `E` an enum, `R`
a record, `T` a delegate, `v` an event, `O` an operator, `M` a namespace; `U` is using; `f` a
modifier, `j` one of a parameter, `I` in; `p` a predefined type, `V` var; `w` new, `i` is, `y` as;
`r` stands before an expression or a semicolon, `k` before parentheses or a block, `X` is switch,
`K` catch, `C` case, `W` when; `z` is typeof or sizeof, `x` nameof, `d` default; `t` this or base,
`L` a literal; `q` joins patterns, `m` is with, `l` a word of queries, `F` from, `H` where of a
constraint, `A` begins an accessor; `a` is an arrow, `o` one of the other operators, `s` ++ or --,
`b` the mark of `a?[0]`. `g` is all of type arguments, `G` the parameters of what is declared, `P` a
type that is a tuple, `u` the mark of a nullable type or a pointer, `B` the brackets of an array,
`"` and `'` the braces of a pattern. All else stands for itself.
"""

import re
import string

from kavro_lint.languages.csharp.interpolated import without_interpolation
from kavro_lint.languages.csharp.names import IDENTIFIER
from kavro_lint.languages.shapes import Doubt, Kinds, Names, Words

_DIRECTIVE = (
    rb"#[ \t]*+(?:region|endregion|pragma|nullable|line|error|warning|define|undef)\b[^\n]*+"
)
_GAP = (
    rb"\s*+(?:(?://[^\n]*+|%s|/\*[^*]*+(?:\*++[^/*][^*]*+)*+(?:\*++/|\**+\Z))\s*+)*+" % _DIRECTIVE
)
_NUMBER = rb"0[xX]\w*+|[0-9](?:[eE][+-](?=[0-9])|\w|\.(?=[0-9]))*+"
_TEXT = rb'@"(?:[^"]|"")*+"(?:u8)?|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"(?:u8)?|\'(?:[^\'\\\n]|\\.)*+\''
# What does not end runs to the end, so that nothing is tried twice; it is not a literal then.
_OPEN_TEXT = (
    rb'@"(?:[^"]|"")*+"?(?:u8)?|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+(?:"(?:u8)?)?'
    rb"|'(?:[^'\\\n]|\\.)*+'?"
)
_OPERATOR = rb"=>|\?\?=?|\.\.|&&|\|\||<<=?|[=!<>+\-*/%&|^]=|\+\+|--|->"
# A name behind a dot or two colons.
_BEHIND = rb"(?:\.|::)\s*+(?!(?:this|base|new|default)\b)%s" % IDENTIFIER
_MAYBE = rb"\?\s*+\.\s*+%s" % IDENTIFIER
_TOKENS = re.compile(
    rb"(?:%s|[(){};,]|%s|%s|%s|%s|%s|\S)%s"
    % (IDENTIFIER, _BEHIND, _OPEN_TEXT, _NUMBER, _MAYBE, _OPERATOR, _GAP),
    re.DOTALL,
)
_directives = re.compile(_DIRECTIVE).finditer
_lead = re.compile(_GAP).match
_named = re.compile(rb"[.:?\s]*+(%s)" % IDENTIFIER).match
_kinds = Kinds(
    {
        "c": "class struct interface",
        "E": "enum",
        "R": "record",
        "T": "delegate",
        "v": "event",
        "O": "operator",
        "M": "namespace",
        "U": "using",
        "f": "public private protected internal static readonly const volatile sealed abstract "
        "override virtual extern unsafe implicit explicit",
        "Y": "partial required file",
        "S": "async",
        "Z": "await",
        "J": "yield",
        "h": "scoped",
        "j": "ref out params",
        "I": "in",
        "p": "bool byte sbyte char decimal double float int uint long ulong short ushort object "
        "string void",
        "V": "var",
        "w": "new stackalloc",
        "i": "is",
        "y": "as",
        "r": "return throw else do goto break continue",
        "k": "if while for foreach try finally lock fixed checked unchecked",
        "X": "switch",
        "K": "catch",
        "C": "case",
        "W": "when",
        "z": "typeof sizeof",
        "x": "nameof",
        "d": "default",
        "t": "this base",
        "L": "true false null",
        "q": "not and or",
        "m": "with",
        "F": "from",
        "H": "where",
        "l": "join let select orderby group into on equals by",
        "1": "ascending descending",
        "A": "get set init add remove",
        "a": "=>",
        "s": "++ --",
        "o": "?? ??= .. && || == != <= >= += -= *= /= %= &= |= ^= << <<= ->",
    },
    {"N": string.ascii_uppercase.encode(), "L": string.digits.encode()},
    re.compile(
        rb"(?P<n>%s)|(?P<L>%s)"
        rb"|(?P<D>(?:\.|::)\s*+[A-Z])|(?P<e>%s)|(?P<Q>%s)|%s|[(){}\[\];,.@<>=?:&|!~+*/%%^-]"
        % (IDENTIFIER, _TEXT, _BEHIND, _MAYBE, _OPERATOR),
        re.DOTALL,
    ),
)
# Words that only some places reserve, as what else may be a name; elsewhere they are names.
_SOFT = b"YSZJhAml1qFHWRVx"
_NAME = rb"[Nn%s]" % _SOFT
_ENDS = rb"NnDeQLtg)\]}>puB!%s" % _SOFT
_BEGINS = rb"NnLtpwzxd(!~\[{%s-" % _SOFT
_RESERVED = (
    (b"Y", re.compile(rb"Y(?=[NncREfTpVjYS])"), b"f"),
    (b"S", re.compile(rb"S(?=[NnpVfTjY(])"), b"f"),
    (b"Z", re.compile(rb"Z(?![DeQ;,)=.:\]}?osaI<>Bu])"), b"r"),
    (b"J", re.compile(rb"J(?=r)"), b"r"),
    (b"h", re.compile(rb"(?<=[(,;{}])h(?=[NnpVj])"), b"j"),
    (b"A", re.compile(rb"(?<=[{;}f\]])A(?=[{;a])"), b"A"),
    (b"m", re.compile(rb"(?<=[%s])m(?=\{)" % _ENDS), b"m"),
    (b"W", re.compile(rb"(?<=[%s])W(?=[%s])" % (_ENDS, _BEGINS)), b"W"),
    (b"q", re.compile(rb"(?<=[iC(,:%s])q(?=[NnpLV({<>o\[q-])" % _ENDS), b"q"),
    (b"R", re.compile(rb"(?:(?<=[;{}\]f])|\A)R(?=%s|c%s)" % (_NAME, _NAME)), b"R"),
    (b"x", re.compile(rb"x(?=\()"), b"x"),
)
_CONSTRAINT = re.compile(rb"H(?=%s:)" % _NAME)
_QUERY = re.compile(
    rb"F(?=(?:(?:%s[De]*+|p)(?:<[^;(){}<>]{0,100}+>)?+[?\[\]]*+)?%sI)" % (_NAME, _NAME)
)
_QUERY_WORD = re.compile(rb"(?<=[%s\2])[lH](?=[l1s%s])" % (_ENDS, _BEGINS))
_ORDER = re.compile(rb"(?<=[%s])1(?=[l,;)])" % _ENDS)
_VAR = re.compile(rb"V(?![Nn(])")
_DEFAULT = re.compile(rb"d(?![:(])")


class CSharpWords(Words):
    """The words of a C# text."""

    def __init__(self, content: bytes) -> None:
        """Split a text. Raises Doubt where only the grammar can tell what it is."""
        if content.count(b"\r") != content.count(b"\r\n"):
            raise Doubt("line ends")
        code = without_interpolation(content)
        lead = _lead(code)
        start = lead.end() if lead is not None else 0
        super().__init__(code, _TOKENS, _kinds, start)
        self.content = code
        if b"#" in code:
            _look_at_directives(code)
        self.kinds = _reserved(self.kinds)
        for odd in (b"#", b"/*"):
            if odd in self.kinds:
                raise Doubt(odd.decode())

    def name(self, at: int) -> bytes:
        """Return a name without the dot before it and what stands behind it."""
        return name_of(self.tokens[at])

    def name_span(self, at: int) -> tuple[int, int]:
        """Return where a name begins and ends, without the dot before it."""
        name = name_of(self.tokens[at])
        start = self.starts[at] + self.tokens[at].find(name)
        return start, start + len(name)


def _look_at_directives(code: bytes) -> None:
    """Raise Doubt for a directive that stands behind other code, or goes on."""
    for match in _directives(code):
        start, line = match.start(), match[0]
        is_behind = code[code.rfind(b"\n", 0, start) + 1 : start].strip()
        if is_behind or b"/*" in line or line.rstrip().endswith(b"\\"):
            raise Doubt("directive")


def _name(token: bytes) -> bytes:
    match = _named(token)
    return match[1] if match is not None else token[:1]


# Gives a name without the dot before it and what stands behind it.
name_of = Names(_name).__getitem__


def _reserved(kinds: bytes) -> bytes:
    """Return kinds in which words that only some places reserve are names elsewhere."""
    for word, reserved, kind in _RESERVED:
        if word in kinds:
            kinds = reserved.sub(b"\0", kinds).replace(word, b"n").replace(b"\0", kind)
    if b"H" in kinds:
        kinds = _CONSTRAINT.sub(b"\0", kinds)
    if b"F" in kinds:
        kinds = _QUERY.sub(b"\1", kinds)
        if b"\1" in kinds:
            kinds = _QUERY_WORD.sub(b"\2", _ORDER.sub(b"\2", kinds))
    for word in (b"H", b"F", b"l", b"1"):
        kinds = kinds.replace(word, b"n")
    for word, kind in ((b"\0", b"H"), (b"\1", b"F"), (b"\2", b"l")):
        kinds = kinds.replace(word, kind)
    if b"d" in kinds:
        kinds = _DEFAULT.sub(b"L", kinds)
    return _VAR.sub(b"n", kinds) if b"V" in kinds else kinds
