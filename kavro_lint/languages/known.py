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

    def pause(self) -> None:
        """Let go of what must not be in two processes."""
        ...

    def hush(self) -> None:
        """Be in a second process: whatever is wrong, the first one says."""
        ...

    def told(self) -> tuple[object, ...] | None:
        """Return what a second process has learned, for `tell`; None where it had to give up."""
        ...

    def tell(self, told: tuple[object, ...]) -> None:
        """Keep what `told` returned in a second process."""
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

    def pause(self) -> None:
        """Do nothing."""

    def hush(self) -> None:
        """Do nothing."""

    def told(self) -> tuple[object, ...]:
        """Return nothing."""
        return ()

    def tell(self, told: tuple[object, ...]) -> None:
        """Keep nothing."""


NOTHING = Nothing()
