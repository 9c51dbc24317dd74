"""Rules, findings and the report."""

from collections.abc import Mapping
from typing import Literal

from kavro_lint.model.agreement import Waiver
from kavro_lint.model.frozen import field, frozen
from kavro_lint.model.places import Evidence, ImportKind, Location

Severity = Literal["minor", "major", "critical"]
Verdict = Literal["PASS", "FLAG", "BLOCK"]

SEVERITIES: tuple[Severity, ...] = ("minor", "major", "critical")

# The check that runs what rule pages hold.
STANDARDS = "standards"

# What two findings of two snapshots have in common when they are the same drift:
# ("import", importer, imported), ("edge", module, module), ("file", path), ("row", ...), …
Atom = tuple[str, ...]

# Atoms that code has, whatever the contract says; all others are of artifacts.
OF_CODE = frozenset({"import", "edge", "file", "standard", "package"})


@frozen
class Rule:
    """A rule page of `rules/`: its front matter, and the page itself as `text`.

    `queries` maps a language's name to a tree-sitter query and `paths` are names of files
    and folders that it is against, with `message` and `fix`, for rules on standards;
    `origin` is the page's path for a rule of the user's own, else None.
    `judged` says when it is: `always`, on a `change` (with a base), in the `workflow`, or both;
    `history` names what it needs of the past (see `Blindness`). What a `blind` rule finds says
    that something could not be judged, rather than that something is wrong. What a rule finds
    that `needs_person` waits for somebody's word; no change of code or artifact is enough. What a
    rule finds that `denies_edit` is a reason to deny an agent's edit before it is written. What an
    `amendable` rule finds is code against the contract: an amendment can end it as a fix does.
    `begins` is the kind of artifact that `new` writes where the rule finds it missing.
    What an `open` rule finds is what a phase still lacks: minor until a first task has begun.
    """

    id: str
    name: str
    severity: Severity
    phase: int
    check: str
    summary: str
    text: str
    queries: Mapping[str, str] = field(default_factory=dict)
    paths: tuple[str, ...] = ()
    message: str = ""
    fix: str = ""
    origin: str | None = None
    judged: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    blind: bool = False
    needs_person: bool = False
    denies_edit: bool = False
    amendable: bool = False
    begins: str = ""
    open: bool = False

    @property
    def is_standard(self) -> bool:
        """Whether it is a query or a list of names rather than a check of its own."""
        return self.check == STANDARDS


@frozen
class Family:
    """The common text of several findings that differ in one name only.

    `part` is printed at the place of each finding, "" if the place says enough.
    """

    message: str
    fix: str
    part: str = ""


@frozen
class Finding:
    """One place where code, history and contract have drifted apart.

    `rule` is the id; `severity` is set only where a rule has two and this is not its own.
    `source` and `target` are the report's `from` and `to`. `contract` is the line of the
    contract that says so. `test` says that the import is made by test code; `imported` is the
    file or package that it takes; `dependency` is the importing file with the imported module or
    package, of which a comparison counts the statements. Findings of one `family` are told
    together where people read them. `unfilled` is the part of a document of which only a
    template's text is there.
    """

    rule: str
    message: str
    location: Location
    fix: str
    atoms: frozenset[Atom]
    contract: Location | None = None
    source: str | None = None
    target: str | None = None
    kind: ImportKind | None = None
    severity: Severity | None = None
    evidence: tuple[Evidence, ...] = ()
    also: tuple[str, ...] = ()
    cycle: tuple[str, ...] = ()
    cut: tuple[Evidence, ...] = ()
    count: int | None = None
    test: bool = False
    imported: str | None = None
    dependency: Atom | None = None
    task: str | None = None
    commit: str | None = None
    family: Family | None = None
    unfilled: str = ""

    @property
    def cell(self) -> str:
        """The cell and line of a notebook where it stands, "" for any other file."""
        first = self.evidence[0] if self.evidence else None
        return first.cell if first is not None and first.location == self.location else ""

    @property
    def placed_message(self) -> str:
        """The message, with the cell of a notebook, which no line number shows."""
        return f"{self.message} ({self.cell})" if self.cell else self.message

    @property
    def marks(self) -> frozenset[Atom]:
        """The atoms that two states share if both have the finding, at any place."""
        return self.atoms if self.dependency is None else frozenset({self.dependency})


@frozen
class Judged:
    """A finding as it is reported: with the rule's name, its severity and a fingerprint.

    `blocks` says whether it is severe enough to fail the run; a waived one never is.
    """

    finding: Finding
    rule: Rule
    severity: Severity
    fingerprint: str
    owners: tuple[str, ...] = ()
    waived_by: str | None = None
    blocks: bool = False


@frozen
class Coverage:
    """What was judged, and what was not.

    `approvals` are the approval records, each in words: of what, by whom, when, and whether
    it is only recorded or signed; `remarks` are what else a reader must know.
    `vendored` and `generated` count files that a convention left out. `details` says, on request,
    what each number stands for.
    `phases_judged` maps each phase that is judged to the reason: `always`, the path of its
    first artifact, or the setting that asks.
    """

    files: Mapping[str, int]
    not_analysed: Mapping[str, int]
    governed: int
    declared: int
    undeclared: int
    unreadable: int
    imports: Mapping[str, int]
    unlimited_modules: tuple[str, ...]
    phases_judged: Mapping[int, str]
    phases_not_judged: tuple[int, ...]
    vendored: int = 0
    generated: int = 0
    submodules: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    approvals: tuple[str, ...] = ()
    details: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@frozen
class Report:
    """The result of a run, ready for any format.

    `known` counts findings that were there before; `ending` are exceptions in use that end
    within days; `left_out` are findings that a limit keeps out of `findings`, counted all the
    same. `rules` are those that were judged, whether or not they found
    anything; `root` is the folder that paths of a working tree start from.
    """

    snapshot_kind: str
    commit: str | None
    base: str | None
    verdict: Verdict
    coverage: Coverage
    findings: tuple[Judged, ...]
    waived: tuple[Judged, ...] = ()
    known: int = 0
    ending: tuple[Waiver, ...] = ()
    blind: bool = False
    rules: tuple[Rule, ...] = ()
    root: str | None = None
    left_out: tuple[Judged, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 for PASS and FLAG, 1 for BLOCK, 2 where only blindness blocks: the same everywhere."""
        if self.verdict != "BLOCK":
            return 0
        return 2 if self.blind else 1
