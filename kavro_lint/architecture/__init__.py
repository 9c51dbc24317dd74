"""Facts and plan become the architecture that checks filter over."""

from kavro_lint.architecture.architecture import Architecture, Edge, SiblingEdge, assemble
from kavro_lint.architecture.chains import adjacency, shortest_chain
from kavro_lint.architecture.components import components, shortest_cycle
from kavro_lint.architecture.coverage import coverage_of
from kavro_lint.architecture.cycles import Cycle, Weight, cycles
from kavro_lint.architecture.generations import generations
from kavro_lint.architecture.ownership import Ownership, assign, compile_pattern
from kavro_lint.architecture.permissions import (
    Denial,
    allowed_entries,
    denials,
    external_denial,
    layer_denials,
    levels,
    lifts_public,
    limits_packages,
)
from kavro_lint.architecture.public import Public
from kavro_lint.architecture.schedule import Planned, Schedule, schedule
from kavro_lint.architecture.scope import Scope, always_in_scope, governs, scope_fingerprint
from kavro_lint.architecture.terms import (
    UNGOVERNED,
    Terms,
    ancestry,
    parting,
    public_patterns,
    related,
    within,
)
from kavro_lint.architecture.work import Work, note_of

__all__ = [
    "UNGOVERNED",
    "Architecture",
    "Cycle",
    "Denial",
    "Edge",
    "Ownership",
    "Planned",
    "Public",
    "Schedule",
    "Scope",
    "SiblingEdge",
    "Terms",
    "Weight",
    "Work",
    "adjacency",
    "allowed_entries",
    "always_in_scope",
    "ancestry",
    "assemble",
    "assign",
    "compile_pattern",
    "components",
    "coverage_of",
    "cycles",
    "denials",
    "external_denial",
    "generations",
    "governs",
    "layer_denials",
    "levels",
    "lifts_public",
    "limits_packages",
    "note_of",
    "parting",
    "public_patterns",
    "related",
    "schedule",
    "scope_fingerprint",
    "shortest_chain",
    "shortest_cycle",
    "within",
]
