"""A case → its findings: every check that is asked for, in the order of their names.

A state is judged from the one before it: a check whose *ground* is the same has the same findings,
and a check that looks at files one by one is asked only of those that differ.
"""

from collections.abc import Iterator, Mapping

from kavro_lint.architecture import Case, differing
from kavro_lint.cache.recording import RecordingContents
from kavro_lint.checks import Check, Needs, checks_that_need
from kavro_lint.checks.unfinished import settled
from kavro_lint.model import Finding, Snapshot
from kavro_lint.model.frozen import frozen, replace

_OF_STATE: tuple[Needs, ...] = ("file", "code", "graph", "artifacts", "change")


@frozen(eq=False)
class JudgedState:
    """A case and what each check that looks at the state has found in it, by the check's name."""

    case: Case
    by_check: Mapping[str, tuple[Finding, ...]]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the checks."""
        return tuple(finding for findings in self.by_check.values() for finding in findings)


def judge(case: Case) -> tuple[Finding, ...]:
    """Return what the checks find that look at the state itself."""
    return judge_state(case).findings


def judge_state(case: Case, before: JudgedState | None = None) -> JudgedState:
    """Judge a case; what cannot differ from the state before it is taken over."""
    by_check: dict[str, tuple[Finding, ...]] = {}
    if before is not None and not _has_same_ground(before.case, case):
        before = None
    for check in checks_that_need(*_OF_STATE, names=case.checks):
        if before is None:
            by_check[check.name] = tuple(_findings(case, check))
        elif check.needs == "file":
            by_check[check.name] = _findings_in_files(case, check, before)
        elif check.ground is not None and check.ground(before.case) == check.ground(case):
            by_check[check.name] = before.by_check[check.name]
        else:
            by_check[check.name] = tuple(_findings(case, check))
    if before is not None:
        _take_over_reads(before.case, case)
    return JudgedState(case, by_check)


def judge_findings(case: Case) -> tuple[Finding, ...]:
    """Return what the checks find that look at what the others have found."""
    return tuple(findings_of(case, "findings"))


def findings_of(case: Case, *needs: Needs) -> Iterator[Finding]:
    """Yield what the checks find that look at one of these."""
    for check in checks_that_need(*needs, names=case.checks):
        yield from _findings(case, check)


def _findings(case: Case, check: Check) -> Iterator[Finding]:
    findings = check.findings(case)
    yield from settled(case, findings) if check.needs == "artifacts" else findings


def _findings_in_files(case: Case, check: Check, before: JudgedState) -> tuple[Finding, ...]:
    """Return the findings of files that are the same, and those of the files that differ."""
    old, new = before.case.architecture.facts.imports, case.architecture.facts.imports
    changed = frozenset(differing(old.files, new.files))
    narrowed = replace(case, architecture=case.architecture.narrowed(changed))
    known = before.by_check[check.name]
    unchanged = (finding for finding in known if finding.location.path not in changed)
    return (*unchanged, *check.findings(narrowed))


def _has_same_ground(before: Case, case: Case) -> bool:
    """Whether policy, paths, documents and history of two states are the same.

    What was read of the first, beside the imports of its sources, is known from its contents.
    """
    old, new = before.architecture, case.architecture
    return (
        old.contracts is new.contracts
        and old.ownership is new.ownership
        and old.plan == new.plan
        and old.type_only == new.type_only
        and old.facts.languages == new.facts.languages
        and before.settings == case.settings
        and before.rules == case.rules
        and before.history == case.history
        and before.today == case.today
        and before.standards == case.standards
        and before.queried == case.queried
        and before.checks == case.checks
        and before.base is None
        and case.base is None
        and reads_the_same(before.snapshot, case.snapshot)
    )


def _take_over_reads(before: Case, case: Case) -> None:
    """Note what findings that are taken over were read from."""
    old, new = before.snapshot.contents, case.snapshot.contents
    if isinstance(old, RecordingContents) and isinstance(new, RecordingContents):
        new.reads = {**old.reads, **new.reads}


def reads_the_same(old: Snapshot, new: Snapshot) -> bool:
    """Whether two states have the same paths, and the same in each file that was read."""
    contents = old.contents
    if not isinstance(contents, RecordingContents) or contents.is_unsure:
        return False
    return (
        old.sources.keys() == new.sources.keys()
        and (old.links, old.dead_links, old.submodules, old.unreadable)
        == (new.links, new.dead_links, new.submodules, new.unreadable)
        and all(
            (new.sources[path].blob or new.ids.get(path)) == blob
            for path, blob in contents.reads.items()
        )
    )
