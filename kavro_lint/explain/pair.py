"""Two things: whether A may import B, by which line of the contract, and whether it does.

The answer is what the checks themselves would say of one more import from A to B.

JSON: `{"schema", "kind": "pair", "from": {"kind", "name", "module"}, "to": the same, "notes",
"may": true | false | null (not judged), "why", "contract": {"path", "line"} | null,
"rules": [{"id", "rule", "message", "contract", "fix"}], "partly": [the same: what would be found
on some files of B only], "does": bool,
"imports": [{"path", "line", "text", "kind", "target", "package"}],
"chain": [the same: the shortest way from A to B, each hop]}`
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kavro_lint.checks import chains, cycles
from kavro_lint.checks import imports as on_imports
from kavro_lint.explain.module import files_of
from kavro_lint.explain.naming import Kind, Named
from kavro_lint.explain.shaping import (
    SCHEMA,
    Explanation,
    Json,
    at,
    finding,
    importing,
    place,
    shortened,
    statement,
    wrapped,
)
from kavro_lint.graph import (
    UNGOVERNED,
    Architecture,
    Public,
    adjacency,
    denials,
    related,
    shortest_chain,
)
from kavro_lint.lint import Examined
from kavro_lint.model import Finding, Import, Location, RawImport
from kavro_lint.printable import printable

KINDS: tuple[Kind, ...] = ("module", "file", "folder", "package")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its files, and the module that it is or that all of it is in."""

    named: Named
    files: frozenset[str]
    module: str | None

    @property
    def shown(self) -> str:
        """Its name, with the module where that is another word."""
        name = self.named.name
        return name if self.module in (None, name) else f"{name} (module {self.module})"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether A may import B: None where that is not judged, and `why`.

    `partly` is what would be found on some files of B, where others may be imported.
    """

    may: bool | None
    why: str
    contract: Location | None
    rules: tuple[Finding, ...] = ()
    partly: tuple[Finding, ...] = ()


def explain_pair(examined: Examined, one: Named, two: Named) -> Explanation:
    """Explain what lies between two modules, files, folders, or a module and a package."""
    architecture = examined.survey.architecture
    user, used = _side(architecture, one), _side(architecture, two)
    direct = _direct(architecture, user, used)
    chain = () if direct or two.kind == "package" else _chain(architecture, user, used)
    answer = _answer(architecture, user, used)
    notes = [named.note for named in (one, two) if named.note]
    document: Json = {
        "schema": SCHEMA,
        "kind": "pair",
        "from": _described(user),
        "to": _described(used),
        "notes": notes,
        "may": answer.may,
        "why": answer.why,
        "contract": place(answer.contract),
        "rules": [finding(each, examined.survey.rules) for each in answer.rules],
        "partly": [finding(each, examined.survey.rules) for each in answer.partly],
        "does": bool(direct),
        "imports": [importing(each) for each in direct],
        "chain": [importing(each) for each in chain],
    }
    lines = [line for note in notes for line in wrapped(note, "")]
    lines += wrapped(f"May {user.shown} import {used.shown}?", "")
    lines += _answered(answer)
    lines += _done(direct, chain)
    return Explanation(document, tuple(lines))


def _side(architecture: Architecture, named: Named) -> Side:
    if named.kind == "package":
        return Side(named, frozenset(), None)
    if named.kind == "module":
        return Side(named, files_of(architecture, named.name), named.name)
    if named.kind == "file":
        return Side(named, frozenset({named.name}), architecture.owner(named.name))
    inside = "" if named.name == "/" else named.name
    files = frozenset(path for path in architecture.facts.languages if path.startswith(inside))
    owners = {architecture.owner(path) for path in files}
    return Side(named, files, next(iter(owners)) if len(owners) == 1 else None)


def _described(side: Side) -> Json:
    return {"kind": side.named.kind, "name": side.named.name, "module": side.module}


def _direct(architecture: Architecture, user: Side, used: Side) -> tuple[Import, ...]:
    """Return the imports of B in A."""
    package = used.named.name if used.named.kind == "package" else None
    found = [
        each
        for each in architecture.facts.imports
        if each.importer in user.files
        and each.importer not in used.files
        and (
            each.package == package and each.outcome == "external"
            if package is not None
            else _leads_to(architecture, each, used)
        )
    ]
    return tuple(sorted(found, key=lambda each: each.location))


def _leads_to(architecture: Architecture, each: Import, used: Side) -> bool:
    if each.target in used.files:
        return True
    folder = each.target is not None and each.target.endswith("/")
    return folder and architecture.owner(each.target or "") == used.module is not None


def _chain(architecture: Architecture, user: Side, used: Side) -> tuple[Import, ...]:
    edges = adjacency(architecture.facts.imports)
    starts = user.files - used.files
    return shortest_chain(edges, starts, used.files.__contains__, lambda path: True)


def _answer(architecture: Architecture, user: Side, used: Side) -> Answer:
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
        found = on_imports.findings(_with(architecture, one_more))
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
    yield from (each for each in on_imports.findings(then) if atom in each.atoms)
    yield from _ways(architecture, then, user, used)


def _on_others(architecture: Architecture, user: Side, used: Side) -> Iterator[Finding]:
    """Yield what would be found if A imported every file of B: private ones, forbidden chains."""
    start = min(user.files, default=None)
    if start is None or len(used.files) < 2:
        return
    more = [_import(start, end) for end in sorted(used.files)]
    then = _with(architecture, *more)
    atoms = {("import", start, end) for end in used.files}
    private = [each for each in on_imports.findings(then) if atoms & each.atoms]
    yield from private[:1]
    yield from _ways(architecture, then, user, used)


def _ways(
    architecture: Architecture, then: Architecture, user: Side, used: Side
) -> Iterator[Finding]:
    """Yield the circles that imports close, and the forbidden chains that they make."""
    edge = ("edge", str(user.module), str(used.module))
    for check in (cycles, chains):
        known = {(each.source, each.target, each.atoms) for each in check.findings(architecture)}
        for each in check.findings(then):
            if edge in each.atoms or (each.source, each.target, each.atoms) not in known:
                yield each


def _import(start: str, end: str) -> Import:
    raw = RawImport(end, None, "import", 1, 1, f"import {end}")
    return Import(start, raw, "internal", target=end)


def _offered(architecture: Architecture, user: Side, used: Side) -> str | None:
    """Return the file of B that A would import: a public one, if there is any."""
    public = Public(architecture.terms)
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
    return replace(architecture, facts=replace(facts, imports=(*facts.imports, *more)))


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


def _answered(answer: Answer) -> Iterator[str]:
    word = {True: "yes", False: "no", None: "not judged"}[answer.may]
    if answer.may is not False:
        line = f" ({at(answer.contract)})" if answer.contract is not None else ""
        yield from wrapped(f"{word}: {answer.why}{line}")
        if answer.partly:
            yield "  but not all of it:"
    else:
        yield "  no:"
    for each in (*answer.rules, *answer.partly):
        yield from wrapped(f"{each.rule}: {each.message}", "    ")
        if each.contract is not None:
            yield f"      contract: {printable(at(each.contract))}"


def _done(direct: Sequence[Import], chain: Sequence[Import]) -> Iterator[str]:
    yield "Does it?"
    if direct:
        count = len(direct)
        yield f"  yes, in {count} import{'' if count == 1 else 's'}:"
        yield from shortened([statement(each) for each in direct])
    elif chain:
        yield f"  not directly; the shortest chain has {len(chain)} imports:"
        yield from (statement(each) for each in chain)
    else:
        yield "  no, neither directly nor by any chain"
