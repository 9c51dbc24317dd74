"""The findings of a state, kept in groups that are judged again only where they may differ."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.exceptions import waive
from kavro_lint.cache.recording import RecordingContents
from kavro_lint.checks import Check, checks, checks_that_need
from kavro_lint.checks.unfinished import settled
from kavro_lint.commands.history.drift_records import Drift, Key
from kavro_lint.commands.history.keys import by_key, drifts_of, renumbered
from kavro_lint.model.findings import Finding, Rule
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.imports import Imports
from kavro_lint.pipeline.judge import judge_findings
from kavro_lint.pipeline.verdict import Selection

# What today's contract says of single imports; KV710 and KV711 are about what was there then.
BY_IMPORT_TODAY = frozenset(("imports",))
CHAINS = "chains"
STANDARDS = "standards"


@frozen
class Again:
    """What of a state is to be judged again.

    `files` are those whose imports may be judged otherwise, None for all; `beyond_files` says
    whether what is not about one file may be. `contents` are files with other bytes. `is_steady`
    says that policy, paths, history and what checks read are those of the last state.
    """

    files: Collection[str] | None
    beyond_files: bool
    contents: Collection[str]
    is_steady: bool


class Findings:
    """The findings of the last state that was judged.

    `today` says that the contract is today's: only what it says of imports and chains is judged.
    """

    def __init__(self, *, today: bool) -> None:
        self._today = today
        self._by_file: dict[str, tuple[Finding, ...]] = {}
        self._by_check: dict[str, tuple[object, tuple[Finding, ...]]] = {}
        self._others: tuple[Finding, ...] = ()
        # What the checks read of the snapshot that are not about the imports of one file.
        self._reads: set[str] = set()
        self._is_unsure = False
        self._drifts_by_file: dict[str, tuple[Drift, ...]] = {}
        self._other_drifts: tuple[Drift, ...] = ()
        self.unwaived: dict[Key, Drift] = {}
        self.waived: dict[Key, Drift] = {}

    def step(self, case: Case, again: Again, selection: Selection) -> None:
        """Judge the next state."""
        files, beyond_files, contents = again.files, again.beyond_files, again.contents
        if files is None:
            self._by_file, self._drifts_by_file = {}, {}
        self._judge_files(case, files, selection, contents)
        if beyond_files:
            self._judge_beside(case, is_steady=again.is_steady)
            self._other_drifts = drifts_of(self._others, case.rules, selection)
        if any(decision.waivers for plan in case.architecture.plan.all()
               for decision in plan.decisions) and not self._today:  # fmt: skip
            self._waive(case, selection)
        elif files is None or files or beyond_files or contents:
            every = chain(chain.from_iterable(self._drifts_by_file.values()), self._other_drifts)
            self.unwaived, self.waived = by_key(renumbered(every)), {}

    def _judge_files(
        self,
        case: Case,
        files: Collection[str] | None,
        selection: Selection,
        contents: Collection[str],
    ) -> None:
        groups: dict[str, list[Finding]] = {}
        for finding in _of_imports(case, files, BY_IMPORT_TODAY if self._today else None):
            groups.setdefault(finding.location.path, []).append(finding)
        judged_again = set(files or ()) | set(groups)
        if not self._today and any(_has_queries(case, rule) for rule in case.rules):
            read_again = None if files is None else {*files, *contents}
            # What imports of a file whose bytes differ were found to be stays in the same group.
            for path in (read_again or set()) - judged_again:
                file_findings = [
                    f for f in self._by_file.get(path, ()) if not _is_standard(case, f)
                ]
                groups.setdefault(path, []).extend(file_findings)
                judged_again.add(path)
            for finding in _of_queries(case, read_again):
                groups.setdefault(finding.location.path, []).append(finding)
                judged_again.add(finding.location.path)
        for path in judged_again:
            self._by_file.pop(path, None)
            self._drifts_by_file.pop(path, None)
        for path, findings in groups.items():
            if findings:
                self._by_file[path] = tuple(findings)
                self._drifts_by_file[path] = drifts_of(findings, case.rules, selection)

    def asked(self, path: str) -> bool:
        """Whether findings may depend on what a file holds that is neither source nor contract."""
        return self._is_unsure or path in self._reads

    def _judge_beside(self, case: Case, *, is_steady: bool) -> None:
        """Judge what is not about the imports of one file, and note what is read for it."""
        if not is_steady:
            self._reads, self._is_unsure = set(), False
        contents = case.snapshot.contents
        reads = contents.reads if isinstance(contents, RecordingContents) else {}
        # Sources that were queried one by one.
        reads.clear()
        self._others = tuple(self._findings_beside(case, is_steady=is_steady))
        self._reads |= reads.keys()
        self._is_unsure |= isinstance(contents, RecordingContents) and contents.is_unsure

    def _findings_beside(self, case: Case, *, is_steady: bool) -> Iterator[Finding]:
        """Yield what is not about the imports of one file.

        In a steady state a check with the same ground has the same findings.
        """
        if self._today:
            yield from _by_name(CHAINS).findings(case)
            return
        for check in checks_that_need("code", "graph", "artifacts"):
            ground = check.ground(case) if check.ground is not None else None
            earlier = self._by_check.get(check.name)
            if is_steady and earlier is not None and ground is not None and earlier[0] == ground:
                yield from earlier[1]
                continue
            asked_case = _without_queries(case) if check.name == STANDARDS else case
            findings: Iterable[Finding] = check.findings(asked_case)
            if check.needs == "artifacts":
                findings = settled(asked_case, findings)
            self._by_check[check.name] = ground, tuple(findings)
            yield from self._by_check[check.name][1]

    def _waive(self, case: Case, selection: Selection) -> None:
        """Set apart what exceptions waive, and judge the exceptions."""
        findings = (*chain.from_iterable(self._by_file.values()), *self._others)
        case = replace(case, findings=findings)
        waiving = waive(case, findings)
        fresh = (*waiving.unwaived, *judge_findings(case))
        standing = drifts_of(fresh, case.rules, selection)
        waived = drifts_of((waiver.finding for waiver in waiving.waived), case.rules, selection)
        drifts = renumbered((*standing, *waived))
        self.unwaived, self.waived = (
            by_key(drifts[: len(standing)]),
            by_key(drifts[len(standing) :]),
        )

    @property
    def every(self) -> tuple[Finding, ...]:
        """All findings, waived ones too."""
        return (*chain.from_iterable(self._by_file.values()), *self._others)


def _by_name(name: str) -> Check:
    return next(check for check in checks() if check.name == name)


def _of_imports(
    case: Case, files: Collection[str] | None, names: frozenset[str] | None
) -> Iterator[Finding]:
    """Yield what is found of the imports of some files, None for all."""
    if files is not None:
        if not files:
            return
        facts = case.architecture.facts
        rows = {path: facts.imports.files[path] for path in files if path in facts.imports.files}
        facts = replace(facts, imports=Imports(rows))
        case = replace(case, architecture=replace(case.architecture, facts=facts, step=None))
    for check in checks_that_need("file", names=names):
        yield from check.findings(case)


def _of_queries(case: Case, files: Collection[str] | None) -> Iterable[Finding]:
    """Yield what queries find in some files, None for all."""
    rules = tuple(replace(rule, paths=()) for rule in case.rules if rule.queries)
    queried = None if files is None else frozenset(files)
    return _by_name(STANDARDS).findings(replace(case, rules=rules, queried=queried))


def _has_queries(case: Case, rule: Rule) -> bool:
    return bool(rule.queries) and rule.is_standard and case.judges(rule)


def _is_standard(case: Case, finding: Finding) -> bool:
    return any(rule.id == finding.rule and rule.is_standard for rule in case.rules)


def _without_queries(case: Case) -> Case:
    rules: Sequence[Rule] = [replace(rule, queries={}) if rule.queries else rule
                             for rule in case.rules]  # fmt: skip
    return replace(case, rules=tuple(rules))
