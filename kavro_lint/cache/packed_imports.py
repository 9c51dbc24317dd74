"""The statements of a state's files and their resolutions, as bytes and back.

Each text and each resolution is written once, and numbers stand for them; the numbers are arrays,
which are read as fast as the disk gives them. Nothing of the bytes is executed, and what does not
fit together is nothing at all.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache
from itertools import accumulate, chain, count, repeat
from typing import TypeVar, get_args

from kavro_lint.cache.folder import DIGEST, joined, numbers_of, split
from kavro_lint.model.facts import Snapshot, SourceSettings
from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import Outcome, PlacedResolution, Resolution
from kavro_lint.model.places import ImportKind

KINDS: tuple[ImportKind, ...] = get_args(ImportKind)
_OUTCOMES = frozenset(get_args(Outcome))
# Fields of a resolution that are tuples of texts, or true or false; the others are texts or None.
GROUPS = ("candidates", "reaches", "known_as")
FLAGS = ("is_guess", "is_test")
_OUTCOME = Resolution._fields.index("outcome")
# What is written, in this order.
PARTS = ("manifests", "hashes of manifests", "paths", "blobs", "foreign", "given up", "generated",
         "checking", "facts", "declares ends", "declares", "words ends", "words", "unanalysable",
         "lost ends", "lost", "lines", "columns", "kinds", "resolutions", *Resolution._fields,
         "row ends", "group ends", "groups", "text ends", "texts")  # fmt: skip
_Item = TypeVar("_Item")


@frozen
class FileImports:
    """What one file says, and where its imports lead.

    `blob` is the hash of its bytes and `facts` the digest of what they say, both empty where
    nobody asked. `words` are hashes of the names on which the imports depend, where names are
    edges; the others are as in `SourceFacts`, with files for the modules in `checking`.
    """

    rows: Sequence[PlacedResolution] = ()
    lost: tuple[tuple[int, int], ...] = ()
    unanalysable: int = 0
    foreign: str | None = None
    given_up: str | None = None
    generated: bool = False
    checking: tuple[str, ...] = ()
    blob: str = ""
    facts: bytes = b""
    declares: bytes = b""
    words: bytes = b""


class StoredImports:
    """The imports of a state, and the manifests by which they were resolved (hash by path)."""

    def __init__(self, manifests: Mapping[str, str], files: Mapping[str, FileImports]) -> None:
        self.manifests = manifests
        self.files = files

    def find(self, path: str, blob: str | None) -> FileImports | None:
        """Return what a file of these bytes says, None where that is not known."""
        file = self.files.get(path) if blob is not None else None
        return file if file is not None and file.blob == blob else None


def key_of(snapshot: Snapshot, settings: SourceSettings) -> str:
    """Return what resolution depends on besides manifests: paths, links and settings."""
    packages = sorted(settings.packages.items())
    links = [*sorted(snapshot.links.items()), *snapshot.submodules]
    rest = repr((settings.source_roots, packages, settings.max_file_size, links))
    return "\0".join((rest, *snapshot.sources))


def encoded(stored: StoredImports) -> bytes:
    """Return stored imports as bytes."""
    writer = _Writer()
    writer.texts(stored.manifests)
    writer.texts(stored.manifests.values())
    writer.texts(stored.files)
    files = list(stored.files.values())
    writer.texts([file.blob for file in files])
    writer.texts([file.foreign for file in files])
    writer.texts([file.given_up for file in files])
    writer.raw(bytes(file.generated for file in files))
    writer.groups([file.checking for file in files])
    writer.raw(b"".join(file.facts for file in files))
    writer.parts([file.declares for file in files])
    writer.parts([file.words for file in files])
    writer.numbers(file.unanalysable for file in files)
    writer.ends(len(file.lost) for file in files)
    writer.numbers(chain.from_iterable(chain.from_iterable(file.lost for file in files)))
    _write_rows(writer, [row for file in files for row in file.rows])
    writer.ends(len(file.rows) for file in files)
    return writer.body()


def _write_rows(writer: "_Writer", rows: Sequence[PlacedResolution]) -> None:
    lines, columns, kinds, resolutions = zip(*rows, strict=True) if rows else ((), (), (), ())
    identities = list(map(id, resolutions))
    unique = dict(zip(identities, resolutions, strict=True))
    number = dict(zip(unique, range(len(unique)), strict=True))
    writer.numbers(lines)
    writer.numbers(columns)
    writer.raw(bytes(map(KINDS.index, kinds)))
    writer.numbers(map(number.__getitem__, identities))
    fields = zip(*unique.values(), strict=True) if unique else [()] * len(Resolution._fields)
    for name, values in zip(Resolution._fields, fields, strict=True):
        if name in GROUPS:
            writer.groups(values)
        elif name in FLAGS:
            writer.raw(bytes(values))
        else:
            writer.texts(values)


def decoded(body: bytes) -> StoredImports | None:
    """Return what `encoded` was given, None for anything else."""
    try:
        return _all_of(PackedImports(body))
    except (ValueError, IndexError, TypeError):
        return None


def _all_of(packed: "PackedImports") -> StoredImports:
    numbers, raw = packed.numbers, packed.raw
    packed.split_texts()
    paths, digests = packed.texts(numbers("paths")), raw("facts")
    facts = [digests[at : at + DIGEST] for at in range(0, len(digests), DIGEST)]
    # Nobody asked for any of them.
    facts = facts or [b""] * len(paths)
    lost = numbers("lost")
    places = list(zip(lost[::2], lost[1::2], strict=True))
    fields: tuple[Sequence[object], ...] = (
        _split(packed.rows(), numbers("row ends")),
        list(map(tuple, _split(places, numbers("lost ends")))),
        numbers("unanalysable"), packed.optional_texts(numbers("foreign")),
        packed.optional_texts(numbers("given up")), list(map(bool, raw("generated"))),
        list(map(packed.group, numbers("checking"))), packed.texts(numbers("blobs")), facts,
        _split(raw("declares"), numbers("declares ends")),
        _split(raw("words"), numbers("words ends")),
    )  # fmt: skip
    if {len(field) for field in fields} != {len(paths)}:
        raise ValueError("the cache holds other files")
    return StoredImports(
        packed.manifests(), dict(zip(paths, map(FileImports, *fields), strict=True))
    )


class PackedImports:
    """What `encoded` has written, of which what is asked for is unpacked.

    Raises ValueError and IndexError for bytes that hold something else.
    """

    def __init__(self, body: bytes) -> None:
        self._parts = dict(zip(PARTS, split(body), strict=True))
        self.numbers = cache(lambda part: numbers_of(self._parts[part]))
        self.group = cache(self._group)
        self._text = self._parts["texts"].decode("utf-8", "surrogatepass")
        self._all_texts: list[str | None] = []
        self._resolutions: dict[int, Resolution] = {}

    def raw(self, part: str) -> bytes:
        """Return the bytes of a part."""
        return self._parts[part]

    def manifests(self) -> Mapping[str, str]:
        """Return the hashes of the manifests by which imports were resolved, by path."""
        blobs = self.texts(self.numbers("hashes of manifests"))
        return dict(zip(self.texts(self.numbers("manifests")), blobs, strict=True))

    def split_texts(self) -> None:
        """Take all texts apart at once, for who wants most of them."""
        self._all_texts = [None, *map(str, _split(self._text, self.numbers("text ends")))]

    def texts(self, numbers: Iterable[int]) -> list[str]:
        """Return the texts of numbers; "" for that of none."""
        if self._all_texts:
            return [text or "" for text in map(self._all_texts.__getitem__, numbers)]
        text, ends = self._text, self.numbers("text ends")
        return [text[ends[at - 2] if at > 1 else 0 : ends[at - 1]] if at else "" for at in numbers]

    def optional_texts(self, numbers: Sequence[int]) -> list[str | None]:
        """Return the texts of numbers; None for that of none."""
        if self._all_texts:
            return list(map(self._all_texts.__getitem__, numbers))
        texts = zip(numbers, self.texts(numbers), strict=True)
        return [text if number else None for number, text in texts]

    def rows(self, places: Sequence[int] | None = None) -> list[PlacedResolution]:
        """Return the rows at some places, or all."""
        numbers = _picked(self.numbers("resolutions"), places)
        resolutions = self._resolutions_of(None if places is None else set(numbers))
        return list(
            zip(
                _picked(self.numbers("lines"), places),
                _picked(self.numbers("columns"), places),
                map(KINDS.__getitem__, _picked(self.raw("kinds"), places)),
                map(resolutions.__getitem__, numbers),
                strict=True,
            )
        )

    def _resolutions_of(self, numbers: Set[int] | None) -> Mapping[int, Resolution]:
        """Return resolutions by number, those among them or all; they are unpacked by fields."""
        missing = None if numbers is None else sorted(numbers - self._resolutions.keys())
        fields: list[Sequence[object]] = []
        for name in Resolution._fields:
            if name in FLAGS:
                fields.append(list(map(bool, _picked(self.raw(name), missing))))
                continue
            column = _picked(self.numbers(name), missing)
            if name in GROUPS:
                fields.append(list(map(self.group, column)))
            else:
                fields.append(self.optional_texts(column))
        if not _OUTCOMES.issuperset(fields[_OUTCOME]):
            raise ValueError("the cache holds another outcome")
        # As `Resolution._make`, without a step of Python's own for each.
        resolutions = map(tuple.__new__, repeat(Resolution), zip(*fields, strict=True))
        places = count() if missing is None else missing
        self._resolutions.update(zip(places, resolutions, strict=False))
        return self._resolutions

    def _group(self, number: int) -> tuple[str, ...]:
        ends = self.numbers("group ends")
        start = ends[number - 1] if number else 0
        return tuple(self.texts(self.numbers("groups")[start : ends[number]]))


def _picked(column: Sequence[int], places: Sequence[int] | None) -> Sequence[int]:
    return column if places is None else list(map(column.__getitem__, places))


class _Writer:
    """Writes one part after the other, and last the tables of texts and of groups of them."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._texts: dict[str | None, int] = {None: 0}
        self._groups: dict[tuple[str, ...], int] = {}

    def raw(self, part: bytes) -> None:
        self._parts.append(part)

    def numbers(self, numbers: Iterable[int]) -> None:
        # An array takes a list at once, and anything else number by number.
        self.raw(array("I", list(numbers)).tobytes())

    def ends(self, sizes: Iterable[int]) -> None:
        self.numbers(accumulate(sizes))

    def parts(self, parts: Sequence[bytes]) -> None:
        self.ends(map(len, parts))
        self.raw(b"".join(parts))

    def texts(self, texts: Iterable[str | None]) -> None:
        self.numbers(_numbered(self._texts, texts))

    def groups(self, groups: Iterable[tuple[str, ...]]) -> None:
        self.numbers(_numbered(self._groups, groups))

    def body(self) -> bytes:
        self.ends(map(len, self._groups))
        self.texts(chain.from_iterable(self._groups))
        written = [text for text in self._texts if text is not None]
        self.ends(map(len, written))
        self.raw("".join(written).encode("utf-8", "surrogatepass"))
        return joined(self._parts)


def _numbered(table: dict[_Item, int], items: Iterable[_Item]) -> Iterable[int]:
    """Return the numbers of things, which are given one in the order in which they first come."""
    listed = list(items)
    for item in dict.fromkeys(listed):
        table.setdefault(item, len(table))
    return map(table.__getitem__, listed)


def _split(items: Sequence[_Item], ends: Sequence[int]) -> list[Sequence[_Item]]:
    """Return things in groups that end at these numbers."""
    if (ends[-1] if ends else 0) != len(items):
        raise ValueError("the cache holds another number")
    return [items[start:end] for start, end in zip((0, *ends), ends, strict=False)]
