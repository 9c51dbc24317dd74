"""Imports that the contract does not allow: layers, rows, private files, packages."""

from collections.abc import Collection, Iterator, Sequence

from kavro_lint.architecture import (
    UNGOVERNED,
    Architecture,
    Case,
    Denial,
    Public,
    external_denial,
    limits_packages,
)
from kavro_lint.model import Finding, Import
from kavro_lint.model.frozen import replace

RULES = ("KV703", "KV704", "KV706", "KV707")
NEEDS = "code"


def findings(case: Case) -> Iterator[Finding]:
    """Yield one finding a statement and target: the first rule it breaks, others in `also`."""
    architecture = case.architecture
    public = Public(architecture.terms, architecture.snapshot.sources)
    seen: set[Import] = set()
    for edge in architecture.edges:
        if not edge.denied and not public.limits(edge.user, edge.used):
            continue
        for statement in edge.found:
            private = public.denial(edge.user, edge.used, statement.target or "", statement.reaches)
            denied = [*edge.denied, *([private] if private is not None else [])]
            if denied:
                seen.add(statement)
                denied += _external_denials(architecture, edge.user, statement)
                finding = _finding(statement, edge.user, edge.used, denied)
                yield replace(finding, test=architecture.is_test(statement.importer))
    yield from _packages(architecture, seen)


def _finding(statement: Import, user: str, used: str, denied: Sequence[Denial]) -> Finding:
    first = denied[0]
    is_package = first.rule == "KV707"
    imported = used if is_package else statement.target or used
    return Finding(
        rule=first.rule,
        message=f"{user} may not import {used}: {first.reason}",
        location=statement.location,
        fix=first.fix,
        atoms=frozenset({("import", statement.importer, imported)}),
        contract=first.contract,
        source=user,
        target=used,
        kind=statement.raw.kind,
        imported=imported,
        dependency=("import", statement.importer, _meaning(first.rule, used, imported)),
        evidence=(statement.evidence,),
        also=tuple(dict.fromkeys(other.rule for other in denied if other.rule != first.rule)),
    )


def _meaning(rule: str, used: str, imported: str) -> str:
    """Return what an import is of: a module or a package, else the file itself."""
    return imported if used == UNGOVERNED or rule == "KV706" else used


def _packages(architecture: Architecture, seen: Collection[Import]) -> Iterator[Finding]:
    """Yield a finding for each import of a package that External does not allow (KV707).

    A vendored package is a folder of the repository and still a package of others; `seen` are
    the imports that have a finding already.
    """
    terms, owners = architecture.terms, architecture.ownership.owners
    limited = {name for name in terms if limits_packages(terms, name)}
    if not limited:
        return
    for statement in architecture.judged.within(lambda path: owners.get(path) in limited):
        user = architecture.module(statement.importer)
        if statement.outcome in ("external", "internal") and user is not None and statement.package:
            denied = _external_denials(architecture, user, statement)
            if denied and statement not in seen:
                finding = _finding(statement, user, statement.package, denied)
                yield replace(finding, test=architecture.is_test(statement.importer))


def _external_denials(architecture: Architecture, user: str, statement: Import) -> list[Denial]:
    """Return what denies the imported package to the module `user`, if anything."""
    if statement.package is None:
        return []
    denial = external_denial(architecture.terms, user, statement)
    return [denial] if denial is not None else []
