"""Where what was read of files is kept: by a key that names the extractor and the bytes."""

from collections.abc import Iterable
from typing import Protocol

from kavro_lint.model import SourceFacts


class Known(Protocol):
    """Where facts are kept by key: `FactCache`, or nothing at all."""

    @property
    def keeps(self) -> bool:
        """Whether what is put here is still known in the next run."""
        ...

    def prepare(self, keys: Iterable[str]) -> None:
        """Read what is known of many keys at once."""
        ...

    def get(self, key: str) -> tuple[int, SourceFacts] | None:
        """Return the size of the file and its facts, or None."""
        ...

    def put(self, key: str, size: int, facts: SourceFacts) -> None:
        """Keep what was read."""
        ...


class Nothing:
    """Keeps nothing."""

    keeps = False

    def prepare(self, keys: Iterable[str]) -> None:
        """Do nothing."""

    def get(self, key: str) -> None:
        """Know nothing."""

    def put(self, key: str, size: int, facts: SourceFacts) -> None:
        """Keep nothing."""


NOTHING = Nothing()
