"""Sources that could not be read completely: KV002."""

from collections.abc import Iterator

from kavro_lint.architecture.case import Case
from kavro_lint.model.facts import Failure
from kavro_lint.model.findings import Finding, Severity

RULES = ("KV002",)
NEEDS = "code"


def findings(case: Case) -> Iterator[Finding]:
    """Yield the governed files that could not be read completely."""
    architecture = case.architecture
    for failure in architecture.facts.failures:
        path = failure.location.path
        if path in architecture.ownership.ungoverned or architecture.ownership.exempt(path):
            continue
        severity: Severity | None = "minor" if failure.lost_imports else None
        part = "imports" if failure.lost_imports else ""
        yield Finding(
            rule="KV002",
            message=f"{path}: {failure.reason}",
            location=failure.location,
            fix=_remedy(path, failure),
            atoms=frozenset({("file", path, part)}),
            source=architecture.module(path) or path,
            severity=severity,
        )


def _remedy(path: str, failure: Failure) -> str:
    if failure.fix:
        return failure.fix
    if failure.lost_imports:
        return "correct the manifest" if path.endswith(".json") else "correct the syntax there"
    if path.endswith("/"):
        return "make it readable, or let Git ignore it"
    if path.endswith(".ipynb"):
        return "save the notebook again, or keep its pictures in files: see `max-file-size`"
    return "save the file as UTF-8, or split it below `max-file-size`"
