"""The settings that `init` proposes, in a file of their own or as lines to add by hand."""

import re
from collections.abc import Iterable, Iterator

from kavro_lint.commands.new_file import Record
from kavro_lint.config.settings import Settings
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.pipeline.survey import Survey

FILE = "kavro-lint.toml"
# Where teams keep records of decisions (adr-tools, MADR, and what repositories have).
DECISION_FOLDERS = (
    "docs/adr", "doc/adr", "docs/adrs", "docs/decisions", "doc/decisions", "adr", "adrs",
    "decisions", "docs/architecture/decisions", "doc/architecture/decisions",
    "docs/architecture/adr", "docs/arch", "doc/arch",
)  # fmt: skip
_RECORD = re.compile(r"(?i)(?:adr-?)?\d{1,4}-[^/]+\.md|\d{4}-\d{2}-\d{2}-[^/]+\.md")
# Documents of Kavro's own layout that are called so by nobody else.
KAVRO_DOCUMENTS = frozenset(
    "research-findings.md execution-roadmap.md technical-blueprint.md project-overview.md "
    "debugging-notes.md future-improvements.md agent-selection.md".split()
)
KAVRO_FOLDER = "docs"
ENOUGH = 2


@frozen
class Addition:
    """Lines that a person must add to a file that is there already: it is not ours to change."""

    path: str
    text: str
    why: str


@frozen
class ProposedSettings:
    """Settings that are not stated yet. None, or (), is not proposed."""

    adopted: str | None = None
    artifacts: str | None = None
    decisions: tuple[str, ...] = ()
    every_phase: bool = False

    def over(self, settings: Settings) -> Settings:
        """Return settings as they are once these are written down."""
        return replace(
            settings,
            adopted=self.adopted or settings.adopted,
            artifacts=self.artifacts or settings.artifacts,
            decisions=self.decisions or settings.decisions,
            phases=frozenset(range(1, 8)) if self.every_phase else settings.phases,
        )

    def lines(self) -> Iterator[str]:
        """Yield the lines of TOML, each with what it means."""
        if self.artifacts is not None:
            yield f'artifacts = "{self.artifacts}"'
        if self.decisions:
            listed = ", ".join(f'"{folder}"' for folder in self.decisions)
            yield f"decisions = [{listed}]"
        if self.every_phase:
            yield 'phases = "all"'
        if self.adopted is not None:
            yield "# What was there at this commit is known debt: `kavro-lint check --all`."
            yield f'adopted = "{self.adopted}"'


def propose_settings(survey: Survey, *, workflow: bool) -> ProposedSettings:
    """Return what should be set and is not. `workflow` says that all seven phases are followed."""
    settings, stated = survey.settings, survey.settings.places
    paths = survey.snapshot.sources
    artifacts = _artifacts(paths) if "artifacts" not in stated else None
    return ProposedSettings(
        adopted=survey.snapshot.commit if settings.adopted is None else None,
        artifacts=artifacts,
        decisions=_decisions(paths, artifacts or settings.artifacts)
        if "decisions" not in stated
        else (),
        every_phase=workflow and "phases" not in stated,
    )


def _artifacts(paths: Iterable[str]) -> str | None:
    """Return the folder of Kavro's own layout where a repository has that, else None."""
    documents = {
        path.removeprefix(f"{KAVRO_FOLDER}/") for path in paths if path.startswith("docs/")
    }
    has_own = any(name.startswith("kavro/") for name in documents)
    is_kavro = len(KAVRO_DOCUMENTS & documents) >= ENOUGH and not has_own
    return KAVRO_FOLDER if is_kavro else None


def _decisions(paths: Iterable[str], artifacts: str) -> tuple[str, ...]:
    """Return the folders with records of decisions that the artifact folder does not hold."""
    with_records = {
        path.rpartition("/")[0] for path in paths if _RECORD.fullmatch(path.rpartition("/")[2])
    }
    return tuple(
        folder
        for folder in DECISION_FOLDERS
        if folder in with_records and folder != f"{artifacts}/decisions"
    )


def written(survey: Survey, proposed: ProposedSettings) -> Record | Addition | None:
    """Return how settings are written down, None where there are none.

    A new `kavro-lint.toml` where there is no configuration, else the lines to add to the one
    there is.
    """
    text = "".join(f"{line}\n" for line in proposed.lines())
    path = survey.settings.path
    if not text:
        return None
    if path is None:
        return Record(FILE, text)
    insertion_place = "below [tool.kavro-lint]" if path == "pyproject.toml" else "at the top"
    return Addition(path, text, insertion_place)
