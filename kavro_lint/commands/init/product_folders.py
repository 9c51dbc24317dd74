"""The folders that product code lies in."""

from collections.abc import Iterable, Iterator


class Tree:
    """Files by folder. A folder is `""` (the root) or ends in `/`."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._direct: dict[str, list[str]] = {}
        self._children: dict[str, set[str]] = {}
        self._total: dict[str, int] = {}
        for path in sorted(paths):
            folder = path.rpartition("/")[0]
            folder = folder + "/" if folder else ""
            self._direct.setdefault(folder, []).append(path)
            while True:
                self._total[folder] = self._total.get(folder, 0) + 1
                if not folder:
                    break
                above = folder[:-1].rpartition("/")[0]
                above = above + "/" if above else ""
                self._children.setdefault(above, set()).add(folder)
                folder = above

    def direct(self, folder: str) -> list[str]:
        """Return the files that lie in a folder itself, sorted."""
        return self._direct.get(folder, [])

    def children(self, folder: str) -> list[str]:
        """Return the folders in a folder, sorted."""
        return sorted(self._children.get(folder, ()))

    def total(self, folder: str) -> int:
        """Return how many files lie in a folder or below it."""
        return self._total.get(folder, 0)

    def branching(self, folder: str) -> str:
        """Return the first folder from here down that holds a file, or more than one folder."""
        while not self.direct(folder) and len(self.children(folder)) == 1:
            folder = self.children(folder)[0]
        return folder

    def roots(self, folder: str = "") -> Iterator[str]:
        """Yield the topmost folders with a file of their own; the root itself is none."""
        for child in self.children(folder):
            if self.direct(child):
                yield child
            else:
                yield from self.roots(child)


def name_of(folder: str) -> str:
    """Return a folder's own name."""
    return folder.rstrip("/").rpartition("/")[2]
