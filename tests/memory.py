"""Snapshots that are held in memory, and all findings on them."""

from collections.abc import Mapping
from pathlib import Path

from kavro_lint.architecture.architecture import Architecture, assemble
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.governed import Policy
from kavro_lint.architecture.ownership import assign
from kavro_lint.artifacts import read_plan
from kavro_lint.cache.memory import Memory as RunMemory
from kavro_lint.config.rulebook import shipped_rules
from kavro_lint.config.settings import Settings
from kavro_lint.git.gitattributes import Attributes
from kavro_lint.git.repository import Repository
from kavro_lint.languages.reading import read_facts
from kavro_lint.model.facts import Snapshot, Source
from kavro_lint.model.findings import Finding
from kavro_lint.pipeline.judge import judge
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


def architecture_of(
    files: Mapping[str, str], type_only: str = "judge", artifacts: str = "docs/kavro"
) -> Architecture:
    snapshot = snapshot_of(files)
    plan, facts = read_plan(snapshot, artifacts=artifacts), read_facts(snapshot)
    ownership = assign(plan, facts, Policy(attributes=Attributes(snapshot).of))
    return assemble(snapshot, plan, facts, ownership, type_only)


def survey_of(files: Mapping[str, str]) -> Survey:
    """Return a survey of files that are held in memory, in a repository that is nowhere."""
    nowhere = Path("/nowhere")
    repository = Repository(nowhere, nowhere, nowhere, "", {})
    return Survey(repository, Settings(), (), architecture_of(files), RunMemory(None))


def case_of(
    files: Mapping[str, str],
    type_only: str = "judge",
    artifacts: str = "docs/kavro",
    phases: frozenset[int] | None = None,
) -> Case:
    """Return the case of files that are held in memory, without history."""
    architecture = architecture_of(files, type_only, artifacts)
    settings = Settings(artifacts=artifacts, type_only=type_only, phases=phases)
    return Case(architecture, settings, shipped_rules())


def findings_of(files: Mapping[str, str], type_only: str = "judge") -> list[Finding]:
    return list(judge(case_of(files, type_only)))
