"""Facts and plan become the architecture that checks filter over."""

from kavro_lint.architecture.approvals import (
    counting,
    counts,
    covered,
    is_approved,
    others_could_approve,
    recorded,
)
from kavro_lint.architecture.architecture import (
    Architecture,
    assemble,
    differing,
    edges_that_close,
)
from kavro_lint.architecture.case import BaseTree, Case, content_fingerprint
from kavro_lint.architecture.chains import Hops, hops_of, shortest_chain
from kavro_lint.architecture.code_conventions import follows_convention
from kavro_lint.architecture.components import between_cycles, components, shortest_cycle
from kavro_lint.architecture.coverage import coverage_of
from kavro_lint.architecture.cycles import Cycle, Weight, cycles
from kavro_lint.architecture.edges import Edge, SiblingEdge
from kavro_lint.architecture.exceptions import (
    NEVER_WAIVED,
    ExceptionRow,
    Waived,
    Waiving,
    exception_atom,
    exception_rows,
    waive,
)
from kavro_lint.architecture.exempting import exempting_line, policy_of
from kavro_lint.architecture.generations import generations
from kavro_lint.architecture.governed import Policy, compile_pattern
from kavro_lint.architecture.import_index import targets_of
from kavro_lint.architecture.module_contracts import (
    UNGOVERNED,
    ModuleContract,
    ancestry,
    parting,
    public_patterns,
    related,
    within,
)
from kavro_lint.architecture.ownership import Ownership, RepeatedAssignment, assign
from kavro_lint.architecture.permissions import (
    Denial,
    allowed_entries,
    denials,
    external_denial,
    layer_denials,
    levels,
    lifts_public,
    limits_packages,
    unlimited,
)
from kavro_lint.architecture.public import Public
from kavro_lint.architecture.schedule import Planned, Schedule, schedule
from kavro_lint.architecture.scope import Scope, always_in_scope, governs, scope_fingerprint
from kavro_lint.architecture.workflow import Workflow, note_of

__all__ = [
    "NEVER_WAIVED",
    "UNGOVERNED",
    "Architecture",
    "BaseTree",
    "Case",
    "Cycle",
    "Denial",
    "Edge",
    "ExceptionRow",
    "Hops",
    "ModuleContract",
    "Ownership",
    "Planned",
    "Policy",
    "Public",
    "RepeatedAssignment",
    "Schedule",
    "Scope",
    "SiblingEdge",
    "Waived",
    "Waiving",
    "Weight",
    "Workflow",
    "allowed_entries",
    "always_in_scope",
    "ancestry",
    "assemble",
    "assign",
    "between_cycles",
    "compile_pattern",
    "components",
    "content_fingerprint",
    "counting",
    "counts",
    "coverage_of",
    "covered",
    "cycles",
    "denials",
    "differing",
    "edges_that_close",
    "exception_atom",
    "exception_rows",
    "exempting_line",
    "external_denial",
    "follows_convention",
    "generations",
    "governs",
    "hops_of",
    "is_approved",
    "layer_denials",
    "levels",
    "lifts_public",
    "limits_packages",
    "note_of",
    "others_could_approve",
    "parting",
    "policy_of",
    "public_patterns",
    "recorded",
    "related",
    "schedule",
    "scope_fingerprint",
    "shortest_chain",
    "shortest_cycle",
    "targets_of",
    "unlimited",
    "waive",
    "within",
]
