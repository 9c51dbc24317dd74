"""The packages that the JDK's modules export (`ModuleFinder.ofSystem` of OpenJDK 17)."""

from functools import cache
from pathlib import Path

import kavro_lint.languages.jvm as package

# Prefixes that the language keeps for itself.
RESERVED = ("java.", "jdk.", "sun.")

# No package has a name of so many parts: of a longer one only these are looked up.
MOST_PARTS = 100


@cache
def packages() -> frozenset[str]:
    """Return the packages that every JDK has; not all of `javax` is among them."""
    path = Path(package.__path__[0]) / "data" / "jdk.txt"
    return frozenset(path.read_text("ascii").split())


def is_standard(name: str) -> bool:
    """Whether a dotted name begins with a package of the JDK or of Kotlin's standard library."""
    if name.startswith((*RESERVED, "kotlin.")) or name == "kotlin":
        return True
    parts = name.split(".", MOST_PARTS)[:MOST_PARTS]
    return any(".".join(parts[:length]) in packages() for length in range(len(parts), 0, -1))
