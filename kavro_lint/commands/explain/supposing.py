"""The answer to "may A import B?": the findings of the checks with one more import."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.module_contracts import UNGOVERNED, parting, related
from kavro_lint.architecture.permissions import denials, levels
from kavro_lint.architecture.public import Public
from kavro_lint.checks.structure import chains, cycles
from kavro_lint.checks.structure import imports as on_imports
from kavro_lint.commands.explain.sides import Side
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import Import, placed_resolution
from kavro_lint.model.places import Location, RawImport

GraphCheck = Callable[[Case], Iterator[Finding]]
# From a check, what it finds as the code is.
Known = Callable[[GraphCheck], Sequence[Finding]]


@frozen
class Answer:
    """Whether A may import B: None where that is not judged, and `why`.

    `partly` has the findings on some files of B, where other files may be imported; `cycles` those
    that such an import is part of, though others are to be cut.
    """

    may: bool | None
    why: str
    contract: Location | None
    rules: tuple[Finding, ...] = ()
    partly: tuple[Finding, ...] = ()
    cycles: tuple[Finding, ...] = ()


def may_import(architecture: Architecture, importer: Side, imported: Side) -> Answer:
    """Return whether A may import B, and by which line of the contract."""
    contracts = architecture.contracts
    if importer.module is None or importer.module not in contracts:
        ungoverned = importer.module == UNGOVERNED
        why = "is not governed" if ungoverned else "belongs to no single declared module"
        return Answer(None, f"{importer.named.name} {why}: its imports are not judged", None)
    if imported.named.kind == "package":
        return _answer_on_package(architecture, importer, imported)
    if imported.module is None or (
        imported.module not in contracts and imported.module != UNGOVERNED
    ):
        why = f"{imported.named.name} belongs to no single declared module: that is not judged"
        return Answer(None, why, None)
    if related(importer.module, imported.module):
        why = (
            "they are one module"
            if importer.module == imported.module
            else "one is nested in the other"
        )
        return Answer(
            True, f"{why}, where imports are always allowed", contracts[importer.module].row
        )

    @cache
    def known(check: GraphCheck) -> Sequence[Finding]:
        return tuple(check(Case(architecture)))

    rules = tuple(_violations(architecture, importer, imported, known))
    if rules:
        return Answer(False, rules[0].message, rules[0].contract, rules)
    partly = tuple(_partial_violations(architecture, importer, imported, known))
    permission = _permission(architecture, importer.module, imported.module)
    return Answer(
        True,
        *permission,
        partly=partly,
        cycles=tuple(_cycles_cut_elsewhere(architecture, importer, imported, known)),
    )


def _answer_on_package(architecture: Architecture, importer: Side, imported: Side) -> Answer:
    contract = architecture.contracts[importer.module or ""]
    package = imported.named.name
    raw = RawImport(package, None, "import", 1, 1, f"import {package}")
    importing_file = min(importer.files, default=None)
    if importing_file is not None:
        edge = Import(importing_file, raw, "external", package=package, module=package)
        atom = ("import", importing_file, package)
        findings = _of_imports(_with_imports(architecture, edge), importing_file)
        rules = tuple(finding for finding in findings if atom in finding.atoms)
        if rules:
            return Answer(False, rules[0].message, rules[0].contract, rules)
    cells = (level.external for level in levels(architecture.contracts, contract.name))
    external = next((cell for cell in cells if cell is not None), None)
    if external is None:
        return Answer(True, "External is not stated: any package may be used", contract.row)
    return Answer(True, f"External lists {', '.join(external.names)}", external.row)


def _violations(
    architecture: Architecture, user: Side, used: Side, known: Known
) -> Iterator[Finding]:
    """Yield what the checks would find if the first file of A imported a file of B."""
    importing_file = min(user.files, default=None)
    imported_file = _public_file(architecture, user, used)
    importer, imported = str(user.module), str(used.module)
    if importing_file is None or imported_file is None:
        # A planned module has no file yet: the rows answer all the same.
        for denial in denials(architecture.contracts, importer, imported):
            message = f"{importer} may not import {imported}: {denial.reason}"
            yield Finding(
                denial.rule, message, denial.contract, denial.fix, frozenset(), denial.contract
            )
        return
    changed = _with_imports(architecture, _supposed_import(importing_file, imported_file))
    atom = ("import", importing_file, imported_file)
    findings = (
        finding for finding in _of_imports(changed, importing_file) if atom in finding.atoms
    )
    # Where the import is there already, it and the supposed one say the same.
    yield from {finding.rule: finding for finding in findings}.values()
    yield from _cycles_and_chains(changed, user, used, known)


def _partial_violations(
    architecture: Architecture, importer: Side, imported: Side, known: Known
) -> Iterator[Finding]:
    """Yield what would be found if A imported every file of B: private ones, forbidden chains."""
    importing_file = min(importer.files, default=None)
    if importing_file is None or len(imported.files) < 2:
        return
    edges = [
        _supposed_import(importing_file, imported_file) for imported_file in sorted(imported.files)
    ]
    changed = _with_imports(architecture, *edges)
    atoms = {("import", importing_file, imported_file) for imported_file in imported.files}
    private = [finding for finding in _of_imports(changed, importing_file) if atoms & finding.atoms]
    yield from private[:1]
    yield from _cycles_and_chains(changed, importer, imported, known)


def _cycles_and_chains(
    changed: Architecture, importer: Side, imported: Side, known: Known
) -> Iterator[Finding]:
    """Yield the cycles that imports close, and the forbidden chains that they make."""
    edge = ("edge", *parting(str(importer.module), str(imported.module)))
    checks = (cycles.findings, chains.findings)
    for check in checks if _is_on_a_cycle(changed, *edge[1:]) else checks[1:]:
        before = {(finding.source, finding.target, finding.atoms) for finding in known(check)}
        for finding in check(Case(changed)):
            is_known = (finding.source, finding.target, finding.atoms) in before
            if not is_known or (
                edge in finding.atoms and not (finding.cut and not _is_cut(changed, edge, finding))
            ):
                yield _by_way_of(edge, finding, changed)


def _by_way_of(edge: tuple[str, str, str], finding: Finding, changed: Architecture) -> Finding:
    """Return a finding on a cycle as one that leads by way of a dependency of it."""
    if not finding.cycle or edge not in finding.atoms:
        return finding
    return cycles.narrowed(finding, frozenset({edge}), Case(changed))


def _cycles_cut_elsewhere(
    architecture: Architecture, importer: Side, imported: Side, known: Known
) -> Iterator[Finding]:
    """Yield the cycles that imports of B by A are part of, where others are to be cut."""
    edge = ("edge", *parting(str(importer.module), str(imported.module)))
    if not _is_on_a_cycle(architecture, *edge[1:]):
        return
    for finding in known(cycles.findings):
        if edge in finding.atoms and not _is_cut(architecture, edge, finding):
            yield finding


def _is_on_a_cycle(architecture: Architecture, importer: str, imported: str) -> bool:
    """Whether a way leads back from one sibling to another: no other finding names the two."""
    siblings = architecture.sibling_edges.get(importer.rpartition(".")[0], {})
    reached, waiting = {imported}, [imported]
    while waiting:
        module = waiting.pop()
        targets = {target for user, target in siblings if user == module} - reached
        reached |= targets
        waiting += targets
    return importer in reached


def _is_cut(architecture: Architecture, edge: tuple[str, str, str], finding: Finding) -> bool:
    """Whether the cut of a cycle takes an import of a dependency."""
    pair = edge[1:]
    siblings = (edges[pair] for edges in architecture.sibling_edges.values() if pair in edges)
    cut = {evidence.location for evidence in finding.cut}
    return any(statement.location in cut for edge in siblings for statement in edge.imports)


def _supposed_import(importing_file: str, imported_file: str) -> Import:
    raw = RawImport(imported_file, None, "import", 1, 1, f"import {imported_file}")
    return Import(importing_file, raw, "internal", target=imported_file)


def _public_file(architecture: Architecture, importer: Side, imported: Side) -> str | None:
    """Return the file of B that A would import: a public one, if there is any."""
    public = Public(architecture.contracts, architecture.snapshot.sources)
    files = sorted(imported.files)
    if imported.module not in architecture.contracts:
        return files[0] if files else None
    public_files = (
        path
        for path in files
        if public.denial(str(importer.module), architecture.owner(path) or "", path) is None
    )
    return next(public_files, files[0] if files else None)


def _with_imports(architecture: Architecture, *edges: Import) -> Architecture:
    """Return the architecture with more imports, all of them of one file."""
    path = edges[0].importer
    rows = architecture.facts.imports.files.get(path, ())
    return architecture.with_rows(path, [*rows, *map(placed_resolution, edges)])


def _of_imports(architecture: Architecture, path: str) -> Iterator[Finding]:
    """Yield what is found in a file by its imports alone."""
    yield from on_imports.findings(Case(architecture.narrowed((path,))))


def _permission(architecture: Architecture, importer: str, imported: str) -> tuple[str, Location]:
    """Return the reason why it is allowed, and the line of the contract."""
    contracts = architecture.contracts
    imported_levels = {level.root: level for level in levels(contracts, imported)}
    for level in levels(contracts, importer):
        cell, own, other = level.may_import, level.layer, imported_levels.get(level.root)
        if cell is not None:
            return f"May import of {cell.module} lists {', '.join(cell.names)}", cell.row
        # The layers of a nested blueprint say nothing about modules outside it.
        if own is None or (other is None and level.outer):
            continue
        layer = other.layer if other is not None else None
        if layer is not None and layer.rank == own.rank:
            return f"both are in layer {layer.name}", layer.location
        if layer is not None:
            return f"layer {own.name} is above {layer.name}", own.location
        return f"{imported} has no layer, and May import is not stated", level.row
    return "neither a layer nor May import limits it", contracts[importer].row
