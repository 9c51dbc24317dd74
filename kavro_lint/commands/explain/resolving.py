"""How each import of a file was resolved: every step that was tried (`--imports`)."""

from collections.abc import Iterator

from kavro_lint.commands.explain.shaping import Json
from kavro_lint.errors import CannotJudge
from kavro_lint.languages.layout import project_of
from kavro_lint.languages.registry import by_name, suffix_of
from kavro_lint.model import Import, Unreadable
from kavro_lint.model.frozen import frozen
from kavro_lint.pipeline.survey import Survey
from kavro_lint.printable import printable


@frozen
class Resolved:
    """An import with every step that was tried for it."""

    found: Import
    steps: tuple[str, ...]


def resolve_all(survey: Survey, path: str) -> Iterator[Resolved]:
    """Yield the imports of a source file. Raises CannotJudge where it cannot be read."""
    language = by_name(survey.architecture.facts.languages[path])
    try:
        content = survey.snapshot.read(path, survey.settings.max_file_size)
        facts = language.extract(content, suffix_of(path))
    except Unreadable as error:
        raise CannotJudge(f"{path}: {error}", "see `kavro-lint explain KV002`") from None
    project = project_of(survey.snapshot, survey.settings.sources)
    resolver = language.resolver(project)
    for raw in facts.imports:
        steps: list[str] = []
        found = resolver.resolve(path, raw, steps)
        yield Resolved(found, tuple(steps))


def lines(resolved: tuple[Resolved, ...]) -> Iterator[str]:
    """Yield them as text."""
    for each in resolved:
        raw = each.found.raw
        name = f" ({raw.name})" if raw.name else ""
        yield f"  line {raw.line}, {raw.kind}: {printable(raw.text)}{printable(name)}"
        yield from (f"    tried: {printable(step, 400)}" for step in each.steps)
        yield f"    {each.found.outcome}: {printable(_leads_to(each.found))}"


def _leads_to(found: Import) -> str:
    if found.outcome in ("internal", "external", "standard"):
        return found.target or found.package or ""
    return ", ".join(found.candidates) or "no file"


def documents(resolved: tuple[Resolved, ...]) -> list[Json]:
    """Return them as JSON."""
    return [
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
        for each in resolved
    ]
