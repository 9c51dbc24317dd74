"""TOML that anybody may have written: broken, nested without end, numbers without end."""

from kavro_lint.expressions import expression

_TEXT = r'"[^"\\\x00-\x1f\x7f]*+"'
_LIST = rf"\[(?:{_TEXT}(?:, {_TEXT})*+)?+\]"
# A key with a text, texts, true, false or a number, on one line.
_PLAIN_LINE = expression(rf"([A-Za-z0-9_-]+) = ({_TEXT}|{_LIST}|true|false|0|[1-9][0-9]{{0,15}}+)")
_TEXTS = expression(_TEXT)


class BrokenToml(ValueError):
    """The text cannot be read; `str()` says why, in words for the reader."""


def read_toml(text: str) -> dict[str, object]:
    """Return the document. Raises BrokenToml."""
    plain = _plain(text)
    if plain is not None:
        return plain
    # Most repositories have no settings of ours, and rule pages need no more than plain lines.
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise BrokenToml("it nests too deep") from None
    except tomllib.TOMLDecodeError as error:
        raise BrokenToml(str(error)) from None
    except ValueError as error:
        # Python reads no number of thousands of digits (CVE-2020-10735).
        digits = "digits" in str(error)
        raise BrokenToml(
            "it holds a number with too many digits" if digits else str(error)
        ) from None


def _plain(text: str) -> dict[str, object] | None:
    """Return a document of plain lines with a key each, None for any other."""
    document: dict[str, object] = {}
    for line in filter(None, text.split("\n")):
        match = _PLAIN_LINE.fullmatch(line)
        if match is None or match[1] in document:
            return None
        document[match[1]] = _value(match[2])
    return document


def _value(written: str) -> object:
    if written.startswith('"'):
        return written[1:-1]
    if written.startswith("["):
        return [text[1:-1] for text in _TEXTS.findall(written)]
    return written == "true" if written.isalpha() else int(written)
