"""New paths of an older tree's files: by content, by Git's renames, by similar contents."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping

from kavro_lint.git.log.commit_changes import Renamed, renamed_between
from kavro_lint.git.pairing import (
    Content,
    content_of,
    pair_alike,
    pair_identical,
    pair_namesakes,
)
from kavro_lint.git.repository import Repository
from kavro_lint.git.revisions import Memory
from kavro_lint.model.facts import Snapshot, Unreadable
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
    removed = [path for path in old.sources if path not in new.sources]
    if not removed:
        return Moves({})
    pairs = _pair_identical(removed, old, new)
    by_git, limited = _renames_by_git(repository, old, new, memory)
    paired_paths = set(pairs.values())
    for path, new_path in by_git.items():
        if path not in pairs and new_path not in paired_paths and new_path in new.sources:
            pairs[path] = new_path
            paired_paths.add(new_path)
    remark = ""
    if new.kind == "worktree" or limited:
        pairs, remark = _pair_by_content(pairs, old, new)
    return Moves({**pairs, **_moved_folders(pairs, old, new)}, remark)


def moved_between(old: Snapshot, new: Snapshot) -> Mapping[str, str]:
    """Return where files and folders of a working tree are in a proposed one."""
    pairs, _ = _pair_by_content({}, old, new)
    return {**pairs, **_moved_folders(pairs, old, new)}


def renames(
    repository: Repository, old: Snapshot, new: Snapshot, memory: Memory
) -> Mapping[str, str]:
    """Return where files and folders of `old` are in `new`, as `moves` does."""
    return moves(repository, old, new, memory).paths


def _new_paths(old: Snapshot, new: Snapshot, paired_paths: Collection[str]) -> list[str]:
    return [path for path in new.sources if path not in old.sources and path not in paired_paths]


def _pair_identical(removed: Iterable[str], old: Snapshot, new: Snapshot) -> dict[str, str]:
    ids_by_path = {path: blob for path in removed if (blob := old.sources[path].blob) is not None}
    if not ids_by_path:
        return {}
    suffixes = {path.rpartition(".")[2] for path in ids_by_path}
    digest = hashlib.sha1 if len(next(iter(ids_by_path.values()))) == 40 else hashlib.sha256
    old_ids, new_ids = set(ids_by_path.values()), dict[str, str]()
    for path in _new_paths(old, new, ()):
        blob = new.sources[path].blob
        if blob is None and path.rpartition(".")[2] in suffixes:
            blob = _blob_of(path, new, digest, old_ids)
        if blob is not None:
            new_ids[path] = blob
    return pair_identical(ids_by_path, new_ids)


def _blob_of(
    path: str, snapshot: Snapshot, digest: "Callable[[bytes], hashlib._Hash]", ids: set[str]
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
    return next((blob for blob in blobs if blob in ids), None)


def _renames_by_git(
    repository: Repository, old: Snapshot, new: Snapshot, memory: Memory
) -> tuple[Mapping[str, str], bool]:
    if old.commit is None or new.commit is None:
        return {}, False
    committed = _renamed_between(repository, old.commit, new.commit, memory)
    if new.kind == "commit":
        return committed.paths, committed.limited
    staged = renamed_between(repository, new.commit, None)
    paths = {
        path: staged.paths.get(new_path, new_path) for path, new_path in committed.paths.items()
    }
    return {**staged.paths, **paths}, committed.limited or staged.limited


def _renamed_between(repository: Repository, old: str, new: str, memory: Memory) -> Renamed:
    key = f"renamed:{old}:{new}"
    remembered = _parse_renamed(memory.text(key))
    if remembered is not None:
        return remembered
    renamed = renamed_between(repository, old, new)
    memory.put_text(key, json.dumps([dict(renamed.paths), renamed.limited]))
    return renamed


def _parse_renamed(text: str | None) -> Renamed | None:
    try:
        loaded = json.loads(text) if text is not None else None
        return Renamed(dict(loaded[0]), bool(loaded[1])) if loaded is not None else None
    except (ValueError, TypeError, LookupError):
        # The remembered text is damaged: Git is asked again.
        return None


def _pair_by_content(
    pairs: dict[str, str], old: Snapshot, new: Snapshot
) -> tuple[dict[str, str], str]:
    """Pair what is left by similar contents, and say where there is too much of it."""
    read_old, read_new = _reader(old), _reader(new)

    def unpaired() -> tuple[list[str], list[str]]:
        removed = [path for path in old.sources if pairs.get(path, path) not in new.sources]
        return removed, _new_paths(old, new, set(pairs.values()))

    removed, added = unpaired()
    if not removed or not added:
        return pairs, ""
    pairs = {**pairs, **pair_namesakes(removed, added, read_old, read_new)}
    removed, added = unpaired()
    alike = pair_alike(removed, added, read_old, read_new)
    if alike is not None:
        return {**pairs, **alike}, ""
    return pairs, (
        f"{len(removed)} files are gone and {len(added)} are new since the base: too many to "
        "compare with each other, so a file that moved, was renamed and changed counts as new"
    )


def _reader(snapshot: Snapshot) -> Callable[[str], Content | None]:
    contents: dict[str, Content | None] = {}

    def read(path: str) -> Content | None:
        if path not in contents:
            try:
                contents[path] = content_of(snapshot.read(path, LARGEST))
            except Unreadable:
                contents[path] = None
        return contents[path]

    return read


def _moved_folders(pairs: Mapping[str, str], old: Snapshot, new: Snapshot) -> Mapping[str, str]:
    """Return where folders are, ending in `/`, whose files went to another folder together.

    An import of a whole package leads to its folder.
    """
    new_folders: dict[str, Counter[str]] = {}
    for path, new_path in pairs.items():
        new_folders.setdefault(_folder(path), Counter())[_folder(new_path)] += 1
    stayed = Counter(
        folder
        for path in (old.sources if new_folders else ())
        if (folder := _folder(path)) in new_folders and path not in pairs and path in new.sources
    )
    most = {folder: places.most_common(1)[0] for folder, places in new_folders.items()}
    return {
        folder: place
        for folder, (place, count) in most.items()
        if place != folder and count > stayed[folder]
    }


def _folder(path: str) -> str:
    return path.rpartition("/")[0] + "/"
