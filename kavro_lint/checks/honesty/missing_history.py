"""History that a rule needs and that is missing: KV007."""

from collections.abc import Iterator

from kavro_lint.architecture.case import Case
from kavro_lint.model.findings import Finding
from kavro_lint.model.history import Blindness

RULES = ("KV007",)
NEEDS = "findings"

SHOWN = 12


def findings(case: Case) -> Iterator[Finding]:
    """Yield one finding for each reason why an enabled rule cannot be judged."""
    place = case.architecture.contract_place
    for blindness in case.history.blind:
        needed = sorted(rules_that_need(case, blindness))
        if needed:
            names = ", ".join(needed)
            consequence = (
                "nothing could be compared" if len(needed) > SHOWN else f"not judged: {names}"
            )
            yield Finding(
                rule="KV007",
                message=f"{blindness.reason}; {consequence}",
                location=place,
                fix=blindness.remedy,
                atoms=frozenset({("history", blindness.reason)}),
                contract=place,
            )


def rules_that_need(case: Case, blindness: Blindness) -> Iterator[str]:
    """Yield the rules that are reported and cannot be judged without what is missing."""
    for rule in case.rules:
        needs = blindness.missing is None or blindness.missing in rule.history
        if needs and (case.reported is None or rule.id in case.reported):
            yield rule.id
