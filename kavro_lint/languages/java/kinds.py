"""The words of a Java source, and the kind of each.

`N` is a name that begins with a capital, `n` another, `D` and `e` such names with a dot before
them, `l` is `.class`; `c` declares a type, `E` an enum, `R` a
record; `x` is extends, `m` implements, `y` permits, `h` throws; `w` new, `i` instanceof; `r` stands
before an expression, `k` before parentheses; `K` is catch, `C` case; `f` a modifier, `p` a
primitive type, `t` this, `s` super, `L` a literal; `a` is an arrow, `d` two colons, `v` three dots,
`o` one of the other operators. `g` is all of type arguments, `G` those that an expression states.
All else stands for itself.
"""

import re
import string

from kavro_lint.languages.java.known_forms import UNKNOWN, unknown_form
from kavro_lint.languages.java.lexical import IDENTIFIER
from kavro_lint.languages.shapes import Doubt, Kinds, Words, balanced, bare, filled, unknown_pair

_GAP = rb"\s*+(?:(?://[^\n]*+|/\*[^*]*+(?:\*++[^/*][^*]*+)*+(?:\*++/|\**+\Z))\s*+)*+"
_NUMBER = rb"0[xX]\w*+|[0-9](?:[eE][+-](?=[0-9])|[\w.])*+"
_TEXT = (
    rb'"(?!"")[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"|"""(?:[^"\\]|\\.|"(?!""))*+"""|\'(?:[^\'\\\n]|\\.)*+\''
)
# What does not end runs to the end, so that nothing is tried twice; it is not a literal then.
_OPEN_TEXT = (
    rb'"(?!"")[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?|"""(?:[^"\\]|\\.|"(?!""))*+(?:""")?'
    rb"|'(?:[^'\\\n]|\\.)*+'?"
)
_OPERATOR = rb"->|::|\.\.\.|&&|\|\||[=!<>+\-*/%&|^]=|\+\+|--"
# A name behind a dot; `new` is none.
_BEHIND_DOT = rb"\.\s*+(?!new\b)%s" % IDENTIFIER
_TOKENS = re.compile(
    rb"(?:%s|[(){};,]|%s|%s|%s|%s|\S)%s"
    % (IDENTIFIER, _BEHIND_DOT, _OPEN_TEXT, _NUMBER, _OPERATOR, _GAP),
    re.DOTALL,
)
_lead = re.compile(_GAP).match
_kinds = Kinds(
    {
        "c": "class interface",
        "E": "enum",
        "R": "record",
        "x": "extends",
        "m": "implements",
        "y": "permits",
        "h": "throws",
        "w": "new",
        "i": "instanceof",
        "r": "return throw assert else do",
        "k": "if while for switch try finally break continue",
        "K": "catch",
        "C": "case",
        "f": "public private protected static final abstract native transient volatile strictfp "
        "default synchronized",
        "p": "boolean byte char short int long float double void",
        "t": "this",
        "s": "super",
        "L": "true false null",
        "I": "import",
        "P": "package",
        "a": "->",
        "d": "::",
        "v": "...",
        "o": "&& || == != <= >= += -= *= /= %= &= |= ^= ++ --",
        # Words that only some places reserve.
        "S": "sealed",
        "Y": "yield",
        "W": "when",
        "q": "module open",
    },
    {"N": string.ascii_uppercase.encode(), "L": string.digits.encode()},
    re.compile(
        rb"(?P<n>%s)|(?P<L>%s)"
        rb"|(?P<l>\.\s*+class\b)|(?P<D>\.\s*+[A-Z])|(?P<e>%s)|%s|[(){}\[\];,.@<>=?:&|!~+*/%%^-]"
        % (IDENTIFIER, _TEXT, _BEHIND_DOT, _OPERATOR),
        re.DOTALL,
    ),
)
# Where these words are reserved; elsewhere they are names.
_RESERVED = (
    (b"R", re.compile(rb"(?<!d)R(?=[Nn][(<])"), b"R"),
    (b"S", re.compile(rb"(?<!d)S(?=[cfRE@])"), b"f"),
    (b"y", re.compile(rb"(?<=[Nng>])y(?=[Nn])"), b"y"),
    (b"Y", re.compile(rb"(?<=[;{}:a)])Y(?=[NnLwtpsk{!~(@+-])"), b"r"),
    (b"W", re.compile(rb"(?<=[NnDe])W(?=[NnLts(!~])"), b"W"),
    (b"q", re.compile(rb"(?<!d)q(?=[NnEqcf])"), b"#"),
)
# Text that is not code, statements that only newer grammars know, and types with annotations.
_ODD = (b"#", b".@", b".N", b".n", b"w@", b"/*", b"W(")
_takes_apart = re.compile(rb"[iC][Nn][De]*+\(").search
_beginning = re.compile(rb"(?:P[Nn][De]*+;)?+(?:;|If?[Nn][De]*+(?:\.\*)?;)*+").match
_ARGUMENTS = re.compile(balanced(b"<", b">", 6, rb"[NnDep.,?@&xs\[\]]"))
_LESS_THAN = re.compile(rb"<(?<=[ND]<)")
HEAD = re.compile(rb"[Nn](?<!d.)")


class JavaWords(Words):
    """The words of a Java source; `first` is the one behind its imports.

    `in_arguments` are those in type arguments that begin the name of a type; `parameters` are the
    first and the last of the type parameters of methods and constructors.
    """

    def __init__(self, content: bytes) -> None:
        """Split a source. Raises Doubt where only the grammar can tell what it is."""
        lead = _lead(content)
        super().__init__(content, _TOKENS, _kinds, lead.end() if lead is not None else 0)
        kinds = self.kinds
        for word, reserved, kind in _RESERVED:
            if word in kinds:
                kinds = reserved.sub(b"\0", kinds).replace(word, b"n").replace(b"\0", kind)
        odd = next((odd for odd in _ODD if odd in kinds), None)
        if odd is not None:
            raise Doubt(odd.decode())
        if _takes_apart(kinds):
            raise Doubt("record pattern")
        pair = unknown_pair(kinds, UNKNOWN)
        if pair is not None:
            raise Doubt(f"words {pair}")
        beginning = _beginning(kinds)
        self.first = beginning.end() if beginning is not None else 0
        if kinds.find(b"I", self.first) >= 0 or kinds.find(b"P", self.first) >= 0:
            raise Doubt("import")
        self.in_arguments: list[int] = []
        self.parameters: list[tuple[int, int]] = []
        self._all_kinds = kinds
        self.kinds = self._without_arguments(kinds)
        form = unknown_form(self.kinds)
        if form is not None:
            raise Doubt(form)

    def _without_arguments(self, kinds: bytes) -> bytes:
        """Return the kinds without type arguments, and note the names in those."""
        stated: list[tuple[int, int]] = []
        spans: list[tuple[int, int]] = []
        for match in _ARGUMENTS.finditer(kinds, self.first):
            start, end = match.span()
            before = kinds[start - 1 : start]
            if before in b"ND":
                if _is_annotated(kinds, start):
                    self.parameters.append((start, end))
                elif self.tokens[start - 1].endswith(b" "):
                    # `MOST < x`
                    raise Doubt("less-than")
            elif before in b"f;{})":
                self.parameters.append((start, end))
            elif before not in b".d":
                raise Doubt("type arguments")
            (stated if before in b".d" else spans).append((start, end))
            self.in_arguments += [head.start() for head in HEAD.finditer(kinds, start, end)]
        kinds = filled(filled(kinds, spans, b"g"), stated, b"G")
        for match in _LESS_THAN.finditer(kinds, self.first):
            if not self.tokens[match.start() - 1].endswith((b" ", b"\n")):
                raise Doubt("type arguments")
        return kinds

    def is_dot(self, at: int) -> bool:
        """Whether a word is a name behind a dot, also in type arguments; the end is none."""
        return self._all_kinds[at : at + 1] in (b"D", b"e")

    def word(self, at: int) -> bytes:
        """Return a word without what stands behind it."""
        return bare(self.tokens[at])


def _is_annotated(kinds: bytes, end: int) -> bool:
    """Whether the name that ends at a word is of an annotation."""
    at = end - 1
    while at > 0 and kinds[at] in b"De":
        at -= 1
    return kinds[max(at - 1, 0) : at] == b"@"
