"""The imports of files, and their importers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.permissions import denials
from kavro_lint.commands.explain.shaping import (
    FEW,
    Json,
    import_document,
    import_line,
    shortened,
    wrapped,
)
from kavro_lint.model.import_groups import ImportGroup, joined_group
from kavro_lint.model.imports import Import

# Imports by module; a file that no module declares counts by its folder, as in the report.
GroupedImports = Mapping[str, ImportGroup]


def used_by(architecture: Architecture, files: frozenset[str], name: str | None) -> GroupedImports:
    """Return what files import outside of themselves and their module, by module."""
    importers = files - architecture.ownership.ungoverned.keys()
    by_target = architecture.facts.imports.by_target(importers, outside=files)
    if architecture.type_only == "ignore":
        by_target = {
            target: group._replace(total=group.running)
            for target, group in by_target.items()
            if group.running
        }
    imported = by_module(architecture, by_target)
    return {module: group for module, group in imported.items() if module != name}


def importers_of(architecture: Architecture, files: frozenset[str]) -> GroupedImports:
    """Return the imports of the files from elsewhere, by the importing file."""
    return architecture.facts.imports.by_importer(files)


def packages_of(architecture: Architecture, files: frozenset[str]) -> GroupedImports:
    """Return the third-party packages that files import."""
    return dict(sorted(architecture.facts.imports.by_package(files).items()))


def by_module(architecture: Architecture, by_path: GroupedImports) -> GroupedImports:
    """Return groups of imports by path as groups by the module of that."""
    groups: dict[str, list[ImportGroup]] = {}
    for path, group in by_path.items():
        groups.setdefault(module_or_folder(architecture, path), []).append(group)
    return {module: joined_group(groups[module]) for module in sorted(groups)}


def module_or_folder(architecture: Architecture, path: str) -> str:
    """Return the module of a path, `ungoverned`, or its folder where none is declared."""
    return architecture.owner(path) or path.rpartition("/")[0] + "/"


def documents(architecture: Architecture, grouped: GroupedImports, name: str | None) -> list[Json]:
    """Return them as JSON; `allowed` says whether the contract lets `name` import it."""
    return [
        {
            "name": imported,
            "imports": group.total,
            "allowed": _allowed(architecture, name, imported),
            "first": import_document(_first_import(architecture, group)),
        }
        for imported, group in grouped.items()
    ]


def _allowed(architecture: Architecture, importer: str | None, imported: str) -> bool | None:
    contracts = architecture.contracts
    if (
        importer is None
        or importer not in contracts
        or (imported not in contracts and imported != "ungoverned")
    ):
        return None
    return not denials(contracts, importer, imported)


def lines(
    architecture: Architecture, title: str, grouped: GroupedImports, name: str | None
) -> Iterator[str]:
    """Yield them as text: each name with the count and the first import."""
    yield f"  {title}: {len(grouped) or 'none'}"
    shown = []
    for imported, group in islice(grouped.items(), FEW):
        is_denied = _allowed(architecture, name, imported) is False
        marks = [str(group.total)]
        marks += ["type-only"] if group.is_type_only else []
        marks += ["not allowed"] if is_denied else []
        head = f"{imported} ({', '.join(marks)})"
        first = import_line(_first_import(architecture, group), "      ")
        shown.append("\n".join([*wrapped(head, "    "), first]))
    yield from shortened(shown, most=FEW, of=len(grouped))


def package_line(packages: Iterable[str], external: Sequence[str] | None) -> str:
    """Return which packages are imported, in short where they are all that External lists."""
    names = list(packages)
    if names and external is not None and set(names) == set(external):
        return "uses packages: all of them"
    return f"uses packages: {', '.join(names) or 'none'}"


def _first_import(architecture: Architecture, group: ImportGroup) -> Import:
    """Return the first import that runs, else the first for type checkers."""
    _, path, number = group.first
    return architecture.facts.imports.import_at(path, number)
