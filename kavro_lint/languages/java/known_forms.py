"""The forms of Java that expressions over the kinds of words know; any other is the grammar's."""

import re

from kavro_lint.languages.shapes import balanced, unknown_pairs

# What expressions end and begin with, and what stands behind and before those.
_ENDS, _BEHIND = "nNeDLtl)]}", "&|^+-*/%<>=!?:;,)]}o"
_BEFORE, _BEGINS = "&|^+-*/%<>=!?:;,([{oar~", "nNLtsw(!~+-pk"
# What else may follow each kind: what three or more of 14,498 sources have, but for forms that no
# expression was made for, such as `A this`, `int @B []` and `.5`.
_FOLLOWERS = {
    "(": ");@fo{",
    ")": "(.@DELNR[acdefhikmnprstw{",
    "*": ";",
    ",": ".;?@fo{}",
    "-": "f",
    ".": "*<w",
    ":": "@Cfr{}",
    ";": ");<@CEIRcfor{}",
    "<": "<>?@o",
    "=": "@o{",
    ">": "&),>?D[dmovx{",
    "?": ",>x",
    "@": "Ncn",
    "C": "(LNn",
    "D": "(.@DEN[cdeflmnpv{",
    "E": "N",
    "I": "fn",
    "K": "(",
    "L": "ae",
    "N": "(.@DENR[acdeflmnpvxy{",
    "P": "n",
    "R": "N",
    "W": "n",
    "[": "]o",
    "]": "N[deilnv{",
    "a": "r{",
    "c": "Nn",
    "d": "<nw",
    "e": "(.D[deinp",
    "f": "(:<@ELNRacfnp{",
    "h": "Nn",
    "i": "Nnp",
    "k": "(;Nn{",
    "l": "de",
    "m": "Nn",
    "n": "(.DNW[adeilnp{",
    "o": "%),;<>]o",
    "p": ")N[lnv",
    "r": ";or{",
    "s": "(Nde",
    "t": "(.Ddei",
    "v": "n",
    "w": "),;Nnp",
    "x": "@Nn",
    "y": "N",
    "{": ";<@CERcfor{}",
    "}": "(@CEKNRcefknprstw{",
}
UNKNOWN = unknown_pairs(((_ENDS, _BEHIND), (_BEFORE, _BEGINS), *_FOLLOWERS.items()))

_ARGUMENTS = balanced(b"(", b")", 12)
_NAME = rb"[Nn][De]*+"
# Annotations of types in casts and before brackets or dots: `(@A T) x`, `T @A [] x`, `T @A ... x`.
_ANNOTATED_TYPE = re.compile(
    rb"@%s(?:%s)?+(?:[\[v]|(?:%sg*+|p)(?:\[\])*+(?:&%sg*+)*+\))" % (_NAME, _ARGUMENTS, _NAME, _NAME)
)
_GENERIC_RECEIVER = b"gt"


def unknown_form(kinds: bytes) -> str | None:
    """Return what no expression knows in kinds without type arguments, None for nothing."""
    if b"@" in kinds and _ANNOTATED_TYPE.search(kinds):
        return "annotated type"
    return "receiver" if _GENERIC_RECEIVER in kinds else None
