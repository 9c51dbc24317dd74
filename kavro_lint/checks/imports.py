"""Imports that the contract does not allow: layers, rows, private files, packages."""

from collections.abc import Collection, Iterator, Sequence

from kavro_lint.graph import Architecture, Edge, levels, lifts_public, public_patterns, within
from kavro_lint.model import Finding, Import, Location
from kavro_lint.patterns import Pattern

RULES = ("KV703", "KV704", "KV706", "KV707")

# One broken rule of an import: its id, why, the contract's line and the smallest fix.
Breach = tuple[str, str, Location, str]


def findings(architecture: Architecture) -> Iterator[Finding]:
    """Yield one finding a statement and target: the first rule it breaks, others in `also`."""
    private = _Public(architecture)
    seen: set[Import] = set()
    for edge in architecture.edges:
        denied = [(each.rule, each.reason, each.contract, each.fix) for each in edge.denied]
        lifted = lifts_public(architecture.terms, edge.user)
        for each in edge.found:
            breaches = [*denied, *([] if lifted else private.breaches(edge, each))]
            if breaches:
                seen.add(each)
                breaches += _externals(architecture, edge.user, each)
                yield _finding(each, edge.user, edge.used, breaches, each.target or edge.used)
    yield from _packages(architecture, seen)


def _finding(
    each: Import, user: str, used: str, breaches: Sequence[Breach], target: str
) -> Finding:
    rule, reason, contract, fix = breaches[0]
    return Finding(
        rule=rule,
        message=f"{user} may not import {used}: {reason}",
        location=each.location,
        fix=fix,
        atoms=frozenset({("import", each.importer, target)}),
        contract=contract,
        source=user,
        target=used,
        kind=each.raw.kind,
        evidence=(each.evidence,),
        also=tuple(dict.fromkeys(other for other, *_ in breaches if other != rule)),
    )


class _Public:
    """The Public lists, compiled once for each module."""

    def __init__(self, architecture: Architecture) -> None:
        self._terms = architecture.terms
        self._compiled: dict[str, tuple[Pattern, ...]] = {}

    def breaches(self, edge: Edge, each: Import) -> list[Breach]:
        """Return the Public list that does not hold the imported file, if any."""
        target = each.target or ""
        for theirs in levels(self._terms, edge.used):
            cell = theirs.public
            if cell is None or cell.anything or within(edge.user, cell.module):
                continue
            # A package is public where one of its files is: no import can take less than it.
            places = (target.lstrip("/"), *each.reaches)
            patterns = self._patterns(theirs.name)
            if not any(pattern.matches(place) for pattern in patterns for place in places):
                offer = ", ".join(cell.names) or "nothing"
                reason = f"{target} is private to {theirs.name}, whose public files are: {offer}"
                fix = f"import what you need from a public file of {theirs.name}"
                return [("KV706", reason, cell.row, fix)]
        return []

    def _patterns(self, name: str) -> tuple[Pattern, ...]:
        if name not in self._compiled:
            terms = self._terms[name]
            pairs = public_patterns(terms.public_of, terms.root) if terms.public_of else ()
            self._compiled[name] = tuple(pattern for _, pattern in pairs)
        return self._compiled[name]


def _packages(architecture: Architecture, seen: Collection[Import]) -> Iterator[Finding]:
    """Yield a finding for each import of a package that External does not allow (KV707).

    A vendored package is a folder of the repository and still a package of others; `seen` are
    the imports that have a finding already.
    """
    for each in architecture.judged:
        user = architecture.module(each.importer)
        if each.outcome in ("external", "internal") and user is not None and each.package:
            breaches = _externals(architecture, user, each)
            if breaches and each not in seen:
                yield _finding(each, user, each.package, breaches, each.package)


def _externals(architecture: Architecture, user: str, each: Import) -> list[Breach]:
    """Return the External list that does not allow the imported package, if any."""
    package, whole = each.package, each.module
    if package is None:
        return []
    for terms in levels(architecture.terms, user):
        cell = terms.external
        if cell is None or any(_covers(name, whole or package) for name in cell.names):
            continue
        listed = ", ".join(cell.names) or "none"
        parts = (f"{package}.", f"{package}/")
        named = whole if any(name.startswith(parts) for name in cell.names) else package
        reason = f"{terms.name} may use these packages: {listed}"
        fix = f"use one of those, or move the code that needs {named} to a module that has it"
        return [("KV707", reason, cell.row, fix)]
    return []


def _covers(allowed: str, package: str) -> bool:
    """Whether an External entry allows a package: itself, or a prefix of its parts."""
    return allowed in ("*", package) or package.startswith((f"{allowed}.", f"{allowed}/"))
