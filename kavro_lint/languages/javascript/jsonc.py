"""JSON with comments and trailing commas, as tsconfig.json and others are written."""

import json
import re
from collections.abc import Iterator, Mapping

from kavro_lint.expressions import expression

_TOKENS = expression(r"\"(?:[^\"\\]|\\.)*+\"|//[^\n\r]*+|/\*.*?(?:\*/|$)", re.DOTALL)
_COMMAS = expression(r"\"(?:[^\"\\]|\\.)*+\"|,(?=\s*+[}\]])", re.DOTALL)

# No manifest is nested deeper; Python's own reader would give up later and less politely.
DEEPEST = 200


def read_jsonc(content: bytes) -> Mapping[str, object] | None:
    """Return the object that a file holds, None where it holds none."""
    text = _text(content)
    if text is None:
        return None
    for attempt in (text, None):
        try:
            document = json.loads(attempt if attempt is not None else _plain(text))
        except (ValueError, RecursionError):
            continue
        return document if isinstance(document, dict) else None
    return None


def _text(content: bytes) -> str | None:
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _plain(text: str) -> str:
    bare = _TOKENS.sub(lambda match: match[0] if match[0][0] == '"' else " ", text)
    return _COMMAS.sub(lambda match: match[0] if match[0][0] == '"' else "", bare)


def table(value: object) -> Mapping[str, object]:
    """Return an object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def texts(value: object) -> Iterator[str]:
    """Yield a text, or the texts in a list."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item
