"""The words of a Kotlin source, and the kind of each.

`n` is a name, `D` one with a dot before it, `E` one with `?.`, `R` one with `::`; `K` is `::class`;
`c` declares a class or interface, `O` an object, `F` a function, `V` a property or variable, `T` an
alias of a type, `C` is constructor, `G` get, `S` set, `j` init; `m` is a modifier, `B` by, `W`
where; `z` is is, `A` as, `i` in; `w` when, `f` for, `k` if, `h` while, `J` another word before an
expression, `H` catch; `t` this, `s` super, `p` dynamic, `l` a label, `L` a literal, `Q`, `Y` and
`Z` the beginning, the inner parts and the end of a text with code in it; `a` is an arrow, `U` two
exclamation marks, `e` two signs (`++`), `o` one of the other operators; `X` begins an annotation of
the file, `b` one of a type. `g` is all of type arguments. All else stands for itself.
"""

import re

from kavro_lint.languages.kotlin.scanning import PART, PLAIN_PART, QUOTED_PART
from kavro_lint.languages.kotlin.texts import CHARACTER, DOLLARS, OPEN_TEXT, PLAIN_TEXT, TEXT
from kavro_lint.languages.shapes import LINE, Kinds

_IN_COMMENT = rb"[^*/]++|\*(?!/)|/(?!\*)"
# A comment may have others in it; deeper ones are the grammar's to read.
_GAP = rb"\s*+(?:(?://[^\n]*+|/\*(?:%s|/\*(?:%s)*+\*/)*+(?:\*/|\Z))\s*+)*+" % (
    _IN_COMMENT, _IN_COMMENT,
)  # fmt: skip
_NUMBER = rb"0[xX]\w*+|[0-9](?:[eE][+-](?=[0-9])|\w|\.(?=[0-9]))*+"
_OPERATOR = rb"->|===|==|!==|!=|!!|!is\b|!in\b|\?:|\.\.<?|&&|\|\||[<>+\-*/%]=|\+\+|--"
_BEHIND_DOT = rb"(?:\.|\?\.)\s*+%s" % PART
_REFERENCE = rb"::\s*+%s" % PART
_TARGET = rb"(?:file|[gs]et|field|property|param|setparam|receiver|delegate)"
_LABEL = rb"@(?:(?!(?:while|for|do)\b)%s)?" % PART
# To ask for the first letter of a name comes first, for most words are names.
_WORD = rb"%s(?:%s|\?(?<=\bas\?))?+|%s(?:%s)?+" % (PLAIN_PART, _LABEL, QUOTED_PART, _LABEL)
_PARTS = (
    _WORD, _BEHIND_DOT, OPEN_TEXT, _REFERENCE, _TARGET, _NUMBER, _OPERATOR, CHARACTER, DOLLARS,
)  # fmt: skip
TOKENS = re.compile(
    rb"(?:%s|[(){},;\[\]]|%s|%s|::\s*+class\b|%s|@(?:%s:)?|%s|%s|%s|%s|\S)%s" % (*_PARTS, _GAP),
    re.DOTALL,
)
lead = re.compile(rb"(?:#![^\n]*+\n)?+" + _GAP).match
_LABELS = PART, PART, PART, PART
_LITERALS = PLAIN_TEXT, DOLLARS, _NUMBER, CHARACTER
KINDS = Kinds(
    {
        "c": "class interface",
        "O": "object",
        "F": "fun",
        "V": "val var",
        "T": "typealias",
        "P": "package",
        "I": "import",
        "z": "is !is",
        "A": "as as?",
        "i": "in !in",
        "w": "when",
        "f": "for",
        "k": "if",
        "h": "while",
        "J": "return throw else do try",
        "t": "this",
        "s": "super",
        "a": "->",
        "U": "!!",
        "X": "@file:",
        "@": "@ @get: @set: @field: @property: @param: @setparam: @receiver: @delegate:",
        "o": "=== == !== != ?: .. ..< && || <= >= += -= *= /= %=",
        "e": "++ --",
        # Words that only some places reserve.
        "M": "public private internal protected abstract final sealed open override lateinit "
        "vararg noinline crossinline tailrec infix inline external companion reified",
        "v": "suspend",
        "r": "data enum annotation inner value operator const expect actual",
        "G": "get",
        "S": "set",
        "C": "constructor",
        "B": "by",
        "W": "where",
        "H": "catch",
        "y": "finally",
        "u": "out",
        "q": "dynamic",
        "x": "context",
        "j": "init",
    },
    {},
    re.compile(
        rb"(?P<n>%s(?![@?]))|(?P<J>return@%s)|(?P<t>this@%s)|(?P<s>super@%s)"
        rb"|(?P<L>(?:break|continue)@%s|%s|%s|%s|%s)|(?P<Q>%s)|(?P<l>[A-Za-z_]\w*+@)|as\?"
        rb"|(?P<E>\?\.\s*+%s)|(?P<D>\.\s*+%s)|(?P<K>::\s*+class\b)|(?P<R>%s)"
        rb"|@(?:%s:)?+|%s|[(){}\[\]:;,@<>=?&!*+/%%.-]"
        % (PART, *_LABELS, *_LITERALS, TEXT, PART, PART, _REFERENCE, _TARGET, _OPERATOR),
        re.DOTALL,
    ),
    marks_lines=True,
)

PLAIN = bytes(kind & ~LINE for kind in range(256))
LINES = bytes(kind & LINE for kind in range(256))
# A word that may be a modifier is one before another or a declaration; people write six.
_names_like_modifiers = re.compile(rb"r(?![Mrv]{0,20}+[FVcOTC])").sub
_modifiers = re.compile(
    rb"[Mrv](?:(?=[Mrv]{0,20}+(?:[FVcOTGS@]|C\(|[nCGSBWyujx]:))|(?<=[<,]M)(?=n)"
    rb"|(?<=[:<,(aAz]v)(?=[n(])|(?<=Tn=v)|(?<=>=v)(?=[n(]))"
).sub
# Where other words are reserved; elsewhere they are names.
_RESERVED = (
    (b"M", re.compile(rb"M(?<![=(,oeJVF!&|]M)(?![(=DE,)\]}oeU])"), b"M"),
    (b"v", re.compile(rb"v(?=[n(])"), b"v"),
    (b"q", re.compile(rb"q(?:(?<=[:<Aza]q)(?!:)|(?<=[(,]q)(?=[nDEgq?,:&.]{0,40}+\)\??a))"), b"p"),
    (b"C", re.compile(rb"C(?=\()(?<![=(,oJ!iA:]C)"), b"C"),
    (b"B", re.compile(rb"B(?![:=),DE\]};])"), b"B"),
    (b"W", re.compile(rb"W(?=n:)"), b"W"),
    (b"H", re.compile(rb"H(?<=\}H)(?=\()"), b"H"),
    (b"y", re.compile(rb"y(?<=\}y)(?=\{)"), b"J"),
    (b"G", re.compile(rb"G(?:(?<![FV]G)(?=\(\)[=:{])|(?<=mG))"), b"G"),
    (b"S", re.compile(rb"S(?:(?<![FV]S)(?=\(m?n(?:\)[={:]|:))|(?<=mS))"), b"S"),
    (b"j", re.compile(rb"j(?=\{)"), b"j"),
    (b"u", re.compile(rb"u(?<=[<,]u)(?=n)"), b"i"),
    (b"x", re.compile(rb"x(?=\()"), b"#"),
)
# Behind these stands an expression, also where a line ends between.
BEFORE_EXPRESSION = b"=(,oJ!{[a+-*/%<>&iQY"


def resolved(kinds: bytes, lines: bytes) -> bytes:
    """Return kinds in which words that are reserved in some places are so, or names."""
    if b"r" in kinds:
        kinds = _names_like_modifiers(b"n", kinds)
        if b"r" in kinds:
            kinds = _without_values(kinds, lines)
    kinds = _modifiers(b"m", kinds).replace(b"Fc", b"mc")
    for word, reserved, kind in _RESERVED:
        if word in kinds:
            kinds = reserved.sub(b"\0", kinds).replace(word, b"n").replace(b"\0", kind)
    return kinds


def _without_values(kinds: bytes, lines: bytes) -> bytes:
    """Return kinds in which `value` is a name where a line ends behind it, as in `= value`."""
    edited = bytearray(kinds)
    for match in re.finditer(b"r", kinds):
        at = match.start()
        if lines[at]:
            is_value = kinds[at - 1] in BEFORE_EXPRESSION.replace(b"{", b"")
            # Only the grammar tells `data` and a class from a data class.
            edited[at] = ord("n") if is_value else ord("#")
    return bytes(edited)
