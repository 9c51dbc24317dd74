"""What a run looked at: files, imports and phases, counted."""

from collections import Counter
from collections.abc import Iterable

from kavro_lint.graph.architecture import Architecture
from kavro_lint.model import Coverage, Finding, Outcome

OUTCOMES: tuple[Outcome, ...] = ("internal", "external", "standard", "unresolved", "ambiguous")

# The blueprint and the structure of the code are judged in every run.
ALWAYS_JUDGED = frozenset({2, 7})


def coverage_of(
    architecture: Architecture,
    findings: Iterable[Finding],
    asked: frozenset[int] | None,
    with_rules: frozenset[int],
) -> Coverage:
    """Count what was looked at.

    `asked` are the phases that the setting names; `with_rules` those that have any rule. A
    phase is judged when it has rules and an artifact exists or the setting asks.
    """
    facts, ownership = architecture.facts, architecture.ownership
    outcomes = Counter(each.outcome for each in facts.imports)
    present = {phase for plan in architecture.plan.all() for phase in plan.phases}
    judged = ALWAYS_JUDGED | ((present | (asked or frozenset())) & with_rules)
    unread = {
        each.location.path for each in findings if each.rule == "KV002" and each.severity is None
    }
    return Coverage(
        files=dict(sorted(Counter(facts.languages.values()).items())),
        not_analysed=facts.not_analysed,
        governed=len(ownership.owners) + len(ownership.undeclared),
        declared=len(ownership.owners),
        undeclared=len(ownership.undeclared),
        unreadable=len(unread),
        imports={
            **{outcome: outcomes[outcome] for outcome in OUTCOMES},
            "unanalysable": sum(facts.unanalysable.values()),
        },
        unlimited_modules=tuple(
            sorted(terms.name for terms in architecture.terms.values() if terms.unlimited)
        ),
        phases_not_judged=tuple(phase for phase in range(1, 8) if phase not in judged),
        submodules=architecture.snapshot.submodules,
    )
