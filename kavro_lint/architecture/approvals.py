"""Approvals: which records count, and what they cover.

See docs/contract.md#19-approvals.
"""

from collections.abc import Iterator

from kavro_lint.architecture.workflow import Workflow
from kavro_lint.model.agreement import Approval
from kavro_lint.model.history import Identity
from kavro_lint.model.plan import Plan

APPROVED = "approved"


def counts(workflow: Workflow, approval: Approval) -> bool:
    """Whether a record counts as an approval."""
    endorsement = workflow.history.endorsements.get(approval.path)
    return endorsement.counts if endorsement is not None else not workflow.history.approvers


def counting(workflow: Workflow, plan: Plan, subject: str) -> Iterator[Approval]:
    """Yield the approvals of a subject in their versions that count."""
    for approval in plan.approvals:
        endorsement = workflow.history.endorsements.get(approval.path)
        if endorsement is not None:
            records = endorsement.records
        else:
            records = () if workflow.history.approvers else (approval,)
        yield from (record for record in records if record.subject == subject.casefold())


def is_approved(workflow: Workflow, plan: Plan) -> bool:
    """Whether the blueprint is approved: by a record, or by its status where nobody is named."""
    if any(counting(workflow, plan, "blueprint")):
        return True
    return not workflow.history.approvers and plan.status.startswith(APPROVED)


def covered(workflow: Workflow, subject: str) -> frozenset[str]:
    """Return the fingerprints that records of a subject cover, of those that count."""
    return frozenset(
        mark
        for plan in workflow.architecture.plan.all()
        for record in counting(workflow, plan, subject)
        for mark in record.covers
    )


def recorded(workflow: Workflow) -> Iterator[str]:
    """Yield each approval in words: what, who, when, whether it is recorded or signed."""
    for plan in workflow.architecture.plan.all():
        for approval in plan.approvals:
            endorsement = workflow.history.endorsements.get(approval.path)
            how = "signed" if endorsement is not None and endorsement.signed else "recorded"
            if endorsement is not None and not endorsement.counts:
                how += f", and does not count: {endorsement.why_not}"
            yield f"{approval.subject} by {approval.by or 'nobody'} on {approval.on} ({how})"


def others_could_approve(workflow: Workflow, author: Identity | None) -> bool:
    """Whether an approver other than the author made one of the judged commits."""
    # Whoever judges imports alone reads no history.
    from kavro_lint.git.history import matches

    history = workflow.history
    other_committers = (person for person in history.committers if person != author)
    return any(matches(person, history.approvers) for person in other_committers)
