r"""The path in an `include!`, and a source without the front matter of a script.

A literal may be raw, have escapes, or be put together by `concat!`
(https://doc.rust-lang.org/reference/tokens.html#string-literals, RFC 3503 on front matter).
"""

import re

from kavro_lint.languages.blanks import blanked

_SPACE = rb"(?:\s++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+"
_LITERAL = re.compile(
    rb"%s(?:\"(?P<plain>(?:[^\"\\]|\\.)*+)\"|r(?P<marks>#{0,9})\"(?P<raw>.*?)\"(?P=marks)(?!#))%s(?P<more>,?)%s"
    % (_SPACE, _SPACE, _SPACE),
    re.DOTALL,
)
_OPENING = re.compile(rb"%s(?:concat\s*+!\s*+)?[(\[{]" % _SPACE)
_ESCAPE = re.compile(r"\\(?:x([0-7][0-9a-fA-F])|u\{([0-9a-fA-F_]{1,8})\}|\n\s*|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_FRONT_MATTER = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:#![^\n]*+\n)?\s*+(?P<fence>-{3,}+)[^\n-][^\n]*+\n.*?^(?P=fence)[ \t]*+$"
    rb"|(?:\xef\xbb\xbf)?(?:#![^\n]*+\n)?\s*+(?P<bare>-{3,}+)\n.*?^(?P=bare)[ \t]*+$",
    re.DOTALL | re.MULTILINE,
)


def included_path(text: bytes) -> str | None:
    """Return the path that the argument of an `include!` is, None for what is not a literal.

    `text` begins with the bracket of the macro.
    """
    at, parts, is_list = 0, list[str](), False
    for _ in range(2):
        opening = _OPENING.match(text, at)
        if opening is None:
            break
        at, is_list = opening.end(), is_list or b"concat" in opening[0]
    while (literal := _LITERAL.match(text, at)) is not None:
        at = literal.end()
        raw = literal["raw"]
        part = literal["plain"] if raw is None else raw
        parts.append(part.decode("utf-8", "replace") if raw is not None else _unescaped(part))
        if not literal["more"]:
            break
    is_whole = not text[at:].strip(b" \t\r\n)]},;")
    return "".join(parts) if is_whole and parts and (is_list or len(parts) == 1) else None


def _unescaped(literal: bytes) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1] or (match[2] or "").replace("_", "")
        if code:
            value = int(code, 16)
            return chr(value) if value <= 0x10FFFF else "\ufffd"
        return "" if match[3] is None else _SIMPLE.get(match[3], match[3])

    text = _ESCAPE.sub(character, literal.decode("utf-8", "replace"))
    return text.encode("utf-8", "replace").decode("utf-8")


def without_front_matter(content: bytes) -> bytes:
    """Return a source whose front matter is blanked out; places and lines stay."""
    if b"---" not in content[:2_000]:
        return content
    match = _FRONT_MATTER.match(content)
    return content if match is None else blanked(match[0]) + content[match.end() :]
