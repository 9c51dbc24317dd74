"""Rows that the files contradict: phantom, shadowed or unused."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from posixpath import commonpath

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.module_contracts import UNGOVERNED, ancestry, within
from kavro_lint.expressions import expression
from kavro_lint.model.findings import Atom, Family, Finding
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Module, Plan
from kavro_lint.patterns import Pattern

RULES = ("KV204", "KV702", "KV708")
NEEDS = "artifacts"

PHANTOM_MODULE = "KV702"

_GLOB = expression(r"[*?\[{]")


def findings(case: Case) -> Iterator[Finding]:
    """Yield phantom, shadowed and unused rows: KV702, KV204 and KV708."""
    architecture = case.architecture
    matched = _Matches(architecture)
    for plan in architecture.plan.all():
        for module in plan.modules:
            yield from _unmatched(architecture, plan, module, matched)
    yield from _unused(architecture)


def ground(case: Case) -> object:
    """Return which modules import which."""
    return tuple(case.architecture.edges_by_pair)


def known(base: Case) -> Iterator[tuple[str, Atom]]:
    """Yield the rows of the base's blueprints, and each permission that they give."""
    for plan in base.architecture.plan.all():
        for module in plan.modules:
            row = ("row", module.location.path, module.name)
            for atom in (row, *((*row, name) for name in module.may_import or ())):
                yield from ((PHANTOM_MODULE, atom), ("KV708", atom))


@frozen
class _Taker:
    """What takes a file from other rows: a row by its name, or a `blueprint` below.

    Of a blueprint `name` is what its modules are nested in.
    """

    name: str
    blueprint: str | None = None


class _Matches:
    """The rows that match a file, and those that own one.

    Which rows match is asked only for rows that own no source: most own one.
    """

    def __init__(self, architecture: Architecture) -> None:
        self._architecture = architecture
        self.owning = frozenset(architecture.ownership.owners.values())

    @cached_property
    def matching(self) -> Mapping[str, Collection[_Taker]]:
        """Each row that matches a file, with what takes them: the row that matches one last.

        What a blueprint below governs is taken by that.
        """
        matching: dict[str, set[_Taker]] = {}
        # Many paths are matched by the same rows.
        seen: set[tuple[tuple[str, ...], str]] = set()
        ownership = self._architecture.ownership
        plans = {plan.root: plan for plan in self._architecture.plan.all()}
        for rows in ownership.rows():
            for path in self._architecture.snapshot.sources:
                names = rows.matching(path) if path.startswith(rows.root) else ()
                nearest = ownership.nearest(path) if names else None
                if nearest is None or (names, nearest.root) in seen:
                    continue
                seen.add((names, nearest.root))
                taker = _Taker(names[-1])
                if nearest.root != rows.root:
                    plan = plans[nearest.root]
                    taker = _Taker(plan.prefix, plan.blueprint)
                for name in names:
                    matching.setdefault(name, set()).add(taker)
        return matching


def _unmatched(
    architecture: Architecture, plan: Plan, module: Module, matched: _Matches
) -> Iterator[Finding]:
    """KV702 for a row that matches no file, KV204 for one that later rows take all files from."""
    if module.name in matched.owning:
        return
    takers = matched.matching.get(module.name)
    if takers is None:
        # A row without a path is KV204.
        if module.patterns and not (module.planned or _is_ahead(architecture, plan, module)):
            yield _phantom(architecture, plan, module)
    elif not (module.member or any(within(taker.name, module.name) for taker in takers)):
        yield _shadowed(module, takers)


def _is_ahead(architecture: Architecture, plan: Plan, module: Module) -> bool:
    """Whether a task that is not complete will create the module's files."""
    open_tasks = [task for task in plan.tasks if task.state != "complete"]
    named = [entry for task in open_tasks for entry in (*task.scope, *task.outputs)]
    return any(_names(entry, module, plan.root) for entry in named)


def _names(entry: str, module: Module, root: str) -> bool:
    if entry in (module.local, module.name) or within(module.local, entry):
        return True
    try:
        pattern = Pattern(entry, root)
    except ValueError:
        return False
    # A pattern of the row stands for a file in it: `src/new/` is in scope as `src/new/x` is.
    inside = [text if not text.endswith("/") else text + "x" for text in module.patterns]
    covered = [root + text.lstrip("/") for text in inside]
    return any(pattern.matches(path) for path in covered) or any(
        _within_row(entry, text) for text in module.patterns
    )


def _within_row(entry: str, row: str) -> bool:
    """Whether a task's entry names a place below a row's folder."""
    return "*" not in row and entry.strip("/").startswith(row.strip("/") + "/")


def _phantom(architecture: Architecture, plan: Plan, module: Module) -> Finding:
    folder = _missing_folder(architecture, plan, module)
    paths = ", ".join(f"`{text}`" for text in module.patterns)
    matches = "matches" if len(module.patterns) == 1 else "match"
    return Finding(
        rule=PHANTOM_MODULE,
        message=f"module {module.name} has no files: {paths} {matches} nothing",
        location=module.location,
        fix="correct the path, or delete the row; mark the name `(planned)` if its code is to come",
        atoms=frozenset({("row", module.location.path, module.name)}),
        contract=module.location,
        source=module.name,
        family=None
        if folder is None
        else Family(
            f"modules in `{folder}` have no files: the folder has no source",
            "correct their paths, or delete their rows; mark names `(planned)` if code is to come",
            module.name,
        ),
    )


def _missing_folder(architecture: Architecture, plan: Plan, module: Module) -> str | None:
    """Return the topmost folder of a row's paths that has no file, None where there is none."""
    heads = [_GLOB.split(text.lstrip("/"))[0].rpartition("/")[0] for text in module.patterns]
    folders = f"{plan.root}{commonpath(heads)}".split("/") if heads else []
    for depth in range(1, len(folders) + 1):
        folder = "/".join(folders[:depth]) + "/"
        if not any(path.startswith(folder) for path in architecture.snapshot.sources):
            return folder
    return None


def _shadowed(module: Module, takers: Collection[_Taker]) -> Finding:
    rows = ", ".join(sorted(taker.name for taker in takers if not taker.blueprint))
    below = sorted({taker.blueprint for taker in takers if taker.blueprint})
    own = [f"later rows ({rows}) own"] if rows else []
    govern = [f"{path} governs" for path in below]
    return Finding(
        rule="KV204",
        message=f"row {module.name} is shadowed: {' and '.join(own + govern)} every file it "
        "matches",
        location=module.location,
        fix=f"move the row below {rows}, or delete it"
        if not below
        else f"delete the row, and state what it limits in {', '.join(below)}",
        atoms=frozenset({("row", module.location.path, module.name, "shadowed")}),
        contract=module.location,
        source=module.name,
    )


def _unused(architecture: Architecture) -> Iterator[Finding]:
    """KV708: permissions of May import, or of an arrow, that no import uses."""
    # With the modules that each is nested in, for what one of those may, and what names them.
    imported = {
        (importer, name)
        for edge in architecture.edges
        for importer in ancestry(edge.importer)
        for name in ancestry(edge.imported)
    }
    owning = {
        name for owner in {*architecture.ownership.owners.values()} for name in ancestry(owner)
    }
    for plan in architecture.plan.all():
        # A family's row stands for all its modules: what one of them uses is used.
        families: dict[Location, list[Module]] = {}
        for module in plan.modules:
            if module.name in owning:
                families.setdefault(module.location, []).append(module)
        for family in families.values():
            for name in dict.fromkeys(
                name for module in family for name in module.may_import or ()
            ):
                importers = [module for module in family if name in (module.may_import or ())]
                if name != "*" and not any(
                    _is_used(u.name, name, imported, owning) for u in importers
                ):
                    yield _unused_finding(plan, importers[0], name)


def _is_used(importer: str, name: str, imported: set[tuple[str, str]], owning: set[str]) -> bool:
    """Whether any import of the module uses the permission, or nothing can use it yet."""
    return (name != UNGOVERNED and name not in owning) or (importer, name) in imported


def _unused_finding(plan: Plan, module: Module, name: str) -> Finding:
    line, fix = module.location, f"remove {name} from May import of {module.name}"
    if module.drawn:
        arrows = (
            arrow for arrow in plan.arrows if (arrow.source, arrow.target) == (module.name, name)
        )
        line = next((arrow.location for arrow in arrows), line)
        fix = f"remove the arrow from {module.name} to {name}"
    return Finding(
        rule="KV708",
        message=f"{module.name} may import {name} but never does",
        location=module.location,
        fix=fix,
        atoms=frozenset({("row", module.location.path, module.name, name)}),
        contract=line,
        source=module.name,
        target=name,
    )
