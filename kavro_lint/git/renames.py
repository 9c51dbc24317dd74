"""Where the files of an older tree are now: git's renames, and moves that nobody has staged."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.git.log import Memory, changes_between
from kavro_lint.git.repository import Repository
from kavro_lint.model import Change, Snapshot, Unreadable
from kavro_lint.model.frozen import frozen

# As git does it: half of the content is the same (git-diff, --find-renames).
SIMILAR = 0.5
MAX_CANDIDATES = 300
LARGEST = 1_000_000


def renames(
    repository: Repository, old: Snapshot, new: Snapshot, memory: Memory
) -> Mapping[str, str]:
    """Return where files and folders of `old` are in `new`, by their old paths, if elsewhere.

    Git is asked for the way from commit to commit, which is kept, and from there to the index.
    """
    if old.commit is None:
        return {}
    found = _files(repository, old, new, memory)
    return {**found, **_folders(found, old, new)}


def moved_between(old: Snapshot, new: Snapshot) -> Mapping[str, str]:
    """Return where files and folders of a working tree are in a proposed one."""
    found = _unstaged(old, new, {})
    return {**found, **_folders(found, old, new)}


def _files(
    repository: Repository, old: Snapshot, new: Snapshot, memory: Memory
) -> Mapping[str, str]:
    if old.commit is None or new.commit is None:
        return _unstaged(old, new, {}) if new.kind == "worktree" else {}
    found = _between(repository, old.commit, new.commit, memory)
    if new.kind != "commit":
        staged = _renamed(changes_between(repository, new.commit, None))
        found = {**staged, **{path: staged.get(now, now) for path, now in found.items()}}
    if new.kind == "worktree":
        found |= _unstaged(old, new, found)
    return found


def _folders(found: Mapping[str, str], old: Snapshot, new: Snapshot) -> Mapping[str, str]:
    """Return where folders are, ending in `/`, whose files went to another folder together.

    An import of a whole package leads to its folder.
    """
    went: dict[str, Counter[str]] = {}
    for path, now in found.items():
        went.setdefault(_folder(path), Counter())[_folder(now)] += 1
    stayed = Counter(
        folder
        for path in (old.sources if went else ())
        if (folder := _folder(path)) in went and path not in found and path in new.sources
    )
    most = {folder: places.most_common(1)[0] for folder, places in went.items()}
    return {
        folder: place
        for folder, (place, count) in most.items()
        if place != folder and count > stayed[folder]
    }


def _folder(path: str) -> str:
    return path.rpartition("/")[0] + "/"


def _between(repository: Repository, old: str, new: str, memory: Memory) -> dict[str, str]:
    key = f"renames:{old}:{new}"
    kept = _loaded(memory.text(key))
    if kept is not None:
        return kept
    found = _renamed(changes_between(repository, old, new))
    memory.put_text(key, json.dumps(found))
    return found


def _loaded(text: str | None) -> dict[str, str] | None:
    try:
        loaded = json.loads(text) if text is not None else None
    except ValueError:
        # Damaged on the disk: git knows better.
        return None
    return loaded if isinstance(loaded, dict) else None


def _renamed(changes: Iterable[Change]) -> dict[str, str]:
    return {
        change.old: change.path
        for change in changes
        if change.status == "R" and change.old is not None
    }


def _unstaged(old: Snapshot, new: Snapshot, staged: Mapping[str, str]) -> Mapping[str, str]:
    """Pair files that are gone from the working tree with new ones that git does not know."""
    gone = [path for path in old.sources if staged.get(path, path) not in new.sources]
    taken = set(staged.values())
    fresh = [path for path in new.sources if path not in old.sources and path not in taken]
    if not gone or not fresh or len(gone) > MAX_CANDIDATES or len(fresh) > MAX_CANDIDATES:
        return {}
    before, after = dict(_contents(old, gone)), dict(_contents(new, fresh))
    pairs = sorted(
        (
            (-likeness, one.rpartition("/")[2] != two.rpartition("/")[2], one, two)
            for one, lines in before.items()
            for two, others in after.items()
            if one.rpartition(".")[2] == two.rpartition(".")[2]
            and (likeness := _likeness(lines, others)) >= SIMILAR
        ),
    )
    found: dict[str, str] = {}
    for _, _, one, two in pairs:
        if one not in found and two not in found.values():
            found[one] = two
    return found


@frozen
class _Content:
    lines: Counter[bytes]
    size: int


def _contents(snapshot: Snapshot, paths: Iterable[str]) -> Iterator[tuple[str, _Content]]:
    for path in paths:
        try:
            content = snapshot.read(path, LARGEST)
        except Unreadable:
            # Too large or not to be had: it is then a new file, and nothing is lost.
            continue
        lines = content.replace(b"\r\n", b"\n").splitlines(keepends=True)
        yield path, _Content(Counter(lines), sum(map(len, lines)))


def _likeness(one: _Content, two: _Content) -> float:
    """Return the share of bytes that stand in lines of both: 1 for equal, 0 for an empty file."""
    smaller, larger = sorted((one.size, two.size))
    if smaller < larger * SIMILAR or not larger:
        return 0.0
    return sum(len(line) * count for line, count in (one.lines & two.lines).items()) / larger
