"""The difference as JSON, schema 1. Keys are stable; new ones may be added.

`{"schema", "tool", "base", "head": {"kind", "commit"}, "changed": bool, "verdict",
"summary": {"modules": {"added", "removed", "renamed"}, "dependencies": {"added", "removed"},
"externals": {"added", "removed"}, "introduced", "fixed", "amended": bool},
"modules": [{"module", "change", "files", "was", "declared", "contract"}],
"dependencies": [{"from", "to", "change", "imports",
"first": {"path", "line", "text", "kind", "target"}, "standing", "reason", "contract",
"commit": {"sha", "date", "author", "subject", "tasks", "agent"} | null, "unknown"}],
"externals": the same, `to` is the package, with "whole": no other module uses it, or did,
"amendments": [{"what", "change", "path", "line", "says", "approved"}],
"introduced" and "fixed": [{"id", "rule", "severity", "message", "path", "line", "from", "to",
"contract", "fix", "fingerprint"}], "has_contract", "remarks", "mermaid"}`

`standing` is allowed, amended, denied, waived, undeclared or unstated, of what goes `gone`. Of
what goes, `first` is in the base tree, and so is a `fixed` finding. Places are
`{"path", "line"}` or null.
"""

import json
from collections import Counter
from collections.abc import Iterable

from kavro_lint import __version__
from kavro_lint.commands.diff.drawing import mermaid
from kavro_lint.commands.diff.records import Dependency, Difference, ModuleChange, Origin
from kavro_lint.commands.diff.sentences import day_of
from kavro_lint.model import Judged, Location

SCHEMA = 1

Json = dict[str, object]


def render(difference: Difference) -> str:
    """Return the difference as one JSON object."""
    document: Json = {
        "schema": SCHEMA,
        "tool": {"name": "kavro-lint", "version": __version__},
        "base": difference.base,
        "head": {"kind": difference.kind, "commit": difference.head},
        "changed": not difference.is_empty,
        "verdict": difference.verdict,
        "summary": _summary(difference),
        "modules": [_module(each) for each in difference.modules],
        "dependencies": [_dependency(each) for each in difference.dependencies],
        "externals": [{**_dependency(each), "whole": each.whole} for each in difference.packages],
        "amendments": [
            {
                "what": each.what,
                "change": each.change,
                **_at(each.place),
                "says": list(each.says),
                "approved": each.approved,
            }
            for each in difference.amendments
        ],
        "introduced": [_finding(each) for each in difference.introduced],
        "fixed": [_finding(each) for each in difference.fixed],
        "has_contract": difference.has_contract,
        "remarks": list(difference.remarks),
        "mermaid": mermaid(difference) or None,
    }
    return json.dumps(document, indent=2) + "\n"


def _summary(difference: Difference) -> Json:
    def counts(changes: Iterable[ModuleChange | Dependency], *kinds: str) -> Json:
        found = Counter(each.change for each in changes)
        return {kind: found[kind] for kind in kinds}  # type: ignore[index]

    return {
        "modules": counts(difference.modules, "added", "removed", "renamed"),
        "dependencies": counts(difference.dependencies, "added", "removed"),
        "externals": counts(difference.packages, "added", "removed"),
        "introduced": len(difference.introduced),
        "fixed": len(difference.fixed),
        "amended": bool(difference.amendments),
    }


def _module(each: ModuleChange) -> Json:
    return {
        "module": each.name,
        "change": each.change,
        "files": each.files,
        "was": each.was,
        "declared": each.declared,
        "contract": _place(each.row),
    }


def _dependency(each: Dependency) -> Json:
    raw = each.first.raw
    return {
        "from": each.user,
        "to": each.used,
        "change": each.change,
        "imports": each.imports,
        "first": {
            **_at(each.first.location),
            "text": raw.text,
            "kind": raw.kind,
            "target": each.first.target,
        },
        "standing": each.ruling.standing,
        "reason": each.ruling.reason or None,
        "contract": _place(each.ruling.contract),
        "commit": _commit(each.origin),
        "unknown": each.origin.unknown or None,
    }


def _commit(origin: Origin) -> Json | None:
    commit = origin.commit
    if commit is None:
        return None
    author = commit.raw.author
    return {
        "sha": commit.sha,
        "date": day_of(origin),
        "author": {"name": author.name, "email": author.email},
        "subject": commit.raw.subject,
        "tasks": list(commit.tasks),
        "agent": commit.agent,
    }


def _finding(judged: Judged) -> Json:
    finding = judged.finding
    return {
        "id": judged.rule.id,
        "rule": judged.rule.name,
        "severity": judged.severity,
        "message": finding.message,
        **_at(finding.location),
        "from": finding.source,
        "to": finding.target,
        "contract": _place(finding.contract),
        "fix": finding.fix,
        "fingerprint": judged.fingerprint,
    }


def _at(place: Location) -> Json:
    return {"path": place.path, "line": place.line}


def _place(place: Location | None) -> Json | None:
    return None if place is None else _at(place)
