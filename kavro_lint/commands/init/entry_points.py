"""Entry points among the files beside folders: what starts the rest, and nobody imports.

`app/main.py` imports `app/api/`, which imports `app/models.py`: as one module they are part of a
cycle that does not exist between files.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.commands.init.naming import free_name, module_name, pattern_of
from kavro_lint.commands.init.part import Part
from kavro_lint.model.frozen import frozen
from kavro_lint.patterns import Pattern

# What an entry point that is still to come will be called.
FUTURE = {"py": ("main.py", "__main__.py"), "js": ("main.*",), "ts": ("main.*", "App.*")}
FUTURE |= {"jsx": FUTURE["ts"], "tsx": FUTURE["ts"], "vue": FUTURE["ts"]}
# More files than this are no entry points that one lists by name.
MOST = 6


@frozen
class _FileImports:
    """Which files import which, where both are product code.

    `imported` maps a file to those it imports, `importers` a file to those that import it;
    `owners` maps files to modules.
    """

    imported: Mapping[str, frozenset[str]]
    importers: Mapping[str, frozenset[str]]
    owners: Mapping[str, str]

    def modules(self, files: Iterable[str]) -> set[str]:
        """Return the modules that own files."""
        return {self.owners[path] for path in files}

    def reaching(self, module: str) -> set[str]:
        """Return the modules that lead to a module by imports, without itself."""
        behind: dict[str, set[str]] = {}
        for path, targets in self.imported.items():
            for target in targets:
                behind.setdefault(self.owners[target], set()).add(self.owners[path])
        reached: set[str] = set()
        waiting = [module]
        while waiting:
            new = behind.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        return reached - {module}


def with_entries(parts: Sequence[Part], architecture: Architecture) -> tuple[Part, ...]:
    """Return the parts with the entry points of a folder's own files as parts of their own."""
    product = {part.name for part in parts if not part.is_outside}
    imports = _file_imports(architecture, product)
    used_names = {part.name for part in parts}
    result: list[Part] = []
    for part in parts:
        result.append(part)
        if part.own_files:
            result += _entry_part(part, imports, used_names)
    return tuple(result)


def _entry_part(part: Part, imports: _FileImports, used_names: set[str]) -> Iterator[Part]:
    files = sorted(path for path, owner in imports.owners.items() if owner == part.name)
    entries = _entry_files(files, imports, imports.reaching(part.name))
    if not 0 < len(entries) <= min(MOST, len(files) - 1):
        return
    head = part.name.rpartition(".")[0]
    stem = module_name(entries[0].rpartition("/")[2].partition(".")[0])
    name = f"{head}.{stem}".lstrip(".") if len(entries) == 1 else f"{part.name}-entry"
    patterns = tuple(pattern_of(path) for path in entries)
    patterns += _to_come(patterns, {path for path in imports.owners if path not in entries})
    yield Part(free_name(name, part.name, used_names), patterns, project=part.project)


def _to_come(patterns: Sequence[str], declared: Iterable[str]) -> tuple[str, ...]:
    """Return patterns for further entry points in the same folder, which match no other file."""
    folder, slash, _ = patterns[0].rpartition("/")
    suffixes = dict.fromkeys(pattern.rpartition(".")[2] for pattern in patterns)
    names = dict.fromkeys(name for suffix in suffixes for name in FUTURE.get(suffix, ()))
    candidates = [f"{folder}{slash}{name}" for name in names]
    paths = (*declared, *patterns)
    return tuple(
        candidate for candidate in candidates if not any(map(Pattern(candidate).matches, paths))
    )


def _entry_files(files: Sequence[str], imports: _FileImports, above: set[str]) -> list[str]:
    """Return the files that import a module above, directly or not, and that nothing imports."""
    own = frozenset(files)
    free = {path for path in files if imports.importers.get(path, frozenset()) <= own}
    while imported_elsewhere := {
        path for path in free if not imports.importers.get(path, frozenset()) <= free
    }:
        free -= imported_elsewhere
    entries = {
        path for path in free if imports.modules(imports.imported.get(path, frozenset())) & above
    }
    while more := {
        path for path in free - entries if imports.imported.get(path, frozenset()) & entries
    }:
        entries |= more
    return sorted(entries)


def _file_imports(architecture: Architecture, product: set[str]) -> _FileImports:
    owners = {
        path: owner for path, owner in architecture.ownership.owners.items() if owner in product
    }
    imported: dict[str, set[str]] = {}
    importers: dict[str, set[str]] = {}
    for statement in architecture.judged:
        target = statement.target
        if target in owners and statement.importer in owners and architecture.closes(statement):
            imported.setdefault(statement.importer, set()).add(target)
            importers.setdefault(target, set()).add(statement.importer)
    return _FileImports(_frozen(imported), _frozen(importers), owners)


def _frozen(sets: Mapping[str, set[str]]) -> Mapping[str, frozenset[str]]:
    return {path: frozenset(paths) for path, paths in sets.items()}
