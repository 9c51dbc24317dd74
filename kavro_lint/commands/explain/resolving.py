"""The resolution of each import of a file, step by step (`--imports`)."""

from collections.abc import Iterator

from kavro_lint.commands.explain.shaping import Json
from kavro_lint.errors import CannotJudge
from kavro_lint.languages.layout import project_of
from kavro_lint.languages.registry import by_name, suffix_of
from kavro_lint.model import Import, Unreadable
from kavro_lint.model.frozen import frozen
from kavro_lint.pipeline.survey import Survey
from kavro_lint.printable import printable

# How an import ended that leads somewhere for sure.
RESOLVED = ("internal", "external", "standard")
# How many imports are shown, of how many with every step, and how many steps of one.
SHOWN, WITH_STEPS, STEPS = 40, 10, 5


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
    """Yield them as text that fits a screen: what is in doubt with its steps, the rest short."""
    is_long = len(resolved) > WITH_STEPS
    in_doubt = [each for each in resolved if each.found.outcome not in RESOLVED]
    shown = resolved
    if len(resolved) > SHOWN:
        first = {id(each) for each in (*in_doubt, *resolved)[:SHOWN]}
        shown = tuple(each for each in resolved if id(each) in first)
    for each in shown:
        raw, found = each.found.raw, each.found
        name = f" ({raw.name})" if raw.name else ""
        head = f"  line {raw.line}, {raw.kind}: {printable(raw.text)}{printable(name)}"
        if is_long and found.outcome in RESOLVED:
            yield f"{head}: {found.outcome} {printable(_leads_to(found))}"
            continue
        yield head
        yield from _steps(each.steps)
        yield f"    {found.outcome}: {printable(_leads_to(found))}"
    if len(shown) < len(resolved):
        yield f"  … and {len(resolved) - len(shown)} more imports (--format json has all)"


def _steps(steps: tuple[str, ...]) -> Iterator[str]:
    """Yield what was tried: the first steps, and the last, which decided."""
    few = steps if len(steps) <= STEPS else (*steps[: STEPS - 1], steps[-1])
    for number, step in enumerate(few, 1):
        if number == len(few) and len(few) < len(steps):
            yield f"    … {len(steps) - len(few)} more tried (--format json has all)"
        yield f"    tried: {printable(step, 400)}"


def _leads_to(found: Import) -> str:
    if found.is_guess:
        return f"{found.target} (a guess: nothing states it)"
    if found.listed in ("no", "unsure") and found.manifest is not None:
        return f"{found.package} ({found.manifest} does not list it)"
    if found.outcome in RESOLVED:
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
            "guess": each.found.is_guess,
            "listed": each.found.listed,
            "manifest": each.found.manifest,
            "steps": list(each.steps),
        }
        for each in resolved
    ]
