"""The report after a change of sources of which something is reported: those alone are judged."""

from kavro_lint.cache.contributions import COUNTED, PLAIN
from kavro_lint.checks import checks_that_need
from kavro_lint.config.owners import owners_of
from kavro_lint.model.findings import Finding, Report
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.incremental.changed_sources import ChangeOfSources, counted
from kavro_lint.pipeline.incremental.judged_alone import JudgedAlone
from kavro_lint.pipeline.incremental.kept_report import (
    KeptFindings,
    KeptPolicy,
    findings_in,
    on_code_with,
    policy_in,
    with_findings_of,
    written,
)
from kavro_lint.pipeline.verdict import Outcome, Selection, report


def judging(change: ChangeOfSources) -> JudgedAlone | None:
    """Return what judges the changed sources, None if no policy is kept to judge them by."""
    try:
        policy = policy_in(change.contributions.policy)
        return JudgedAlone(policy, change.contributions, change.changed)
    except ValueError:
        return None


def report_after(change: ChangeOfSources) -> Report | None:
    """Return the report on the state after a change, None where it must be judged whole.

    What is kept becomes that of the state after it.
    """
    judged, contributions = judging(change), change.contributions
    if judged is None:
        return None
    try:
        findings = findings_in(contributions.findings())
    except ValueError:
        return None
    rules = _rules_on_files(judged)
    now = judged.findings(change.loud)
    replaced = _of_changed(findings, rules, change)
    if judged.is_excepted((*replaced, *now)):
        return None
    _note(change, now)
    findings = with_findings_of(findings, rules, change.loud, now)
    imports = dict(zip(COUNTED, contributions.totals, strict=True))
    findings = replace(findings, coverage=replace(findings.coverage, imports=imports))
    contributions.findings = lambda: written(findings)
    on_code = [finding for finding in now if finding.rule in judged.policy.on_code]
    contributions.on_code = on_code_with(contributions.on_code, rules, change.loud, on_code)
    return _report(judged, judged.policy, findings)


def findings_before(change: ChangeOfSources, judged: JudgedAlone) -> tuple[Finding, ...] | None:
    """Return what was found in the changed sources before, None where that is not kept."""
    try:
        findings = findings_in(change.contributions.findings())
    except ValueError:
        return None
    return _of_changed(findings, _rules_on_files(judged), change)


def _rules_on_files(judged: JudgedAlone) -> frozenset[str]:
    """Return the rules of the checks that look at files one by one."""
    checks = checks_that_need("file", names=judged.policy.checks)
    return frozenset(rule for check in checks for rule in check.rules)


def _of_changed(
    findings: KeptFindings, rules: frozenset[str], change: ChangeOfSources
) -> tuple[Finding, ...]:
    return tuple(f for f in findings.fresh if f.rule in rules and f.location.path in change.loud)


def _note(change: ChangeOfSources, findings: tuple[Finding, ...]) -> None:
    """Note which of the sources have findings now."""
    reported = {finding.location.path for finding in findings}
    flags = change.contributions.flags
    for path, rows in change.loud.items():
        number = change.changed.number(path)
        if number is not None:
            is_plain = path not in reported and counted(rows)[1]
            flags[number] = (flags[number] | PLAIN) if is_plain else (flags[number] & ~PLAIN)


def selection_of(judged: JudgedAlone) -> Selection:
    """Return the selection of the kept run."""
    policy = judged.policy
    return Selection(
        rules=policy.selected,
        places=policy.places,
        severities=policy.severities,
        fail_on=policy.fail_on,
        owners=owners_of(judged.snapshot),
        owned_by=policy.owned_by,
        always_fails_on=policy.always_fails_on,
    )


def _report(judged: JudgedAlone, policy: KeptPolicy, findings: KeptFindings) -> Report:
    outcome = Outcome(findings.fresh, findings.waived, (), findings.ending, findings.base)
    selection = selection_of(judged)
    full_report = report(judged.snapshot, outcome, policy.rules, selection, findings.coverage)
    return replace(full_report, known=findings.known, root=policy.root)
