"""The index of declarations of PHP: where full names are declared, and which one is meant."""

from collections.abc import Iterable, Sequence

from kavro_lint.languages.folders import shared_folders
from kavro_lint.languages.php.composer import Composer
from kavro_lint.languages.php.declared import Declarations, namespace_key
from kavro_lint.languages.php.scopes import Kind


class Index:
    """The classes, functions and constants of a snapshot, by their keys."""

    def __init__(self, files: Iterable[tuple[str, Declarations]], composer: Composer) -> None:
        self._composer = composer
        self._files: dict[str, list[str]] = {}
        self._namespaces: set[str] = set()
        for path, declarations in files:
            for key in declarations.all_keys():
                self._files.setdefault(key, []).append(path)
            self._namespaces.update(map(namespace_key, declarations.classes))

    def has_namespace(self, name: str) -> bool:
        """Whether classes are declared directly in a namespace."""
        return f"{name.lower()}\\" in self._namespaces

    def files(self, key: str) -> Sequence[str]:
        """Return the files that declare something."""
        return self._files.get(key, ())

    def nearest(
        self, importer: str, files: Sequence[str], name: str, kind: Kind = "class"
    ) -> Sequence[str]:
        """Return those of several files that a source means by a whole name.

        Its own declaration, else the one that Composer loads, else the one of the same package,
        else the one whose file is called as its class, as autoloaders look for it, else the nearest
        by path.
        """
        if len(files) == 1:
            return files
        if importer in files:
            return (importer,)
        places = frozenset(self._composer.places(name))
        own = self._project(importer)
        ranks = {
            path: (
                path not in places,
                self._project(path) != own,
                kind == "class" and not _is_named(path, name),
                -shared_folders(importer, path),
            )
            for path in files
        }
        best = min(ranks.values())
        return [path for path in files if ranks[path] == best]

    def _project(self, path: str) -> str | None:
        return self._composer.project(path[: path.rfind("/") + 1])


def _is_named(path: str, name: str) -> bool:
    """Whether a file is called as what it declares: `app/Config/App.php` is, `003.php` is not."""
    own_name = name.rpartition("\\")[2]
    return path.rpartition("/")[2].partition(".")[0].casefold() == own_name.casefold()
