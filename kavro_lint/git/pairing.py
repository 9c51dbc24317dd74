"""Files that are gone, paired with new ones that are the same file elsewhere."""

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


def pair_identical(gone: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Pair files of the same content, whatever their number; both map paths to content ids.

    Where several have the same content, those go together whose paths end alike.
    """
    places: dict[str, list[str]] = {}
    for path, content_id in new.items():
        places.setdefault(content_id, []).append(path)
    sources: dict[str, list[str]] = {}
    for path, content_id in gone.items():
        if content_id in places:
            sources.setdefault(content_id, []).append(path)
    pairs: dict[str, str] = {}
    for content_id, paths in sources.items():
        left, free = sorted(paths), sorted(places[content_id])
        for old, candidates in _by_tails(left, free, down_to=0):
            pairs[old] = candidates[0]
            candidates.pop(0)
    return pairs


def pair_namesakes(gone: Sequence[str], new: Sequence[str], old: Read, now: Read) -> dict[str, str]:
    """Pair files of similar content whose paths end alike: a folder that moved, say."""
    pairs: dict[str, str] = {}
    for path, candidates in _by_tails(sorted(gone), sorted(new), down_to=1):
        for candidate in candidates[:MOST_NAMESAKES]:
            if likeness(old(path), now(candidate)) >= SIMILAR:
                pairs[path] = candidate
                candidates.remove(candidate)
                break
    return pairs


def _by_tails(gone: list[str], new: list[str], down_to: int) -> Iterator[tuple[str, list[str]]]:
    """Yield files that are gone with the new ones whose paths end alike, the longest ends first.

    Whoever takes one removes it from the list. Each file is looked at once for each folder above.
    """
    left, taken = gone, set[str]()
    free = {path: path.split("/") for path in new}
    deepest = max((path.count("/") + 1 for path in gone), default=0)
    for count in range(deepest, down_to - 1, -1):
        tails: dict[tuple[str, ...], list[str]] = {}
        for path, parts in free.items():
            if path not in taken and len(parts) >= count:
                tails.setdefault(tuple(parts[len(parts) - count :]), []).append(path)
        rest: list[str] = []
        for path in left:
            parts = path.split("/")
            candidates = tails.get(tuple(parts[len(parts) - count :]), [])
            if len(parts) < count or not candidates:
                rest.append(path)
                continue
            before = tuple(candidates)
            yield path, candidates
            removed = set(before).difference(candidates)
            taken |= removed
            if not removed:
                rest.append(path)
        left = rest


def pair_alike(
    gone: Sequence[str], new: Sequence[str], old: Read, now: Read
) -> dict[str, str] | None:
    """Pair files of similar content and the same suffix; None where there are too many to try."""
    suffixes = Counter(map(_suffix, new))
    if sum(suffixes[_suffix(path)] for path in gone) > MOST_PAIRS:
        return None
    likely = sorted(
        (-alike, _name(one) != _name(two), one, two)
        for one in gone
        for two in new
        if _suffix(one) == _suffix(two) and (alike := likeness(old(one), now(two))) >= SIMILAR
    )
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, one, two in likely:
        if one not in pairs and two not in taken:
            pairs[one] = two
            taken.add(two)
    return pairs


def likeness(one: Content | None, two: Content | None) -> float:
    """Return the share of bytes that stand in lines of both: 1 for equal, 0 for an empty file."""
    if one is None or two is None:
        return 0.0
    smaller, larger = sorted((one.size, two.size))
    if smaller < larger * SIMILAR or not larger:
        return 0.0
    return sum(len(line) * count for line, count in (one.lines & two.lines).items()) / larger


def _suffix(path: str) -> str:
    return path.rpartition(".")[2]


def _name(path: str) -> str:
    return path.rpartition("/")[2]
