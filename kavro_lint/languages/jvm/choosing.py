"""The choice between types of one name: the nearest to the file that writes it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from kavro_lint.languages.folders import ancestors, shared_folders
from kavro_lint.languages.jvm.builds import Builds
from kavro_lint.languages.jvm.index import Declared, Index
from kavro_lint.languages.jvm.standard import is_standard

_JVM = re.compile(r"/(?:main|jvmMain|androidMain)/")
_MAIN = re.compile(r"/(?:main|commonMain|common)/")
# Source sets as Maven and Gradle lay them out: `src/main/`, `src/jvmMain/`; `src/test/`.
_MAIN_SET = re.compile(r"(?:^|/)src/(?:main|[a-z][A-Za-z0-9]*Main)/")
_TEST_SET = re.compile(r"(?:^|/)src/(?:test|[a-z][A-Za-z0-9]*Test)/")


class Choosing:
    """Chooses among the files that declare a type of the same whole name."""

    def __init__(self, index: Index, builds: Builds) -> None:
        """Take the declarations, and the builds that tell which projects see which others."""
        self._index = index
        self._projects = builds.folders
        self._gradle = builds.gradle
        self.root = lru_cache(maxsize=None)(self._root)
        self.project = lru_cache(maxsize=None)(self._project)
        self._set = lru_cache(maxsize=None)(_source_set)
        # The files of types that no script leads to, of the names that were asked for last.
        self.unseen: set[str] = set()

    def only(self, importer: str, types: Sequence[Declared]) -> Declared:
        """Return the nearest, the first of those that are as near."""
        return types[0] if len(types) == 1 else self.nearest(importer, types)[0]

    def visible(self, importer: str, types: Sequence[Declared]) -> Sequence[Declared]:
        """Return those that a source sees without an import: in its package.

        Sources of one package may stand in several projects of a build, which need not see each
        other. A wildcard of a package that is not ours may bring the name as well.
        """
        own = self.project(importer)
        others = {project for row in types if (project := self.project(row.path)) != own}
        if not others:
            return types
        is_explained = any(
            row.name not in self._index.packages and not is_standard(row.name)
            for row in self._index.brought(importer).wildcards
        )
        unseen = {
            project
            for project in others
            if not self._gradle.may_see(own, project, is_explained=is_explained)
        }
        if not unseen:
            return types
        self.unseen.update(row.path for row in types if self.project(row.path) in unseen)
        return [row for row in types if self.project(row.path) not in unseen]

    def nearest(self, importer: str, types: Sequence[Declared]) -> Sequence[Declared]:
        """Return those of the same source root, else of the same build, else the nearest ones."""
        if len(types) == 1:
            return types
        ranked = [(self._rank(importer, declared.path), declared) for declared in types]
        best = min(rank for rank, _ in ranked)
        return [declared for rank, declared in ranked if rank == best]

    def is_hidden(self, importer: str, path: str) -> bool:
        """Whether a file is of a project's tests, which its main sources are compiled without."""
        return (
            self._set(path) == "test"
            and self._set(importer) == "main"
            and self.project(path) == self.project(importer)
        )

    def _rank(self, importer: str, path: str) -> tuple[int, int]:
        root, own = self.root(path), self.root(importer)
        if root == own:
            return 0, 0
        # Main sources before those of tests and of other variants. Of a declaration for several
        # platforms Java sees the JVM's.
        preferred = _JVM if importer.endswith(".java") else _MAIN
        variant = 0 if preferred.search(f"/{root}") else 1 if _MAIN.search(f"/{root}") else 2
        if self.project(path) == self.project(importer):
            return 1, variant
        return 2, 10 * -shared_folders(importer, path) + variant

    def _root(self, path: str) -> str:
        """Return the source root of a file: its folder without the folders of its package."""
        folder = path.rpartition("/")[0]
        package = self._index.declarations(path).package.replace(".", "/")
        if package and f"/{folder}".endswith(f"/{package}"):
            folder = folder[: len(folder) - len(package)].rstrip("/")
        return f"{folder}/" if folder else ""

    def _project(self, path: str) -> str:
        return next((folder for folder in ancestors(path) if folder in self._projects), "")


def _source_set(path: str) -> str:
    """Return whether a file is in a source set for `main` code, for a `test`, or neither."""
    return "test" if _TEST_SET.search(path) else "main" if _MAIN_SET.search(path) else ""
