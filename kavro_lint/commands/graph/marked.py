"""The graph of a state, drawn with the findings on it."""

from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.exceptions import waive
from kavro_lint.checks.structure import chains, cycles, imports
from kavro_lint.commands.graph.drawn import picture
from kavro_lint.commands.graph.drawn_cycles import with_cycles
from kavro_lint.commands.graph.formats import Drawing, drawing
from kavro_lint.commands.graph.narrowing import in_focus, narrowed
from kavro_lint.commands.graph.picture import Key, Mark, Picture
from kavro_lint.config.rulebook import severities_of
from kavro_lint.errors import CannotJudge
from kavro_lint.languages.reading import Progress
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.imports import Import
from kavro_lint.pipeline.history import today_of
from kavro_lint.pipeline.request import Request
from kavro_lint.pipeline.survey import Survey, read
from kavro_lint.spelling import nearest

DRAWN = (imports, cycles, chains)


@frozen
class View:
    """The part of the graph that is drawn.

    `focus` names modules (at the level of files also files and folders); `depth` is how many
    parts of nested names are drawn, None for all.
    """

    level: str = "module"
    focus: tuple[str, ...] = ()
    depth: int | None = None


def depict(
    request: Request, view: View, format_name: str, progress: Progress = lambda done, of: None
) -> Drawing:
    """Draw the graph. Raises CannotJudge for a focus that does not exist."""
    if view.depth is not None and view.level == "file":
        raise CannotJudge(
            "--depth and --level file cannot be combined",
            "use one of them",
        )
    survey = read(request, progress)
    whole_picture = _whole_picture(survey, view.level)
    for name in view.focus:
        if not in_focus(whole_picture, (name,)):
            raise _unknown(whole_picture, name)
    return drawing(format_name, narrowed(whole_picture, view.focus, view.depth))


def _whole_picture(survey: Survey, level: str) -> Picture:
    architecture = survey.architecture
    findings_and_marks = [*_findings_and_marks(survey)]
    marks: dict[Key, list[Mark]] = {}
    for finding, mark in findings_and_marks:
        for key in _statements(finding, architecture.facts.imports):
            marks.setdefault(key, []).append(mark)
    whole_picture = picture(
        architecture, level, {key: tuple(marks_of_key) for key, marks_of_key in marks.items()}
    )
    top = survey.repository.top
    whole_picture = replace(whole_picture, title=top.name if top is not None else "")
    judged = [
        (frozenset((atom[1], atom[2]) for atom in finding.atoms), mark)
        for finding, mark in findings_and_marks
        if finding.rule in cycles.RULES
    ]
    return with_cycles(
        whole_picture, architecture.closes, judged if architecture.contracts else None
    )


def _findings_and_marks(survey: Survey) -> Iterator[tuple[Finding, Mark]]:
    """Yield the findings of the rules on imports that are on, also those that are waived."""
    grades = severities_of(survey.rules, survey.settings.severity)
    off = {rule for rule, severity in grades.items() if severity is None}
    case = Case(survey.architecture, survey.settings, survey.rules, today=today_of(survey))
    findings = [
        finding for check in DRAWN for finding in check.findings(case) if finding.rule not in off
    ]
    waiving = waive(case, findings)
    for finding in waiving.unwaived:
        yield finding, _mark(finding)
    for waived in waiving.waived:
        yield waived.finding, _mark(waived.finding, waived.decision.path)


def _mark(finding: Finding, waived_by: str | None = None) -> Mark:
    return Mark(finding.rule, finding.message, finding.fix, finding.contract, waived_by)


def _statements(finding: Finding, imports_of_state: Iterable[Import]) -> Iterator[Key]:
    """Yield the statements that a finding is about: one, or every hop of a chain."""
    if finding.rule in cycles.RULES:
        return
    location = finding.location
    for kind, *names in finding.atoms:
        if kind == "import":
            yield names[0], names[1], location.line, location.column
    if finding.rule in chains.RULES:
        hops = {hop.location for hop in finding.evidence}
        for edge in imports_of_state:
            if edge.location in hops and edge.target is not None:
                yield edge.importer, edge.target, edge.raw.line, edge.raw.column


def _unknown(picture: Picture, name: str) -> CannotJudge:
    names: Mapping[str, str] = {node.name.rstrip("/"): node.name for node in picture.nodes}
    nearest_name = nearest(name.rstrip("/"), names, 0.4)
    kind = "module" if picture.level == "module" else "module, file or folder"
    hint = f"did you mean {names[nearest_name]}? " if nearest_name else ""
    return CannotJudge(
        f"--focus {name!r}: no {kind} is called that",
        hint + "`kavro-lint graph --format json` lists them all",
    )
