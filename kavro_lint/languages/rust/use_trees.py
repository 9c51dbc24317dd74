"""The names that a `use` declaration brings: its tree, taken apart.

See https://doc.rust-lang.org/reference/items/use-declarations.html.
"""

import re
from typing import NamedTuple

_PATH_ONLY = re.compile(r"\s*+((?:::)?[^\W\d]\w*+(?:::[^\W\d]\w*+)*+)\s*+")
_TOKEN = re.compile(r"\s++|(r#)?([^\W\d]\w*+|\$crate)|(::)|([{},*])|(.)", re.DOTALL)
# More levels of braces are no program's.
DEEPEST = 100
MOST_PARTS = 100
# A path of so many characters has fewer parts.
MOST_SIMPLE = 2 * MOST_PARTS


class Leaf(NamedTuple):
    """One branch of a tree: its path, the name it brings (`""` for none), and whether all names."""

    path: tuple[str, ...]
    local_name: str
    is_glob: bool = False


class _Branch:
    """A path that is being read; `brings` is set by `as`."""

    def __init__(self, prefix: tuple[str, ...]) -> None:
        self.prefix = prefix
        self.parts: list[str] = []
        self.alias: str | None = None
        self.is_glob = False
        self.is_group = False
        self.awaits_alias = False
        self.awaits_part = True

    @property
    def path(self) -> tuple[str, ...]:
        return (*self.prefix, *self.parts)

    def leaf(self) -> Leaf | None:
        """Return what has been read, None where nothing was, or where it was a group."""
        if self.is_group or (not self.parts and not self.is_glob):
            return None
        path = self.path
        if self.is_glob:
            return Leaf(path, "", True)
        return _leaf(path, self.alias)


def _leaf(path: tuple[str, ...], alias: str | None) -> Leaf:
    if len(path) > 1 and path[-1] == "self":
        # `a::{self}` is `a`.
        path = path[:-1]
    local_name = alias if alias is not None else path[-1]
    return Leaf(path, "" if local_name in ("_", "self", "super", "crate") else local_name)


def leaves(tree: str) -> list[Leaf] | None:
    """Return the branches of a tree without comments, None for what is no such tree."""
    simple = _PATH_ONLY.fullmatch(tree) if len(tree) <= MOST_SIMPLE else None
    return _branches(tree) if simple is None else [_leaf(tuple(simple[1].split("::")), None)]


def _branches(tree: str) -> list[Leaf] | None:
    leaves: list[Leaf] = []
    branch = _Branch(())
    stack: list[tuple[str, ...]] = []
    for token in _TOKEN.finditer(tree):
        _, word, colons, mark, other = token.groups()
        if word is not None:
            if not _take_word(branch, word):
                return None
        elif colons is not None:
            if not branch.parts and not branch.prefix:
                branch.parts.append("")
            branch.awaits_part = True
        elif mark == "*":
            branch.is_glob = True
        elif mark == "{":
            if len(stack) >= DEEPEST:
                return None
            stack.append(branch.path)
            branch = _Branch(branch.path)
        elif mark is not None:
            if not stack:
                return None
            leaf = branch.leaf()
            leaves += [leaf] if leaf is not None else []
            branch = _Branch(stack[-1])
            if mark == "}":
                stack.pop()
                branch.is_group = True
        elif other is not None:
            return None
    leaf = branch.leaf()
    return None if stack else leaves + ([leaf] if leaf is not None else [])


def _take_word(branch: _Branch, word: str) -> bool:
    """Add a word to a branch; False where none may stand."""
    if branch.awaits_alias:
        branch.alias, branch.awaits_alias = word, False
    elif word == "as" and not branch.awaits_part:
        branch.awaits_alias = True
    elif not branch.awaits_part or branch.is_group or len(branch.path) > MOST_PARTS:
        return False
    else:
        branch.parts.append(word)
        branch.awaits_part = False
    return True
