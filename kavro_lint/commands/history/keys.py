"""Findings → drift with keys that outlive lines, renames, and a cycle that grows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.checks import provider_of
from kavro_lint.commands.history.drift_records import Drift, Key
from kavro_lint.model.findings import Atom, Finding, Judged, Rule
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.verdict import Selection, graded


def drifts_of(
    findings: Iterable[Finding], rules: Sequence[Rule], selection: Selection
) -> tuple[Drift, ...]:
    """Return findings, as they are reported, as drift; those of rules that are off are left out."""
    return tuple(_numbered(graded(findings, rules, selection)))


def by_key(drifts: Iterable[Drift]) -> dict[Key, Drift]:
    """Return drift by its keys."""
    return {drift.key: drift for drift in drifts}


def _numbered(judged: Iterable[Judged]) -> Iterator[Drift]:
    """Yield findings with numbers, where several have all in common."""
    counts: Counter[tuple[str, frozenset[Atom]]] = Counter()
    for judged_finding in judged:
        finding = judged_finding.finding
        marks = frozenset(provider_of(finding.rule).identity(finding))
        identity = finding.rule, marks
        counts[identity] += 1
        yield Drift(
            rule=finding.rule,
            severity=judged_finding.severity,
            marks=marks,
            number=counts[identity],
            fingerprint=judged_finding.fingerprint,
            path=finding.location.path,
            source=finding.source,
            target=finding.target,
            text=finding.evidence[0].text if finding.evidence else "",
        )


def moved_key(key: Key, moved: Mapping[str, str]) -> Key:
    """Return the key that drift has after files were renamed."""
    if not moved:
        return key
    rule, marks, number = key
    return (
        rule,
        frozenset(tuple(moved.get(part, part) for part in mark) for mark in marks),
        number,
    )


def statement_before(
    drift: Drift, candidates: Mapping[Key, Drift], moved: Mapping[str, str]
) -> Key | None:
    """Return the key that a statement had before its file moved, None for none.

    A statement is the same when it is worded the same, else when it leads to the same module: a
    relative import is written otherwise elsewhere.
    """
    of_file = {key: old for key, old in candidates.items() if moved.get(old.path) == drift.path}
    worded = (key for key, old in of_file.items() if old.text and old.text == drift.text)
    leading = (key for key, old in of_file.items() if old.target and old.target == drift.target)
    return next(worded, None) or next(leading, None)


def renumbered(drifts: Iterable[Drift]) -> tuple[Drift, ...]:
    """Return drift of several groups with numbers of its own where groups have a key in common."""
    used: set[Key] = set()
    result: list[Drift] = []
    for drift in drifts:
        while drift.key in used:
            drift = replace(drift, number=drift.number + 1)  # noqa: PLW2901
        used.add(drift.key)
        result.append(drift)
    return tuple(result)
