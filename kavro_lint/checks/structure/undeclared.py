"""Governed files that no module declares: KV701."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.case import BaseTree, Case
from kavro_lint.architecture.ownership import Ownership
from kavro_lint.model.findings import Atom, Family, Finding
from kavro_lint.model.frozen import replace
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Plan
from kavro_lint.spelling import quantity

RULES = ("KV701",)
NEEDS = "code"

# Names of folders that say what is in them.
MADE_BY_A_BUILD = frozenset({"generated", "gen", "_generated", "__generated__", "autogen"})
BESIDE_THE_CODE = frozenset({
    "docs", "doc", "examples", "example", "samples", "scripts", "benchmarks", "benchmark",
    "playground", "sandbox", "fixtures",
})  # fmt: skip
# So many folders that differ in one part of their paths are told together.
LARGE_FAMILY = 3


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
    families = _families_of_nested(groups, ownership)
    for folder, paths in sorted(groups.items()):
        finding = _finding(architecture, folder, sorted(paths))
        yield replace(finding, family=families.get(folder))


def ground(case: Case) -> object:
    """Return nothing: only paths, rows and settings count."""
    return ()


def _folders(path: str) -> list[str]:
    """Return the folders above a file, the root (`""`) first, each ending in `/`."""
    parts = path.split("/")[:-1]
    return ["", *("/".join(parts[: n + 1]) + "/" for n in range(len(parts)))]


def _families_of_nested(
    groups: Mapping[str, Sequence[str]], ownership: Ownership
) -> dict[str, Family]:
    """Return the family of a folder and of its subfolders, also if only tests are declared."""
    product = ownership.owners.keys() - ownership.tests
    declared = {folder for path in product for folder in _folders(path)}
    outer = {
        folder: next(
            (parent for parent in _folders(f"{folder}x") if parent and parent not in declared),
            folder,
        )
        for folder in groups
    }
    merged: dict[str, list[str]] = {}
    for folder, paths in groups.items():
        merged.setdefault(outer[folder], []).extend(paths)
    families = _families(merged)
    counts = Counter(outer.values())
    for folder, count in counts.items():
        if count > 1 and folder not in families:
            message = _undeclared(len(merged[folder]), f"`{folder}`")
            fix = f"declare a module for `{folder}` in the blueprint and have it approved"
            families[folder] = Family(message, f"move the code into declared modules, or {fix}")
    return {folder: families[outer[folder]] for folder in groups if outer[folder] in families}


def _families(groups: Mapping[str, Sequence[str]]) -> dict[str, Family]:
    """Return the families of folders whose paths differ in one part only."""
    by_pattern: dict[str, list[str]] = {}
    for folder in filter(None, groups):
        parts = folder.strip("/").split("/")
        for place in range(len(parts)):
            pattern = "/".join((*parts[:place], "*", *parts[place + 1 :])) + "/"
            by_pattern.setdefault(pattern, []).append(folder)
    families: dict[str, Family] = {}
    largest_first = sorted(by_pattern.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    for pattern, folders in largest_first:
        single = [folder for folder in folders if folder not in families]
        if len(single) >= LARGE_FAMILY:
            files = sum(len(groups[folder]) for folder in single)
            family = _family(pattern, len(single), files)
            families |= dict.fromkeys(single, family)
    return families


def _family(pattern: str, folders: int, files: int) -> Family:
    """Return the family of folders that match a pattern: by their name, or with a variable."""
    where = f"{quantity(folders, 'folder')} `{pattern}`"
    declare = f"declare a module for `{pattern}`"
    if pattern.endswith("*/"):
        family = f"{pattern[:-2]}{{name}}/"
        declare = f"declare a module for each with one row, `x.{{name}}` and `{family}`,"
    name = pattern.strip("/").rpartition("/")[2]
    if name in MADE_BY_A_BUILD:
        remedy = f"mark `{pattern}` as linguist-generated in .gitattributes, or {declare}"
    elif name in BESIDE_THE_CODE:
        remedy = f"name `{pattern}` in a table `Ungoverned | Reason`, or {declare}"
    else:
        remedy = f"move the code into declared modules, or {declare}"
    return Family(_undeclared(files, where), f"{remedy} in the blueprint and have it approved")


def _undeclared(files: int, place: str) -> str:
    belong = "belongs" if files == 1 else "belong"
    return f"{quantity(files, 'file')} in {place} {belong} to no module"


def _finding(architecture: Architecture, folder: str, paths: list[str]) -> Finding:
    plan = _plan(architecture, paths[0])
    blueprint = plan.table or Location(plan.blueprint or f"{plan.root}{plan.folder}/blueprint.md")
    shown = folder or "/"
    return Finding(
        rule="KV701",
        message=_undeclared(len(paths), folder or "the root folder"),
        location=Location(paths[0]),
        fix=_remedy(architecture, plan, folder, paths),
        atoms=frozenset(("file", path) for path in paths),
        contract=blueprint,
        source=shown,
        count=len(paths),
    )


def _remedy(architecture: Architecture, plan: Plan, folder: str, paths: Sequence[str]) -> str:
    """Return the remedy that fits: the module beside the folder, or the table it belongs into."""
    suffixes = {path.rpartition(".")[2] for path in paths}
    files = paths[0] if len(paths) == 1 else f"*.{min(suffixes)}" if len(suffixes) == 1 else "*.*"
    shown = folder or f"/{files}"
    declare = f"declare a module for `{shown}` in the blueprint and have it approved"
    names = set(folder.casefold().strip("/").split("/"))
    if names & MADE_BY_A_BUILD:
        return f"mark `{shown}` as linguist-generated in .gitattributes, or {declare}"
    if names & BESIDE_THE_CODE:
        return f"name `{shown}` in a table `Ungoverned | Reason`, or {declare}"
    neighbour = _module_beside(architecture, plan, folder)
    destination = f"the module {neighbour}" if neighbour else "a declared module"
    return f"move the code into {destination}, or {declare}"


def _module_beside(architecture: Architecture, plan: Plan, folder: str) -> str | None:
    """Return the module of the most files directly in the folder above, None for a draw."""
    above = folder.rstrip("/").rpartition("/")[0]
    above = f"{above}/" if above else ""
    if not above.startswith(plan.root) or not folder:
        return None
    counts = Counter(
        owner
        for path, owner in architecture.ownership.owners.items()
        if path.startswith(above)
        and "/" not in path[len(above) :]
        and owner in architecture.contracts
    )
    most = counts.most_common(2)
    return most[0][0] if len(most) == 1 or (most and most[0][1] > most[1][1]) else None


def narrowed(finding: Finding, new: frozenset[Atom], case: Case) -> Finding:
    """Return the finding for those files only that are new."""
    paths = sorted(atom[1] for atom in new)
    narrow = _finding(case.architecture, (finding.source or "").removeprefix("/"), paths)
    return replace(narrow, family=finding.family) if narrow.count == finding.count else narrow


def was_drift(atom: Atom, base: BaseTree) -> bool:
    """Whether no module declared the file then: not where only the snapshot lacks its row."""
    return base.own.architecture.module(atom[1]) is None


def _plan(architecture: Architecture, path: str) -> Plan:
    plans = [plan for plan in architecture.plan.all() if path.startswith(plan.root)]
    with_blueprint = [plan for plan in plans if plan.blueprint is not None]
    return max(with_blueprint or plans, key=lambda plan: len(plan.root))
