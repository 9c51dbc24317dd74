"""`import` and `export … from` statements: how they are written, read at a known place.

Whether the place is code, and not a string or a comment, is for the caller to know. The forms
are those of ECMAScript (https://tc39.es/ecma262/#sec-imports), TypeScript and Flow.
"""

import re

from kavro_lint.languages.javascript.forms import ImportText
from kavro_lint.languages.javascript.lexical import (
    COMMENT,
    LITERAL,
    NAME,
    SPACES,
    TEXT,
    pattern,
    text_of,
)
from kavro_lint.model.places import ImportKind

_NAMES = rf"\{{(?:[^{{}}/\"'`;=()]++|{COMMENT}|{LITERAL})*+\}}"
_STAR = rf"\*{SPACES}as\b{SPACES}{NAME}"
_WITH = rf"(?:{SPACES}(?:with|assert)\b{SPACES}\{{[^{{}}]*+\}})?"
_FROM = rf"from\b{SPACES}(?P<literal>{LITERAL}){_WITH}"
_MODIFIER = rf"(?P<modifier>type|typeof|defer|source)\b{SPACES}"
_CLAUSE = (
    rf"(?:(?P<default>{NAME}){SPACES},{SPACES})?+"
    rf"(?:(?P<names>{_NAMES})|{_STAR}|(?P<only>(?!from\b{SPACES}[\"']){NAME})){SPACES}"
)
_BARE = pattern(rf"import{SPACES}(?P<literal>{LITERAL}){_WITH}")
_IMPORT = pattern(rf"import\b{SPACES}{_CLAUSE}{_FROM}")
_MODIFIED = pattern(rf"import\b{SPACES}{_MODIFIER}{_CLAUSE}{_FROM}")
_EXPORT = pattern(
    rf"export\b{SPACES}(?:(?P<modifier>type)\b{SPACES})?+"
    rf"(?:\*{SPACES}(?:as\b{SPACES}(?:{NAME}|{LITERAL}){SPACES})?+|(?P<names>{_NAMES}){SPACES}|"
    rf"(?:{NAME}{SPACES}){SPACES}){_FROM}"
)
_REQUIRED = pattern(
    rf"import\b{SPACES}(?P<modifier>type\b{SPACES}(?!=))?+{NAME}{SPACES}={SPACES}"
    rf"require{SPACES}\({SPACES}(?P<literal>{TEXT}){SPACES}\)"
)
_TYPE_NAME = pattern(rf"{SPACES}type\b(?!{SPACES}(?:,|\}}|as{SPACES}[\w$]++{SPACES}[,}}]))")
_COMMENTS = pattern(COMMENT)


def read_statement(content: bytes, code: bytes, at: int) -> ImportText | None:
    """Return the whole `import` or `export … from` statement that begins at a place."""
    if code.startswith(b"export", at):
        match = _EXPORT.match(code, at)
        if match is None:
            return None
        type_only = match["modifier"] or _only_types(match["names"])
        kind: ImportKind = "type-only" if type_only else "re-export"
        return imported(content, match, kind, is_statement=True)
    for expression in (_BARE, _IMPORT, _MODIFIED, _REQUIRED):
        match = expression.match(code, at)
        if match is not None:
            groups = match.groupdict()
            modifier = (groups.get("modifier") or b"").split()[:1]
            only = not groups.get("default") and _only_types(groups.get("names"))
            type_only = modifier in ([b"type"], [b"typeof"]) or only
            kind = "type-only" if type_only else "import"
            return imported(content, match, kind, is_statement=True)
    return None


def imported(
    content: bytes, match: re.Match[bytes], kind: ImportKind, *, is_statement: bool = False
) -> ImportText:
    """Return the import whose module is the group `literal` of a match."""
    literal = content[match.start("literal") : match.end("literal")]
    return ImportText(
        match.start(), match.end(), (text_of(literal),), kind, is_statement=is_statement
    )


def _only_types(names: bytes | None) -> bool:
    """Whether every name in braces is marked `type`, and there is one."""
    if names is None or b"type" not in names:
        return False
    inside = [name for name in _COMMENTS.sub(b" ", names)[1:-1].split(b",") if name.strip()]
    return bool(inside) and all(_TYPE_NAME.match(name + b",") for name in inside)
