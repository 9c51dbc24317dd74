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
        for each in edge.found:
            private = public.denial(edge.user, edge.used, each.target or "", each.reaches)
            denied = [*edge.denied, *([private] if private is not None else [])]
            if denied:
                seen.add(each)
                denied += _externals(architecture, edge.user, each)
                finding = _finding(each, edge.user, edge.used, denied)
                yield replace(finding, test=architecture.is_test(each.importer))
    yield from _packages(architecture, seen)


def _finding(each: Import, user: str, used: str, denied: Sequence[Denial]) -> Finding:
    first = denied[0]
    is_package = first.rule == "KV707"
    imported = used if is_package else each.target or used
    return Finding(
        rule=first.rule,
        message=f"{user} may not import {used}: {first.reason}",
        location=each.location,
        fix=first.fix,
        atoms=frozenset({("import", each.importer, imported)}),
        contract=first.contract,
        source=user,
        target=used,
        kind=each.raw.kind,
        imported=imported,
        dependency=("import", each.importer, _meaning(first.rule, used, imported)),
        evidence=(each.evidence,),
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
    for each in architecture.judged.within(lambda path: owners.get(path) in limited):
        user = architecture.module(each.importer)
        if each.outcome in ("external", "internal") and user is not None and each.package:
            denied = _externals(architecture, user, each)
            if denied and each not in seen:
                finding = _finding(each, user, each.package, denied)
                yield replace(finding, test=architecture.is_test(each.importer))


def _externals(architecture: Architecture, user: str, each: Import) -> list[Denial]:
    """Return what denies the imported package to the module `user`, if anything."""
    if each.package is None:
        return []
    denial = external_denial(architecture.terms, user, each)
    return [denial] if denial is not None else []
