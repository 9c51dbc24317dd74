"""Raw imports → folders of the snapshot, the standard library or packages of others.

The go command builds one module at a time and fetches the others; here all modules of the
repository are read at once, each by its own go.mod and its workspace. In this order:
the importer's own module, modules of its workspace, what go.work and go.mod replace with local
folders, other modules of the repository, `vendor`, the standard library; all else is external.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from kavro_lint.languages.go.layout import GoModule, Layout, Workspace, above, folder_of
from kavro_lint.languages.go.manifests import Manifest, joined
from kavro_lint.languages.go.names import SINGLE, is_below, is_standard, module_of, required_for
from kavro_lint.languages.protocol import Project
from kavro_lint.model import Import, Outcome, RawImport

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Provider:
    """A module path, the folder that has its packages (None: outside), and who says so."""

    path: str
    folder: str | None
    said_by: str


@dataclass(frozen=True, slots=True)
class _Answer:
    outcome: Outcome
    target: str | None = None
    reaches: tuple[str, ...] = ()
    package: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Around:
    """What the imports of one module try. `providers` stand for sure, `others` may."""

    module: GoModule
    providers: tuple[_Provider, ...]
    others: tuple[_Provider, ...]
    vendors: tuple[str, ...]
    standard: str | None
    cache: dict[str, _Answer] = field(default_factory=dict)


class GoResolver:
    """Resolves the Go imports of one snapshot."""

    def __init__(self, project: Project) -> None:
        self._layout = Layout(project)
        self._by_folder: dict[str, _Around] = {}
        self._by_module: dict[GoModule, _Around] = {}

    def resolve(self, importer: str, raw: RawImport, steps: list[str] | None = None) -> Import:
        """Return what `raw`, written in the file `importer`, leads to."""
        path = raw.specifier
        around = self._surroundings(folder_of(importer))
        local = path in (".", "..") or path.startswith(("./", "../"))
        answer = None if local or steps is not None else around.cache.get(path)
        if answer is None:
            note: Note = steps.append if steps is not None else _silent
            answer = self._relative(importer, path) if local else self._answer(around, path, note)
            if not local:
                around.cache[path] = answer
        return Import(
            importer,
            raw,
            answer.outcome,
            target=answer.target,
            package=answer.package,
            module=path if answer.package else None,
            candidates=answer.candidates,
            reaches=answer.reaches,
        )

    # What the imports of a module may lead to.

    def _surroundings(self, folder: str) -> _Around:
        around = self._by_folder.get(folder)
        if around is None:
            module = self._layout.module_around(folder)
            if module.manifest is None:
                # Without a go.mod it counts where a file is: `vendor` and `src` are looked for.
                around = self._of_module(GoModule(folder, None))
            else:
                around = self._by_module.get(module) or self._of_module(module)
                self._by_module[module] = around
            self._by_folder[folder] = around
        return around

    def _of_module(self, module: GoModule) -> _Around:
        layout = self._layout
        providers: dict[tuple[str, str | None], _Provider] = {}
        for each in self._provided(module):
            providers.setdefault((each.path, each.folder), each)
        known = {path for path, _ in providers}
        others = [
            _Provider(path, other.folder, f"{other.folder}go.mod, in this repository,")
            for other in layout.modules()
            if (path := other.path) is not None and path not in known
        ]
        return _Around(
            module=module,
            providers=_longest_first(providers.values()),
            others=_longest_first(others),
            vendors=tuple(self._vendors(module)),
            standard=self._standard(module),
        )

    def _provided(self, module: GoModule) -> Iterator[_Provider]:
        """Yield the modules that a module's own manifests speak of, the decisive ones first."""
        manifest, layout = module.manifest, self._layout
        if manifest is None:
            return
        if module.path is not None:
            yield _Provider(module.path, module.folder, f"its own {module.folder}go.mod")
        workspace = layout.workspace_of(module)
        if workspace is not None:
            yield from self._of_workspace(workspace)
        yield from _replaced(manifest, module.folder, f"replace in {module.folder}go.mod")

    def _of_workspace(self, workspace: Workspace) -> Iterator[_Provider]:
        place = f"{workspace.folder}go.work"
        used = [self._layout.module_at(folder) for folder in workspace.used]
        for each in used:
            if each is not None and each.path is not None:
                yield _Provider(each.path, each.folder, f"use in {place}")
        yield from _replaced(workspace.manifest, workspace.folder, f"replace in {place}")
        for each in used:
            if each is not None and each.manifest is not None:
                said_by = f"replace in {each.folder}go.mod, used by {place},"
                yield from _replaced(each.manifest, each.folder, said_by)

    def _vendors(self, module: GoModule) -> Iterator[str]:
        """Yield the folders `vendor` that count, the nearest first."""
        if module.manifest is None:
            # As it was before there were modules.
            yield from (f"{folder}vendor/" for folder in above(module.folder))
            return
        yield f"{module.folder}vendor/"
        workspace = self._layout.workspace_of(module)
        if workspace is not None and workspace.folder != module.folder:
            yield f"{workspace.folder}vendor/"

    def _standard(self, module: GoModule) -> str | None:
        """Return the root of Go's own standard library, for the modules of Go's own tree."""
        if module.path not in ("std", "cmd"):
            return None
        roots = (self._layout.module_at(each) for each in above(module.folder))
        return next((each.folder for each in roots if each and each.path == "std"), None)

    # One import.

    def _relative(self, importer: str, path: str) -> _Answer:
        folder = joined(folder_of(importer), path)
        if folder is None:
            return _Answer("unresolved")
        return self._internal(folder, None) or _Answer("unresolved", candidates=(folder or "/",))

    def _answer(self, around: _Around, path: str, note: Note) -> _Answer:
        self._introduce(around.module, note)
        if path == "C" or (path in SINGLE and around.standard is None):
            note(f"{path}: of Go itself")
            return _Answer("standard", package=path)
        found = self._in_go(around, path, note) or self._first(around.providers, path, note)
        found = found or self._in_repository(around.others, path, note)
        found = found or self._vendored(around, path, note)
        return found or self._elsewhere(around, path, note)

    def _introduce(self, module: GoModule, note: Note) -> None:
        place = f"{module.folder}go.mod"
        if module.manifest is None:
            note("no go.mod is above the file")
        elif module.path is None:
            note(f"{place} has no line `module` that could be read")
        else:
            note(f"the nearest go.mod is {place}: module {module.path}")
        if module.manifest is not None and module.manifest.wrong:
            lines = ", ".join(map(str, module.manifest.wrong[:10]))
            note(f"{place} has lines that are not understood: {lines}")

    def _in_go(self, around: _Around, path: str, note: Note) -> _Answer | None:
        """Look below the root of `std`, in Go's own tree."""
        if around.standard is None:
            return None
        folder = self._layout.package(around.standard, path)
        note(f"Go's own tree: {_shown(around.standard, path)} {_there(folder)}")
        return self._internal(folder, None)

    def _first(self, providers: tuple[_Provider, ...], path: str, note: Note) -> _Answer | None:
        for each in providers:
            if not is_below(path, each.path):
                continue
            if each.folder is None:
                note(f"{each.said_by}: {each.path} is outside of this repository")
                continue
            rest = path[len(each.path) + 1 :]
            folder = self._layout.package(each.folder, rest)
            note(
                f"{each.said_by}: {each.path} is {each.folder or '/'}, "
                f"so {_shown(each.folder, rest)} {_there(folder)}"
            )
            answer = self._internal(folder, None)
            if answer is not None:
                return answer
        return None

    def _in_repository(
        self, others: tuple[_Provider, ...], path: str, note: Note
    ) -> _Answer | None:
        """Look in modules of the repository that nothing here mentions: the code is the same."""
        folders: dict[str, None] = {}
        longest = 0
        for each in others:
            if each.folder is None or not is_below(path, each.path) or len(each.path) < longest:
                continue
            rest = path[len(each.path) + 1 :]
            folder = self._layout.package(each.folder, rest)
            note(
                f"{each.said_by} is module {each.path}: {_shown(each.folder, rest)} "
                f"{_there(folder)}"
            )
            if folder is not None:
                folders[folder] = None
                longest = len(each.path)
        if len(folders) > 1:
            return _Answer("ambiguous", candidates=tuple(folder or "/" for folder in folders))
        return self._internal(next(iter(folders)), None) if folders else None

    def _vendored(self, around: _Around, path: str, note: Note) -> _Answer | None:
        """Look in `vendor`, and in what stands for a GOPATH where there is no go.mod."""
        for vendor in around.vendors:
            folder = self._layout.package(vendor, path, shielded=False)
            if folder is not None:
                note(f"vendor: {folder} is there")
                return self._internal(folder, self._package(around, path))
        sources: tuple[str, ...] = ()
        if around.module.manifest is None:
            sources = tuple(each for each in above(around.module.folder) if each.endswith("src/"))
        for root in (*self._layout.roots, *sources):
            folder = self._layout.package(root, path, shielded=False)
            note(f"source root: {_shown(root, path)} {_there(folder)}")
            if folder is not None:
                return self._internal(folder, None)
        return self._guessed(around, path, note)

    def _guessed(self, around: _Around, path: str, note: Note) -> _Answer | None:
        """Look for the end of the path in a module whose own path could not be read."""
        module = around.module
        if module.manifest is None or module.path is not None or is_standard(path):
            return None
        parts = path.split("/")
        for start in range(1, len(parts)):
            folder = self._layout.package(module.folder, "/".join(parts[start:]))
            if folder is not None:
                note(f"{folder} is there, so {module.folder}go.mod may be of that module")
                return self._internal(folder, None)
        return None

    def _elsewhere(self, around: _Around, path: str, note: Note) -> _Answer:
        """Say whose an import is that leads to no folder of the snapshot."""
        own = next((each for each in around.providers if is_below(path, each.path)), None)
        package = self._package(around, path)
        if own is not None and not self._requires_below(around.module, path, own.path):
            if own.folder is not None:
                folder = _shown(own.folder, path[len(own.path) + 1 :])
                return _Answer("unresolved", candidates=(folder,))
            package = own.path
        elif around.standard is not None and is_standard(path):
            return _Answer("unresolved", candidates=(_shown(around.standard, path),))
        elif is_standard(path):
            note(f"{path}: its first element has no dot, so it is in the standard library")
            return _Answer("standard", package=path)
        note(f"{path}: in no module of this repository, so it is a package of {package}")
        return _Answer("external", package=package)

    def _requires_below(self, module: GoModule, path: str, own: str) -> bool:
        """Whether go.mod requires a module whose path begins with ours and that has the package."""
        required = required_for(path, module.manifest.requires) if module.manifest else None
        return required is not None and len(required) > len(own)

    def _package(self, around: _Around, path: str) -> str:
        manifest = around.module.manifest
        return module_of(path, manifest.requires if manifest else ())

    def _internal(self, folder: str | None, package: str | None) -> _Answer | None:
        if folder is None or self._layout.package(folder, "", shielded=False) is None:
            return None
        target, reaches = self._layout.reached(folder)
        return _Answer("internal", target, reaches, package)


def _replaced(manifest: Manifest, folder: str, said_by: str) -> Iterator[_Provider]:
    for path, place in manifest.replaced:
        yield _Provider(path, joined(folder, place), said_by)


def _longest_first(providers: Iterable[_Provider]) -> tuple[_Provider, ...]:
    """Sort by the length of the module's path; equals stay as they are."""
    return tuple(sorted(providers, key=lambda each: -len(each.path)))


def _shown(folder: str, rest: str) -> str:
    return f"{folder}{rest}/" if rest else folder or "/"


def _there(folder: str | None) -> str:
    return "is not there" if folder is None else "is there"


def _silent(step: str) -> None:
    """Say nothing: nobody asked for the steps."""
