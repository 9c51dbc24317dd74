"""Snapshots that are held in memory, and all findings on them."""

from collections.abc import Mapping
from pathlib import Path

from kavro_lint.architecture import Architecture, Work, assemble, assign
from kavro_lint.artifacts import read_plan
from kavro_lint.cache import FactCache
from kavro_lint.checks.documents import contradictions
from kavro_lint.checks.honesty import coverage
from kavro_lint.checks.structure import chains, cycles, imports, modules, resolution
from kavro_lint.checks.tasks import validation
from kavro_lint.config.settings import Settings
from kavro_lint.git.attributes import ungoverned_by_attributes
from kavro_lint.git.repository import Repository
from kavro_lint.languages.reading import read_facts
from kavro_lint.model import Finding, History, Snapshot, Source
from kavro_lint.pipeline.survey import Survey


class Memory:
    """Contents that are held in memory."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files

    def read(self, source: Source, limit: int) -> bytes:
        return self.files[source.path].encode()


def snapshot_of(files: Mapping[str, str]) -> Snapshot:
    sources = {path: Source(path) for path in sorted(files)}
    return Snapshot("worktree", None, sources, Memory(files))


def architecture_of(files: Mapping[str, str], type_only: str = "judge") -> Architecture:
    snapshot = snapshot_of(files)
    plan, facts = read_plan(snapshot), read_facts(snapshot)
    by_attributes = ungoverned_by_attributes(snapshot)
    ownership = assign(plan, snapshot, facts, lambda path: by_attributes(path) is not None)
    return assemble(snapshot, plan, facts, ownership, type_only)


def survey_of(files: Mapping[str, str]) -> Survey:
    """Return a survey of files that are held in memory, in a repository that is nowhere."""
    nowhere = Path("/nowhere")
    repository = Repository(nowhere, nowhere, nowhere, "", {})
    return Survey(repository, Settings(), (), architecture_of(files), FactCache(None))


def findings_of(files: Mapping[str, str], type_only: str = "judge") -> list[Finding]:
    architecture = architecture_of(files, type_only)
    found = [each for plan in architecture.plan.all() for each in plan.problems]
    found += coverage.findings(architecture, (), None)
    found += [*coverage.unreadable(architecture), *modules.undeclared(architecture)]
    for check in (modules, imports, cycles, chains, contradictions, resolution):
        found += check.findings(architecture)
    found += validation.findings(Work(architecture, History()))
    return found
