"""Validation notes that are Git notes, beside those of the artifacts.

See docs/contract.md#17-validation-notes.
"""

from kavro_lint.architecture.workflow import Workflow
from kavro_lint.artifacts import note_of_commit
from kavro_lint.model.frozen import replace
from kavro_lint.model.history import History
from kavro_lint.model.plan import Plan


def with_git_notes(plan: Plan, workflow: Workflow) -> Plan:
    """Add the validation notes that are Git notes on the commits of a task."""
    history: History = workflow.history
    if not history.notes:
        return plan
    notes = [
        note_of_commit(task, commit.sha, history.notes[commit.sha])
        for task in plan.tasks
        for commit in reversed(workflow.commits.get(task.id, ()))
        if commit.sha in history.notes
    ]
    return replace(plan, notes=(*plan.notes, *notes))
