"""Governed files that no module declares: KV701."""

from collections.abc import Iterator

from kavro_lint.architecture import Architecture, BaseTree, Case
from kavro_lint.model import Atom, Finding, Location, Plan

RULES = ("KV701",)
NEEDS = "code"


def findings(case: Case) -> Iterator[Finding]:
    """Yield one finding for each topmost folder without declared files."""
    architecture = case.architecture
    ownership = architecture.ownership
    if not ownership.undeclared or not any(plan.blueprint for plan in architecture.plan.all()):
        return
    declared = {folder for path in ownership.owners for folder in _folders(path)}
    groups: dict[str, list[str]] = {}
    for path in ownership.undeclared:
        folders = _folders(path)
        topmost = next((folder for folder in folders if folder not in declared), folders[-1])
        groups.setdefault(topmost, []).append(path)
    for folder, paths in sorted(groups.items()):
        yield _finding(architecture, folder, sorted(paths))


def _folders(path: str) -> list[str]:
    """Return the folders above a file, the root (`""`) first, each ending in `/`."""
    parts = path.split("/")[:-1]
    return ["", *("/".join(parts[: n + 1]) + "/" for n in range(len(parts)))]


def _finding(architecture: Architecture, folder: str, paths: list[str]) -> Finding:
    plan = _plan(architecture, paths[0])
    blueprint = plan.table or Location(plan.blueprint or f"{plan.root}{plan.folder}/blueprint.md")
    shown = folder or "/"
    files = "1 file" if len(paths) == 1 else f"{len(paths)} files"
    belong = "belongs" if len(paths) == 1 else "belong"
    return Finding(
        rule="KV701",
        message=f"{files} in {shown} {belong} to no module",
        location=Location(paths[0]),
        fix=f"move the code into a declared module, or declare a module for `{shown}` in the "
        "blueprint and have it approved",
        atoms=frozenset(("file", path) for path in paths),
        contract=blueprint,
        source=shown,
        count=len(paths),
    )


def narrowed(finding: Finding, new: frozenset[Atom], case: Case) -> Finding:
    """Return the finding for those files only that are new."""
    paths = sorted(atom[1] for atom in new)
    return _finding(case.architecture, (finding.source or "").removeprefix("/"), paths)


def was_drift(atom: Atom, base: BaseTree) -> bool:
    """Whether no module declared the file then: not where only the snapshot lacks its row."""
    return base.own.architecture.module(atom[1]) is None


def _plan(architecture: Architecture, path: str) -> Plan:
    plans = [plan for plan in architecture.plan.all() if path.startswith(plan.root)]
    with_blueprint = [plan for plan in plans if plan.blueprint is not None]
    return max(with_blueprint or plans, key=lambda plan: len(plan.root))
