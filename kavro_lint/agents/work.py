"""The working tree that an agent works on: where it stands, and its code where that is needed."""

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from kavro_lint.agents.standing import Stand, Standing, basis_in, keep, stand_of
from kavro_lint.cache.cached_run import CachedRun
from kavro_lint.errors import CannotJudge
from kavro_lint.model.frozen import frozen

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.architecture.architecture import Architecture
    from kavro_lint.cache.memory import Memory
    from kavro_lint.git.repository import Repository
    from kavro_lint.model.facts import Snapshot
    from kavro_lint.model.findings import Judged
    from kavro_lint.pipeline.check import Examined
    from kavro_lint.pipeline.denied_edits import Basis
    from kavro_lint.pipeline.proposal import Files


@frozen(eq=False)
class Work:
    """The working tree, as a hook knows it.

    `examined` is None if an earlier hook has examined the same state; then `stand` has its result.
    """

    top: Path | None
    common: Path
    standing: Standing
    stand: Stand
    examined: "Examined | None" = None

    @cached_property
    def basis(self) -> "Basis":
        """What edits are judged by."""
        return basis_in(self.standing)

    @cached_property
    def code(self) -> "tuple[Architecture, Memory]":
        """The architecture of the working tree, and what is known of its files."""
        if self.examined is not None:
            survey = self.examined.survey
            return self.examined.case.architecture, survey.cache
        from kavro_lint.pipeline.denied_edits import read_code

        return read_code(self.basis, self._run, self.paths)

    @cached_property
    def paths(self) -> "Snapshot":
        """The paths of the working tree; of a state that an earlier hook has examined."""
        from kavro_lint.pipeline.denied_edits import paths_seen

        return paths_seen(self.basis, self._run, self.standing.commit or None)

    @property
    def _run(self) -> CachedRun:
        run = self.stand.run
        if run is None:
            raise CannotJudge("nothing is kept of this state", "run the hook again")
        return run

    def new_findings(self, files: "Files") -> "Sequence[Judged]":
        """Return the new findings of files that are reasons to deny an edit. Raises CannotJudge."""
        from kavro_lint.pipeline.denied_edits import denying, keeps_plan
        from kavro_lint.pipeline.proposal import visible

        alone = self._new_findings_alone(files)
        if alone is not None:
            return alone

        architecture, memory = self.code
        files = visible(self._repository, architecture.snapshot, files)
        if keeps_plan(files, architecture):
            return denying(architecture, files, self.basis, memory)
        return _denials_of_everything(self.examine(), files)

    def _new_findings_alone(self, files: "Files") -> "Sequence[Judged] | None":
        """Return what edits of single sources bring, None where that takes the rest of the code."""
        run = self.stand.run
        answer = None if run is None or self.stand.standing is None else run.answer
        if answer is None or any(os.fsencode(path) in answer.reads for path in files):
            return None
        from kavro_lint.pipeline.edited_sources import denying_alone

        return denying_alone(self.paths, files, self.basis)

    @property
    def _repository(self) -> "Repository":
        if self.examined is not None or self.stand.run is None:
            return self.examine().survey.repository
        from kavro_lint.git.repository import repository_at

        place = self.stand.run.place
        return repository_at(place.top, place.git_dir, place.common)

    def examine(self) -> "Examined":
        """Return the whole state, examined."""
        return self.examined or _examine(self.stand)


def work_in(folder: Path, environment: Mapping[str, str]) -> Work:
    """Return the working tree around a folder. Raises CannotJudge."""
    stand = stand_of(folder, environment)
    if stand.standing is not None and stand.run is not None:
        place = stand.run.place
        return Work(Path(place.top), Path(place.common), stand.standing, stand)
    examined = _examine(stand)
    return found_out(stand, examined, environment)


def found_out(stand: Stand, examined: "Examined", environment: Mapping[str, str]) -> Work:
    """Return the work of a state that was examined, and keep where it stands."""
    from kavro_lint.agents.briefing import standing_of

    standing = standing_of(examined, environment)
    keep(stand, standing, examined)
    repository = examined.survey.repository
    return Work(repository.top, repository.common_dir, standing, stand, examined)


def says_the_same(work: Work, path: str, content: bytes | None) -> bool:
    """Whether an existing source would keep its facts, so that there is nothing to judge.

    Only where an earlier hook has kept what it says.
    """
    run, standing = work.stand.run, work.stand.standing
    if run is None or run.tree is None or run.answer is None or standing is None:
        return False
    number = run.tree.index(os.fsencode(path))
    if number is None or content is None or not run.tree.is_source(number):
        return False
    if os.fsencode(path) in run.answer.reads or len(content) > run.answer.limit:
        return False
    from kavro_lint.languages.sources import facts_digest

    return facts_digest(path, content) == run.tree.digest(number)


def _examine(stand: Stand) -> "Examined":
    from kavro_lint.pipeline.check import examine
    from kavro_lint.pipeline.request import FindingOptions

    return examine(stand.request, FindingOptions())


def _denials_of_everything(examined: "Examined", files: "Files") -> "Sequence[Judged]":
    """Judge files that may change the plan itself: all is read again."""
    from kavro_lint.pipeline.proposal import examine_proposal
    from kavro_lint.pipeline.request import FindingOptions

    report = examine_proposal(examined.survey, examined.context, files, FindingOptions()).report
    return [judged for judged in report.findings if judged.blocks and judged.rule.denies_edit]
