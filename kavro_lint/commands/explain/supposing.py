"""Whether A may import B: what the checks find with one more import."""

from collections.abc import Iterator

from kavro_lint.architecture import UNGOVERNED, Architecture, Case, Public, denials, related
from kavro_lint.checks.structure import chains, cycles
from kavro_lint.checks.structure import imports as on_imports
from kavro_lint.commands.explain.sides import Side
from kavro_lint.model import Finding, Import, Imports, Location, RawImport
from kavro_lint.model.frozen import frozen, replace


@frozen
class Answer:
    """Whether A may import B: None where that is not judged, and `why`.

    `partly` is what would be found on some files of B, where others may be imported.
    """

    may: bool | None
    why: str
    contract: Location | None
    rules: tuple[Finding, ...] = ()
    partly: tuple[Finding, ...] = ()


def answer(architecture: Architecture, user: Side, used: Side) -> Answer:
    """Return whether A may import B, and by which line of the contract."""
    terms = architecture.terms
    if user.module is None or user.module not in terms:
        ungoverned = user.module == UNGOVERNED
        why = "is not governed" if ungoverned else "belongs to no single declared module"
        return Answer(None, f"{user.named.name} {why}: its imports are not judged", None)
    if used.named.kind == "package":
        return _on_package(architecture, user, used)
    if used.module is None or (used.module not in terms and used.module != UNGOVERNED):
        why = f"{used.named.name} belongs to no single declared module: that is not judged"
        return Answer(None, why, None)
    if related(user.module, used.module):
        why = "they are one module" if user.module == used.module else "one is nested in the other"
        return Answer(True, f"{why}, where imports are always allowed", terms[user.module].row)
    rules = tuple(_would_fire(architecture, user, used))
    if rules:
        return Answer(False, rules[0].message, rules[0].contract, rules)
    partly = tuple(_on_others(architecture, user, used))
    return Answer(True, *_granting(architecture, user.module, used.module), partly=partly)


def _on_package(architecture: Architecture, user: Side, used: Side) -> Answer:
    terms = architecture.terms[user.module or ""]
    package = used.named.name
    raw = RawImport(package, None, "import", 1, 1, f"import {package}")
    start = min(user.files, default=None)
    if start is not None:
        one_more = Import(start, raw, "external", package=package, module=package)
        atom = ("import", start, package)
        found = on_imports.findings(Case(_with(architecture, one_more)))
        rules = tuple(each for each in found if atom in each.atoms)
        if rules:
            return Answer(False, rules[0].message, rules[0].contract, rules)
    if terms.external is None:
        return Answer(True, "External is not stated: any package may be used", terms.row)
    return Answer(True, f"External lists {', '.join(terms.external.names)}", terms.external.row)


def _would_fire(architecture: Architecture, user: Side, used: Side) -> Iterator[Finding]:
    """Yield what the checks would find if the first file of A imported a file of B."""
    start, end = min(user.files, default=None), _offered(architecture, user, used)
    mine, theirs = str(user.module), str(used.module)
    if start is None or end is None:
        # A planned module has no file yet: what the rows say is known all the same.
        for each in denials(architecture.terms, mine, theirs):
            message = f"{mine} may not import {theirs}: {each.reason}"
            yield Finding(each.rule, message, each.contract, each.fix, frozenset(), each.contract)
        return
    then = _with(architecture, _import(start, end))
    atom = ("import", start, end)
    yield from (each for each in on_imports.findings(Case(then)) if atom in each.atoms)
    yield from _cycles_and_chains(architecture, then, user, used)


def _on_others(architecture: Architecture, user: Side, used: Side) -> Iterator[Finding]:
    """Yield what would be found if A imported every file of B: private ones, forbidden chains."""
    start = min(user.files, default=None)
    if start is None or len(used.files) < 2:
        return
    more = [_import(start, end) for end in sorted(used.files)]
    then = _with(architecture, *more)
    atoms = {("import", start, end) for end in used.files}
    private = [each for each in on_imports.findings(Case(then)) if atoms & each.atoms]
    yield from private[:1]
    yield from _cycles_and_chains(architecture, then, user, used)


def _cycles_and_chains(
    architecture: Architecture, then: Architecture, user: Side, used: Side
) -> Iterator[Finding]:
    """Yield the cycles that imports close, and the forbidden chains that they make."""
    edge = ("edge", str(user.module), str(used.module))
    for check in (cycles, chains):
        known = {
            (each.source, each.target, each.atoms) for each in check.findings(Case(architecture))
        }
        for each in check.findings(Case(then)):
            if edge in each.atoms or (each.source, each.target, each.atoms) not in known:
                yield each


def _import(start: str, end: str) -> Import:
    raw = RawImport(end, None, "import", 1, 1, f"import {end}")
    return Import(start, raw, "internal", target=end)


def _offered(architecture: Architecture, user: Side, used: Side) -> str | None:
    """Return the file of B that A would import: a public one, if there is any."""
    public = Public(architecture.terms, architecture.snapshot.sources)
    files = sorted(used.files)
    if used.module not in architecture.terms:
        return files[0] if files else None
    offered = (
        path
        for path in files
        if public.denial(str(user.module), architecture.owner(path) or "", path) is None
    )
    return next(offered, files[0] if files else None)


def _with(architecture: Architecture, *more: Import) -> Architecture:
    facts = architecture.facts
    return replace(architecture, facts=replace(facts, imports=Imports.of((*facts.imports, *more))))


def _granting(architecture: Architecture, user: str, used: str) -> tuple[str, Location]:
    """Return what allows it in words, and the line."""
    terms = architecture.terms[user]
    cell = terms.may_import
    if cell is not None:
        return f"May import of {cell.module} lists {', '.join(cell.names)}", cell.row
    if terms.layer is not None:
        other = architecture.terms[used].layer if used in architecture.terms else None
        if other is not None and other.rank == terms.layer.rank:
            return f"both are in layer {other.name}", other.location
        if other is not None:
            return f"layer {terms.layer.name} is above {other.name}", terms.layer.location
        return f"{used} has no layer, and May import is not stated", terms.row
    return "neither a layer nor May import limits it", terms.row
