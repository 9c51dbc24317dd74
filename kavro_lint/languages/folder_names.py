"""The names directly in the folders of a snapshot."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

# What sorts directly behind all that is below a folder.
_BEHIND_SLASH = chr(ord("/") + 1)


class FolderNames:
    """The names directly in each folder of some paths, looked up where they are asked for.

    A folder is `""` or ends in `/`.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = sorted(paths)
        self._known: dict[str, frozenset[str]] = {}

    def __contains__(self, folder: str) -> bool:
        """Whether there is a path below a folder."""
        at = bisect_left(self._paths, folder)
        return at < len(self._paths) and self._paths[at].startswith(folder)

    def names_in(self, folder: str) -> frozenset[str]:
        """Return the names of the files and folders directly in a folder, none where it is not."""
        if folder not in self._known:
            self._known[folder] = frozenset(name for name, _ in self._entries(folder))
        return self._known[folder]

    def files_in(self, folder: str) -> Iterator[str]:
        """Yield the names of the files directly in a folder."""
        return (name for name, is_folder in self._entries(folder) if not is_folder)

    def _entries(self, folder: str) -> Iterator[tuple[str, bool]]:
        """Yield the names directly in a folder, and whether each is a folder."""
        paths, at = self._paths, bisect_left(self._paths, folder)
        while at < len(paths) and paths[at].startswith(folder):
            name, slash, _ = paths[at][len(folder) :].partition("/")
            yield name, bool(slash)
            at = bisect_left(paths, f"{folder}{name}{_BEHIND_SLASH}", at) if slash else at + 1
