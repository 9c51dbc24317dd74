"""The words of a PHP source, and the kind of each.

`n` is a name, `q` one with backslashes; `V` a variable, `M` a member behind an arrow,
`D` one behind two colons, `d` two colons before anything else, `a` an arrow before anything else;
`c` declares a class, `E` an enum, `F` a function, `f` a short one, `k` a constant; `e` is extends,
`m` implements, `u` use, `N` namespace, `w` new, `i` instanceof, `I` loads a file, `K` is catch, `C`
case, `s` a word that names no class of its own, `A` begins attributes, `L` is a literal, `T` text
with variables, `v` three dots, `o` one of the other operators, `r` one of the other reserved words.
All else stands for itself.
"""

import re

from kavro_lint.languages.php.lexical import KEYWORDS, PART
from kavro_lint.languages.shapes import Doubt, Kinds, Words, balanced, starts_of

_NAME = rb"(?:%s|\\%s)(?:\\%s)*+" % (PART, PART, PART)
_GAP = rb"\s*+(?:(?://[^\n]*+|#(?!\[)[^\n]*+|/\*[^*]*+(?:\*++[^/*][^*]*+)*+(?:\*++/|\**+\Z))\s*+)*+"
_NUMBER = rb"[0-9](?:[eE][+-](?=[0-9])|[\w]|\.(?=[0-9]))*+"
# What does not end runs to the end, so that nothing is tried twice; it is not a literal then.
_OPEN_TEXT = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|\'[^\'\\]*+(?:\\.[^\'\\]*+)*+\'?'
_MEMBER = rb"(?:->|\?->)\s*+%s" % PART
_STATIC = rb"::\s*+%s" % PART
_OPERATOR = rb"\?->|->|::|=>|\.\.\.|\?\?=?|&&|\|\||[=!]==?|<=>|[<>+\-*/%.&|^]=|\+\+|--|<<|>>|\*\*"
_TOKENS = re.compile(
    rb"(?:\$%s|[(){};,]|%s|%s|%s|%s|%s|#\[|%s|\S)%s"
    % (PART, _NAME, _MEMBER, _STATIC, _OPEN_TEXT, _NUMBER, _OPERATOR, _GAP),
    re.DOTALL,
)
_beginning = re.compile(rb"(?:#![^\n]*+\n)?<\?php\s%s" % _GAP, re.IGNORECASE).match
# A comment of one line ends where HTML begins; in strings and other comments that is text.
_html_behind_comment = re.compile(rb"(?://|#)[^\n]*?\?>").search
_yields_from = re.compile(rb"(\byield\s++)from\b", re.IGNORECASE).sub
_kinds = Kinds(
    {
        "c": "class interface trait",
        "E": "enum",
        "F": "function",
        "f": "fn",
        "k": "const",
        "e": "extends",
        "m": "implements",
        "u": "use",
        "N": "namespace",
        "w": "new",
        "i": "instanceof",
        "I": "include include_once require require_once",
        "K": "catch",
        "C": "case",
        "s": b" ".join(KEYWORDS).decode(),
        "x": "insteadof goto __halt_compiler",
        "r": "abstract and as break clone continue declare default do echo else elseif "
        "enddeclare endfor endforeach endif endswitch endwhile final finally for foreach "
        "global if list match or print private protected public readonly return "
        "switch throw try unset var while xor yield",
        "X": "exit",
        "A": "#[",
        "a": "-> ?->",
        "d": "::",
        "v": "...",
        "o": "=> ?? ??= && || == === != !== <=> <= >= += -= *= /= %= .= &= |= ^= ++ -- << >> **",
    },
    {"L": b"0123456789", **{mark: mark.encode() for mark in "(){};,"}},
    re.compile(
        rb"(?P<n>%s(?!\\))|(?P<V>\$%s)|(?P<q>%s)|(?P<M>%s)|(?P<D>%s)|(?P<L>\"(?:[^\"\\$]|\\.)*+\"|'[^'\\]*+(?:\\.[^'\\]*+)*+')"
        rb"|(?P<T>\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\")|#\[|%s|[(){}\[\];,@<>=?:&|!~+*/%%^.$\\-]"
        % (PART, PART, _NAME, _MEMBER, _STATIC, _OPERATOR),
        re.DOTALL | re.IGNORECASE,
    ),
    ignores_case=True,
)
# Code in a string: a call, a constant, a key without quotes.
_code_in_string = re.compile(
    rb"\$\{|\{\$(?!\w++(?:\??->\w++(?:\((?:\$\w++)?\))?|\[(?:'[^'\\]*+'|\d++|\$\w++)\])*+\})"
    rb"|\$\w++\[[A-Za-z_]"
).search


IN_PARENTHESES = balanced(b"(", b")", 12)
# But in `use A\{B, C};`
_lone_backslash = re.compile(rb"\\(?!\{)").search
# A method may be named like a reserved word.
_method_name = re.compile(rb"(F&?)[a-mo-zA-Z](?=\()")
# An argument may be: `new Get(class: Row::class)`.
_argument_name = re.compile(rb"[cFfkNuICwiemK](?=:)(?<=[(,].)").sub
_no_enum = re.compile(rb"E(?!n[:m{])").sub
# A function to the grammar, but where it begins a statement.
_exit_in_expression = re.compile(rb"(?<![;{}r)])X(?=\()").search
_TEMPLATES = re.compile(b"T")


# A text of several lines; what it holds is code only where it is no nowdoc, which has the quotes.
_heredoc = re.compile(
    rb"<<<[ \t]*+(?:(')(%s)'|\"?(%s)\"?)\r?\n(?:[^\n]*+\n)*?[ \t]*+(?:\2|\3)(?!\w)" % (PART, PART)
).match


def _without_heredocs(content: bytes) -> bytes:
    """Return a source in which each such text is a number and blanks. Raises Doubt for others."""
    parts: list[bytes] = []
    at = 0
    while (start := content.find(b"<<<", at)) >= 0:
        match = _heredoc(content, start)
        # What is no such text may be a comment or a string, and only the first is looked at.
        if match is None:
            raise Doubt("heredoc")
        if match[1] is None and _code_in_string(match[0]):
            raise Doubt("code in a string")
        parts += content[at:start], b"0".ljust(match.end() - start)
        at = match.end()
    parts.append(content[at:])
    return b"".join(parts)


class PhpWords(Words):
    """The words of a PHP source."""

    def __init__(self, content: bytes) -> None:
        """Split a source. Raises Doubt where only the grammar can tell what it is."""
        beginning = _beginning(content)
        if beginning is None or (b"?>" in content and _html_behind_comment(content) is not None):
            raise Doubt("template")
        code = _without_heredocs(content) if b"<<<" in content else content
        if b"yield" in code.lower():
            code = _yields_from(rb"\1    ", code)
        super().__init__(code, _TOKENS, _kinds, beginning.end())
        # An end, so that each word has one behind it.
        self.tokens.append(b"")
        kinds = self.kinds + b";"
        if b"E" in kinds:
            kinds = _no_enum(b"n", kinds)
        if _method_name.search(kinds) is not None:
            kinds = _method_name.sub(rb"\1n", kinds)
        self.kinds = kinds = _argument_name(b"n", kinds)
        for odd in (b"#", b"`", b"x", b"/*", b"$", b"?>", b"nL", b"nT"):
            if odd in kinds:
                raise Doubt(odd.decode())
        if b"T" in kinds and any(
            _code_in_string(self.tokens[at]) for at in starts_of(_TEMPLATES, kinds, 0)
        ):
            raise Doubt("code in a string")
        if b"X" in kinds and _exit_in_expression(kinds) is not None:
            raise Doubt("exit")
        if b"\\" in kinds and _lone_backslash(kinds) is not None:
            raise Doubt("backslash")
