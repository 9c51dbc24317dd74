"""One name below one folder: the file that Python would load."""

from collections.abc import Iterable
from typing import Literal

from kavro_lint.languages.python.answers import Question
from kavro_lint.languages.python.roots import Layout, folder_of
from kavro_lint.model.frozen import frozen

# A module may also be an extension that a build makes of these, beside which it stands.
EXTENSIONS = (".pyx", ".so", ".pyd", ".c", ".cpp", ".cc", ".rs")
# What a module may be, the first that is there.
MODULES = (".py", ".pyi", *EXTENSIONS)

_OF_PACKAGES = ("/", "/__init__.py", "/__init__.pyi")

# How far a name was found: all of it; up to a package that lacks the rest; not at all.
Depth = Literal["whole", "part", "none"]


@frozen
class Found:
    """`target` is a file, or a folder ending in `/` for a namespace; `missing` would-be files.

    `own` says whether a regular package or a file was on the way, so that what is missing
    must be there.
    """

    depth: Depth
    target: str | None = None
    own: bool = False
    missing: tuple[str, ...] = ()


class Search:
    """Looks names up in the files of a snapshot."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.files = layout.project.files
        self._modules = _modules(self.files)

    def module(self, root: str, parts: list[str], steps: list[str] | None = None) -> Found:
        """Return what `a.b.c` is below a root; a package wins over a file of its name."""
        place, own = root, False
        for depth, part in enumerate(parts):
            folder = f"{place}{part}/"
            last = depth == len(parts) - 1
            if folder in self.layout.packages:
                own = True
                if last:
                    return self._hit(f"{folder}__init__", steps)
            elif last and (found := self._file(f"{place}{part}", steps)):
                return Found("whole", found, True)
            elif folder not in self.layout.namespaces:
                hit = self._file(f"{place}{part}", None) is not None
                return self._miss(f"{place}{part}", depth, own or hit, steps)
            elif last:
                _note(steps, f"{folder}: a folder without __init__.py")
                return Found("whole", folder, own)
            place = folder
        return self.package(place, steps)

    def package(self, folder: str, steps: list[str] | None = None) -> Found:
        """Return what stands for a folder itself: its `__init__` file, else the folder."""
        if folder in self.layout.packages:
            return self._hit(f"{folder}__init__", steps)
        return Found("whole", folder, False)

    def below(self, folder: str, parts: list[str], steps: list[str] | None = None) -> Found:
        """Return what `a.b.c` is below a folder that is a package, the folder itself for none."""
        return self.module(folder, parts, steps) if parts else self.package(folder, steps)

    def with_name(self, found: Found, question: Question) -> Found:
        """Return what an import takes from a package that was found; else what was found."""
        if found.depth != "whole" or not is_package(found.target):
            return found
        question.by_name = True
        return self.name_in(found, question.name, question.steps)

    def name_in(self, found: Found, name: str | None, steps: list[str] | None = None) -> Found:
        """Return the module `name` in a package that was found, else the package itself."""
        target = found.target or ""
        folder = target if target.endswith("/") else folder_of(target)
        if name is None or name == "*":
            return found
        inner = self.module(folder, [name], steps)
        if inner.depth == "whole" and not (inner.target or "").endswith("/"):
            return inner
        if target.endswith("/"):
            # A namespace has no names of its own: what is in no file is nowhere.
            return (
                inner if inner.depth == "whole" else Found("part", None, found.own, inner.missing)
            )
        # The name may be anything that `__init__.py` defines; a folder of that name less so.
        return found

    def _hit(self, stem: str, steps: list[str] | None) -> Found:
        return Found("whole", self._file(stem, steps), True)

    def _miss(self, stem: str, depth: int, own: bool, steps: list[str] | None) -> Found:
        missing = (f"{stem}.py", f"{stem}/__init__.py")
        for path in missing:
            _note(steps, f"{path}: no such file")
        return Found("part" if depth or own else "none", None, own, missing)

    def _file(self, stem: str, steps: list[str] | None) -> str | None:
        if steps is None:
            found = self._modules.get(stem)
            return None if found is None else self.files[stem + MODULES[found]]
        for suffix in MODULES:
            path = stem + suffix
            if path in self.files:
                _note(steps, f"{path}: found")
                return self.files[path]
        return None


def _modules(files: Iterable[str]) -> dict[str, int]:
    """Return, for each path without its suffix that may be a module, which suffix comes first."""
    ranks = {suffix: rank for rank, suffix in enumerate(MODULES)}
    found: dict[str, int] = {}
    for path in files:
        dot = path.rfind(".")
        rank = ranks.get(path[dot:]) if dot >= 0 else None
        if rank is not None and found.get(path[:dot], rank) >= rank:
            found[path[:dot]] = rank
    return found


def is_package(target: str | None) -> bool:
    """Whether a target is a folder or the `__init__` of one: its names may be modules."""
    return target is not None and f"/{target}".endswith(_OF_PACKAGES)


def _note(steps: list[str] | None, step: str) -> None:
    if steps is not None:
        steps.append(step)
