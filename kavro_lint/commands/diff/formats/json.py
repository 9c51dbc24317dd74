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
from kavro_lint.commands.diff.change_records import Dependency, Difference, ModuleChange, Origin
from kavro_lint.commands.diff.change_sentences import day_of
from kavro_lint.commands.diff.drawing import mermaid
from kavro_lint.model.findings import Judged
from kavro_lint.model.places import Location

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
        "modules": [_module(module) for module in difference.modules],
        "dependencies": [_dependency(dependency) for dependency in difference.dependencies],
        "externals": [
            {**_dependency(package), "whole": package.is_only_user}
            for package in difference.packages
        ],
        "amendments": [
            {
                "what": amendment.part,
                "change": amendment.change,
                **_at(amendment.place),
                "says": list(amendment.says),
                "approved": amendment.approved,
            }
            for amendment in difference.amendments
        ],
        "introduced": [_finding(judged) for judged in difference.introduced],
        "fixed": [_finding(judged) for judged in difference.fixed],
        "has_contract": difference.has_contract,
        "remarks": list(difference.remarks),
        "mermaid": mermaid(difference) or None,
    }
    return json.dumps(document, indent=2) + "\n"


def _summary(difference: Difference) -> Json:
    def counts(changes: Iterable[ModuleChange | Dependency], *kinds: str) -> Json:
        totals = Counter(change.change for change in changes)
        return {kind: totals[kind] for kind in kinds}  # type: ignore[index]

    return {
        "modules": counts(difference.modules, "added", "removed", "renamed"),
        "dependencies": counts(difference.dependencies, "added", "removed"),
        "externals": counts(difference.packages, "added", "removed"),
        "introduced": len(difference.introduced),
        "fixed": len(difference.fixed),
        "amended": bool(difference.amendments),
    }


def _module(module: ModuleChange) -> Json:
    return {
        "module": module.name,
        "change": module.change,
        "files": module.files,
        "was": module.former_name,
        "declared": module.declared,
        "contract": _place(module.row),
    }


def _dependency(dependency: Dependency) -> Json:
    raw = dependency.first.raw
    return {
        "from": dependency.importer,
        "to": dependency.imported,
        "change": dependency.change,
        "imports": dependency.imports,
        "first": {
            **_at(dependency.first.location),
            "text": raw.text,
            "kind": raw.kind,
            "target": dependency.first.target,
        },
        "standing": dependency.ruling.standing,
        "reason": dependency.ruling.reason or None,
        "contract": _place(dependency.ruling.contract),
        "commit": _commit(dependency.origin),
        "unknown": dependency.origin.unknown or None,
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
