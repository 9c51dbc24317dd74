"""The words of a Rust source, and the kind of each.

`n` is a name, `k` a word that begins a path, `d` two colons; `u` use, `m` mod, `x` extern, `f` fn,
`i` impl, `t` trait, `S` struct or enum, `c` const, `C` static, `T` type, `p` pub, `s` as, `I` in,
`R` macro_rules, `M` macro, `y` try, `h` match, `w` a word with a block, `r` one of the other
reserved words; `l` is a lifetime, `L` a literal, `A` begins attributes, `a` is `->`, `g` is `=>`,
`o` one of the other operators of two characters. All else stands for itself.
"""

import re

from kavro_lint.languages.rust.lexical import CHARACTER
from kavro_lint.languages.shapes import Doubt, Kinds, Words

_NAME = rb"[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*+"


def _comment(inner: bytes) -> bytes:
    return rb"/\*(?:[^*/]++|\*(?!/)|/(?!\*)%s)*+\*/" % inner


_COMMENT = _comment(b"|" + _comment(b"|" + _comment(b"")))
_GAP = rb"\s*+(?:(?://[^\n]*+|%s)\s*+)*+" % _COMMENT
# What does not end runs to the end, so that nothing is tried twice; no source ends in a literal.
_STRING = rb'[bc]?"[^"\\]*+(?:\\.[^"\\]*+)*+"?'
# With more marks around it than anybody needs a raw string is no word.
_RAW_STRING = (
    rb"[bc]?r(?:%s)"
    % b"|".join(
        rb'%s"(?:[^"]++|"(?!%s))*+(?:"%s)?' % (marks, marks, marks)
        for marks in (b"#" * count for count in range(1, 7))
    )
    + rb'|[bc]?r"[^"]*+"?'
)
_TOKENS = re.compile(
    rb"(?:%s(?![\"'#])|[(){};,.]|::|%s|%s|%s|'%s|[0-9](?:\w|\.(?=[0-9]))*+|r#%s|%s"
    rb"|->|=>|[!<>=]=|/\*|\S)%s"
    % (_NAME, _STRING, _RAW_STRING, CHARACTER, _NAME, _NAME, _NAME, _GAP),
    re.DOTALL,
)
_beginning = re.compile(rb"(?:\xef\xbb\xbf)?(?:#!(?!\s*+\[)[^\n]*+\n)?%s" % _GAP, re.DOTALL).match
_kinds = Kinds(
    {
        "k": "crate self super",
        "u": "use",
        "m": "mod",
        "x": "extern",
        "f": "fn",
        "i": "impl",
        "t": "trait",
        "S": "struct enum",
        "c": "const",
        "C": "static",
        "T": "type",
        "p": "pub",
        "s": "as",
        "I": "in",
        "R": "macro_rules",
        "M": "macro",
        "y": "try",
        "h": "match",
        "w": "async else for if loop unsafe while",
        "r": "await break continue dyn let move mut ref return where yield",
        "d": "::",
        "a": "->",
        "g": "=>",
        "o": "!= == <= >=",
    },
    {"L": b'0123456789"', "A": b"#", **{mark: mark.encode() for mark in "(){};,."}},
    re.compile(
        rb"(?P<L>[bc]?r?#*+\"|b?'(?:\\|.'|[\x80-\xff]{1,4}'))|(?P<l>'%s)|(?P<n>(?:r#)?%s)"
        rb"|::|->|=>|[!<>=]=|[\[\]@<>=?:&|!~+*%%^$-]|/(?!\*)" % (_NAME, _NAME),
        re.DOTALL,
    ),
)


class RustWords(Words):
    """The words of a Rust source."""

    def __init__(self, content: bytes) -> None:
        """Split a source. Raises Doubt where only the grammar can tell what it is."""
        beginning = _beginning(content)
        super().__init__(content, _TOKENS, _kinds, beginning.end() if beginning is not None else 0)
        if b"#" in self.kinds or self.kinds.endswith(b"L"):
            raise Doubt("words")
        # An end, so that each word has one behind it.
        self.tokens.append(b"")
        self.kinds += b"E"
