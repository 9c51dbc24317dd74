"""Decisions with their exceptions, and approvals."""

from collections.abc import Mapping

from kavro_lint.model.frozen import field, frozen
from kavro_lint.model.places import Location

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    import datetime

ACCEPTED = "accepted"
FINGERPRINT_LENGTH = 12


@frozen
class Waiver:
    """A row of a table with the header `Exception`.

    `rules` are ids, names or `*` as written. `sources`, `targets` and `subjects` are the values of
    the cells From, To and Subject, () where the column is missing or the cell says nothing.
    `until` is None where no date can be read.
    """

    rules: tuple[str, ...]
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    until: "datetime.date | None"
    location: Location
    subjects: tuple[str, ...] = ()
    reason: str = ""

    @property
    def source(self) -> str:
        """The cell From as text."""
        return ", ".join(self.sources)

    @property
    def target(self) -> str:
        """The cell To as text."""
        return ", ".join(self.targets)

    @property
    def subject(self) -> str:
        """The cell Subject as text."""
        return ", ".join(self.subjects)


@frozen
class Decision:
    """A decision. `status` is normalised, `""` where none is stated.

    `sections` maps a normalised heading or field to its text without comments; `stated` is the
    status as it is written.
    """

    path: str
    title: str
    location: Location
    status: str = ""
    date: str | None = None
    waivers: tuple[Waiver, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    stated: str = ""

    @property
    def name(self) -> str:
        """The file's name without its suffix."""
        return self.path.rpartition("/")[2].removesuffix(".md")


@frozen
class Approval:
    """A record of approval. `covers` maps a fingerprint to what it is of, in words."""

    path: str
    location: Location
    subject: str
    by: str
    on: str
    covers: Mapping[str, str] = field(default_factory=dict)


@frozen
class Covered:
    """A part of the contract that people approve, with the fingerprint of what it says."""

    name: str
    fingerprint: str
    location: Location
    end: int = 0


def fingerprint(*parts: str) -> str:
    """Return a short digest of texts in their order."""
    # OpenSSL takes a while to load, and few runs ask.
    import hashlib

    text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:FINGERPRINT_LENGTH]
