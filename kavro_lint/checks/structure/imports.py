"""Imports that the contract does not allow: layers, rows, private files, packages."""

from collections.abc import Collection, Iterator, Sequence

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.module_contracts import UNGOVERNED
from kavro_lint.architecture.permissions import Denial, external_denial, limits_packages
from kavro_lint.architecture.public import Public
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import replace
from kavro_lint.model.imports import Import

RULES = ("KV703", "KV704", "KV706", "KV707")
NEEDS = "file"

UNDECLARED_PACKAGE = "KV707"


def findings(case: Case) -> Iterator[Finding]:
    """Yield one finding per statement and target: the first rule it breaks, others in `also`."""
    architecture = case.architecture
    public = Public(architecture.contracts, architecture.snapshot.sources)
    reported: set[Import] = set()
    for edge in architecture.edges:
        if not edge.denied and not public.limits(edge.importer, edge.imported):
            continue
        for statement in edge.imports:
            private = public.denial(
                edge.importer, edge.imported, statement.target or "", statement.reaches
            )
            denied = [*edge.denied, *([private] if private is not None else [])]
            if denied:
                reported.add(statement)
                denied += _external_denials(architecture, edge.importer, statement)
                finding = _finding(statement, edge.importer, edge.imported, denied)
                yield replace(finding, test=architecture.is_test(statement))
    yield from _packages(architecture, reported)


def _finding(statement: Import, importer: str, imported: str, denied: Sequence[Denial]) -> Finding:
    first = denied[0]
    is_package = first.rule == UNDECLARED_PACKAGE
    place = imported if is_package else statement.target or imported
    verb = "use" if statement.raw.kind == "reference" else "import"
    return Finding(
        rule=first.rule,
        message=f"{importer} may not {verb} {imported}: {first.reason}",
        location=statement.location,
        fix=first.fix,
        atoms=frozenset({("import", statement.importer, place)}),
        contract=first.contract,
        source=importer,
        target=imported,
        kind=statement.raw.kind,
        imported=place,
        dependency=("import", statement.importer, _meaning(first.rule, imported, place)),
        evidence=(statement.evidence,),
        also=tuple(dict.fromkeys(denial.rule for denial in denied if denial.rule != first.rule)),
    )


def _meaning(rule: str, imported: str, place: str) -> str:
    """Return the target of an import: a module or a package, else the file itself."""
    return place if imported == UNGOVERNED or rule == "KV706" else imported


def _packages(architecture: Architecture, reported: Collection[Import]) -> Iterator[Finding]:
    """Yield a finding for each import of a package that External does not allow (KV707).

    A vendored package is a folder of the repository and still a package of others; `reported` are
    the imports that have a finding already.
    """
    contracts, owners = architecture.contracts, architecture.ownership.owners
    limited = {name for name in contracts if limits_packages(contracts, name)}
    if not limited:
        return
    for statement in architecture.judged.within(lambda path: owners.get(path) in limited):
        importer = architecture.module(statement.importer)
        if (
            statement.outcome in ("external", "internal")
            and importer is not None
            and statement.package
        ):
            denied = _external_denials(architecture, importer, statement)
            if denied and statement not in reported:
                finding = _finding(statement, importer, statement.package, denied)
                yield replace(finding, test=architecture.is_test(statement))


def _external_denials(architecture: Architecture, importer: str, statement: Import) -> list[Denial]:
    """Return the denials of an imported package; none if it is allowed."""
    if statement.package is None:
        return []
    denial = external_denial(architecture.contracts, importer, statement)
    return [denial] if denial is not None else []
