"""Snapshot → facts → architecture: one state of the repository, read whole."""

from collections.abc import Callable, Mapping

from kavro_lint.architecture.architecture import Architecture, assemble
from kavro_lint.architecture.exempting import policy_of
from kavro_lint.architecture.ownership import assign
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.cache.memory import Memory
from kavro_lint.config.settings import Settings
from kavro_lint.errors import CannotJudge
from kavro_lint.git.repository import Repository
from kavro_lint.model.facts import Facts, Snapshot
from kavro_lint.model.findings import Finding, Rule
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.history import History
from kavro_lint.model.plan import Plan
from kavro_lint.pipeline.opening import Opened, begin
from kavro_lint.pipeline.request import Request

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.cache.cached_run import CachedRun
    from kavro_lint.languages.reading import Progress

__all__ = [
    "Kept",
    "Survey",
    "arrange",
    "facts_of",
    "finish",
    "read",
    "rules_of",
]


@frozen
class Kept:
    """What was kept of a state beside its architecture: the ids of tasks, and those of a module.

    `findings` gives the findings on the code that mention a text, or all for ""; None where they
    are not kept.
    """

    tasks: frozenset[str]
    tasks_of: Mapping[str, tuple[str, ...]]
    findings: Callable[[str], tuple[Finding, ...]] | None


@frozen
class Survey:
    """One state of the repository, read whole: what every command starts from.

    `settings` and the architecture's plan are those it is judged by; `cache` is what is known
    of files that were read. `kept` is there where an earlier run has read it (`kept_survey.py`):
    then no text of an artifact is known, and of the sources only where imports lead.
    """

    repository: Repository
    settings: Settings
    rules: tuple[Rule, ...]
    architecture: Architecture
    cache: Memory
    kept: "Kept | None" = None

    def workflow(self, history: History) -> Workflow:
        """Return the roadmap and a history on one record."""
        settings = self.settings
        return Workflow(self.architecture, history, settings.phases, settings.task_id)

    @property
    def snapshot(self) -> Snapshot:
        """The state that was read."""
        return self.architecture.snapshot


def read(request: Request, progress: "Progress" = lambda done, of: None) -> Survey:
    """Read the snapshot, its settings, its plan and its facts, and assemble them."""
    return finish(begin(request), progress)


def finish(opened: Opened, progress: "Progress" = lambda done, of: None) -> Survey:
    """Read the rest of a state that was opened, and assemble it. Raises CannotJudge."""
    from kavro_lint.artifacts import read_plan

    snapshot, settings = opened.snapshot, opened.settings
    rules = rules_of(snapshot, settings)
    plan = read_plan(snapshot, settings.artifacts, settings.task_id, settings.decisions)
    facts = opened.reading.facts(progress)
    sources = opened.reading.sources
    if opened.cached_run is not None:
        _note_sources(opened.cached_run, facts, sources)
    # What is asked of this state later, by a proposal or a base, need not be read again.
    blobs = {path: blob for path, (blob, _) in sources.items()}
    snapshot = replace(snapshot, ids={**snapshot.ids, **blobs})
    architecture = arrange(snapshot, plan, facts, settings, snapshot)
    return Survey(opened.repository, settings, rules, architecture, opened.cache)


def rules_of(snapshot: Snapshot, settings: Settings) -> tuple[Rule, ...]:
    """Return the shipped rules and those of the user's own pages. Raises CannotJudge."""
    from kavro_lint.config.rulebook import shipped_rules, user_rules

    return (*shipped_rules(), *user_rules(_rule_pages(snapshot, settings)))


def facts_of(snapshot: Snapshot, settings: Settings, cache: Memory) -> Facts:
    """Read what the sources of a snapshot say."""
    from kavro_lint.languages.reading import read_facts

    return read_facts(snapshot, settings.sources, memory=cache)


def _note_sources(run: "CachedRun", facts: Facts, sources: Mapping[str, tuple[str, bytes]]) -> None:
    """Note by which facts the answer came about."""
    run.uncacheable |= any(not failure.lost_imports for failure in facts.failures)
    run.sources = sources


def arrange(
    snapshot: Snapshot, plan: Plan, facts: Facts, settings: Settings, attributes: Snapshot
) -> Architecture:
    """Lay a plan and facts on one record; `attributes` is whose `.gitattributes` count."""
    ownership = assign(plan, facts, policy_of(attributes, settings))
    return assemble(snapshot, plan, facts, ownership, settings.type_only)


def _rule_pages(snapshot: Snapshot, settings: Settings) -> dict[str, bytes]:
    """Return the pages that the setting `rules` names: Markdown files or folders of them."""
    pages: dict[str, bytes] = {}
    for entry in settings.rules:
        place = entry.strip("/").removeprefix("./")
        paths = [
            path
            for path in snapshot.sources
            if path == place or (path.startswith(f"{place}/") and path.endswith(".md"))
        ]
        if not paths:
            raise CannotJudge(
                f"{settings.path}: `rules` names {entry}, which holds no rule page",
                "name a Markdown page, or a folder of them, in this repository",
            )
        pages |= {path: snapshot.read(path) for path in paths}
    return pages
