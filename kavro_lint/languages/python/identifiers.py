"""Identifiers that are written in other letters and are the same to Python (NFKC, PEP 3131)."""

import re
import unicodedata
from functools import lru_cache

from kavro_lint.expressions import expression

# The names that extraction looks for in the text of a file.
WATCHED = frozenset(
    "TYPE_CHECKING __import__ builtins exec find_spec import_module importlib iter_modules pkgutil "
    "resolve_name run_module run_path runpy spec_from_file_location suppress ImportError util "
    "walk_packages".split()
)
_WORD = expression(r"[^\W\d]\w*")
_ASCII = bytes(range(128))


def with_plain_names(content: bytes) -> bytes:
    """Return UTF-8 source with the watched names in ASCII, however they are written."""
    if content.isascii():
        return content
    # Of most files the few other letters say that no name is written in them.
    non_ascii = content.translate(None, _ASCII).decode("utf-8", "replace")
    if not any(map(_is_other_letter, set(non_ascii))):
        return content
    text = content.decode("utf-8", "replace")
    plain = _WORD.sub(_plain, text)
    return content if plain == text else plain.encode("utf-8", "replace")


@lru_cache(maxsize=10_000)
def _is_other_letter(letter: str) -> bool:
    """Whether Python takes a letter that is not of ASCII for one that is, and of a watched name."""
    normal = unicodedata.normalize("NFKC", letter)
    # Digits, as in `m²`, are in none of them.
    return normal.isascii() and normal.replace("_", "a").isalpha()


def _plain(word: re.Match[str]) -> str:
    if word[0].isascii():
        return word[0]
    normal = unicodedata.normalize("NFKC", word[0])
    return normal if normal in WATCHED else word[0]
