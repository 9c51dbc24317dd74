"""Files whose TYPE_CHECKING may be true when the program runs.

A file may have the name from a module of the repository, and that may set it to anything.
"""

from collections.abc import Iterator, Mapping

from kavro_lint.cache.packed_imports import FileImports
from kavro_lint.languages.python.checking import DOUBTFUL, OF_OTHERS
from kavro_lint.languages.python.purpose import is_support

# Of a file: whether its TYPE_CHECKING is the type checkers', None where it has none.
Trust = bool | None


def files_that_import(files: Mapping[str, FileImports]) -> Iterator[str]:
    """Yield the files whose imports for type checkers only may happen when the program runs."""
    checking = {path: file.checking for path, file in files.items() if file.checking}
    sets_others = any(OF_OTHERS in sources and not is_support(path)
                      for path, sources in checking.items())  # fmt: skip
    trust = _Trust(files)
    for path in checking:
        if sets_others or not trust.of(path):
            yield path


class _Trust:
    """Follows the name from file to file, each once."""

    def __init__(self, files: Mapping[str, FileImports]) -> None:
        self._files = files
        self._known: dict[str, Trust] = {}

    def of(self, path: str) -> Trust:
        """Return whether a file's TYPE_CHECKING is the type checkers'."""
        for file in self._in_order(path):
            self._known[file] = self._judge(file)
        return self._known[path]

    def _in_order(self, path: str) -> list[str]:
        """Return the files that the name may come from, the file itself last; none is known.

        In a circle of files, one that comes later has none while an earlier one is judged.
        """
        order: list[str] = []
        seen: set[str] = set()
        waiting = [(path, False)]
        while waiting:
            file, is_done = waiting.pop()
            if is_done:
                order.append(file)
            elif file not in seen and file not in self._known:
                seen.add(file)
                waiting.append((file, True))
                waiting += [(target, False) for target in self._targets(file)]
        return order

    def _targets(self, path: str) -> list[str]:
        return [*self._named(path), *self._stars(path)]

    def _named(self, path: str) -> list[str]:
        """Return the files that a file takes the name from."""
        sources = self._files[path].checking if path in self._files else ()
        return [source for source in sources if source not in ("", DOUBTFUL, OF_OTHERS)]

    def _stars(self, path: str) -> list[str]:
        """Return the files that a file takes all names from."""
        rows = self._files[path].rows if path in self._files else ()
        return [row[3].target for row in rows if row[3].name == "*" and row[3].target in self._files
                and row[3].target is not None]  # fmt: skip

    def _judge(self, path: str) -> Trust:
        sources = self._files[path].checking if path in self._files else ()
        if DOUBTFUL in sources:
            return False
        if any(self._known.get(target) is not True for target in self._named(path)):
            return False
        stars = [self._known.get(target) for target in self._stars(path)]
        if False in stars:
            return False
        return True if sources or True in stars else None
