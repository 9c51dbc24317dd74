"""The graph of a state, with what was found on it, drawn."""

from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.architecture import Case, waive
from kavro_lint.checks.structure import chains, cycles, imports
from kavro_lint.commands.graph.circles import with_circles
from kavro_lint.commands.graph.formats import Drawing, drawing
from kavro_lint.commands.graph.narrowing import in_focus, narrowed
from kavro_lint.commands.graph.picture import Key, Mark, Picture, picture
from kavro_lint.config.rulebook import severities_of
from kavro_lint.errors import CannotJudge
from kavro_lint.languages.reading import Progress
from kavro_lint.model import Finding, Import
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.pipeline.history import today_of
from kavro_lint.pipeline.survey import Request, Survey, read
from kavro_lint.spelling import nearest

DRAWN = (imports, cycles, chains)


@frozen
class View:
    """What of the graph is drawn.

    `focus` names modules (at the level of files also files and folders); `depth` is how many
    parts of nested names are told apart, None for all.
    """

    level: str = "module"
    focus: tuple[str, ...] = ()
    depth: int | None = None


def depict(
    request: Request, view: View, form: str, progress: Progress = lambda done, of: None
) -> Drawing:
    """Draw the graph. Raises CannotJudge for a focus that is not there."""
    if view.depth is not None and view.level == "file":
        raise CannotJudge(
            "--depth folds modules, and the level is file",
            "leave out one of --depth and --level file",
        )
    survey = read(request, progress)
    whole = _whole(survey, view.level)
    for name in view.focus:
        if not in_focus(whole, (name,)):
            raise _unknown(whole, name)
    return drawing(form, narrowed(whole, view.focus, view.depth))


def _whole(survey: Survey, level: str) -> Picture:
    architecture = survey.architecture
    found = [*_found(survey)]
    marks: dict[Key, list[Mark]] = {}
    for finding, mark in found:
        for place in _statements(finding, architecture.facts.imports):
            marks.setdefault(place, []).append(mark)
    drawn = picture(architecture, level, {place: tuple(each) for place, each in marks.items()})
    top = survey.repository.top
    drawn = replace(drawn, title=top.name if top is not None else "")
    circles = [
        (frozenset((atom[1], atom[2]) for atom in finding.atoms), mark)
        for finding, mark in found
        if finding.rule in cycles.RULES
    ]
    return with_circles(drawn, architecture.closes, circles if architecture.terms else None)


def _found(survey: Survey) -> Iterator[tuple[Finding, Mark]]:
    """Yield what the rules on imports find, as far as they are on, and what is waived of it."""
    grades = severities_of(survey.rules, survey.settings.severity)
    off = {rule for rule, severity in grades.items() if severity is None}
    case = Case(survey.architecture, survey.settings, survey.rules, today=today_of(survey))
    findings = [
        finding for check in DRAWN for finding in check.findings(case) if finding.rule not in off
    ]
    waiving = waive(case, findings)
    for finding in waiving.kept:
        yield finding, _mark(finding)
    for each in waiving.waived:
        yield each.finding, _mark(each.finding, each.decision.path)


def _mark(finding: Finding, waived_by: str | None = None) -> Mark:
    return Mark(finding.rule, finding.message, finding.fix, finding.contract, waived_by)


def _statements(finding: Finding, found: Iterable[Import]) -> Iterator[Key]:
    """Yield the statements that a finding is about: one, or every hop of a chain."""
    if finding.rule in cycles.RULES:
        return
    place = finding.location
    for kind, *names in finding.atoms:
        if kind == "import":
            yield names[0], names[1], place.line, place.column
    if finding.rule in chains.RULES:
        hops = {each.location for each in finding.evidence}
        for each in found:
            if each.location in hops and each.target is not None:
                yield each.importer, each.target, each.raw.line, each.raw.column


def _unknown(picture: Picture, name: str) -> CannotJudge:
    names: Mapping[str, str] = {node.name.rstrip("/"): node.name for node in picture.nodes}
    near = nearest(name.rstrip("/"), names, 0.4)
    what = "module" if picture.level == "module" else "module, file or folder"
    hint = f"did you mean {names[near]}? " if near else ""
    return CannotJudge(
        f"--focus {name!r}: no {what} is called that",
        hint + "`kavro-lint graph --format json` lists them all",
    )
