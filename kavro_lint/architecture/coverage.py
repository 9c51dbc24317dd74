"""What a run looked at: files, imports and phases, counted."""

from collections import Counter

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.model import Coverage, Outcome, Plan, Resolution

OUTCOMES: tuple[Outcome, ...] = ("internal", "external", "standard", "unresolved", "ambiguous")

# The blueprint and the structure of the code are judged in every run.
ALWAYS_JUDGED = {2: "always", 7: "always"}


def coverage_of(
    architecture: Architecture,
    asked: frozenset[int] | None,
    with_rules: frozenset[int],
) -> Coverage:
    """Count what was looked at.

    `asked` are the phases that the setting names; `with_rules` those that have any rule. A
    phase is judged when it has rules and an artifact exists or the setting asks.
    """
    facts, ownership = architecture.facts, architecture.ownership
    outcomes = facts.imports.outcomes()
    judged = _judged(architecture.plan, asked or frozenset(), with_rules)
    return Coverage(
        files=dict(sorted(Counter(facts.languages.values()).items())),
        not_analysed=facts.not_analysed,
        governed=len(ownership.owners) + len(ownership.undeclared),
        declared=len(ownership.owners),
        undeclared=len(ownership.undeclared),
        unreadable=_unreadable(architecture),
        imports={
            "internal": outcomes["internal"],
            "external": outcomes["external"],
            "unlisted": facts.imports.count(_is_unlisted),
            **{outcome: outcomes[outcome] for outcome in OUTCOMES[2:]},
            "unanalysable": sum(facts.unanalysable.values()),
        },
        unlimited_modules=tuple(
            sorted(terms.name for terms in architecture.terms.values() if terms.unlimited)
        ),
        phases_judged=judged,
        phases_not_judged=tuple(phase for phase in range(1, 8) if phase not in judged),
        submodules=architecture.snapshot.submodules,
    )


def _is_unlisted(resolution: Resolution) -> bool:
    """Whether an import is of a package that no manifest is known to name."""
    return resolution.outcome == "external" and resolution.listed != "yes"


def _unreadable(architecture: Architecture) -> int:
    """Return how many governed files could not be read at all."""
    paths = {each.location.path for each in architecture.facts.failures if not each.lost_imports}
    ownership = architecture.ownership
    return sum(path not in ownership.ungoverned and not ownership.exempt(path) for path in paths)


def _judged(plan: Plan, asked: frozenset[int], with_rules: frozenset[int]) -> dict[int, str]:
    """Return the phases that are judged, in order, each with the reason why."""
    reasons = dict(ALWAYS_JUDGED)
    for each in plan.all():
        for phase, path in each.phases.items():
            reasons.setdefault(phase, path)
    for phase in asked:
        reasons.setdefault(phase, "the setting phases")
    return {
        phase: reason
        for phase, reason in sorted(reasons.items())
        if phase in ALWAYS_JUDGED or phase in with_rules
    }
