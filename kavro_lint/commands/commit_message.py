"""The commit-msg hook: a new commit checked against the roadmap."""

import re
from collections.abc import Iterator
from pathlib import Path

from kavro_lint.architecture import Case, coverage_of, waive
from kavro_lint.checks.history import commits
from kavro_lint.errors import CannotJudge
from kavro_lint.git import log
from kavro_lint.git.history import read_commits, with_changes
from kavro_lint.git.repository import Repository, git_path
from kavro_lint.git.revisions import empty_tree
from kavro_lint.model import Finding, History, Identity, RawCommit, Report
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.history import conventions_of, read_history_context
from kavro_lint.pipeline.selection import Wanted, selection
from kavro_lint.pipeline.survey import Request, Survey, read
from kavro_lint.pipeline.verdict import Outcome, report

# What a message can still put right.
RULES = commits.ON_MESSAGE
# Where git keeps the message that is being written: of a commit, and of a merge.
MESSAGES = ("COMMIT_EDITMSG", "MERGE_MSG")
LARGEST = 1_000_000

_SCISSORS = re.compile(r"^. -+ >8 -+$", re.MULTILINE)


def check_message(request: Request, wanted: Wanted, named: str) -> Report:
    """Judge the index with a message: its task must exist, and the files be in its scope.

    `named` is the message's file, or `auto` for the one that git is writing. Raises
    CannotJudge.
    """
    survey = read(replace(request, staged=True))
    text = _read(survey.repository, request.directory, named)
    context = read_history_context(survey, None)
    chosen = selection(survey, wanted)
    case = Case(
        survey.architecture,
        survey.settings,
        survey.rules,
        _history(survey, text),
        context.today,
        chosen.on,
    )
    waiving = waive(case, _findings(case))
    looked_at = coverage_of(case.architecture, case.settings.phases, frozenset({7}))
    waived = tuple((each.finding, each.decision.path) for each in waiving.waived)
    outcome = Outcome(fresh=waiving.kept, waived=waived)
    made = report(survey.snapshot, outcome, survey.rules, chosen, looked_at)
    judged = (rule for rule in survey.rules if rule.id in chosen.rules.intersection(RULES))
    return replace(made, rules=tuple(judged))


def _findings(case: Case) -> Iterator[Finding]:
    for finding in commits.findings(case):
        if finding.rule in RULES:
            yield replace(finding, commit=None)


def _history(survey: Survey, text: str) -> History:
    """Return a history of the one commit that is about to be made."""
    conventions = conventions_of(survey)
    tip, repository = survey.snapshot.commit, survey.repository
    nobody = Identity("", "")
    raw = RawCommit("", (tip,) if tip else (), nobody, nobody, 0, text)
    changed = log.changes_between(repository, tip or empty_tree(repository), None)
    made = read_commits(
        (raw,),
        conventions.ids,
        conventions.agents,
        conventions.bots,
        lambda sha: log.one_commit(repository, sha),
    )
    return History(judged=with_changes(made, {"": changed}))


def _read(repository: Repository, directory: Path, named: str) -> str:
    places = [directory / named] if named != "auto" else [
        place for name in MESSAGES if (place := git_path(repository, name)).is_file()
    ]  # fmt: skip
    if not places:
        raise CannotJudge("there is no commit message to judge", "name its file: --message FILE")
    try:
        place = max(places, key=lambda each: each.stat().st_mtime_ns)
        with place.open("rb") as file:
            content = file.read(LARGEST)
    except OSError as error:
        raise CannotJudge(f"{named}: {error.strerror}", "name the file of the message") from None
    return _as_committed(content.decode("utf-8", "replace"))


def _as_committed(text: str) -> str:
    """Return a message without git's comments and the diff below its scissors."""
    text = _SCISSORS.split(text, maxsplit=1)[0]
    return "\n".join(line for line in text.split("\n") if not line.startswith("#")).strip()
