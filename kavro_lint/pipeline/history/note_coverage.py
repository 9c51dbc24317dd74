"""The judged commits that each task's validation note is about (KV733)."""

import re
from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.architecture.workflow import note_of
from kavro_lint.git import log
from kavro_lint.git.repository import Repository
from kavro_lint.git.revisions import find_commit
from kavro_lint.model.frozen import replace
from kavro_lint.model.history import Commit, History
from kavro_lint.model.plan import Note
from kavro_lint.pipeline.history.git_notes import with_git_notes
from kavro_lint.pipeline.survey import Survey


def with_note_coverage(survey: Survey, history: History, tip: str) -> History:
    """Add, for tasks with judged commits and a note, the commits that the note is about."""
    return replace(history, covered=dict(_covered(survey, history, tip)))


def _covered(survey: Survey, history: History, tip: str) -> Iterator[tuple[str, frozenset[str]]]:
    judged = {commit.sha: commit for commit in history.judged or ()}
    named = {task for commit in judged.values() for task in commit.tasks}
    workflow = survey.workflow(history)
    for plan in survey.architecture.plan.all():
        noted = with_git_notes(plan, workflow)
        for task in plan.tasks:
            note = note_of(noted, task) if task.id in named else None
            if note is not None and note.commits:
                yield task.id, _commits_about(survey.repository, note, judged, tip)


def _commits_about(
    repository: Repository, note: Note, judged: Mapping[str, Commit], tip: str
) -> frozenset[str]:
    """Return the judged commits up to those that a note names.

    A squash or rebase leaves the named commits behind: then, up to the one that wrote the note.
    """
    ends = [re.split(r"\.\.\.?", revision)[-1] or "HEAD" for revision in note.commits]
    tips = [sha for end in ends if (sha := find_commit(repository, end)) is not None]
    tips = [sha for sha in tips if sha in judged or log.is_ancestor(repository, sha, tip)]
    writers = [sha for sha, commit in judged.items() if note.location.path in commit.paths]
    if not tips:
        tips = writers[:1]
    return _reached(tips, judged) | frozenset(writers)


def _reached(tips: Sequence[str], judged: Mapping[str, Commit]) -> frozenset[str]:
    reached: set[str] = set()
    waiting = list(tips)
    while waiting:
        sha = waiting.pop()
        if sha in judged and sha not in reached:
            reached.add(sha)
            waiting += judged[sha].raw.parents
    return frozenset(reached)
