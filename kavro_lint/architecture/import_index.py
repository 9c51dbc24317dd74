"""Indexes over all imports, updated from one state to the next."""

from collections.abc import Iterable, Mapping

from kavro_lint.model.imports import Imports, PlacedResolution, Resolution

# By file or folder: the files that import it.
Importers = Mapping[str, frozenset[str]]


def importers_of(imports: Imports) -> Importers:
    """Return the files that import each file or folder."""
    return {target: frozenset(paths) for target, paths in _by_target(imports).items()}


def importers_after(importers: Importers, removed: Imports, added: Imports) -> Importers:
    """Return the index with the imports of some files removed and others added."""
    old, new = _by_target(removed), _by_target(added)
    differing = {
        target: (importers.get(target, frozenset()) - old.get(target, set()))
        | new.get(target, set())
        for target in old.keys() | new.keys()
    }
    return {**importers, **differing}


def targets_of(rows: Iterable[PlacedResolution]) -> frozenset[str]:
    """Return the files and folders that the imports of a file lead to."""
    return frozenset(row[3].target for row in rows if row[3].target is not None)


def _by_target(imports: Imports) -> dict[str, set[str]]:
    paths: dict[str, set[str]] = {}
    for path, rows in imports.files.items():
        for target in targets_of(rows):
            paths.setdefault(target, set()).add(path)
    return paths


def unlisted_of(imports: Imports) -> Imports:
    """Return the imports of packages that a manifest should name, and surely does not."""
    chosen = {id(resolution) for resolution in imports.resolutions() if _is_unlisted(resolution)}
    if not chosen:
        return Imports({})
    rows = {
        path: [row for row in rows if id(row[3]) in chosen] for path, rows in imports.files.items()
    }
    return Imports({path: unlisted for path, unlisted in rows.items() if unlisted})


def unlisted_after(
    unlisted: Imports, imports: Imports, removed: Imports, added: Imports
) -> Imports:
    """Return the same after a step to `imports`, in their order."""
    new = unlisted_of(added).files
    if not new and unlisted.files.keys().isdisjoint(removed.files):
        return unlisted
    files = {path: rows for path, rows in unlisted.files.items() if path not in removed.files}
    files.update(new)
    return Imports({path: files[path] for path in imports.files if path in files})


def _is_unlisted(resolution: Resolution) -> bool:
    return resolution.outcome == "external" and resolution.listed == "no"
