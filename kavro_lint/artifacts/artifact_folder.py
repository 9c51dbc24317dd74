"""The artifact folder of one root: its documents, read and joined into one plan."""

from collections.abc import Mapping, Sequence

from kavro_lint.artifacts.approvals import read_approvals
from kavro_lint.artifacts.based_on import stale_bases
from kavro_lint.artifacts.blueprint import Blueprint, read_blueprint
from kavro_lint.artifacts.contract_parts import contract_parts
from kavro_lint.artifacts.decisions import read_decisions
from kavro_lint.artifacts.markdown import Document, key_of, parse
from kavro_lint.artifacts.near_exceptions import near_exceptions
from kavro_lint.artifacts.near_keys import near_keys
from kavro_lint.artifacts.problems import problem
from kavro_lint.artifacts.roadmap import read_tasks
from kavro_lint.artifacts.validation import read_notes
from kavro_lint.model.agreement import Covered
from kavro_lint.model.facts import Snapshot, Unreadable
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.places import Location
from kavro_lint.model.plan import BLUEPRINTS, Plan

# The file names, or folders of files, of each phase (docs/contract.md#1-artifacts).
PHASES: Mapping[int, tuple[str, ...]] = {
    1: ("research.md", "research-findings.md", "research-summary.md"),
    2: (*BLUEPRINTS, "decisions/", "decisions.md", "decision-log.md", "approvals/"),
    3: ("roadmap.md", "execution-roadmap.md", "tasks/", "tasks.md"),
    4: ("project-overview.md", "api-reference.md", "debugging-notes.md", "future-improvements.md"),
    5: ("prompts/",),
    6: ("selections/", "agent-selection.md"),
    7: ("validation/",),
}

LARGEST = 5_000_000


@frozen
class ArtifactFolder:
    """The artifact folder of one root; `decision_folders` are further folders of decisions."""

    snapshot: Snapshot
    root: str
    artifacts: str
    task_id: str | None
    decision_folders: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """The artifact folder's path from the repository's root."""
        return f"{self.root}{self.artifacts}"

    def is_contract(self) -> bool:
        """Whether a nested blueprint is one: the canonical place says so, else its content."""
        if self.artifacts == "docs/kavro":
            return True
        document, _ = self._document(self._blueprint_path() or "")
        return document is not None and read_blueprint(document, "", ()).says_something

    def plan(self, prefix: str) -> Plan:
        """Read all artifacts of the folder into one plan."""
        path = self._blueprint_path()
        problems: list[Finding] = []
        blueprint: Blueprint | None = None
        contract: tuple[Covered, ...] = ()
        if path is not None:
            document, document_problems = self._document(path)
            problems += document_problems
            if document is not None:
                blueprint = read_blueprint(document, prefix, self._folders())
                contract = contract_parts(document)
        documents, document_problems = self._documents(path)
        problems += [finding for finding in document_problems if finding not in problems]
        problems += stale_bases(documents, path)
        plan = Plan(
            root=self.root,
            folder=self.artifacts,
            blueprint=path,
            prefix=prefix,
            tasks=read_tasks(documents, self.task_id),
            notes=read_notes(documents, self.folder, self.task_id),
            decisions=read_decisions(documents, self.folder, path, self.decision_folders),
            decision_folders=self.decision_folders,
            approvals=read_approvals(documents, self.folder),
            contract=contract,
            status=next((_status(document) for document in documents if document.path == path), ""),
            documents={document.path: "\n".join(document.lines) for document in documents},
            phases=self._phases(documents),
            problems=tuple(problems),
        )
        return plan if blueprint is None else _with_blueprint(plan, blueprint)

    def _blueprint_path(self) -> str | None:
        paths = (f"{self.folder}/{name}" for name in BLUEPRINTS)
        return next((path for path in paths if path in self.snapshot.sources), None)

    def _document(self, path: str) -> tuple[Document | None, list[Finding]]:
        """Read an artifact, and return what cannot be read of it (KV001)."""
        try:
            document = parse(path, self.snapshot.read(path, LARGEST))
        except Unreadable as error:
            fix = "save it as UTF-8, below 5 MB"
            return None, [problem("KV001", Location(path), f"{path}: {error}", fix, "content")]
        fix = "write the front matter as `name: value` lines between two `---` lines"
        return document, [
            problem("KV001", Location(path, line), f"{path}: {message}", fix, "front matter")
            for line, message in document.problems
        ] + [*near_keys(document), *near_exceptions(document)]

    def _documents(self, blueprint: str | None) -> tuple[list[Document], list[Finding]]:
        """Return all artifacts of the folder, the blueprint among them, with what is unreadable."""
        documents: list[Document] = []
        problems: list[Finding] = []
        for path in self.snapshot.sources:
            if path.endswith(".md") and self._is_artifact(path):
                document, document_problems = self._document(path)
                problems += document_problems
                documents += [document] if document is not None else []
        return documents, problems

    def _is_artifact(self, path: str) -> bool:
        return path.startswith(f"{self.folder}/") or path.rpartition("/")[0] in (
            self.decision_folders
        )

    def _folders(self) -> frozenset[str]:
        """Return every folder below the root, relative to it, without a final slash."""
        folders: set[str] = set()
        for path in self.snapshot.sources:
            if path.startswith(self.root):
                folder = path[len(self.root) :].rpartition("/")[0]
                while folder and folder not in folders:
                    folders.add(folder)
                    folder = folder.rpartition("/")[0]
        return frozenset(folders)

    def _phases(self, documents: Sequence[Document]) -> dict[int, str]:
        """Return the phases that have an artifact, each with the path of the first."""
        path_by_phase: dict[int, str] = {}
        for phase, names in PHASES.items():
            for document in documents:
                path = document.path[len(self.folder) + 1 :]
                if any(
                    path == name or (name.endswith("/") and path.startswith(name)) for name in names
                ):
                    path_by_phase.setdefault(phase, document.path)
        for document in documents:
            if document.path.rpartition("/")[0] in self.decision_folders:
                path_by_phase.setdefault(2, document.path)
        return path_by_phase


def _status(document: Document) -> str:
    """Return the status in the preamble of a blueprint.

    See docs/contract.md#14-blueprint-sections-and-status.
    """
    stated = document.front_matter.get("status")
    if stated is not None:
        return str(stated).strip().casefold()
    fields = (field.value for field in document.fields if field.name == "status")
    return key_of(next(fields, "").split("\n", 1)[0])


def _with_blueprint(plan: Plan, blueprint: Blueprint) -> Plan:
    return replace(
        plan,
        table=blueprint.table,
        modules=blueprint.modules,
        layers=blueprint.layers,
        arrows=blueprint.arrows,
        ungoverned=blueprint.ungoverned,
        generated=blueprint.generated,
        problems=(*plan.problems, *blueprint.problems),
    )
