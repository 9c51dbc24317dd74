"""Where the files of an older tree are now: by content, by Git's renames, by similar contents."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping

from kavro_lint.git.log.changes import Renamed, renamed_between
from kavro_lint.git.pairing import (
    Content,
    content_of,
    pair_alike,
    pair_identical,
    pair_namesakes,
)
from kavro_lint.git.repository import Repository
from kavro_lint.git.revisions import Memory
from kavro_lint.model import Snapshot, Unreadable
from kavro_lint.model.frozen import frozen

LARGEST = 1_000_000


@frozen
class Moves:
    """Where files and folders of a tree are in a snapshot, by their old paths, if elsewhere.

    `remark` says which could not be followed, "" for none.
    """

    paths: Mapping[str, str]
    remark: str = ""


def moves(repository: Repository, old: Snapshot, new: Snapshot, memory: Memory) -> Moves:
    """Follow the files of a commit to a snapshot.

    Files of the same content are paired whatever their number. For others Git is asked for the
    way from commit to commit, which is kept, and from there to the index; what nobody has staged
    is compared here.
    """
    if old.commit is None:
        return Moves({})
    gone = [path for path in old.sources if path not in new.sources]
    if not gone:
        return Moves({})
    pairs = _identical(gone, old, new)
    by_git, limited = _by_git(repository, old, new, memory)
    taken = set(pairs.values())
    for path, now in by_git.items():
        if path not in pairs and now not in taken and now in new.sources:
            pairs[path] = now
            taken.add(now)
    remark = ""
    if new.kind == "worktree" or limited:
        pairs, remark = _by_content(pairs, old, new)
    return Moves({**pairs, **_folders(pairs, old, new)}, remark)


def moved_between(old: Snapshot, new: Snapshot) -> Mapping[str, str]:
    """Return where files and folders of a working tree are in a proposed one."""
    pairs, _ = _by_content({}, old, new)
    return {**pairs, **_folders(pairs, old, new)}


def renames(
    repository: Repository, old: Snapshot, new: Snapshot, memory: Memory
) -> Mapping[str, str]:
    """Return where files and folders of `old` are in `new`, as `moves` does."""
    return moves(repository, old, new, memory).paths


def _new_paths(old: Snapshot, new: Snapshot, taken: Collection[str]) -> list[str]:
    return [path for path in new.sources if path not in old.sources and path not in taken]


def _identical(gone: Iterable[str], old: Snapshot, new: Snapshot) -> dict[str, str]:
    ids = {path: blob for path in gone if (blob := old.sources[path].blob) is not None}
    if not ids:
        return {}
    suffixes = {path.rpartition(".")[2] for path in ids}
    digest = hashlib.sha1 if len(next(iter(ids.values()))) == 40 else hashlib.sha256
    wanted, known = set(ids.values()), dict[str, str]()
    for path in _new_paths(old, new, ()):
        blob = new.sources[path].blob
        if blob is None and path.rpartition(".")[2] in suffixes:
            blob = _blob_of(path, new, digest, wanted)
        if blob is not None:
            known[path] = blob
    return pair_identical(ids, known)


def _blob_of(
    path: str, snapshot: Snapshot, digest: "Callable[[bytes], hashlib._Hash]", wanted: set[str]
) -> str | None:
    """Return what Git would call a file of the working tree; line ends may be converted."""
    try:
        content = snapshot.read(path, LARGEST)
    except Unreadable:
        # Too large, or not to be read: it is then a new file, and nothing is lost.
        return None
    blobs = [
        digest(b"blob %d\0" % len(text) + text).hexdigest()
        for text in dict.fromkeys((content, content.replace(b"\r\n", b"\n")))
    ]
    return next((blob for blob in blobs if blob in wanted), None)


def _by_git(
    repository: Repository, old: Snapshot, new: Snapshot, memory: Memory
) -> tuple[Mapping[str, str], bool]:
    if old.commit is None or new.commit is None:
        return {}, False
    found = _between(repository, old.commit, new.commit, memory)
    if new.kind == "commit":
        return found.paths, found.limited
    staged = renamed_between(repository, new.commit, None)
    paths = {path: staged.paths.get(now, now) for path, now in found.paths.items()}
    return {**staged.paths, **paths}, found.limited or staged.limited


def _between(repository: Repository, old: str, new: str, memory: Memory) -> Renamed:
    key = f"renamed:{old}:{new}"
    kept = _loaded(memory.text(key))
    if kept is not None:
        return kept
    renamed = renamed_between(repository, old, new)
    memory.put_text(key, json.dumps([dict(renamed.paths), renamed.limited]))
    return renamed


def _loaded(text: str | None) -> Renamed | None:
    try:
        loaded = json.loads(text) if text is not None else None
        return Renamed(dict(loaded[0]), bool(loaded[1])) if loaded is not None else None
    except (ValueError, TypeError, LookupError):
        # Damaged on the disk: Git knows better.
        return None


def _by_content(pairs: dict[str, str], old: Snapshot, new: Snapshot) -> tuple[dict[str, str], str]:
    """Pair what is left by similar contents, and say where there is too much of it."""
    then, now = _reader(old), _reader(new)

    def left() -> tuple[list[str], list[str]]:
        gone = [path for path in old.sources if pairs.get(path, path) not in new.sources]
        return gone, _new_paths(old, new, set(pairs.values()))

    gone, fresh = left()
    if not gone or not fresh:
        return pairs, ""
    pairs = {**pairs, **pair_namesakes(gone, fresh, then, now)}
    gone, fresh = left()
    alike = pair_alike(gone, fresh, then, now)
    if alike is not None:
        return {**pairs, **alike}, ""
    return pairs, (
        f"{len(gone)} files are gone and {len(fresh)} are new since the base: too many to compare "
        "with each other, so a file that moved, was renamed and changed counts as new"
    )


def _reader(snapshot: Snapshot) -> Callable[[str], Content | None]:
    known: dict[str, Content | None] = {}

    def read(path: str) -> Content | None:
        if path not in known:
            try:
                known[path] = content_of(snapshot.read(path, LARGEST))
            except Unreadable:
                known[path] = None
        return known[path]

    return read


def _folders(pairs: Mapping[str, str], old: Snapshot, new: Snapshot) -> Mapping[str, str]:
    """Return where folders are, ending in `/`, whose files went to another folder together.

    An import of a whole package leads to its folder.
    """
    went: dict[str, Counter[str]] = {}
    for path, now in pairs.items():
        went.setdefault(_folder(path), Counter())[_folder(now)] += 1
    stayed = Counter(
        folder
        for path in (old.sources if went else ())
        if (folder := _folder(path)) in went and path not in pairs and path in new.sources
    )
    most = {folder: places.most_common(1)[0] for folder, places in went.items()}
    return {
        folder: place
        for folder, (place, count) in most.items()
        if place != folder and count > stayed[folder]
    }


def _folder(path: str) -> str:
    return path.rpartition("/")[0] + "/"
