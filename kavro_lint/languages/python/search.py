"""Search for a dotted name below a folder: the file that Python would load."""

from collections.abc import Iterable
from typing import Literal

from kavro_lint.languages.python.answers import Question
from kavro_lint.languages.python.roots import Layout, folder_of
from kavro_lint.model.frozen import frozen

# A module may also be an extension that a build makes of these, beside which it stands.
EXTENSIONS = (".pyx", ".so", ".pyd", ".c", ".cpp", ".cc", ".rs")
# What a module may be, the first that is there.
MODULES = (".py", ".pyi", *EXTENSIONS)

# Files that are looked up one by one, before all are numbered: one source has few imports.
FEW_LOOKUPS = 500
_OF_PACKAGES = ("/", "/__init__.py", "/__init__.pyi")

# How far a name was found: all of it; up to a package that lacks the rest; not at all.
Depth = Literal["whole", "part", "none"]


@frozen
class SearchResult:
    """`target` is a file, or a folder ending in `/` for a namespace; `missing` would-be files.

    `is_regular` says whether a regular package or a file was on the way, so that a missing rest
    is an error.
    """

    depth: Depth
    target: str | None = None
    is_regular: bool = False
    missing: tuple[str, ...] = ()


class Search:
    """Looks names up in the files of a snapshot."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.files = layout.project.files
        self._lookups = 0
        self._modules: dict[str, int] | None = None
        self._compiled = _compiled(layout)

    def module(self, root: str, parts: list[str], steps: list[str] | None = None) -> SearchResult:
        """Return the match of `a.b.c` below a root; a package wins over a file of its name."""
        place, is_regular = root, False
        for depth, part in enumerate(parts):
            folder = f"{place}{part}/"
            is_last = depth == len(parts) - 1
            if folder in self.layout.packages:
                is_regular = True
                if is_last:
                    return self._hit(f"{folder}__init__", steps)
            elif is_last and (result := self._file(f"{place}{part}", steps)):
                return SearchResult("whole", result, True)
            elif folder not in self.layout.namespaces:
                hit = self._file(f"{place}{part}", None) is not None
                return self._miss(f"{place}{part}", depth, is_regular or hit, steps)
            elif is_last:
                _note(steps, f"{folder}: a folder without __init__.py")
                return SearchResult("whole", folder, is_regular)
            place = folder
        return self.package(place, steps)

    def package(self, folder: str, steps: list[str] | None = None) -> SearchResult:
        """Return the match of a folder itself: its `__init__` file, else the folder."""
        if folder in self.layout.packages:
            return self._hit(f"{folder}__init__", steps)
        return SearchResult("whole", folder, False)

    def below(self, folder: str, parts: list[str], steps: list[str] | None = None) -> SearchResult:
        """Return the match of `a.b.c` below a package, the package itself for no parts."""
        return self.module(folder, parts, steps) if parts else self.package(folder, steps)

    def with_name(self, result: SearchResult, question: Question) -> SearchResult:
        """Return the name that an import takes from a package, else the match as it is."""
        if result.depth != "whole" or not is_package(result.target):
            return result
        question.by_name = True
        return self.name_in(result, question.name, question.steps)

    def name_in(
        self, result: SearchResult, name: str | None, steps: list[str] | None = None
    ) -> SearchResult:
        """Return the module `name` in a package that was found, else the package itself."""
        target = result.target or ""
        folder = target if target.endswith("/") else folder_of(target)
        if name is None or name == "*":
            return result
        inner = self.module(folder, [name], steps)
        if inner.depth == "whole" and not (inner.target or "").endswith("/"):
            return inner
        if target.endswith("/"):
            # A namespace defines no names: a name that is not a file does not exist.
            return (
                inner
                if inner.depth == "whole"
                else SearchResult("part", None, result.is_regular, inner.missing)
            )
        # The name may be anything that `__init__.py` defines; a folder of that name less so.
        return result

    def _hit(self, stem: str, steps: list[str] | None) -> SearchResult:
        return SearchResult("whole", self._file(stem, steps), True)

    def _miss(
        self, stem: str, depth: int, is_regular: bool, steps: list[str] | None
    ) -> SearchResult:
        missing = (f"{stem}.py", f"{stem}/__init__.py")
        for path in missing:
            _note(steps, f"{path}: no such file")
        return SearchResult("part" if depth or is_regular else "none", None, is_regular, missing)

    def _file(self, stem: str, steps: list[str] | None) -> str | None:
        if steps is None and self._lookups >= FEW_LOOKUPS:
            if self._modules is None:
                self._modules = _suffix_ranks(self.files)
            rank = self._modules.get(stem)
            return self._compiled.get(stem) if rank is None else self.files[stem + MODULES[rank]]
        self._lookups += 1
        for suffix in MODULES:
            path = stem + suffix
            if path in self.files:
                _note(steps, f"{path}: found")
                return self.files[path]
        if stem in self._compiled:
            _note(steps, f"{stem}: compiled from {self._compiled[stem]}")
        return self._compiled.get(stem)


def _compiled(layout: Layout) -> dict[str, str]:
    """Return, by their paths without suffix, the modules that are compiled from other files."""
    sources: dict[str, str] = {}
    for project, manifest in layout.projects.items():
        for name, source in manifest.compiled.items():
            path = layout.project.files.get(f"{project}{source.removeprefix('./')}")
            if path is not None:
                stem = name.replace(".", "/")
                sources.update((f"{root}{stem}", path) for root in layout.roots_of(project))
    return sources


def _suffix_ranks(files: Iterable[str]) -> dict[str, int]:
    """Return, for each path without its suffix that may be a module, which suffix comes first."""
    ranks = {suffix: rank for rank, suffix in enumerate(MODULES)}
    ranks_by_stem: dict[str, int] = {}
    for path in files:
        dot = path.rfind(".")
        rank = ranks.get(path[dot:]) if dot >= 0 else None
        if rank is not None and ranks_by_stem.get(path[:dot], rank) >= rank:
            ranks_by_stem[path[:dot]] = rank
    return ranks_by_stem


def is_package(target: str | None) -> bool:
    """Whether a target is a folder or the `__init__` of one: its names may be modules."""
    return target is not None and f"/{target}".endswith(_OF_PACKAGES)


def _note(steps: list[str] | None, step: str) -> None:
    if steps is not None:
        steps.append(step)
