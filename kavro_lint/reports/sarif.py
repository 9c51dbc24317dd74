"""SARIF 2.1.0, the OASIS standard for results of static analysis (errata 01).

Read by code scanning on forges, by editors and by viewers. Paths are URIs relative to
`%SRCROOT%`, columns count characters. `partialFingerprints` hold the finding's fingerprint
under a name of our own: GitHub's `primaryLocationLineHash` is a hash of the line, which its
upload action adds and would call inconsistent if it came from elsewhere.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from kavro_lint import __version__
from kavro_lint.model.findings import Judged, Report, Rule, Severity
from kavro_lint.model.places import Evidence, Location
from kavro_lint.printable import bytes_of, printable
from kavro_lint.reports import PLAIN, View
from kavro_lint.reports.wording import coverage_lines, ending_lines, verdict
from kavro_lint.reports.wording.limits import left_out_lines

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"

# What fails a run by default is an error; `_level` says it of a result.
LEVELS: Mapping[Severity, str] = {"minor": "note", "major": "error", "critical": "error"}
# How GitHub sorts alerts of rules that are not about security.
PROBLEMS = {"note": "recommendation", "warning": "warning", "error": "error"}

Json = dict[str, object]

_LINK = re.compile(r"https?://[^\s<>()\[\]`\"]+")


def render(report: Report, view: View = PLAIN) -> str:
    """Return a SARIF log of one run, in ASCII."""
    rules = _rules(report)
    index = {rule.id: number for number, rule in enumerate(rules)}
    everything = sorted(
        (*report.findings, *report.waived), key=lambda judged: judged.finding.location
    )
    run: Json = {
        "tool": {"driver": _driver(rules)},
        "automationDetails": {
            "id": "kavro-lint/",
            "description": {"text": "Drift between code, history and contract"},
        },
        "invocations": [_invocation(report)],
        "originalUriBaseIds": {
            ROOT: {"description": {"text": "The root folder of the repository"}}
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(judged, index[judged.rule.id]) for judged in everything],
    }
    address = view.address()
    if address is not None:
        provenance: Json = {"repositoryUri": address, "mappedTo": {"uriBaseId": ROOT}}
        if report.commit is not None:
            provenance["revisionId"] = report.commit
        run["versionControlProvenance"] = [provenance]
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2) + "\n"


def _rules(report: Report) -> list[Rule]:
    """Return the rules that were judged and those with findings, sorted by id."""
    with_findings = (judged.rule for judged in (*report.findings, *report.waived))
    by_id = {rule.id: rule for rule in (*report.rules, *with_findings)}
    return sorted(by_id.values(), key=lambda rule: rule.id)


def _driver(rules: Sequence[Rule]) -> Json:
    return {
        "name": "kavro-lint",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(rule) for rule in rules],
    }


def _rule(rule: Rule) -> Json:
    """Describe a rule: its page is the help, the first reference on it the link."""
    level = LEVELS[rule.severity]
    page = rule.text.partition("+++\n")[2].partition("+++\n")[2].strip() or rule.summary
    document: Json = {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": _plain(rule.summary)},
        "fullDescription": {"text": _plain(_paragraph(page) or rule.summary)},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["architecture", f"phase-{rule.phase}"],
            "precision": "very-high",
            "problem.severity": PROBLEMS[level],
        },
    }
    links = _LINK.findall(page.partition("## References")[2])
    if links:
        document["helpUri"] = links[0].rstrip(".,;")
    return document


def _paragraph(page: str) -> str:
    """Return the first paragraph below a page's first section."""
    paragraphs = (
        paragraph for paragraph in page.split("\n\n") if not paragraph.lstrip().startswith("#")
    )
    return " ".join(next(paragraphs, "").split())


def _invocation(report: Report) -> Json:
    """Return how the run ended, and what it did not judge."""
    sentences = (*coverage_lines(report.coverage), *ending_lines(report), *left_out_lines(report))
    return {
        "executionSuccessful": report.exit_code != 2,
        "exitCode": report.exit_code,
        "exitCodeDescription": verdict(report),
        "toolExecutionNotifications": [
            {"level": "note", "message": {"text": _plain(printable(sentence, 2000))}}
            for sentence in sentences
        ],
    }


def _result(judged: Judged, index: int) -> Json:
    finding = judged.finding
    related = list(_related(judged))
    document: Json = {
        "ruleId": judged.rule.id,
        "ruleIndex": index,
        "level": _level(judged),
        "message": {"text": _message(judged, related)},
        "locations": [_location(finding.location, _snippet(judged), finding.source)],
        "partialFingerprints": {"kavroLint/v1": judged.fingerprint},
        "suppressions": _suppressions(judged),
        "properties": _properties(judged),
    }
    if related:
        document["relatedLocations"] = [
            {"id": number, **_location(place, text, words=words)}
            for number, (words, place, text) in enumerate(related, 1)
        ]
    if len(finding.evidence) > 1:
        document["codeFlows"] = [{"threadFlows": [{"locations": _flow(finding.evidence)}]}]
    return document


def _level(judged: Judged) -> str:
    """Return `error` for what fails the run, and less for what does not."""
    level = LEVELS[judged.severity]
    if judged.waived_by is not None or judged.blocks:
        return "error" if judged.blocks else level
    return "warning" if level == "error" else level


def _related(judged: Judged) -> Iterator[tuple[str, Location, str]]:
    """Yield the contract's line, evidence at other places and the imports to cut."""
    finding = judged.finding
    if finding.contract is not None:
        yield "the contract", finding.contract, ""
    for hop in finding.evidence:
        if hop.location != finding.location:
            yield "evidence", hop.location, hop.text
    for hop in finding.cut:
        yield "a cut", hop.location, hop.text


def _message(judged: Judged, related: Sequence[tuple[str, Location, str]]) -> str:
    """Return the message, a link to the contract's line, and the fix."""
    finding = judged.finding
    parts = [_plain(printable(finding.placed_message, 1000))]
    if finding.contract is not None and related:
        position = f"{printable(finding.contract.path)}:{finding.contract.line}"
        parts.append(f"Contract: [{_plain(position)}](1).")
    parts.append(f"Fix: {_plain(printable(finding.fix, 1000))}")
    if judged.waived_by:
        parts.append(f"Waived by {_plain(printable(judged.waived_by))}.")
    return "\n".join(parts)


def _plain(text: str) -> str:
    """Escape what would be a link in a message (SARIF 3.11.6)."""
    return re.sub(r"([\\\[\]])", r"\\\1", text)


def _flow(evidence: Sequence[Evidence]) -> list[Json]:
    return [{"location": _location(hop.location, hop.text, words=hop.text)} for hop in evidence]


def _snippet(judged: Judged) -> str:
    """Return the text at the finding's own place, where it is known."""
    evidence = judged.finding.evidence
    texts = (hop.text for hop in evidence if hop.location == judged.finding.location)
    return next(texts, "")


def _location(place: Location, text: str = "", module: str | None = None, words: str = "") -> Json:
    region: Json = {"startLine": max(place.line, 1), "startColumn": max(place.column, 1)}
    if text:
        region["snippet"] = {"text": printable(text)}
    location: Json = {
        "physicalLocation": {
            "artifactLocation": {"uri": uri(place.path), "uriBaseId": ROOT},
            "region": region,
        }
    }
    if module:
        location["logicalLocations"] = [{"fullyQualifiedName": printable(module), "kind": "module"}]
    if words:
        location["message"] = {"text": _plain(printable(words))}
    return location


def uri(path: str) -> str:
    """Return a path as a relative URI; a byte that is not UTF-8 is encoded as it is."""
    encoded = quote(bytes_of(path.strip("/")), safe="/")
    return encoded or "./"


def _suppressions(judged: Judged) -> list[Json]:
    """Say which decision waives a finding; an empty list says that none does."""
    if judged.waived_by is None:
        return []
    decision = printable(judged.waived_by)
    return [
        {
            "kind": "external",
            "status": "accepted",
            "justification": f"an exception in the accepted decision {decision}",
            "location": _location(Location(judged.waived_by)),
        }
    ]


def _properties(judged: Judged) -> Json:
    finding = judged.finding
    stated: Json = {
        "severity": judged.severity,
        "blocks": judged.blocks,
        "from": finding.source and printable(finding.source),
        "to": finding.target and printable(finding.target),
        "kind": finding.kind,
        "also": list(finding.also),
        "owners": [printable(owner) for owner in judged.owners],
        "task": finding.task and printable(finding.task),
        "commit": finding.commit,
    }
    return {key: value for key, value in stated.items() if value not in (None, [])}
