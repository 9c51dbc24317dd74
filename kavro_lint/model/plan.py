"""The contract in the artifacts of `docs/kavro/`."""

from collections.abc import Mapping
from typing import Literal

from kavro_lint.model.agreement import Approval, Covered, Decision
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import field, frozen, replace
from kavro_lint.model.places import Location

# A cell of names: None is *not stated*, () is *explicitly nothing*, ("*",) is *anything*.
Names = tuple[str, ...] | None

# The settings, where they have a file of their own.
SETTINGS = ("kavro-lint.toml", ".kavro-lint.toml")
# The file names of a blueprint.
BLUEPRINTS = ("blueprint.md", "architecture.md", "technical-blueprint.md")

TaskState = Literal["not-started", "in-progress", "complete", "blocked"]


@frozen
class Layer:
    """A layer: `rank` 0 is the highest."""

    name: str
    rank: int
    location: Location
    independent: bool = False
    closed: bool = False


@frozen
class Module:
    """A row of the Modules table.

    `name` is whole (seen from the repository's root) and so are the names in `may_import`,
    `must_not_import` and `must_not_reach`; `local` is the name as the table writes it.
    Cells hold what the row itself states; what it inherits is the graph's business.
    `patterns` and `public` are as written, relative to the plan's root (`public` also to the
    module's folders); `layer` is a name in the plan's own layers. `drawn` is true where
    `may_import` comes from a diagram's arrows, `member` where the row is that of a family.
    """

    name: str
    local: str
    location: Location
    patterns: tuple[str, ...]
    layer: str | None = None
    may_import: Names = None
    must_not_import: Names = None
    must_not_reach: Names = None
    public: Names = None
    external: Names = None
    planned: bool = False
    drawn: bool = False
    member: bool = False
    responsibility: str = ""


@frozen
class Arrow:
    """`source --> target` in a contract diagram: source may import target (whole names)."""

    source: str
    target: str
    location: Location


@frozen
class Exemption:
    """A row of an Ungoverned or Generated table: a pattern and why."""

    pattern: str
    reason: str
    location: Location


@frozen
class Step:
    """A numbered validation step of a task."""

    number: int
    text: str
    location: Location


@frozen
class Task:
    """A task of the roadmap: its tracker line and its spec joined by id.

    `location` is the spec's heading, else the tracker line. `fields` maps a normalised
    field name (`scope in`, `expected output`) to its text; `scope` and `outputs` are the
    paths and module names those two name. `stated` is the state that the spec itself says;
    `reason` is why a task is blocked.
    """

    id: str
    name: str
    location: Location
    state: TaskState | None = None
    tracker: Location | None = None
    spec: Location | None = None
    scope: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    stated: TaskState | None = None
    reason: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@frozen
class Criterion:
    """A row of a validation note's table, or the result of one numbered step."""

    name: str
    status: str
    notes: str
    location: Location


@frozen
class Note:
    """A validation note. `form` is `field` for a `**Validation notes:**` in a task's spec.

    `verdict` is PASS, FLAG or BLOCK, or None; `results` are the rows below *Validation
    steps* by number; `items` counts the rows under *Items requiring resolution*.
    """

    task: str
    location: Location
    form: Literal["report", "field", "git-note"]
    verdict: str | None = None
    commits: tuple[str, ...] = ()
    validated_by: str | None = None
    date: str | None = None
    criteria: tuple[Criterion, ...] = ()
    results: Mapping[int, Criterion] = field(default_factory=dict)
    items: int = 0
    text: str = ""


@frozen
class Plan:
    """The contract of one folder: its blueprint and workflow artifacts, and nested plans.

    `root` is `""` for the repository or a folder ending in `/`; `folder` is its artifact
    folder (`docs/kavro`); `blueprint` is None where there is none. `prefix` is what stands before
    local names in whole ones: the outer module that owns `root`, else the path of `root`, "" at the
    top. `outer` is the module that all are nested in, "" for none. `decision_folders` are those
    besides the artifact folder (the setting `decisions`). `phases` maps each phase (1 to 7)
    that has an artifact to the path of the first. `contract` are the parts of the blueprint that
    people approve, `status` what its preamble says. `documents` maps each artifact to its text,
    without comments.
    """

    root: str
    folder: str
    blueprint: str | None = None
    prefix: str = ""
    outer: str = ""
    table: Location | None = None
    modules: tuple[Module, ...] = ()
    layers: tuple[Layer, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    ungoverned: tuple[Exemption, ...] = ()
    generated: tuple[Exemption, ...] = ()
    tasks: tuple[Task, ...] = ()
    notes: tuple[Note, ...] = ()
    decisions: tuple[Decision, ...] = ()
    decision_folders: tuple[str, ...] = ()
    approvals: tuple[Approval, ...] = ()
    contract: tuple[Covered, ...] = ()
    status: str = ""
    documents: Mapping[str, str] = field(default_factory=dict)
    phases: Mapping[int, str] = field(default_factory=dict)
    problems: tuple[Finding, ...] = ()
    children: tuple["Plan", ...] = ()

    def holds_records(self, folder: str) -> bool:
        """Whether each document of a folder (without a final slash) is one decision."""
        return folder == f"{self.root}{self.folder}/decisions" or folder in self.decision_folders

    def without_texts(self) -> "Plan":
        """Return the plan with only what imports are judged by: modules, layers and exceptions."""
        waiving = (decision for decision in self.decisions if decision.waivers)
        return replace(
            self,
            tasks=(),
            notes=(),
            decisions=tuple(replace(decision, sections={}) for decision in waiving),
            approvals=(),
            contract=(),
            documents={},
            problems=(),
            children=tuple(child.without_texts() for child in self.children),
        )

    def all(self) -> tuple["Plan", ...]:
        """Return this plan and every plan nested in it, outermost first."""
        return (self, *(plan for child in self.children for plan in child.all()))
