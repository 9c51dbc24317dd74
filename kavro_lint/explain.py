"""What a rule means; which module a file is in, and how each of its imports resolved."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from kavro_lint.errors import CannotJudge
from kavro_lint.languages.reading import project_of
from kavro_lint.languages.registry import by_name, by_suffix, suffix_of
from kavro_lint.model import Import, Unreadable
from kavro_lint.printable import printable
from kavro_lint.selection import place_of
from kavro_lint.survey import Request, Survey, read


@dataclass(frozen=True, slots=True)
class Explained:
    """An import with every step that was tried for it."""

    found: Import
    steps: tuple[str, ...]


def explain_file(request: Request, path: str, with_imports: bool, form: str) -> str:
    """Return a file's module, its importers, and how its imports resolved.

    Raises CannotJudge for what is neither a file of the snapshot nor a rule.
    """
    survey = read(request)
    place = place_of(survey, path)
    if place not in survey.architecture.facts.languages:
        raise CannotJudge(
            f"{path} is no source file of a language that kavro-lint reads",
            f"name a file that ends in {', '.join(sorted(by_suffix()))}, or a rule",
        )
    explained = tuple(_imports(survey, place)) if with_imports else ()
    if form == "json":
        return json.dumps(_document(survey, place, explained), indent=2) + "\n"
    return "\n".join([*_header(survey, place), *_body(explained)]) + "\n"


def _imports(survey: Survey, path: str) -> Iterator[Explained]:
    language = by_name(survey.architecture.facts.languages[path])
    try:
        content = survey.snapshot.read(path, survey.settings.max_file_size)
        facts = language.extract(content, suffix_of(path))
    except Unreadable as error:
        raise CannotJudge(f"{path}: {error}", "see `kavro-lint explain KV002`") from None
    project = project_of(survey.snapshot, survey.settings.source_roots)
    resolver = language.resolver(project)
    for raw in facts.imports:
        steps: list[str] = []
        found = resolver.resolve(path, raw, steps)
        yield Explained(found, tuple(steps))


def _importers(survey: Survey, path: str) -> tuple[str, ...]:
    imports = survey.architecture.facts.imports
    return tuple(
        sorted({each.importer for each in imports if path in (each.target, *each.reaches)})
    )


def _header(survey: Survey, path: str) -> Iterator[str]:
    owner = survey.architecture.owner(path)
    terms = survey.architecture.terms.get(owner or "")
    yield printable(path)
    if terms is not None:
        row = terms.row
        yield f"  module: {terms.name} ({printable(row.path)}:{row.line})"
    else:
        yield f"  module: {owner or 'none declares it (KV701)'}"
    importers = _importers(survey, path)
    yield f"  imported by: {len(importers)} files"
    yield from (f"    {printable(importer)}" for importer in importers)


def _body(explained: tuple[Explained, ...]) -> Iterator[str]:
    for each in explained:
        raw = each.found.raw
        name = f" ({raw.name})" if raw.name else ""
        yield f"  line {raw.line}, {raw.kind}: {printable(raw.text)}{printable(name)}"
        yield from (f"    tried: {printable(step, 400)}" for step in each.steps)
        yield f"    {each.found.outcome}: {printable(_leads_to(each.found))}"


def _leads_to(found: Import) -> str:
    if found.outcome in ("internal", "external", "standard"):
        return found.target or found.package or ""
    return ", ".join(found.candidates) or "no file"


def _document(survey: Survey, path: str, explained: tuple[Explained, ...]) -> dict[str, object]:
    owner = survey.architecture.owner(path)
    terms = survey.architecture.terms.get(owner or "")
    return {
        "path": path,
        "module": owner,
        "contract": {"path": terms.row.path, "line": terms.row.line} if terms else None,
        "imported_by": list(_importers(survey, path)),
        "imports": [
            {
                "line": each.found.raw.line,
                "column": each.found.raw.column,
                "text": each.found.raw.text,
                "name": each.found.raw.name,
                "kind": each.found.raw.kind,
                "outcome": each.found.outcome,
                "target": each.found.target,
                "package": each.found.package,
                "candidates": list(each.found.candidates),
                "steps": list(each.steps),
            }
            for each in explained
        ],
    }
