"""The report as JSON, schema 1 (docs/contract.md#41-the-json-report)."""

import json
from collections import Counter

from kavro_lint import __version__
from kavro_lint.model.findings import SEVERITIES, Judged, Report
from kavro_lint.model.places import Evidence, Location
from kavro_lint.reports import PLAIN, View
from kavro_lint.reports.wording.limits import rules_left_out

SCHEMA = 1

Json = dict[str, object]


def render(report: Report, view: View = PLAIN) -> str:
    """Return the report as one JSON object, keys in the contract's order."""
    document: Json = {
        "schema": SCHEMA,
        "tool": {"name": "kavro-lint", "version": __version__},
        "snapshot": {"kind": report.snapshot_kind, "commit": report.commit, "base": report.base},
        "verdict": report.verdict,
        "summary": _summary(report),
        "coverage": _coverage(report),
        "findings": [_finding(judged) for judged in report.findings],
        "waived": [_finding(judged) for judged in report.waived],
        "ending": [
            {"rules": list(waiver.rules), "until": str(waiver.until), **_at(waiver.location)}
            for waiver in report.ending
        ],
    }
    if report.left_out:
        rules = rules_left_out(report)
        document["left_out"] = {"count": len(report.left_out), "rules": rules}
    return json.dumps(document, indent=2) + "\n"


def _summary(report: Report) -> Json:
    counts = Counter(judged.severity for judged in (*report.findings, *report.left_out))
    return {
        **{severity: counts[severity] for severity in reversed(SEVERITIES)},
        "waived": len(report.waived),
        "known": report.known,
    }


def _coverage(report: Report) -> Json:
    coverage = report.coverage
    return {
        "files": dict(coverage.files),
        "not_analysed": dict(coverage.not_analysed),
        "governed": coverage.governed,
        "declared": coverage.declared,
        "undeclared": coverage.undeclared,
        "unreadable": coverage.unreadable,
        "vendored": coverage.vendored,
        "generated": coverage.generated,
        "imports": dict(coverage.imports),
        "unlimited_modules": list(coverage.unlimited_modules),
        "phases_judged": {str(phase): why for phase, why in coverage.phases_judged.items()},
        "phases_not_judged": list(coverage.phases_not_judged),
        "submodules": list(coverage.submodules),
        "remarks": list(coverage.remarks),
        "approvals": list(coverage.approvals),
        **(
            {"details": {name: list(lines) for name, lines in coverage.details.items()}}
            if coverage.details
            else {}
        ),
    }


def _finding(judged: Judged) -> Json:
    finding = judged.finding
    document: Json = {
        "id": judged.rule.id,
        "rule": judged.rule.name,
        "severity": judged.severity,
        "message": finding.message,
        "path": finding.location.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "from": finding.source,
        "to": finding.target,
        "kind": finding.kind,
        "test": finding.test,
        "evidence": [_evidence(hop) for hop in finding.evidence],
        "contract": _place(finding.contract),
        "also": list(finding.also),
        "fix": finding.fix,
        "owners": list(judged.owners),
        "fingerprint": judged.fingerprint,
        "waived_by": judged.waived_by,
    }
    if finding.cell:
        document["cell"] = finding.cell
    if finding.imported is not None:
        document["imported"] = finding.imported
    if finding.count is not None:
        document["count"] = finding.count
    if finding.cycle:
        document["cycle"] = list(finding.cycle)
        document["cut"] = [_evidence(hop) for hop in finding.cut]
    if finding.task is not None:
        document["task"] = finding.task
    if finding.commit is not None:
        document["commit"] = finding.commit
    return document


def _evidence(evidence: Evidence) -> Json:
    return {
        "path": evidence.location.path,
        "line": evidence.location.line,
        "text": evidence.text,
    }


def _place(place: Location | None) -> Json | None:
    return None if place is None else _at(place)


def _at(place: Location) -> Json:
    return {"path": place.path, "line": place.line}
