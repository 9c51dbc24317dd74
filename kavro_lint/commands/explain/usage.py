"""The imports of files, and their importers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.architecture import Architecture, denials
from kavro_lint.commands.explain.shaping import (
    FEW,
    Json,
    import_document,
    import_line,
    is_type_only,
    shortened,
    wrapped,
)
from kavro_lint.model import Import

# Imports by module; a file that no module declares counts by its folder, as in the report.
GroupedImports = Mapping[str, Sequence[Import]]


def used_by(architecture: Architecture, files: frozenset[str], name: str | None) -> GroupedImports:
    """Return what files import outside of themselves and their module, by module."""
    imports_by_module: dict[str, list[Import]] = {}
    for edge in architecture.judged.within(files.__contains__):
        if edge.target is not None and edge.target not in files:
            imported = module_or_folder(architecture, edge.target)
            if imported != name:
                imports_by_module.setdefault(imported, []).append(edge)
    return dict(sorted(imports_by_module.items()))


def users_of(architecture: Architecture, files: frozenset[str]) -> GroupedImports:
    """Return the imports of the files from elsewhere, by the importing module."""
    imports_by_module: dict[str, list[Import]] = {}
    for edge in architecture.facts.imports.leading_to(files):
        if edge.importer not in files:
            importer = module_or_folder(architecture, edge.importer)
            imports_by_module.setdefault(importer, []).append(edge)
    return dict(sorted(imports_by_module.items()))


def packages_of(architecture: Architecture, files: frozenset[str]) -> GroupedImports:
    """Return the third-party packages that files import."""
    imports_by_package: dict[str, list[Import]] = {}
    for edge in architecture.facts.imports.within(files.__contains__):
        if edge.outcome == "external" and edge.package:
            imports_by_package.setdefault(edge.package, []).append(edge)
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
            "first": import_document(imports[0]),
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
        marks += ["type-only"] if is_type_only(imports) else []
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


def _first_import(imports: Sequence[Import]) -> Import:
    """Return the first import that runs, else the first for type checkers."""
    return next((edge for edge in imports if not is_type_only((edge,))), imports[0])


def files_importing(imports: Iterable[Import]) -> list[str]:
    """Return the importing files, sorted."""
    return sorted({edge.importer for edge in imports})
