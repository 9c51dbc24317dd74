"""Plan of a snapshot: the artifacts of the repository and of each folder with its own."""

from collections.abc import Iterable, Iterator, Sequence

from kavro_lint.artifacts.artifact_folder import ArtifactFolder
from kavro_lint.artifacts.problems import problem
from kavro_lint.model.facts import Snapshot
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import replace
from kavro_lint.model.plan import BLUEPRINTS, Module, Plan
from kavro_lint.patterns import LastMatch, Pattern

# Documents that often hold what a blueprint holds, nearest guess first.
LIKELY = (
    "docs/blueprint.md", "docs/architecture.md", "docs/technical-blueprint.md",
    "ARCHITECTURE.md", "architecture.md", "docs/ARCHITECTURE.md", "BLUEPRINT.md", "blueprint.md",
    "doc/architecture.md", "docs/design.md", "DESIGN.md",
)  # fmt: skip


def likely_blueprint(paths: Iterable[str]) -> str | None:
    """Return a document that looks like a blueprint in another place, or None."""
    known = set(paths)
    return next((path for path in LIKELY if path in known), None)


def read_plan(
    snapshot: Snapshot,
    artifacts: str = "docs/kavro",
    task_id: str | None = None,
    decisions: tuple[str, ...] = (),
) -> Plan:
    """Return the plan of the repository with the plans nested in it.

    `artifacts` is the artifact folder's path; `task_id` the setting's pattern; `decisions` are
    further folders of decisions, from the repository's root.
    """
    folders = [
        ArtifactFolder(snapshot, root, artifacts, task_id, () if root else decisions)
        for root in _roots(snapshot, artifacts)
    ]
    outermost, *inner = [folder for folder in folders if folder.root == "" or folder.is_contract()]
    plans = [outermost.plan("")]
    for folder in inner:
        outer = max(
            (plan for plan in plans if folder.root.startswith(plan.root)),
            key=lambda plan: len(plan.root),
        )
        owner = _owner(outer, folder.root)
        prefix = owner or _folder_name(outer, folder.root)
        plans.append(replace(folder.plan(prefix), outer=owner or outer.outer))
    return _with_root_names(_nested([*_with_clashes(plans)]))


def _roots(snapshot: Snapshot, artifacts: str) -> list[str]:
    """Return the root, and every folder with an artifact folder that has a blueprint."""
    ends = tuple(f"/{artifacts}/{name}" for name in BLUEPRINTS)
    roots = {
        path[: -len(end)] + "/" for path in snapshot.sources for end in ends if path.endswith(end)
    }
    return ["", *sorted(roots, key=lambda root: (root.count("/"), root))]


def _owner(plan: Plan, folder: str) -> str | None:
    """Return the module of a plan that owns a folder, or None."""
    pairs = [
        (module.name, pattern)
        for module in plan.modules
        for text in module.patterns
        if (pattern := _compiled(text, plan.root)) is not None
    ]
    index = LastMatch(pattern for _, pattern in pairs).find(f"{folder}docs")
    return None if index is None else pairs[index][0]


def _folder_name(plan: Plan, folder: str) -> str:
    """Return what stands before the names of a blueprint whose folder no module owns: its path.

    So the modules of `apps/one/` and of `apps/two/` are not taken for each other.
    """
    path = folder.removeprefix(plan.root).rstrip("/").replace("/", ".")
    return f"{plan.prefix}.{path}" if plan.prefix else path


def _with_clashes(plans: Sequence[Plan]) -> Iterator[Plan]:
    """Report names that two blueprints give; the plans come outermost first (KV204)."""
    declared: dict[str, Module] = {}
    for plan in plans:
        clashes = [
            _clash(module, declared[name])
            for module in plan.modules
            for name in dict.fromkeys((module.name, plan.prefix))
            if name in declared and name != plan.outer
        ]
        declared |= {module.name: module for module in plan.modules}
        yield replace(plan, problems=(*plan.problems, *clashes))


def _clash(module: Module, other: Module) -> Finding:
    place = other.location
    return problem(
        "KV204",
        module.location,
        f"module {module.local} is {module.name} from the root, and {place.path}:{place.line} "
        f"declares {other.name}",
        f"rename one of them, or delete the row of {other.name}",
        "clash",
        module.local,
        source=module.name,
        target=other.name,
    )


def _compiled(text: str, root: str) -> Pattern | None:
    try:
        return Pattern(text, root)
    except ValueError:
        return None


def _nested(plans: Sequence[Plan]) -> Plan:
    """Put each plan into the nearest one around it; they come outermost first."""
    children: dict[str, list[Plan]] = {}
    for plan in reversed(plans[1:]):
        around = [outer_plan.root for outer_plan in plans if plan.root.startswith(outer_plan.root)]
        outer = max((root for root in around if root != plan.root), key=len)
        nested = replace(plan, children=tuple(reversed(children.get(plan.root, []))))
        children.setdefault(outer, []).append(nested)
    return replace(plans[0], children=tuple(reversed(children.get("", []))))


def _with_root_names(plan: Plan) -> Plan:
    """Report names from the repository's root, `//name`, that no plan declares."""
    known = {module.name for nested in plan.all() for module in nested.modules}
    return _with_unknown_roots(
        plan, known | {".".join(n.split(".")[:k]) for n in known for k in range(1, 9)}
    )


def _with_unknown_roots(plan: Plan, known: set[str]) -> Plan:
    # What a cell of the outermost blueprint names is whole, so what it does not know is said.
    said = {(finding.source, finding.target) for finding in plan.problems}
    problems = [
        finding
        for module in plan.modules
        for finding in _unknown_roots(module, known)
        if (module.local, finding.target) not in said
    ]
    children = tuple(_with_unknown_roots(child, known) for child in plan.children)
    return replace(plan, problems=(*plan.problems, *problems), children=children)


def _unknown_roots(module: Module, known: set[str]) -> Iterator[Finding]:
    # Local names were checked with the blueprint; the unknown names left were `//name`.
    prefix = module.name.removesuffix(module.local)
    cells = (module.may_import, module.must_not_import, module.must_not_reach)
    for name in dict.fromkeys(name for cell in cells for name in cell or ()):
        if name in ("*", "ungoverned") or name in known or (prefix and name.startswith(prefix)):
            continue
        yield problem(
            "KV204",
            module.location,
            f"module {module.local} names //{name}, which no blueprint declares",
            f"declare {name}, or correct it",
            "unknown",
            module.local,
            name,
            source=module.name,
            target=name,
        )
