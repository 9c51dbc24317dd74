"""What is said after an edit: what is new in the files that it changed, or nothing."""

from collections.abc import Mapping
from pathlib import Path

from kavro_lint.agents import places
from kavro_lint.agents.events import SILENCE, Answer, Event
from kavro_lint.agents.operations import paths_of
from kavro_lint.agents.patches import PatchError
from kavro_lint.git.repository import open_repository
from kavro_lint.pipeline.check import Examined, examine
from kavro_lint.pipeline.selection import Wanted
from kavro_lint.pipeline.survey import Request
from kavro_lint.reports.wording.brief import lines

MOST = 10
LONGEST = 2_000


def answer(event: Event, folder: Path, environment: Mapping[str, str], asks: bool) -> Answer:
    """Say what stands in the edited files and was not on the mainline. Raises CannotJudge."""
    top = open_repository(folder).top
    try:
        named = paths_of(event.operations)
    except PatchError:
        return SILENCE
    paths = frozenset(places.inside(top, event.folder, named).values()) if top else frozenset()
    if not paths:
        return SILENCE
    examined = changed(folder)
    if not any(plan.blueprint for plan in examined.case.architecture.plan.all()):
        return SILENCE
    findings = [
        judged for judged in examined.report.findings if judged.finding.location.path in paths
    ]
    if not findings:
        return SILENCE
    head = "New in what you edited:\n"
    return Answer("tell", head + lines(findings, MOST, LONGEST - len(head)))


def changed(folder: Path, base: str = "auto") -> Examined:
    """Judge the working tree against its base; against HEAD, where no mainline is known."""
    examined = examine(Request(folder), Wanted(base=base))
    if examined.context.missing is not None and base != "HEAD":
        return changed(folder, "HEAD")
    return examined
