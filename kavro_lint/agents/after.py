"""The answer after an edit: the new findings of the files that it changed, or nothing."""

from collections.abc import Mapping
from pathlib import Path

from kavro_lint.agents import edited_paths
from kavro_lint.agents.events import ROOM_FOR_MODE, SILENCE, Answer, Event
from kavro_lint.agents.operations import paths_of
from kavro_lint.agents.patches import PatchError
from kavro_lint.agents.standing import stand_of
from kavro_lint.agents.work import found_out
from kavro_lint.git.repository import open_repository
from kavro_lint.pipeline.check import Examined, examined
from kavro_lint.pipeline.request import FindingOptions
from kavro_lint.pipeline.survey import Survey, read
from kavro_lint.reports.wording.brief import lines

MOST = 10
LONGEST = 2_000


def answer(event: Event, folder: Path, environment: Mapping[str, str], *, asks: bool) -> Answer:
    """Return the findings in the edited files that the mainline lacks. Raises CannotJudge."""
    top = open_repository(folder).top
    try:
        named = paths_of(event.operations)
    except PatchError:
        return SILENCE
    paths = edited_paths.inside(top, event.folder, named).values() if top else ()
    if not paths:
        return SILENCE
    stand = stand_of(folder, environment)
    survey = read(stand.request)
    change = changed(survey)
    if stand.run is not None and stand.standing is None:
        # The next edit is of this state, and is judged sooner where it is known.
        found_out(stand, examined(survey, FindingOptions()), environment)
    if not any(plan.blueprint for plan in change.case.architecture.plan.all()):
        return SILENCE
    findings = [
        judged for judged in change.report.findings if judged.finding.location.path in paths
    ]
    if not findings:
        return SILENCE
    head = "New findings in the edited files:\n"
    return Answer("tell", head + lines(findings, MOST, LONGEST - len(head) - ROOM_FOR_MODE))


def changed(survey: Survey, base: str = "auto") -> Examined:
    """Judge a working tree against its base; against HEAD, where no mainline is known."""
    change = examined(survey, FindingOptions(base=base))
    if change.context.missing is not None and base != "HEAD":
        return changed(survey, "HEAD")
    return change
