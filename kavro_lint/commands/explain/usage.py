"""The imports of files, and their importers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.architecture import Architecture, denials
from kavro_lint.commands.explain.shaping import (
    Json,
    importing,
    is_type_only,
    shortened,
    statement,
    wrapped,
)
from kavro_lint.model import Import

# What is not declared is shown by its folder, as the report does.
Grouped = Mapping[str, Sequence[Import]]


def used_by(architecture: Architecture, files: frozenset[str], name: str | None) -> Grouped:
    """Return what files import outside of themselves and their module, by module."""
    found: dict[str, list[Import]] = {}
    for each in architecture.judged:
        if each.importer in files and each.target is not None and each.target not in files:
            used = module_or_folder(architecture, each.target)
            if used != name:
                found.setdefault(used, []).append(each)
    return dict(sorted(found.items()))


def users_of(architecture: Architecture, files: frozenset[str]) -> Grouped:
    """Return who imports the files from elsewhere, by module."""
    found: dict[str, list[Import]] = {}
    for each in architecture.facts.imports:
        reached = each.target in files or not files.isdisjoint(each.reaches)
        if reached and each.importer not in files:
            user = module_or_folder(architecture, each.importer)
            found.setdefault(user, []).append(each)
    return dict(sorted(found.items()))


def packages_of(architecture: Architecture, files: frozenset[str]) -> Grouped:
    """Return the third-party packages that files import."""
    found: dict[str, list[Import]] = {}
    for each in architecture.facts.imports:
        if each.importer in files and each.outcome == "external" and each.package:
            found.setdefault(each.package, []).append(each)
    return dict(sorted(found.items()))


def module_or_folder(architecture: Architecture, path: str) -> str:
    """Return the module of a path, `ungoverned`, or its folder where none is declared."""
    return architecture.owner(path) or path.rpartition("/")[0] + "/"


def documents(architecture: Architecture, grouped: Grouped, name: str | None) -> list[Json]:
    """Return it as JSON; `allowed` says whether the contract lets `name` import it."""
    return [
        {
            "name": used,
            "imports": len(imports),
            "allowed": _allowed(architecture, name, used),
            "first": importing(imports[0]),
        }
        for used, imports in grouped.items()
    ]


def _allowed(architecture: Architecture, user: str | None, used: str) -> bool | None:
    terms = architecture.terms
    if user is None or user not in terms or (used not in terms and used != "ungoverned"):
        return None
    return not denials(terms, user, used)


def lines(
    architecture: Architecture, title: str, grouped: Grouped, name: str | None
) -> Iterator[str]:
    """Yield it as text: each name with the count and the first import."""
    yield f"  {title}: {len(grouped) or 'none'}"
    shown = []
    for used, imports in grouped.items():
        denied = _allowed(architecture, name, used) is False
        marks = [str(len(imports))]
        marks += ["type-only"] if is_type_only(imports) else []
        marks += ["not allowed"] if denied else []
        said = f"{used} ({', '.join(marks)})"
        shown.append("\n".join([*wrapped(said, "    "), statement(_first(imports), "      ")]))
    yield from shortened(shown)


def _first(imports: Sequence[Import]) -> Import:
    """Return the first import that runs, else the first for type checkers."""
    return next((each for each in imports if not is_type_only((each,))), imports[0])


def files_importing(imports: Iterable[Import]) -> list[str]:
    """Return the importing files, sorted."""
    return sorted({each.importer for each in imports})
