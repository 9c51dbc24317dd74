"""Approvals: the blueprint approved, amended rows covered, nobody approving themselves."""

from collections.abc import Iterator, Mapping

from kavro_lint.architecture.approvals import counting, is_approved, others_could_approve
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.model.agreement import Covered
from kavro_lint.model.findings import Finding, Severity
from kavro_lint.model.history import Endorsement
from kavro_lint.model.places import Evidence, Location
from kavro_lint.model.plan import Plan

RULES = ("KV210", "KV211", "KV212")
NEEDS = "artifacts"

AMENDED_WITHOUT_APPROVAL = "KV211"

STARTED = ("in-progress", "complete")


def findings(case: Case) -> Iterator[Finding]:
    """Yield tasks and rows that lack the approval they need, and self-approvals."""
    workflow = case.workflow
    if workflow.is_followed:
        yield from _unapproved(workflow)
    for plan in workflow.architecture.plan.all():
        yield from _amended(workflow, plan)
        yield from _self_approved(workflow, plan)


def _unapproved(workflow: Workflow) -> Iterator[Finding]:
    """KV210: one per blueprint."""
    for plan in workflow.architecture.plan.all():
        started = [
            task.id for task in plan.tasks if task.state in STARTED or workflow.is_merged(task)
        ]
        if plan.blueprint is None or not started or is_approved(workflow, plan):
            continue
        shown = ", ".join(started[:5]) + (", …" if len(started) > 5 else "")
        refused = [approval for approval in plan.approvals if approval.subject == "blueprint"]
        reasons = [
            f"{approval.path}: {known.why_not}"
            for approval in refused
            if (known := workflow.history.endorsements.get(approval.path)) and known.why_not
        ]
        yield Finding(
            rule="KV210",
            message=f"{shown} {'has' if len(started) == 1 else 'have'} started, but the blueprint "
            "is not approved" + (f" ({'; '.join(reasons[:3])})" if reasons else ""),
            location=Location(plan.blueprint),
            fix="read it and run `kavro-lint approve blueprint --by <name>`"
            + ("" if workflow.history.approvers else ", or set its `status: approved`"),
            atoms=frozenset({("artifact", plan.blueprint, "approval")}),
            contract=Location(plan.blueprint),
        )


def _amended(workflow: Workflow, plan: Plan) -> Iterator[Finding]:
    """KV211: one per blueprint, naming the rows."""
    approvals = [approval for approval in plan.approvals if approval.subject == "blueprint"]
    if not approvals or plan.blueprint is None:
        return
    records = counting(workflow, plan, "blueprint")
    covered = {mark for record in records for mark in record.covers}
    open_parts = [part for part in plan.contract if part.fingerprint not in covered]
    if open_parts:
        names = ", ".join(part.name for part in open_parts)
        yield Finding(
            rule=AMENDED_WITHOUT_APPROVAL,
            message=f"no approval covers the changed parts of the blueprint: {names}",
            location=open_parts[0].location,
            fix="revert the change, or have somebody read it and run "
            "`kavro-lint approve blueprint --by <name>`",
            atoms=frozenset(
                ("artifact", plan.blueprint, "covered", part.name, part.fingerprint)
                for part in open_parts
            ),
            contract=open_parts[0].location,
            evidence=tuple(Evidence(part.location, part.name) for part in open_parts),
            severity="minor" if workflow.history.squashed else None,
        )


def _self_approved(workflow: Workflow, plan: Plan) -> Iterator[Finding]:
    """KV212: one per approval."""
    parts = {part.fingerprint: part for part in plan.contract}
    for approval in plan.approvals:
        known = workflow.history.endorsements.get(approval.path)
        if known is None or known.author is None:
            continue
        author = known.author.shown
        if known.agent is not None:
            message = f"an agent recorded {approval.path}: {known.agent} ({author})"
            fix = "have a person read it and record the approval"
        else:
            covered = [part for mark in approval.covers if (part := parts.get(mark))]
            authored = _authored(workflow, covered, known.author.email)
            if not authored:
                continue
            names = ", ".join(part.name for part in authored)
            message = f"{author} approves a change by {author}: {names}"
            fix = "have somebody else read it and record the approval"
        yield Finding(
            rule="KV212",
            message=message,
            location=approval.location,
            fix=fix,
            atoms=frozenset({("artifact", approval.path, "self")}),
            contract=approval.location,
            severity=_severity(workflow, known),
        )


def _severity(workflow: Workflow, endorsement: Endorsement) -> Severity | None:
    """Return major if somebody else could have approved, or if an agent did.

    A push to the mainline was merged by a person: nothing of it can still be put right.
    """
    if workflow.history.squashed:
        return "minor"
    if endorsement.agent is not None or others_could_approve(workflow, endorsement.author):
        return "major"
    return None


def _authored(workflow: Workflow, parts: list[Covered], email: str) -> list[Covered]:
    """Return the parts of which the author wrote a line."""
    authors: Mapping[str, tuple[str, ...]] = {
        path: tuple(line.email.casefold() for line in lines)
        for path, lines in workflow.history.row_authors.items()
    }
    return [
        part
        for part in parts
        if email.casefold()
        in authors.get(part.location.path, ())[part.location.line - 1 : part.end]
    ]
