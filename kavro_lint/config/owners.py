"""CODEOWNERS of the snapshot: who answers for a path.

GitHub and GitLab read the same file in two ways, and neither is gitignore's: see
https://docs.github.com/repositories (*About code owners*) and
https://docs.gitlab.com/user/project/codeowners/reference/.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from kavro_lint.errors import CannotJudge
from kavro_lint.expressions import expression
from kavro_lint.model.facts import Snapshot, Unreadable
from kavro_lint.model.frozen import frozen
from kavro_lint.patterns import LastMatch, Pattern
from kavro_lint.spelling import nearest

# In the order in which forges look; the first that is there counts.
FILES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")

LARGEST = 3_000_000

# `^[Name][2] @default`: optional, named, with approvals and default owners.
_SECTION = expression(r"(\^?)\[([^\]]+)\](?:\[\d+\])?(?:\s+(.*))?$")

Owners = tuple[str, ...]


@frozen
class Entry:
    """A line: a pattern with its owners. `excluded` says that it takes files out of a section."""

    pattern: Pattern
    owners: Owners
    excluded: bool = False


@frozen
class Section:
    """Lines of which the last that matches counts; GitHub's file is one section."""

    entries: tuple[Entry, ...]


def owners_of(snapshot: Snapshot) -> Callable[[str], Owners]:
    """Return a function that gives the owners of a path, () where nobody is named.

    The owners of several sections add up.
    """
    finders = [_finder(section) for section in _sections(snapshot)]

    def owners(path: str) -> Owners:
        return tuple(dict.fromkeys(owner for find in finders for owner in find(path)))

    return owners


def _finder(section: Section) -> Callable[[str], Owners]:
    entries = [entry for entry in section.entries if not entry.excluded]
    match = LastMatch(entry.pattern for entry in entries)
    excluded = LastMatch(entry.pattern for entry in section.entries if entry.excluded)

    def find(path: str) -> Owners:
        index = match.find(path)
        return () if index is None or excluded.find(path) is not None else entries[index].owners

    return find


def named_owners(snapshot: Snapshot, names: Sequence[str]) -> frozenset[str]:
    """Return the owners that are meant, as CODEOWNERS writes them: without case, `@` or not.

    Raises CannotJudge for one that CODEOWNERS does not name.
    """
    known: dict[str, set[str]] = {}
    entries = (entry for section in _sections(snapshot) for entry in section.entries)
    for owner in (owner for entry in entries for owner in entry.owners):
        known.setdefault(owner.casefold(), set()).add(owner)
    owners_named: set[str] = set()
    for word in names:
        key = word.casefold()
        key = key if key in known else f"@{key}"
        if key not in known:
            near = nearest(key, known, 0.4)
            hint = f"did you mean {min(known[near])}?" if near else f"write one in {FILES[0]}"
            raise CannotJudge(f"no line of CODEOWNERS names the owner {word}", hint)
        owners_named |= known[key]
    return frozenset(owners_named)


def _sections(snapshot: Snapshot) -> Iterator[Section]:
    path = next((file for file in FILES if file in snapshot.sources), None)
    if path is None:
        return
    try:
        text = snapshot.read(path, LARGEST).decode("utf-8", "replace")
    except Unreadable:
        return
    lines = [line for raw in text.splitlines() if (line := _without_comment(raw))]
    if _is_read_by_gitlab(snapshot, path, lines):
        yield from _gitlab_sections(lines)
    else:
        yield Section(tuple(entry for line in lines if (entry := _github_entry(line))))


def _is_read_by_gitlab(snapshot: Snapshot, path: str, lines: Iterable[str]) -> bool:
    """Whether GitLab reads the file: by its folder, by sections, or by its CI beside it."""
    if path.startswith((".github/", ".gitlab/")):
        return path.startswith(".gitlab/")
    if any(_SECTION.match(line) for line in lines):
        return True
    is_githubs = any(source.startswith(".github/") for source in snapshot.sources)
    return ".gitlab-ci.yml" in snapshot.sources and not is_githubs


def _without_comment(raw: str) -> str:
    return re.sub(r"(?:^|(?<=\s))#.*", "", raw).strip()


def _split_line(line: str) -> tuple[str, Owners]:
    """Split a line into its pattern and its owners: names and addresses."""
    text, *words = re.split(r"(?<!\\)[ \t]+", line)
    return text, tuple(word for word in words if "@" in word)


def _github_entry(line: str) -> Entry | None:
    """Return a line as GitHub reads it; None for one that it skips.

    What names a folder names all below it, but `docs/*` only what is directly there. There is
    no `!` and no `[a-z]`.
    """
    text, owners = _split_line(line)
    if text.startswith("!") or "[" in text:
        return None
    is_anchored = "/" in text.rstrip("/")
    is_direct = is_anchored and text.endswith("/*")
    pattern = _pattern(text if is_anchored else f"**/{text}", exact=is_direct)
    return None if pattern is None else Entry(pattern, owners)


def _gitlab_sections(lines: Iterable[str]) -> Iterator[Section]:
    """Yield the sections; those of one name, without case, are one.

    What begins with no `/` matches at any depth; only what ends in `/` names all below it. A
    line without owners has the default owners of its section.
    """
    sections: dict[str, list[Entry]] = {}
    name, default = "", Owners()
    for line in lines:
        head = _SECTION.match(line)
        if head is not None:
            name = head[2].strip().casefold()
            default = _split_line(f"x {head[3] or ''}")[1]
            continue
        text, owners = _split_line(line)
        excluded = text.startswith("!")
        text = text.removeprefix("!")
        place = text if text.startswith("/") else f"**/{text}"
        pattern = _pattern(place, exact=not text.endswith("/"))
        if pattern is not None:
            entry = Entry(pattern, owners or default, excluded)
            sections.setdefault(name, []).append(entry)
    for entries in sections.values():
        yield Section(tuple(entries))


def _pattern(text: str, *, exact: bool) -> Pattern | None:
    try:
        return Pattern(text, exact=exact)
    except ValueError:
        return None
