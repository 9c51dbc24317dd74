"""What other tools' configurations ask for (one file a tool), read as data and never run."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kavro_lint.init.wishes import Wishes
from kavro_lint.model import Snapshot


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: wishes, and what a person must know of what was not."""

    wishes: Wishes = field(default_factory=Wishes)
    remarks: tuple[str, ...] = ()


def read_sources(snapshot: Snapshot, named: Sequence[str] | None) -> Reading:
    """Read the configurations that are named, or all there are."""
    return Reading()
