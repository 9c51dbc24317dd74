"""The commit-msg hook: a new commit checked against the roadmap."""

import re
from collections.abc import Iterator
from pathlib import Path

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.coverage import coverage_of
from kavro_lint.architecture.exceptions import waive
from kavro_lint.checks.history import commits
from kavro_lint.errors import CannotJudge
from kavro_lint.git import log
from kavro_lint.git.history import read_commits, with_changes
from kavro_lint.git.repository import Repository, git_path
from kavro_lint.git.revisions import empty_tree
from kavro_lint.model.findings import Finding, Report
from kavro_lint.model.frozen import replace
from kavro_lint.model.history import History, Identity, RawCommit
from kavro_lint.pipeline.history import conventions_of, read_history_context
from kavro_lint.pipeline.request import FindingOptions, Request
from kavro_lint.pipeline.selection import selection
from kavro_lint.pipeline.survey import Survey, read
from kavro_lint.pipeline.verdict import Outcome, report

# The rules whose findings another message can resolve.
RULES = commits.ON_MESSAGE
# Git's files for the message that is being written: of a commit, and of a merge.
MESSAGES = ("COMMIT_EDITMSG", "MERGE_MSG")
LARGEST = 1_000_000

_SCISSORS = re.compile(r"^. -+ >8 -+$", re.MULTILINE)


def check_message(request: Request, options: FindingOptions, file_name: str) -> Report:
    """Judge the index with a message: its task must exist, and the files be in its scope.

    `file_name` is the message's file, or `auto` for the one that git is writing. Raises
    CannotJudge.
    """
    survey = read(replace(request, staged=True))
    text = _read_message(survey.repository, Path(request.directory), file_name)
    context = read_history_context(survey, None)
    selected = selection(survey, options)
    case = Case(
        survey.architecture,
        survey.settings,
        survey.rules,
        _history(survey, text),
        context.today,
        selected.on,
    )
    waiving = waive(case, _findings(case))
    coverage = coverage_of(case.architecture, case.settings.phases, frozenset({7}))
    waived = tuple((entry.finding, entry.decision.path) for entry in waiving.waived)
    outcome = Outcome(fresh=waiving.unwaived, waived=waived)
    message_report = report(survey.snapshot, outcome, survey.rules, selected, coverage)
    rules = (rule for rule in survey.rules if rule.id in selected.rules.intersection(RULES))
    return replace(message_report, rules=tuple(rules))


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
    changes = log.changes_between(repository, tip or empty_tree(repository), None)
    new_commits = read_commits(
        (raw,),
        conventions.ids,
        conventions.agents,
        conventions.bots,
        lambda sha: log.one_commit(repository, sha),
    )
    return History(judged=with_changes(new_commits, {"": changes}))


def _read_message(repository: Repository, directory: Path, file_name: str) -> str:
    paths = [directory / file_name] if file_name != "auto" else [
        path for name in MESSAGES if (path := git_path(repository, name)).is_file()
    ]  # fmt: skip
    if not paths:
        raise CannotJudge("there is no commit message to judge", "name its file: --message FILE")
    try:
        path = max(paths, key=lambda path: path.stat().st_mtime_ns)
        with path.open("rb") as file:
            content = file.read(LARGEST)
    except OSError as error:
        raise CannotJudge(
            f"{file_name}: {error.strerror}", "name the file of the message"
        ) from None
    return _as_committed(content.decode("utf-8", "replace"))


def _as_committed(text: str) -> str:
    """Return a message without git's comments and the diff below its scissors."""
    text = _SCISSORS.split(text, maxsplit=1)[0]
    return "\n".join(line for line in text.split("\n") if not line.startswith("#")).strip()
