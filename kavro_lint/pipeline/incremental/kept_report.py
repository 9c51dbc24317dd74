"""A report and what its findings were judged by, kept so that single sources can be judged again.

What the answer is computed from says when it no longer holds (`cache`): as long as policy, paths,
documents and history are the same, a changed source alone is judged again (`judged_alone`), its
findings are taken out, and its new ones are put in.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.governed import Reason
from kavro_lint.cache.json_records import decoded, encoded
from kavro_lint.checks import checks_on_code
from kavro_lint.checks.module_families import family_names, with_families
from kavro_lint.config.setting_values import Setting
from kavro_lint.config.settings import Settings
from kavro_lint.model.agreement import Decision, Waiver
from kavro_lint.model.findings import Coverage, Family, Finding, Rule, Severity
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.places import Evidence, Location
from kavro_lint.model.plan import Arrow, Exemption, Layer, Module, Plan

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.pipeline.check import Examined

# Reports of more findings are judged whole: writing and reading them takes as long.
MOST_FINDINGS = 500
# Findings on the code are written one per line, and those that are asked for are read.
MOST_ON_CODE = 5_000
_HEAD = b"findings"


@frozen
class KeptPolicy:
    """What sources are judged by: the plan without its texts, settings, rules without theirs.

    `checks` are the names of the checks that look at files one by one. The others are those of a
    `Selection`, but for who owns a path; `kind` is that of the snapshot, `root` the report's.
    `names` has the name of each rule, `on_code` the rules whose findings are explained, `tasks` the
    ids of tasks, `tasks_of` those whose scope concerns a module, `ungoverned` why files are not
    governed; `foreign` are files that only have the suffix of a language; `checking` is that of the
    facts.
    """

    plan: Plan
    settings: Settings
    rules: tuple[Rule, ...]
    checks: frozenset[str]
    today: datetime.date
    selected: frozenset[str]
    places: tuple[str, ...]
    severities: Mapping[str, Severity | None] | None
    fail_on: str
    owned_by: frozenset[str]
    always_fails_on: Mapping[str, str]
    kind: str
    root: str | None
    names: Mapping[str, str]
    on_code: frozenset[str]
    tasks: frozenset[str]
    tasks_of: Mapping[str, tuple[str, ...]]
    ungoverned: Mapping[str, Reason]
    foreign: frozenset[str]
    checking: bool


@frozen
class KeptFindings:
    """What was found, before it was selected; of findings that were there before, the number.

    The counts of imports in `coverage` are those of the contributions.
    """

    fresh: tuple[Finding, ...]
    waived: tuple[tuple[Finding, str], ...]
    known: int
    ending: tuple[Waiver, ...]
    base: str | None
    coverage: Coverage


_CLASSES = (
    Arrow, Coverage, Decision, Evidence, Exemption, Family, Finding, KeptFindings, KeptPolicy,
    Layer, Location, Module, Plan, Rule, Setting, Settings, Waiver,
)  # fmt: skip


def kept_policy(examined: "Examined", checks: frozenset[str]) -> KeptPolicy | None:
    """Return what sources of a state were judged by, None where a base was judged too."""
    outcome, chosen, case = examined.outcome, examined.chosen, examined.case
    if outcome is None or chosen is None or outcome.standing is not None:
        return None
    waived = (finding for finding, _ in outcome.waived)
    named = {finding.rule for finding in (*outcome.fresh, *waived)}
    explained = checks_on_code(case.rules, with_standards=case.settings.standards == "all")
    return KeptPolicy(
        plan=case.architecture.plan.without_texts(),
        settings=case.settings,
        rules=tuple(
            replace(rule, text="", queries={}, paths=(), message="", fix="")
            for rule in case.rules
            if rule.id in named or rule.check in checks or rule.denies_edit
        ),
        checks=checks,
        today=case.today,
        selected=chosen.rules,
        places=chosen.places,
        severities=chosen.severities,
        fail_on=chosen.fail_on,
        owned_by=chosen.owned_by,
        always_fails_on=chosen.always_fails_on,
        kind=case.snapshot.kind,
        root=examined.report.root,
        names={rule.id: rule.name for rule in case.rules},
        on_code=frozenset(rule.id for rule in case.rules if rule.check in explained),
        tasks=frozenset(case.workflow.tasks),
        tasks_of=case.workflow.tasks_by_module,
        ungoverned=case.architecture.ownership.ungoverned,
        foreign=frozenset(case.architecture.facts.foreign),
        checking=case.architecture.facts.checking,
    )


def kept_findings(examined: "Examined") -> KeptFindings | None:
    """Return what was found in a state, None where it is not kept, or is too much."""
    outcome, report = examined.outcome, examined.report
    if outcome is None or len(outcome.fresh) + len(outcome.waived) > MOST_FINDINGS:
        return None
    names = family_names(examined.case.architecture)
    return KeptFindings(
        tuple(with_families(outcome.fresh, names)),
        outcome.waived,
        report.known,
        outcome.ending,
        outcome.base,
        report.coverage,
    )


def kept_on_code(case: Case, rules: frozenset[str]) -> bytes:
    """Return the findings of rules, known and waived ones too, as lines; b"" for too many."""
    findings = [finding for finding in case.findings if finding.rule in rules]
    return _lines(map(encoded, findings)) if len(findings) <= MOST_ON_CODE else b""


def on_code_in(body: bytes) -> Callable[[str], tuple[Finding, ...]] | None:
    """Return a function that gives the kept findings that mention a text, None if none are kept.

    It raises ValueError for what it was not given.
    """
    head, *lines = body.split(b"\n")
    if head != _HEAD:
        return None
    return lambda text: tuple(map(_finding_in, (line for line in lines if _quoted(text) in line)))


def on_code_with(
    body: bytes, rules: Iterable[str], paths: Iterable[str], now: Iterable[Finding]
) -> bytes:
    """Return lines of findings with those that some rules have in some files replaced."""
    head, *lines = body.split(b"\n")
    if head != _HEAD:
        return b""
    replaced_rules, files = frozenset(rules), frozenset(paths)
    texts = list(map(_quoted, files))
    rest = [
        line
        for line in lines
        if not any(text in line for text in texts)
        or not _is_replaced(_finding_in(line), replaced_rules, files)
    ]
    return _lines((*rest, *map(encoded, now)))


def _lines(lines: Iterable[bytes]) -> bytes:
    return b"\n".join((_HEAD, *lines))


def _quoted(text: str) -> bytes:
    """Return a text as it stands in a line that has it, b"" for any line."""
    return encoded(text) if text else b""


def _finding_in(line: bytes) -> Finding:
    finding = decoded(line, _CLASSES)
    if not isinstance(finding, Finding):
        raise ValueError("this is no finding")
    return finding


def _is_replaced(finding: Finding, rules: frozenset[str], paths: frozenset[str]) -> bool:
    return finding.rule in rules and finding.location.path in paths


def written(record: KeptPolicy | KeptFindings) -> bytes:
    """Return a record as bytes."""
    return encoded(record)


def policy_in(body: bytes) -> KeptPolicy:
    """Return what `written` was given. Raises ValueError for anything else."""
    record = decoded(body, _CLASSES)
    if not isinstance(record, KeptPolicy):
        raise ValueError("this is no policy")
    return record


def findings_in(body: bytes) -> KeptFindings:
    """Return what `written` was given. Raises ValueError for anything else."""
    record = decoded(body, _CLASSES)
    if not isinstance(record, KeptFindings):
        raise ValueError("these are no findings")
    return record


def with_findings_of(
    kept: KeptFindings, rules: Iterable[str], paths: Iterable[str], now: Iterable[Finding]
) -> KeptFindings:
    """Return findings with those that some rules have in some files replaced."""
    replaced_rules, files = frozenset(rules), frozenset(paths)
    rest = (f for f in kept.fresh if not _is_replaced(f, replaced_rules, files))
    return replace(kept, fresh=(*rest, *now))
