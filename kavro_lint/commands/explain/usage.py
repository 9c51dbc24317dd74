"""The imports of files, and their importers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import groupby
from operator import itemgetter

from kavro_lint.architecture import Architecture, denials
from kavro_lint.commands.explain.shaping import (
    FEW,
    Json,
    import_document,
    import_line,
    shortened,
    wrapped,
)
from kavro_lint.model import Import
from kavro_lint.model.imports import ImportRow, import_of

_TYPE_ONLY = "type-only"

# Imports by module; a file that no module declares counts by its folder, as in the report.
GroupedImports = Mapping[str, Sequence[ImportRow]]


def used_by(architecture: Architecture, files: frozenset[str], name: str | None) -> GroupedImports:
    """Return what files import outside of themselves and their module, by module."""
    imports, ungoverned = architecture.facts.imports, architecture.ownership.ungoverned
    outside = frozenset(imports.targets()) - files
    imports_by_module: dict[str, list[ImportRow]] = {}
    modules = cache(partial(module_or_folder, architecture))
    for path, row in imports.leading_to(outside, files - ungoverned.keys()):
        target = row[3].target
        if target is None or target in files or (imported := modules(target)) == name:
            continue
        if row[2] != _TYPE_ONLY or architecture.type_only != "ignore":
            imports_by_module.setdefault(imported, []).append((path, row))
    return dict(sorted(imports_by_module.items()))


def users_of(architecture: Architecture, files: frozenset[str]) -> GroupedImports:
    """Return the imports of the files from elsewhere, by the importing module."""
    imports_by_module: dict[str, list[ImportRow]] = {}
    elsewhere = architecture.facts.languages.keys() - files
    statements = architecture.facts.imports.leading_to(files, elsewhere)
    for path, rows in groupby(statements, itemgetter(0)):
        imports_by_module.setdefault(module_or_folder(architecture, path), []).extend(rows)
    return dict(sorted(imports_by_module.items()))


def packages_of(architecture: Architecture, files: frozenset[str]) -> GroupedImports:
    """Return the third-party packages that files import."""
    imports_by_package: dict[str, list[ImportRow]] = {}
    for path, row in architecture.facts.imports.of_packages(files):
        imports_by_package.setdefault(row[3].package or "", []).append((path, row))
    return dict(sorted(imports_by_package.items()))


def module_or_folder(architecture: Architecture, path: str) -> str:
    """Return the module of a path, `ungoverned`, or its folder where none is declared."""
    return architecture.owner(path) or path.rpartition("/")[0] + "/"


def documents(architecture: Architecture, grouped: GroupedImports, name: str | None) -> list[Json]:
    """Return them as JSON; `allowed` says whether the contract lets `name` import it."""
    return [
        {
            "name": imported,
            "imports": len(imports),
            "allowed": _allowed(architecture, name, imported),
            "first": import_document(import_of(*imports[0])),
        }
        for imported, imports in grouped.items()
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
    for imported, imports in grouped.items():
        is_denied = _allowed(architecture, name, imported) is False
        marks = [str(len(imports))]
        marks += ["type-only"] if _is_type_only(imports) else []
        marks += ["not allowed"] if is_denied else []
        head = f"{imported} ({', '.join(marks)})"
        shown.append(
            "\n".join([*wrapped(head, "    "), import_line(_first_import(imports), "      ")])
        )
    yield from shortened(shown, most=FEW)


def package_line(packages: Iterable[str], external: Sequence[str] | None) -> str:
    """Return which packages are imported, in short where they are all that External lists."""
    names = list(packages)
    if names and external is not None and set(names) == set(external):
        return "uses packages: all of them"
    return f"uses packages: {', '.join(names) or 'none'}"


def _first_import(imports: Sequence[ImportRow]) -> Import:
    """Return the first import that runs, else the first for type checkers."""
    first = next((statement for statement in imports if statement[1][2] != _TYPE_ONLY), imports[0])
    return import_of(*first)


def _is_type_only(imports: Iterable[ImportRow]) -> bool:
    """Whether only type checkers see the imports."""
    return all(row[2] == _TYPE_ONLY for _, row in imports)


def files_importing(users: GroupedImports) -> list[str]:
    """Return the importing files, sorted."""
    return sorted({path for imports in users.values() for path, _ in imports})
