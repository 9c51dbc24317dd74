"""The resolution of each import of a file, step by step (`--imports`)."""

from collections.abc import Iterator

from kavro_lint.commands.explain.shaping import Json
from kavro_lint.errors import CannotJudge
from kavro_lint.languages.protocol import is_indexed, is_remarking
from kavro_lint.languages.registry import by_name, suffix_of
from kavro_lint.languages.visible_files import project_of
from kavro_lint.model.facts import Unreadable
from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import Import, import_of
from kavro_lint.pipeline.survey import Survey
from kavro_lint.printable import printable
from kavro_lint.spelling import quantity

# Outcomes of imports that are resolved for sure.
RESOLVED = ("internal", "external", "standard")
# How many imports are shown, of how many with every step, and how many steps of one.
SHOWN, WITH_STEPS, STEPS = 40, 10, 5
# Builds of Gradle.
PROGRAMS = (".gradle", ".gradle.kts")


@frozen
class Resolution:
    """An import with every step that was tried for it."""

    edge: Import
    steps: tuple[str, ...]


def resolve_all(survey: Survey, path: str) -> Iterator[Resolution]:
    """Yield the imports of a source file. Raises CannotJudge where it cannot be read."""
    language = by_name(survey.architecture.facts.languages[path])
    if is_indexed(language):
        # What all sources declare has decided; it is not read once more to be told.
        project = project_of(survey.snapshot, survey.settings.sources)
        for statement in survey.architecture.facts.imports.files.get(path, ()):
            edge = import_of(path, statement)
            remark = language.remark(project, edge) if is_remarking(language) else None
            yield Resolution(edge, (*_declared(edge), *([remark] if remark else ())))
        return
    try:
        content = survey.snapshot.read(path, survey.settings.max_file_size)
        facts = language.extract(content, suffix_of(path))
    except Unreadable as error:
        raise CannotJudge(f"{path}: {error}", "see `kavro-lint explain KV002`") from None
    project = project_of(survey.snapshot, survey.settings.sources)
    resolver = language.resolver(project)
    for raw in facts.imports:
        steps: list[str] = []
        edge = resolver.resolve(path, raw, steps)
        yield Resolution(edge, tuple(steps))


def _declared(edge: Import) -> Iterator[str]:
    name = edge.raw.specifier
    if edge.target is not None:
        yield f"{name} is declared in {edge.target}"
    elif edge.outcome == "ambiguous":
        yield f"{name} is declared in several files that are equally near"
    elif edge.outcome == "unresolved":
        yield f"no source declares {name}, though its package is in this repository"
    else:
        yield f"no source declares {name}"
    if edge.listed == "unsure" and edge.manifest and edge.manifest.endswith(PROGRAMS):
        yield f"{edge.manifest} is a program: only the libraries that it states literally are read"


def lines(resolutions: tuple[Resolution, ...]) -> Iterator[str]:
    """Yield them as text that fits a screen: imports in doubt with their steps, others in short."""
    is_long = len(resolutions) > WITH_STEPS
    in_doubt = [resolution for resolution in resolutions if resolution.edge.outcome not in RESOLVED]
    shown = resolutions
    if len(resolutions) > SHOWN:
        first = {id(resolution) for resolution in (*in_doubt, *resolutions)[:SHOWN]}
        shown = tuple(resolution for resolution in resolutions if id(resolution) in first)
    for resolution in shown:
        raw, edge = resolution.edge.raw, resolution.edge
        name = f" ({raw.name})" if raw.name else ""
        head = f"  line {raw.line}, {raw.kind}: {printable(raw.text)}{printable(name)}"
        if is_long and edge.outcome in RESOLVED:
            yield f"{head}: {edge.outcome} {printable(_destination(edge))}"
            continue
        yield head
        yield from _steps(resolution.steps)
        yield f"    {edge.outcome}: {printable(_destination(edge))}"
    if len(shown) < len(resolutions):
        more = quantity(len(resolutions) - len(shown), "more import")
        yield f"  … and {more} (--format json has all)"


def _steps(steps: tuple[str, ...]) -> Iterator[str]:
    """Yield what was tried: the first steps, and the last, which decided."""
    few = steps if len(steps) <= STEPS else (*steps[: STEPS - 1], steps[-1])
    for number, step in enumerate(few, 1):
        if number == len(few) and len(few) < len(steps):
            yield f"    … {len(steps) - len(few)} more tried (--format json has all)"
        yield f"    tried: {printable(step, 400)}"


def _destination(edge: Import) -> str:
    if edge.is_guess:
        return f"{edge.target} (a guess: nothing states it)"
    if edge.listed in ("no", "unsure") and edge.manifest is not None:
        return f"{edge.package} ({edge.manifest} does not list it)"
    if edge.outcome in RESOLVED:
        return edge.target or edge.package or ""
    return ", ".join(edge.candidates) or "no file"


def documents(resolutions: tuple[Resolution, ...]) -> list[Json]:
    """Return them as JSON."""
    return [
        {
            "line": resolution.edge.raw.line,
            "column": resolution.edge.raw.column,
            "text": resolution.edge.raw.text,
            "name": resolution.edge.raw.name,
            "kind": resolution.edge.raw.kind,
            "outcome": resolution.edge.outcome,
            "target": resolution.edge.target,
            "package": resolution.edge.package,
            "candidates": list(resolution.edge.candidates),
            "guess": resolution.edge.is_guess,
            "listed": resolution.edge.listed,
            "manifest": resolution.edge.manifest,
            "steps": list(resolution.steps),
        }
        for resolution in resolutions
    ]
