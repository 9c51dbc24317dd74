"""Removed files, paired with added ones that are the same file elsewhere."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from kavro_lint.model.frozen import frozen

# As Git does it: half of the content is the same (git-diff, --find-renames).
SIMILAR = 0.5
# So many contents are compared with each other at most.
MOST_PAIRS = 90_000
# A file is compared with so many new ones whose paths end alike.
MOST_NAMESAKES = 3


@frozen
class Content:
    """The lines of a file, and its size in bytes."""

    lines: Counter[bytes]
    size: int


Read = Callable[[str], Content | None]


def content_of(text: bytes) -> Content:
    """Return a content to compare; line ends of Windows count as others do."""
    lines = text.replace(b"\r\n", b"\n").splitlines(keepends=True)
    return Content(Counter(lines), sum(map(len, lines)))


def pair_identical(removed: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """Pair files of the same content, whatever their number; both map paths to content ids.

    Where several have the same content, those go together whose paths end alike.
    """
    places: dict[str, list[str]] = {}
    for path, content_id in added.items():
        places.setdefault(content_id, []).append(path)
    sources: dict[str, list[str]] = {}
    for path, content_id in removed.items():
        if content_id in places:
            sources.setdefault(content_id, []).append(path)
    pairs: dict[str, str] = {}
    for content_id, paths in sources.items():
        removed_paths, added_paths = sorted(paths), sorted(places[content_id])
        for old, candidates in _candidates_by_tail(removed_paths, added_paths, down_to=0):
            pairs[old] = candidates[0]
            candidates.pop(0)
    return pairs


def pair_namesakes(
    removed: Sequence[str], added: Sequence[str], read_old: Read, read_new: Read
) -> dict[str, str]:
    """Pair files of similar content whose paths end alike: a folder that moved, say."""
    pairs: dict[str, str] = {}
    for path, candidates in _candidates_by_tail(sorted(removed), sorted(added), down_to=1):
        for candidate in candidates[:MOST_NAMESAKES]:
            if likeness(read_old(path), read_new(candidate)) >= SIMILAR:
                pairs[path] = candidate
                candidates.remove(candidate)
                break
    return pairs


def _candidates_by_tail(
    removed: list[str], added: list[str], down_to: int
) -> Iterator[tuple[str, list[str]]]:
    """Yield removed files with the added ones whose paths end alike, the longest ends first.

    The caller removes the one that it pairs from the list. Each file is looked at once for each
    folder above it.
    """
    unpaired, used_paths = removed, set[str]()
    parts_by_path = {path: path.split("/") for path in added}
    deepest = max((path.count("/") + 1 for path in removed), default=0)
    for count in range(deepest, down_to - 1, -1):
        tails: dict[tuple[str, ...], list[str]] = {}
        for path, parts in parts_by_path.items():
            if path not in used_paths and len(parts) >= count:
                tails.setdefault(tuple(parts[len(parts) - count :]), []).append(path)
        still_unpaired: list[str] = []
        for path in unpaired:
            parts = path.split("/")
            candidates = tails.get(tuple(parts[len(parts) - count :]), [])
            if len(parts) < count or not candidates:
                still_unpaired.append(path)
                continue
            before = tuple(candidates)
            yield path, candidates
            claimed = set(before).difference(candidates)
            used_paths |= claimed
            if not claimed:
                still_unpaired.append(path)
        unpaired = still_unpaired


def pair_alike(
    removed: Sequence[str], added: Sequence[str], read_old: Read, read_new: Read
) -> dict[str, str] | None:
    """Pair files of similar content and the same suffix; None where there are too many to try."""
    suffixes = Counter(map(_suffix, added))
    if sum(suffixes[_suffix(path)] for path in removed) > MOST_PAIRS:
        return None
    likely = sorted(
        (-alike, _name(old_path) != _name(new_path), old_path, new_path)
        for old_path in removed
        for new_path in added
        if _suffix(old_path) == _suffix(new_path)
        and (alike := likeness(read_old(old_path), read_new(new_path))) >= SIMILAR
    )
    pairs: dict[str, str] = {}
    used_paths: set[str] = set()
    for _, _, old_path, new_path in likely:
        if old_path not in pairs and new_path not in used_paths:
            pairs[old_path] = new_path
            used_paths.add(new_path)
    return pairs


def likeness(old: Content | None, new: Content | None) -> float:
    """Return the share of bytes that stand in lines of both: 1 for equal, 0 for an empty file."""
    if old is None or new is None:
        return 0.0
    smaller, larger = sorted((old.size, new.size))
    if smaller < larger * SIMILAR or not larger:
        return 0.0
    return sum(len(line) * count for line, count in (old.lines & new.lines).items()) / larger


def _suffix(path: str) -> str:
    return path.rpartition(".")[2]


def _name(path: str) -> str:
    return path.rpartition("/")[2]
