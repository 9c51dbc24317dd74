"""CODEOWNERS of the snapshot: who answers for a path.

The syntax is that of GitHub and GitLab: gitignore-style patterns, the last line that matches
wins, and a line without owners takes them away.
"""

import re
from collections.abc import Callable, Sequence

from kavro_lint.errors import CannotJudge
from kavro_lint.model import Snapshot, Unreadable
from kavro_lint.patterns import LastMatch, Pattern
from kavro_lint.spelling import nearest

# In the order in which forges look; the first that is there counts.
FILES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")

LARGEST = 3_000_000


def owners_of(snapshot: Snapshot) -> Callable[[str], tuple[str, ...]]:
    """Return a function that gives the owners of a path, () where nobody is named."""
    lines = _lines(snapshot)
    if not lines:
        return lambda path: ()
    match = LastMatch(pattern for pattern, _ in lines)

    def owners(path: str) -> tuple[str, ...]:
        index = match.find(path)
        return () if index is None else lines[index][1]

    return owners


def named_owners(snapshot: Snapshot, wanted: Sequence[str]) -> frozenset[str]:
    """Return the owners that are meant, as CODEOWNERS writes them: without case, `@` or not.

    Raises CannotJudge for one that CODEOWNERS does not name.
    """
    known: dict[str, set[str]] = {}
    for _, owners in _lines(snapshot):
        for owner in owners:
            known.setdefault(owner.casefold(), set()).add(owner)
    found: set[str] = set()
    for word in wanted:
        key = word.casefold()
        key = key if key in known else f"@{key}"
        if key not in known:
            near = nearest(key, known, 0.4)
            hint = f"did you mean {min(known[near])}?" if near else f"write one in {FILES[0]}"
            raise CannotJudge(f"no line of CODEOWNERS names the owner {word}", hint)
        found |= known[key]
    return frozenset(found)


def _lines(snapshot: Snapshot) -> list[tuple[Pattern, tuple[str, ...]]]:
    path = next((each for each in FILES if each in snapshot.sources), None)
    if path is None:
        return []
    try:
        text = snapshot.read(path, LARGEST).decode("utf-8", "replace")
    except Unreadable:
        return []
    return [line for raw in text.splitlines() if (line := _line(raw)) is not None]


def _line(raw: str) -> tuple[Pattern, tuple[str, ...]] | None:
    """Return a line's pattern and owners; None for a comment, a section or no pattern."""
    words = re.split(r"(?<!\\)[ \t]+", re.sub(r"(?:^|\s)#.*", "", raw).strip())
    if not words[0] or words[0].startswith(("[", "^[", "!")):
        return None
    text = words[0]
    # A pattern without a slash before its end matches at any depth.
    anchored = "/" in text.rstrip("/")
    try:
        pattern = Pattern(text if anchored else f"**/{text}")
    except ValueError:
        return None
    return pattern, tuple(word for word in words[1:] if "@" in word)
