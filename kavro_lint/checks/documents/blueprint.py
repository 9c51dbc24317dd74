"""Problems that the readers of artifacts report: KV001, KV204, KV205."""

from collections.abc import Iterator

from kavro_lint.architecture.case import Case
from kavro_lint.model.findings import Finding
from kavro_lint.model.plan import Plan

RULES = ("KV001", "KV204", "KV205")
NEEDS = "artifacts"


def findings(case: Case) -> Iterator[Finding]:
    """Yield the problems of each plan."""
    for plan in case.architecture.plan.all():
        yield from plan.problems


def unreadable_blueprint(plan: Plan) -> Finding | None:
    """Return why a blueprint, or one nested below it, cannot be read, None where it can."""
    return next((problem for nested in plan.all() for problem in unread_parts(nested)), None)


def unread_parts(plan: Plan) -> Iterator[Finding]:
    """Yield the parts of a blueprint that cannot be read."""
    for problem in plan.problems:
        if problem.rule == "KV001" and problem.location.path == plan.blueprint:
            yield problem
