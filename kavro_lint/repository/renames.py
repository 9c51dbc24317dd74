"""Where the files of an older tree are now: git's renames, and moves that nobody has staged."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.model import Snapshot, Unreadable
from kavro_lint.repository.git import Repository
from kavro_lint.repository.history import changes_between

# As git does it: half of the content is the same (git-diff, --find-renames).
SIMILAR = 0.5
MAX_CANDIDATES = 300
LARGEST = 1_000_000


def renames(repository: Repository, old: Snapshot, new: Snapshot) -> Mapping[str, str]:
    """Return where files of the commit `old` are in `new`, by their old paths, if elsewhere."""
    if old.commit is None:
        return {}
    target = new.commit if new.kind == "commit" else None
    found = {
        change.old: change.path
        for change in changes_between(repository, old.commit, target)
        if change.status == "R" and change.old is not None
    }
    if new.kind == "worktree":
        found |= _unstaged(old, new, found)
    return found


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
            if (likeness := _likeness(lines, others)) >= SIMILAR
        ),
    )
    found: dict[str, str] = {}
    for _, _, one, two in pairs:
        if one not in found and two not in found.values():
            found[one] = two
    return found


def _contents(snapshot: Snapshot, paths: Iterable[str]) -> Iterator[tuple[str, Counter[bytes]]]:
    for path in paths:
        try:
            content = snapshot.read(path, LARGEST)
        except Unreadable:
            # Too large or not to be had: it is then a new file, and nothing is lost.
            continue
        yield path, Counter(content.replace(b"\r\n", b"\n").splitlines(keepends=True))


def _likeness(one: Counter[bytes], two: Counter[bytes]) -> float:
    """Return the share of bytes that stand in lines of both: 1 for equal, 0 for an empty file."""
    shared = sum(len(line) * count for line, count in (one & two).items())
    largest = max(sum(len(line) * n for line, n in each.items()) for each in (one, two))
    return shared / largest if largest else 0.0
