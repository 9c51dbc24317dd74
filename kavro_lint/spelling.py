"""The nearest known word to one that somebody wrote, and words that agree with a number."""

from collections.abc import Iterable, Iterator, Mapping

# A word longer than this is not a slip of the finger, and comparing it costs its length squared.
LONGEST = 200


def nearest(word: str, known: Iterable[str], similarity: float = 0.6) -> str | None:
    """Return the known word that was most likely meant, None where none is near.

    Case, and which of space, hyphen and underscore separates parts, do not count; two letters
    that changed places are near whatever the length. `similarity` is difflib's, from 0 to 1.
    """
    return next(iter(near_words(word, known, 1, similarity)), None)


def near_words(word: str, known: Iterable[str], count: int, similarity: float = 0.6) -> list[str]:
    """Return at most so many known words that may have been meant, the nearest first."""
    if len(word) > LONGEST:
        return []
    by_key: dict[str, str] = {}
    for candidate in known:
        by_key.setdefault(_key(candidate), candidate)
    key = _key(word)
    if key in by_key:
        return [by_key[key]]
    swapped = [candidate for candidate in by_key if are_transposed(key, candidate)]
    alike = [
        (share, candidate)
        for candidate in by_key
        if (share := _shared(key, candidate, similarity)) >= similarity
    ]
    nearby = (*swapped, *_most_similar(key, alike, count, similarity))
    return [by_key[candidate] for candidate in dict.fromkeys(nearby)][:count]


def _most_similar(
    word: str, candidates: Iterable[tuple[float, str]], count: int, similarity: float
) -> list[str]:
    """Return what `difflib.get_close_matches` does of words after what they share at most.

    The words that share most are compared first, and the rest is not where it cannot be nearer.
    """
    ordered = sorted(candidates, reverse=True)
    if not ordered:
        # Importing it takes longer than most words take to compare.
        return []
    import difflib

    matcher: difflib.SequenceMatcher[str] = difflib.SequenceMatcher()
    matcher.set_seq2(word)
    best: list[tuple[float, str]] = []
    for share, candidate in ordered:
        if len(best) == count and share < best[-1][0]:
            break
        matcher.set_seq1(candidate)
        ratio = matcher.ratio()
        if ratio >= similarity:
            best = sorted((*best, (ratio, candidate)), reverse=True)[:count]
    return [candidate for _, candidate in best]


def did_you_mean(word: str, known: Iterable[str], similarity: float = 0.5) -> str:
    """Return `did you mean …?` with the nearest known word, an empty text where none is near."""
    closest = nearest(word, known, similarity)
    return "" if closest is None else f"did you mean {closest}?"


def one_of(word: str, known: Iterable[str], similarity: float = 0.4) -> str:
    """Return what may be written instead: the nearest known word first, then all of them."""
    choices = tuple(known)
    hint = did_you_mean(word, choices, similarity)
    return f"{hint}{' ' if hint else ''}It is one of: {', '.join(choices)}"


def are_transposed(word: str, other: str) -> bool:
    """Whether two words differ in one pair of neighbouring letters that changed places."""
    if len(word) != len(other) or word == other:
        return False
    first = next(place for place, letter in enumerate(word) if letter != other[place])
    pair = word[first : first + 2]
    return pair.isalpha() and word[:first] + pair[::-1] + word[first + 2 :] == other


def _shared(word: str, other: str, least: float) -> float:
    """Return what share of their letters two words have in common: no less than difflib's ratio.

    Where their lengths alone make it less than `least`, it is 0.
    """
    both, letters = min(len(word), len(other)), len(word) + len(other)
    if not both or 2 * both < least * letters:
        return 0.0
    both = sum(min(word.count(letter), other.count(letter)) for letter in {*word})
    return 2 * both / letters


def _key(word: str) -> str:
    return word.casefold().replace("_", "-").replace(" ", "-")


def quantity(number: int, singular: str, plural: str = "") -> str:
    """Return a number with the words that agree with it, such as `1 file` and `2,000 files`."""
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"


def counted_imports(imports: Mapping[str, int]) -> Iterator[str]:
    """Yield how many imports have each outcome; unlisted packages are a part of the external."""
    for outcome, count in imports.items():
        if count and outcome == "external" and (unlisted := imports.get("unlisted", 0)):
            yield f"{count} external ({unlisted} unlisted)"
        elif count and outcome != "unlisted":
            yield f"{count} {outcome}"
