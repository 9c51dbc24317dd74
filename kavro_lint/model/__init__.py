"""The records that flow through kavro-lint. They import nothing of kavro_lint but each other."""

from importlib import import_module

# As type checkers know it; importing `typing` takes longer than an answer from memory.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.model.agreement import (
        ACCEPTED,
        Approval,
        Covered,
        Decision,
        Waiver,
        fingerprint,
    )
    from kavro_lint.model.facts import (
        Contents,
        Facts,
        Failure,
        Snapshot,
        Source,
        SourceFacts,
        SourceSettings,
        Unreadable,
    )
    from kavro_lint.model.findings import (
        OF_CODE,
        SEVERITIES,
        Atom,
        Coverage,
        Family,
        Finding,
        Judged,
        Report,
        Rule,
        Severity,
        Verdict,
    )
    from kavro_lint.model.history import (
        Blindness,
        Change,
        Commit,
        Endorsement,
        History,
        Identity,
        RawCommit,
    )
    from kavro_lint.model.imports import (
        Import,
        Imports,
        Listed,
        Outcome,
        PlacedResolution,
        Resolution,
        merged,
    )
    from kavro_lint.model.places import (
        Evidence,
        ImportKind,
        Location,
        PlacedStatement,
        RawImport,
        Statement,
        placed_statements,
    )
    from kavro_lint.model.plan import (
        Arrow,
        Criterion,
        Exemption,
        Layer,
        Module,
        Names,
        Note,
        Plan,
        Step,
        Task,
        TaskState,
    )

__all__ = [
    "ACCEPTED",
    "OF_CODE",
    "SEVERITIES",
    "Approval",
    "Arrow",
    "Atom",
    "Blindness",
    "Change",
    "Commit",
    "Contents",
    "Coverage",
    "Covered",
    "Criterion",
    "Decision",
    "Endorsement",
    "Evidence",
    "Exemption",
    "Facts",
    "Failure",
    "Family",
    "Finding",
    "History",
    "Identity",
    "Import",
    "ImportKind",
    "Imports",
    "Judged",
    "Layer",
    "Listed",
    "Location",
    "Module",
    "Names",
    "Note",
    "Outcome",
    "PlacedResolution",
    "PlacedStatement",
    "Plan",
    "RawCommit",
    "RawImport",
    "Report",
    "Resolution",
    "Rule",
    "Severity",
    "Snapshot",
    "Source",
    "SourceFacts",
    "SourceSettings",
    "Statement",
    "Step",
    "Task",
    "TaskState",
    "Unreadable",
    "Verdict",
    "Waiver",
    "fingerprint",
    "merged",
    "placed_statements",
]

# Imports and facts first: whoever wants only them does not wait for the rest.
_HOMES = ("places", "imports", "facts", "agreement", "plan", "findings", "history")


def __getattr__(name: str) -> object:
    """Import the module that defines a record, and no more, when it is asked for."""
    if not name.startswith("__"):
        for home in _HOMES:
            module = import_module(f"{__name__}.{home}")
            if name in module.__dict__:
                globals()[name] = module.__dict__[name]
                return module.__dict__[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
