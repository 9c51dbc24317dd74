"""Rules and atoms of an earlier state, judged by the snapshot's contract.

Only the files that the findings are about are read: a walk may pass thousands of commits.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.architecture.architecture import Architecture, assemble
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.exempting import policy_of
from kavro_lint.architecture.ownership import RepeatedAssignment
from kavro_lint.artifacts import read_plan
from kavro_lint.checks import checks_that_need, provider_of
from kavro_lint.commands.blame.file_statements import Statements
from kavro_lint.config.settings import read_settings
from kavro_lint.errors import CannotJudge
from kavro_lint.languages.incremental import IncrementalFacts
from kavro_lint.model.facts import Facts, Snapshot
from kavro_lint.model.findings import OF_CODE, Atom, Finding
from kavro_lint.model.history import History
from kavro_lint.model.places import Location
from kavro_lint.pipeline.base_case import with_current_owners
from kavro_lint.pipeline.judge import findings_of
from kavro_lint.pipeline.survey import Survey, arrange

Key = tuple[str, Atom]


class States:
    """Judges states of the past by a survey's contract."""

    def __init__(self, survey: Survey) -> None:
        settings = survey.settings
        self._survey = survey
        self.statements = Statements(survey.cache, settings.sources)
        self._assignment = RepeatedAssignment(
            survey.architecture.plan, lambda: policy_of(survey.snapshot, settings)
        )
        self.reading = IncrementalFacts(survey.cache, settings.sources)
        # The state that was judged last, with the imports of the files that it was asked about.
        self.architecture = survey.architecture

    def keys(
        self, snapshot: Snapshot, moved: Mapping[str, str], findings: Sequence[Finding]
    ) -> frozenset[Key]:
        """Return which rules and atoms of the findings a state has, at the paths of the snapshot.

        `moved` maps paths of the state to where those files are in the snapshot.
        """
        files = files_of(findings, moved)
        self.reading.step(snapshot, only=files)
        facts = self.reading.facts
        keys = [
            (rule, tuple(moved.get(part, part) for part in atom))
            for rule, atom in self._keys_of_state(snapshot, facts, moved, findings)
        ]
        return frozenset(keys)

    def import_the_same(self, path: str, before: Snapshot, after: Snapshot) -> bool:
        """Whether a file has the same imports in both, wherever in the file they stand."""
        statements = self.statements
        return statements.imports_of(before, path) == statements.imports_of(after, path)

    def _keys_of_state(
        self,
        snapshot: Snapshot,
        facts: Facts,
        moved: Mapping[str, str],
        findings: Sequence[Finding],
    ) -> Iterator[Key]:
        survey = self._survey
        head = survey.architecture
        ownership, type_only = self._assignment.of(facts), survey.settings.type_only
        architecture = assemble(snapshot, head.plan, facts, ownership, type_only)
        architecture = with_current_owners(architecture, head, moved)
        self.architecture = architecture
        if any(is_of_code(finding) for finding in findings):
            yield from self._code_keys(architecture, moved, findings)
        if any(not is_of_code(finding) for finding in findings):
            yield from self._artifact_keys(snapshot, facts)

    def _code_keys(
        self, architecture: Architecture, moved: Mapping[str, str], findings: Sequence[Finding]
    ) -> Iterator[Key]:
        files = {finding.location.path for finding in findings if is_standard(finding)}
        before = {old for old, new in moved.items() if new in files}
        state = Case(
            architecture,
            self._survey.settings,
            self._survey.rules,
            standards=bool(files),
            queried=frozenset(files - set(moved) | before),
        )
        present = tuple(findings_of(state, "file", "code"))
        for finding in present:
            for atom in finding.atoms:
                yield from ((rule, atom) for rule in (finding.rule, *finding.also))
        for (rule, dependency), count in statements_of(present).items():
            yield from ((rule, (*dependency, str(number))) for number in range(1, count + 1))
        if any(is_of_graph(finding) for finding in findings):
            for check in checks_that_need("graph"):
                yield from check.known(state)

    def _artifact_keys(self, snapshot: Snapshot, facts: Facts) -> Iterator[Key]:
        survey = self._survey
        try:
            settings = read_settings(snapshot)
        except CannotJudge:
            settings = survey.settings
        plan = read_plan(snapshot, settings.artifacts, settings.task_id, settings.decisions)
        architecture = arrange(snapshot, plan, facts, settings, snapshot)
        # Nobody knows what commits before this one touched: a task may be complete by name only.
        state = Case(architecture, settings, survey.rules, History(touched=frozenset()))
        for finding in findings_of(state, "artifacts"):
            yield from ((finding.rule, atom) for atom in finding.atoms)
        for check in checks_that_need("artifacts", "findings"):
            yield from check.known(state)


def statements_of(findings: Iterable[Finding]) -> Mapping[Key, int]:
    """Count the statements of each importing file and imported module, by rule."""
    places: dict[Key, set[Location]] = {}
    for finding in findings:
        if finding.dependency is not None:
            for rule in (finding.rule, *finding.also):
                places.setdefault((rule, finding.dependency), set()).add(finding.location)
    return {key: len(locations) for key, locations in places.items()}


def is_in_state(finding: Finding, keys: frozenset[Key], statements: Mapping[Key, int]) -> bool:
    """Whether a state has a finding.

    It has an import also where its file imports the module in as many `statements` as in the
    snapshot: the import was only written in another way.
    """
    if finding.dependency is not None:
        count = statements[finding.rule, finding.dependency]
        if (finding.rule, (*finding.dependency, str(count))) in keys:
            return True
    return bool(finding.atoms) and all((finding.rule, atom) in keys for atom in finding.atoms)


def is_of_code(finding: Finding) -> bool:
    """Whether a finding is about code rather than an artifact."""
    return all(atom[0] in OF_CODE for atom in finding.atoms)


def is_of_graph(finding: Finding) -> bool:
    """Whether a finding depends on the whole graph rather than on the files of its atoms."""
    return provider_of(finding.rule).needs == "graph"


def _may_be_anywhere(finding: Finding) -> bool:
    """Whether any file may hold what a finding is about: a package is imported anywhere."""
    return any(atom[0] == "package" for atom in finding.atoms)


def is_standard(finding: Finding) -> bool:
    """Whether a finding is of a query on the contents of a file."""
    return any(atom[0] == "standard" for atom in finding.atoms)


def files_of(findings: Sequence[Finding], moved: Mapping[str, str]) -> frozenset[str] | None:
    """Return the files of a state whose imports findings are about, None for all."""
    if any(is_of_graph(finding) or _may_be_anywhere(finding) for finding in findings):
        return None
    paths = {
        part
        for finding in findings
        for atom in finding.atoms
        if atom[0] in OF_CODE
        for part in atom[1:]
    }
    return frozenset((*paths, *(old for old, new in moved.items() if new in paths)))
