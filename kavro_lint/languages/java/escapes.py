r"""Unicode escapes (`\u0041`), which Java translates before it reads anything else (JLS 3.3).

Each character stands where its escape began: blanks fill the line up, so lines and columns stay.
"""

import re

# Pairs of backslashes begin no escape. What goes on as an identifier is one match: blanks come
# behind it, not in it.
_CHARACTER = rb"u++[0-9A-Fa-f]{4}[\w$\x80-\xff]*+"
_ESCAPES = re.compile(rb"\\(?:\\|%s(?:\\%s)*+)" % (_CHARACTER, _CHARACTER))
_ESCAPE = re.compile(r"\\u++([0-9A-Fa-f]{4})")
# A line break that is written as an escape ends a comment of one line.
_BREAKS = ("\n", "\r")
_LITERALS = re.compile(
    r'"(?:[^"\\\n]|\\.)*+"|\'(?:[^\'\\\n]|\\.)*+\'|/\*(?:[^*]|\*(?!/))*+\*/'
    r"|//(?P<comment>[^\n\ue000]*+)(?P<end>\ue000(?: {5})?)?+|\ue000"
)
# Stands for such a break until comments are known: a character that is in no source.
_MARK = "\ue000"


def translated(content: bytes) -> bytes:
    """Return UTF-8 source with its Unicode escapes translated."""
    if b"\\u" not in content:
        return content
    text = _ESCAPES.sub(_characters, content)
    if _MARK.encode() not in text:
        return text
    return _LITERALS.sub(_without_mark, text.decode("utf-8", "replace")).encode()


def _characters(match: re.Match[bytes]) -> bytes:
    if match[0] == b"\\\\":
        return match[0]
    written = match[0].decode("utf-8", "replace")
    text = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), written)
    # Two escapes may be one character.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    for character in _BREAKS:
        text = text.replace(character, _MARK)
    return (text + " " * (len(written) - len(text))).encode()


def _without_mark(match: re.Match[str]) -> str:
    if match["end"] is None:
        return match[0].replace(_MARK, " ")
    # `// text \u000a code` is `/* text */ code`.
    return f"/*{match['comment'].replace('*/', '* ')}*/" + " " * (len(match["end"]) - 2)
