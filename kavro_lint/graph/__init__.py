"""Facts and plan become the architecture that checks filter over."""

from kavro_lint.graph.architecture import Architecture, Edge, assemble
from kavro_lint.graph.chains import adjacency, shortest_chain
from kavro_lint.graph.coverage import coverage_of
from kavro_lint.graph.cycles import Cycle, cycles
from kavro_lint.graph.ownership import Ownership, assign
from kavro_lint.graph.permissions import (
    Denial,
    allowed_entries,
    denials,
    layer_denials,
    levels,
    lifts_public,
)
from kavro_lint.graph.terms import UNGOVERNED, Terms, ancestry, public_patterns, related, within

__all__ = [
    "UNGOVERNED",
    "Architecture",
    "Cycle",
    "Denial",
    "Edge",
    "Ownership",
    "Terms",
    "adjacency",
    "allowed_entries",
    "ancestry",
    "assemble",
    "assign",
    "coverage_of",
    "cycles",
    "denials",
    "layer_denials",
    "levels",
    "lifts_public",
    "public_patterns",
    "related",
    "shortest_chain",
    "within",
]
