"""Which words of Kotlin may follow each other; any other pair is the grammar's to read."""

from kavro_lint.languages import shapes
from kavro_lint.languages.shapes import unknown_pairs

# What expressions end and begin with, and what stands behind and before those.
_ENDS, _BEHIND = "DEKLRUZent)]}", "*+-/%<>=,;)]}eoYZAizJn"
_BEFORE, _BEGINS = "([{,=eoJa!+-*/%<>QYi", "neLQtskhfwJ(!-+{R[O"
# The same where a line ends between the two; types end lines as well.
_LINE_ENDS, _LINE_BEGINS = f"{_ENDS}>?p", "),]}eoFVcOT@mnkhfwJtLQl!+-DEsCGSjIXizWa"
_BEFORE_A_LINE = "([{,=oJa!+-*/%"
# What else may follow each kind: what is in two or more of 3,500 sources in which the grammar and
# the expressions see the same.
_FOLLOWERS = {
    "&": "n",
    "(": ")*@FVmo",
    ")": "!(:?@CDEFKLQRUVW[acklmst{",
    "*": ",>",
    ",": ")*@FVimpz",
    ".": "(*",
    ":": "(@mnpst",
    ";": "!(-@FJLQVehkmnstw}",
    "<": "*@imp",
    "=": "@Fmo",
    ">": "),.:=>?@BCDEGKSW]amo}",
    "?": "),.;=>BCGWao{}",
    "@": "[n",
    "A": "(n",
    "B": "LRn",
    "C": "(",
    "D": "(.:?BDEGKRU[akl{",
    "E": "(:DEU[l{",
    "F": "(<n",
    "G": "(",
    "H": "(",
    "I": "n",
    "J": ")Fa",
    "K": "Da",
    "L": "Dak{",
    "O": ":n{",
    "P": "n",
    "R": "D",
    "S": "(",
    "T": "n",
    "U": "(DK[",
    "V": "(<n",
    "W": "n",
    "X": "n",
    "Z": "D",
    "[": "o",
    "]": "(DEU[ak",
    "a": "@Vm}",
    "c": "n",
    "e": "DE",
    "f": "(",
    "h": "(",
    "j": "{",
    "k": "!(nt",
    "l": "fh{",
    "m": "(CFGOSTVcmn",
    "n": "&(.:?@BCDEFGKLQRUVW[acklmtw{",
    "o": "),YZ]o}",
    "p": "),.=>?a{}",
    "s": "(<D",
    "t": "(DEKRU[a",
    "w": "({",
    "z": "n",
    "{": "@CFVmo}",
    "}": "(DEHU[ahk",
}
# And where a line ends between.
_FOLLOWERS_BELOW = {
    "(": "*@Vm",
    ")": "(:=APZ{",
    "*": "@FIVcm",
    ",": ")*;>@V]aimz}",
    ":": "(nt",
    ";": "@FIVm}",
    "=": "@",
    ">": ":=B{",
    "?": "={:",
    "B": "n",
    "D": "(>PZ{",
    "J": "@FVz}",
    "L": "(Z",
    "O": "@FVm}",
    "S": "@CFOTVcjm",
    "a": "@FVcm",
    "k": "(",
    "l": "h",
    "m": "m",
    "n": "(:=>PZ{",
    "<": "@imn",
    "o": "V}",
    "{": "@CFVcijlmoz}",
    "}": "(AZ",
}
_SAME_LINE = ((_ENDS, _BEHIND), (_BEFORE, _BEGINS), *_FOLLOWERS.items())
_LINE_BELOW = ((_LINE_ENDS, _LINE_BEGINS), (_BEFORE_A_LINE, _BEGINS), *_FOLLOWERS_BELOW.items())
_UNKNOWN = unknown_pairs(_SAME_LINE, _LINE_BELOW)


def unknown_pair(kinds: bytes, lines: bytes) -> str | None:
    """Return two kinds that are not known to follow each other, None where all are.

    `lines` has a bit for each word that a line break follows.
    """
    both = int.from_bytes(kinds, "little") | int.from_bytes(lines, "little")
    return shapes.unknown_pair(both.to_bytes(len(kinds), "little"), _UNKNOWN)
