"""Keys of a front matter that are almost ones that are read: no status may be off unnoticed."""

from collections.abc import Iterator

from kavro_lint.artifacts.markdown import Document, key_of
from kavro_lint.artifacts.problems import problem
from kavro_lint.model.findings import Finding
from kavro_lint.model.places import Location
from kavro_lint.spelling import nearest

# What is read of any artifact. Shorter keys (`by`, `on`) are near to too many words.
KEYS = ("status", "version", "date", "subject", "tags", "superseded by")
SIMILAR = 0.8


def near_keys(document: Document) -> Iterator[Finding]:
    """Yield the keys that stand for one that is read and not there (KV001)."""
    keys = {key_of(name): name for name in document.front_matter}
    for key, name in keys.items():
        closest = None if key in KEYS else nearest(key, KEYS, SIMILAR)
        if closest is not None and closest not in keys:
            yield problem(
                "KV001",
                Location(document.path, _line(document, name)),
                f"{document.path}: the key `{name}` of the front matter is not read",
                f"write `{closest}`, or give it a name that is less similar",
                "key",
                name,
            )


def _line(document: Document, name: str) -> int:
    """Return the line of a key; the first where a value takes several lines."""
    values = document.front_matter.values()
    if any(isinstance(value, list | dict) or "\n" in str(value) for value in values):
        return 1
    return list(document.front_matter).index(name) + 2
