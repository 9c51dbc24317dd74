"""The choice between files that an include may mean, where no database decides."""

import re
from collections.abc import Iterable, Mapping, Sequence

from kavro_lint.languages.folders import folder_of, shared_folders

# Folders of code that is beside the product: it may include the product, and not the other way.
_OUTSIDE_PRODUCT = re.compile(
    r"(?:^|/)(?:tests?|testing|unittests?|examples?|samples?|demos?|docs?|fuzz(?:ing)?|"
    r"benchmarks?|bench)/"
)


class Suffixes:
    """The files of a snapshot by the ends of their paths."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._by_name: dict[str, list[str]] = {}
        for path in files:
            self._by_name.setdefault(path.rpartition("/")[2], []).append(path)

    def matches(self, suffix: str, importer: str) -> list[str]:
        """Return the files that end in a path, but for the importer."""
        ending = f"/{suffix}"
        paths = self._by_name.get(suffix.rpartition("/")[2], ())
        return [
            path for path in paths if (path == suffix or path.endswith(ending)) and path != importer
        ]


def nearest(paths: Iterable[str], importer: str) -> Sequence[str]:
    """Return those of some files that are nearest to an importer, sorted; several are equally near.

    First come those that share most folders with it, then those that are the least deep below
    those. Code of tests and examples is taken by its like alone, unless there is no other.
    """
    candidates = sorted(paths)
    if not _OUTSIDE_PRODUCT.search(folder_of(importer)):
        product = [path for path in candidates if not _OUTSIDE_PRODUCT.search(folder_of(path))]
        candidates = product or candidates
    ranks = {path: _rank(path, importer) for path in candidates}
    best = min(ranks.values(), default=None)
    return [path for path in candidates if ranks[path] == best]


def _rank(path: str, importer: str) -> tuple[int, int]:
    shared = shared_folders(folder_of(path), folder_of(importer))
    return -shared, path.count("/") - shared
