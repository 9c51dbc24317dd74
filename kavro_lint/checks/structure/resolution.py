"""Imports that must lead to a file of the repository, and lead to none or to several."""

import re
from collections.abc import Iterator, Sequence

from kavro_lint.architecture import Architecture, Case
from kavro_lint.model import Finding, Import, Resolution
from kavro_lint.spelling import nearest

RULES = ("KV710", "KV711")
NEEDS = "code"

# So many of the paths that were tried are compared with those that are there.
MOST_CANDIDATES, MOST_NAMES = 3, 100
MOST_IGNORED = 20
# Paths of what a build creates.
_BUILT = re.compile(
    r"(?i)(?:^|[/.])(?:_*generated_*|gen|autogen|dist|build|_version)(?:[/.]|$)"
    r"|_pb2(?:_grpc)?\b|[._]generated\b|\.gen\b|\.g\.ts$|(?:^|/)\+types/"
)


def findings(case: Case) -> Iterator[Finding]:
    """Yield a finding for each unresolved or ambiguous import of a governed file."""
    architecture = case.architecture
    generated = architecture.generated
    for each in architecture.judged.where(_leads_nowhere):
        if each.outcome == "unresolved" and not any(generated(path) for path in each.candidates):
            yield _unresolved(case, each)
        elif each.outcome == "ambiguous":
            yield _ambiguous(architecture, each)


def _leads_nowhere(lead: Resolution) -> bool:
    return lead.outcome in ("unresolved", "ambiguous")


def _written(each: Import) -> str:
    name = each.raw.name
    return each.raw.specifier if name in (None, "*") else f"{each.raw.specifier}:{name}"


def _unresolved(case: Case, each: Import) -> Finding:
    written = _written(each)
    return _finding(
        case.architecture,
        each,
        "KV710",
        f"{written} must be in this repository but is not",
        _remedy(case, each),
    )


def _remedy(case: Case, each: Import) -> str:
    """Return the remedy that fits: the file that was meant, or the table for what is built."""
    written = each.raw.specifier
    ignored = next(filter(case.architecture.ignored, each.candidates[:MOST_IGNORED]), None)
    if ignored or _BUILT.search(written) or any(map(_BUILT.search, each.candidates)):
        path = ignored or (each.candidates[0] if each.candidates else written)
        return f"if a build creates it, name `{path}` in a table `Generated | Reason`"
    meant = _meant(case, each.candidates[:MOST_CANDIDATES])
    if meant is not None:
        return f"did you mean {meant}? Correct the import, or add the file to the repository"
    return "correct the import, or add the file to the repository"


def _meant(case: Case, candidates: Sequence[str]) -> str | None:
    """Return the file beside a path that was tried whose name is almost the same."""
    for candidate in candidates:
        folder, _, name = candidate.rpartition("/")
        names = case.workflow.folders.get(f"{folder}/" if folder else "", frozenset())
        close = sorted(other for other in names if abs(len(other) - len(name)) <= 2)
        near = nearest(name, close[:MOST_NAMES], 0.8)
        if near is not None:
            return f"{folder}/{near}" if folder else near
    return None


def _ambiguous(architecture: Architecture, each: Import) -> Finding:
    written = _written(each)
    return _finding(
        architecture,
        each,
        "KV711",
        f"{written} can mean {' or '.join(each.candidates)}",
        "rename one of them, or name the folder that imports start from in `source-roots`",
    )


def _finding(
    architecture: Architecture, each: Import, rule: str, message: str, fix: str
) -> Finding:
    user = architecture.module(each.importer)
    written = _written(each)
    return Finding(
        rule=rule,
        message=message,
        location=each.location,
        fix=fix,
        atoms=frozenset({("import", each.importer, written)}),
        contract=architecture.terms[user].row if user is not None else None,
        source=user or each.importer,
        target=written,
        kind=each.raw.kind,
        test=architecture.is_test(each.importer),
        imported=written,
        dependency=("import", each.importer, written),
        evidence=(each.evidence,),
    )
