"""git → snapshot → facts → architecture: one state of the repository, read whole."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kavro_lint.artifacts import read_plan
from kavro_lint.config import Settings, read_settings
from kavro_lint.errors import CannotJudge
from kavro_lint.graph import Architecture, assemble, assign
from kavro_lint.languages.reading import Progress, read_facts
from kavro_lint.model import Rule, Snapshot
from kavro_lint.patterns import LastMatch, Pattern
from kavro_lint.repository import (
    Repository,
    commit_snapshot,
    index_snapshot,
    open_repository,
    ungoverned_by_attributes,
    worktree_snapshot,
)
from kavro_lint.rulebook import shipped_rules, user_rules


@dataclass(frozen=True, slots=True)
class Request:
    """What to judge: the working tree of `directory`, its index (`staged`), or a commit."""

    directory: Path
    staged: bool = False
    rev: str | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """One state of the repository, read whole: what every command starts from."""

    repository: Repository
    settings: Settings
    rules: tuple[Rule, ...]
    architecture: Architecture

    @property
    def snapshot(self) -> Snapshot:
        """The state that was read."""
        return self.architecture.snapshot


def read(request: Request, progress: Progress = lambda done, of: None) -> Survey:
    """Read the snapshot, its settings, its plan and its facts, and assemble them."""
    repository = open_repository(request.directory)
    snapshot = _snapshot(repository, request)
    settings = read_settings(snapshot)
    rules = (*shipped_rules(), *user_rules(_rule_pages(snapshot, settings)))
    plan = read_plan(snapshot, artifacts=settings.artifacts, task_id=settings.task_id)
    facts = read_facts(snapshot, settings.source_roots, settings.max_file_size, progress)
    ownership = assign(plan, snapshot, facts, _excluded(snapshot, settings))
    architecture = assemble(snapshot, plan, facts, ownership, settings.type_only)
    return Survey(repository, settings, rules, architecture)


def _snapshot(repository: Repository, request: Request) -> Snapshot:
    if request.rev is not None and request.staged:
        raise CannotJudge("--staged and --rev name two states", "leave one of them out")
    if request.rev is not None:
        return commit_snapshot(repository, request.rev)
    return index_snapshot(repository) if request.staged else worktree_snapshot(repository)


def _excluded(snapshot: Snapshot, settings: Settings) -> Callable[[str], bool]:
    """Return which files `.gitattributes` or the setting `exclude` leave ungoverned."""
    by_attributes = ungoverned_by_attributes(snapshot)
    try:
        match = LastMatch([Pattern(setting.value) for setting in settings.exclude])
    except ValueError as error:
        place = f"{settings.path}:{settings.exclude[0].location.line}"
        raise CannotJudge(f"{place}: `exclude`: {error}", "correct the pattern") from None
    return lambda path: match.find(path) is not None or by_attributes(path) is not None


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
