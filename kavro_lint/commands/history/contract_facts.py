"""Parts of a contract that have a life of their own, and what is counted of a state."""

from collections.abc import Iterator

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.components import components
from kavro_lint.architecture.permissions import unlimited
from kavro_lint.commands.history.drift_records import Fact, Numbers
from kavro_lint.commands.history.state_contract import Contract
from kavro_lint.model.agreement import Waiver, fingerprint
from kavro_lint.model.plan import Layer, Module, Plan

KINDS = ("row", "layer", "decision", "exception", "approval", "task", "note",
         "setting",
         "package")  # fmt: skip


def facts_of_plan(contract: Contract) -> frozenset[Fact]:
    """Return the rows, layers, decisions, exceptions, approvals and tasks of all blueprints."""
    facts = {fact for plan in contract.plan.all() for fact in _facts(plan)}
    settings = contract.settings
    if settings.approvers:
        # Who they are is nobody's business here.
        marks = fingerprint(*sorted(settings.approvers))
        facts.add(Fact("setting", "approvers", marks, path=settings.path or ""))
    return frozenset(facts)


def _facts(plan: Plan) -> Iterator[Fact]:
    blueprint = plan.blueprint or ""
    for module in plan.modules:
        yield Fact("row", module.name, fingerprint(*_cells(module)), path=blueprint)
    packages = {package for module in plan.modules for package in module.external or ()}
    for package in sorted(packages - {"*"}):
        yield Fact("package", package, "allowed", path=blueprint)
    for layer in plan.layers:
        yield Fact("layer", f"{plan.root}{layer.name}", _layer(layer), path=blueprint)
    for decision in plan.decisions:
        yield Fact("decision", decision.path, decision.status or "none", path=decision.path)
        for waiver in decision.waivers:
            until = waiver.until.isoformat() if waiver.until is not None else "never"
            yield Fact("exception", _named(decision.path, waiver), until, path=decision.path)
    for approval in plan.approvals:
        covered = fingerprint(*sorted(approval.covers))
        yield Fact("approval", approval.path, covered, path=approval.path)
    for task in plan.tasks:
        path = task.location.path
        yield Fact("task", task.id, task.state or "none", path=path)
    for note in plan.notes:
        yield Fact("note", note.task, note.verdict or "none", path=note.location.path)


def _cells(module: Module) -> Iterator[str]:
    yield from module.patterns
    yield module.layer or ""
    cells = (
        module.may_import, module.must_not_import, module.must_not_reach, module.public,
        module.external,
    )  # fmt: skip
    for cell in cells:
        yield "not stated" if cell is None else "\x1e".join(cell)
    yield "planned" if module.planned else ""


def _layer(layer: Layer) -> str:
    flags = [name for name in ("independent", "closed") if getattr(layer, name)]
    return " ".join((str(layer.rank), *flags))


def _named(path: str, waiver: Waiver) -> str:
    cells = (waiver.source, waiver.target, waiver.subject)
    return " ".join((path, ",".join(waiver.rules), *(cell for cell in cells if cell)))


class Counting:
    """Counts what is in a state; cycles are looked for only where other edges can close one."""

    def __init__(self) -> None:
        self._closing: tuple[tuple[str, str], ...] | None = None
        self._cycles: tuple[int, int] = (0, 0)

    def numbers(self, architecture: Architecture) -> Numbers:
        """Return what is counted of a state."""
        edges, ownership = architecture.edges_by_pair, architecture.ownership
        closing = tuple(pair for pair, edge in edges.items() if edge.weight)
        if closing != self._closing:
            self._closing, self._cycles = closing, _cycles(architecture)
        count, largest = self._cycles
        contracts = architecture.contracts
        return Numbers(
            modules=len(contracts),
            edges=len(edges),
            cycles=count,
            largest_cycle=largest,
            governed=len(ownership.owners) + len(ownership.undeclared),
            undeclared=len(ownership.undeclared),
            unlimited=sum(unlimited(contracts, name) for name in contracts),
        )


def _cycles(architecture: Architecture) -> tuple[int, int]:
    """Return the number of cycles, and of the modules of the largest."""
    sizes = [
        len(component)
        for pairs in architecture.sibling_edges.values()
        for component in components(pairs)
    ]
    return len(sizes), max(sizes, default=0)
