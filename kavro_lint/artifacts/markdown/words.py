"""Words as a reader sees them: without decoration, and compared without case or numbering."""

from kavro_lint.expressions import expression

# Bounded, so that no input makes them slow.
_CODE = expression(r"`+([^`]*)`+")
_LINK = expression(r"!?\[([^\[\]]{0,400})\](?:\([^()\n]{0,2000}\)|\[[^\[\]]{0,400}\])")
# `__init__.py` without backticks is meant as it is written, though a forge shows it bold.
_STRONG = expression(
    r"\*\*(?=\S)([^*\n]{1,400}?)(?<=\S)\*\*|(?<!\w)__(?=\S)([^_\n]{1,400}?)(?<=\S)__(?![\w.])"
)
_EMPHASIS = expression(r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]{1,400}?)(?<=\S)\1(?![\w*])")
_OUTER = expression(
    r"\s*(?:\[(?P<link>[^\[\]]*)\]\([^()]*\)|\*\*(?P<star>[^*]*)\*\*|__(?P<line>[^_]*)__)\s*"
)
_ESCAPE = expression(r"\\([!-/:-@\[-`{-~])")
_NUMBERING = expression(r"(?:section )?\d+(?:\.\d+)*[.)]? +(?=\S)")
_SEPARATORS = expression(r"[\s\-\u2010-\u2015:]+")
_PLACEHOLDER = expression(
    r"(?i)(?:tbd|todo|\.{3,}|…|\[[^\[\]]*[^\[\]\s][^\[\]]*\]"
    r"|<(?![a-z][a-z0-9+.-]{1,20}:)[^<>\n]+>)[.:!]?"
)
_BREAK = expression(r"(?i)<br\s*/?>")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&#124;": "|", "&quot;": '"'}
_ENTITY = expression("|".join(_ENTITIES))

VARIATION_SELECTORS = dict.fromkeys((0xFE0E, 0xFE0F))


def plain(text: str) -> str:
    """Return inline Markdown without backticks, links, emphasis and escapes; code as it is."""
    parts: list[str] = []
    hidden: list[str] = []
    end = 0
    for code in _CODE.finditer(text):
        before = _without_markup(text[end : code.start()])
        parts += [before, code[1]]
        hidden += [before, "\0" * len(code[1])]
        end = code.end()
    if not parts:
        return _without_markup(text).strip()
    ending = _without_markup(text[end:])
    joined = "".join([*parts, ending])
    # Emphasis or a link around code: its marks were on two sides of the code, never in it.
    outer = _OUTER.fullmatch("".join([*hidden, ending]))
    if outer is None or outer.lastgroup is None:
        return joined.strip()
    return joined[slice(*outer.span(outer.lastgroup))].strip()


def _without_markup(text: str) -> str:
    if not text.strip():
        return text
    text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\1\2", text))
    text = _ENTITY.sub(lambda entity: _ENTITIES[entity[0]], text)
    return _ESCAPE.sub(r"\1", text)


def split_values(raw: str) -> list[str]:
    """Split at commas and `<br>` that are neither in backticks nor in `{}`."""
    values: list[str] = []
    value: list[str] = []
    in_code, depth = False, 0
    for character in _BREAK.sub("\n", raw):
        if character == "`":
            in_code = not in_code
        elif not in_code and character in "{}":
            depth = max(depth + (1 if character == "{" else -1), 0)
        if character == "\n" or (character == "," and not in_code and not depth):
            values.append("".join(value))
            value = []
        else:
            value.append(character)
    values.append("".join(value))
    return [value.strip() for value in values if value.strip()]


def key_of(text: str) -> str:
    """Normalise a heading, header cell or field name for comparison (docs/contract.md#reading).

    No case, decoration or numbering; `&` is `and`; `-`, `–`, `—` and `:` are one separator,
    which is a space: `## 2. Scope - In` is `scope in`.
    """
    words = plain(text.rstrip("#")).casefold().replace("&", " and ")
    words = _SEPARATORS.sub(" ", words).strip()
    words = words.lstrip("*_#>|()[]{}.,;!?•·→✅🔄⬜🚫 ").rstrip("*_ .,;!")
    while words and not words[0].isalnum():
        words = words[1:].lstrip()
    bare = _NUMBERING.sub("", words, count=1) if _NUMBERING.match(words) else words
    return bare.strip() or words


def is_nothing(text: str) -> bool:
    """Whether a value is `-`, `–`, `—` or `none`: explicitly nothing."""
    return plain(text).strip().casefold().rstrip(".") in {"-", "–", "—", "none"}


def is_anything(text: str) -> bool:
    """Whether a value is `*` or `any`."""
    return plain(text).strip().casefold() in {"*", "any"}


def is_placeholder(text: str) -> bool:
    """Whether a value is empty, TBD, TODO, `...` or `[text in square brackets]`."""
    words = plain(text).strip()
    return not words or _PLACEHOLDER.fullmatch(words) is not None
