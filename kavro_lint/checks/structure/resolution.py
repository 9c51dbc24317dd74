"""Imports that must lead to a file of the repository, and lead to none or to several."""

from collections.abc import Iterator

from kavro_lint.architecture import Architecture, Case
from kavro_lint.model import Finding, Import, Resolution

RULES = ("KV710", "KV711")
NEEDS = "code"


def findings(case: Case) -> Iterator[Finding]:
    """Yield a finding for each unresolved or ambiguous import of a governed file."""
    architecture = case.architecture
    generated = architecture.generated
    for each in architecture.judged.where(_leads_nowhere):
        if each.outcome == "unresolved" and not any(generated(path) for path in each.candidates):
            yield _unresolved(architecture, each)
        elif each.outcome == "ambiguous":
            yield _ambiguous(architecture, each)


def _leads_nowhere(lead: Resolution) -> bool:
    return lead.outcome in ("unresolved", "ambiguous")


def _written(each: Import) -> str:
    name = each.raw.name
    return each.raw.specifier if name in (None, "*") else f"{each.raw.specifier}:{name}"


def _unresolved(architecture: Architecture, each: Import) -> Finding:
    written = _written(each)
    return _finding(
        architecture,
        each,
        "KV710",
        f"{written} must be in this repository but is not",
        "correct the import, or add the file to the repository",
    )


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
