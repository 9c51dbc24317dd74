"""`.gitattributes` of the snapshot: which files are generated or vendored.

Read here rather than by `git check-attr`, which knows nothing of a commit's own attributes
before Git 2.40 and listens to files that are not versioned with the code. The format is that
of gitattributes(5); GitHub's linguist defines the two attributes.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from kavro_lint.expressions import expression
from kavro_lint.model.facts import Snapshot, Unreadable
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import Location
from kavro_lint.patterns import (
    FEW,
    SORTED_PER_TRIAL,
    Glob,
    TrialLimit,
    key_of,
    keys_of,
    literal_part,
)

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.patterns.literal_index import LiteralIndex

ATTRIBUTES = ("linguist-generated", "linguist-vendored")

LARGEST = 1_000_000

# What stands between the words of a line; other white space is part of a name.
_BLANKS = expression(r"[ \t\r]+")

# Whether a line sets or unsets an attribute; None where it takes back what others said.
States = Mapping[str, bool | None]


@frozen
class Line:
    """A line that sets or unsets one of the attributes for the paths of a pattern."""

    folder: str
    key: str | None
    literal_part: str
    matches: Callable[[str], bool]
    states: States
    location: Location


@frozen
class Attribute:
    """What `.gitattributes` say of a file: that it is generated or vendored, or that it is not."""

    name: str
    is_set: bool
    location: Location


class Attributes:
    """All `.gitattributes` of a snapshot. Of several lines the last one of the nearest file counts.

    Lines are looked up by a name or a suffix; others are tried one by one, so often at most.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        files = sorted(
            (path for path in snapshot.sources if path.rpartition("/")[2] == ".gitattributes"),
            key=lambda path: (path.count("/"), path),
        )
        macros: dict[str, States] = {}
        self._lines = [line for path in files for line in _lines(snapshot, path, macros)]
        self._limit = TrialLimit(len(self._lines))
        self._keyed: dict[str, list[int]] = {}
        self._others: list[int] = []
        for number, line in enumerate(self._lines):
            place = self._others if line.key is None else self._keyed.setdefault(line.key, [])
            place.append(number)

    def of(self, path: str) -> Mapping[str, Attribute]:
        """Return the attributes that are set or unset for a path, by name.

        Raises CannotJudge where too many lines would have to be tried on too many files.
        """
        if not self._lines:
            return {}
        candidates = self._candidates(path)
        self._limit.count(len(candidates) // SORTED_PER_TRIAL)
        decided = {name: self._decided(name, path, candidates) for name in ATTRIBUTES}
        return {name: attribute for name, attribute in decided.items() if attribute is not None}

    def _decided(self, name: str, path: str, candidates: Sequence[int]) -> Attribute | None:
        """Return what the last line that matches says of an attribute."""
        for number in candidates:
            line = self._lines[number]
            if name not in line.states:
                continue
            self._limit.count(1)
            if path.startswith(line.folder) and line.matches(path[len(line.folder) :]):
                is_set = line.states[name]
                return None if is_set is None else Attribute(name, is_set, line.location)
        return None

    def _candidates(self, path: str) -> Sequence[int]:
        """Return the lines that may match a path, the last one first."""
        name = path[path.rfind("/") + 1 :]
        keyed = [number for key in keys_of(name) for number in self._keyed.get(key, ())]
        unkeyed = self._others if len(self._others) <= FEW else self._by_letters.of(path)
        return sorted((*unkeyed, *keyed), reverse=True)

    @cached_property
    def _by_letters(self) -> "LiteralIndex":
        # Few repositories have so many lines.
        from kavro_lint.patterns.literal_index import LiteralIndex

        return LiteralIndex((number, self._lines[number].literal_part) for number in self._others)


def _lines(snapshot: Snapshot, path: str, macros: dict[str, States]) -> Iterator[Line]:
    folder = path.removesuffix(".gitattributes")
    try:
        content = snapshot.read(path, LARGEST)
    except Unreadable:
        # Without its attributes more is governed, so nothing gets lost.
        return
    for number, raw in enumerate(content.decode("utf-8", "surrogateescape").split("\n"), 1):
        text = raw.strip(" \t\r")
        if not text or text.startswith("#"):
            continue
        pattern, words = _split(text)
        states = _states(words, macros)
        if not states:
            continue
        if pattern.startswith("[attr]"):
            if not folder:
                macros[pattern.removeprefix("[attr]")] = states
            continue
        matcher = _matcher(pattern)
        if matcher is not None:
            yield Line(folder, *matcher, states, Location(path, number))


def _split(text: str) -> tuple[str, list[str]]:
    """Split a line into its pattern, which may be quoted as in C, and the states after it."""
    quoted = re.match(r'"((?:[^"\\]|\\.)*)"', text)
    if quoted is None:
        pattern, *states = _BLANKS.split(text)
        return pattern, states
    unquoted = re.sub(r'\\(["\\])', r"\1", quoted[1])
    return unquoted, _BLANKS.split(text[quoted.end() :].lstrip(" \t\r"))


def _states(words: list[str], macros: Mapping[str, States]) -> States:
    states: dict[str, bool | None] = {}
    for word in filter(None, words):
        name, _, value = word.lstrip("-!").partition("=")
        is_set = None if word[0] == "!" else word[0] != "-" and value != "false"
        if name in ATTRIBUTES:
            states[name] = is_set
        elif name in macros and is_set:
            states |= macros[name]
    return states


def _matcher(text: str) -> tuple[str | None, str, Callable[[str], bool]] | None:
    """Return what matches a pattern: without a slash names, else paths; never what is below.

    Return the key of its last segment and its literal part too. It is compiled when it is tried.
    """
    if text.endswith("/") or text.startswith("!"):
        return None
    segments = text.strip("/").split("/")
    try:
        key = key_of(segments[-1])
    except ValueError:
        return None

    def matches(path: str) -> bool:
        glob = _glob(tuple(segments))
        names = path.split("/") if "/" in text else [path.rpartition("/")[2]]
        return glob is not None and glob.matches(names)

    return key, literal_part(segments), matches


@lru_cache(maxsize=50_000)
def _glob(segments: tuple[str, ...]) -> Glob | None:
    """Compile a pattern; None for what is none, which Git passes over."""
    try:
        return Glob(segments)
    except ValueError:
        return None
