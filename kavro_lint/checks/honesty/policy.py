"""Lines of a change that loosen the policy (KV006)."""

from collections.abc import Iterator, Sequence

from kavro_lint.architecture.approvals import covered
from kavro_lint.architecture.case import Case
from kavro_lint.checks.cleared import Cleared, cleared_by
from kavro_lint.model.agreement import fingerprint
from kavro_lint.model.facts import Snapshot, Unreadable
from kavro_lint.model.findings import Finding, Severity
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import Location

RULES = ("KV006",)
NEEDS = "findings"

SHOWN = 5


@frozen
class Loosened:
    """A line of policy that clears something; `mark` is what an approval of it covers."""

    line: Location
    text: str
    mark: str
    cleared: tuple[Cleared, ...]


def findings(case: Case) -> Iterator[Finding]:
    """Yield one finding for each line of policy that clears something, unless it is approved."""
    approved = covered(case.workflow, "policy")
    for loosened in loosened_lines(case):
        if loosened.mark not in approved:
            yield _finding(loosened, _severity(case, loosened.line))


def loosened_lines(case: Case) -> tuple[Loosened, ...]:
    """Return every line of the case's policy that clears something, approved or not."""
    if case.by_base is None:
        return ()
    lines: dict[tuple[Location, str | None], list[Cleared]] = {}
    for cleared in cleared_by(case, case.by_base):
        lines.setdefault((cleared.line, cleared.setting), []).append(cleared)
    ordered = sorted(lines.items(), key=lambda entry: (entry[0][0], entry[0][1] or ""))
    return tuple(
        Loosened(line, text, _mark(line, text), tuple(cleared))
        for (line, setting), cleared in ordered
        for text in [_text(case, line, setting)]
    )


def standing(case: Case) -> tuple[Finding, ...]:
    """Return the findings of the base's policy that no approved line hides.

    Nothing where the base names no approvers, where all that is loosened is approved, and on a
    push to the mainline, which a person has merged.
    """
    if case.by_base is None or not case.history.approvers or case.history.squashed:
        return ()
    approved = covered(case.workflow, "policy")
    lines = loosened_lines(case)
    if all(loosened.mark in approved for loosened in lines):
        return ()
    approved_findings = {
        cleared.finding
        for loosened in lines
        if loosened.mark in approved
        for cleared in loosened.cleared
    }
    return tuple(finding for finding in case.by_base.findings if finding not in approved_findings)


def _severity(case: Case, line: Location) -> Severity | None:
    """Return major where the base names approvers, or an agent loosens; None for the page's."""
    if case.history.squashed:
        return "minor"
    agent = case.history.loosening_agents.get(line.path)
    return "major" if case.history.approvers or agent is not None else None


def _text(case: Case, line: Location, setting: str | None) -> str:
    """Return what a line says: of a setting its whole value, however many lines it takes."""
    if setting is None:
        return " ".join(line_of(case.snapshot, line).split())
    return f"{setting} = {_shown(getattr(case.settings, setting.replace('-', '_')))}"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(value[key])}" for key in sorted(value))
    if isinstance(value, tuple | list):
        return ", ".join(_shown(getattr(entry, "value", entry)) for entry in value)
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value)))
    return "not set" if value is None else str(value)


def _mark(line: Location, text: str) -> str:
    """Return the fingerprint of a line of policy, wherever in its file it stands."""
    return fingerprint("policy", line.path, text)


def line_of(snapshot: Snapshot, place: Location) -> str:
    """Return the text of a line of the snapshot, "" where it cannot be read."""
    try:
        content = snapshot.read(place.path)
    except (KeyError, Unreadable):
        return ""
    lines = content.decode("utf-8", "replace").splitlines()
    return lines[place.line - 1] if place.line <= len(lines) else ""


def _finding(loosened: Loosened, severity: Severity | None) -> Finding:
    place = loosened.line
    return Finding(
        rule="KV006",
        message=f"this line loosens the policy{_in_words(loosened.cleared)}",
        location=place,
        fix="restore the line, or have somebody read it and run "
        "`kavro-lint approve policy --by <name>`",
        atoms=frozenset({("policy", place.path, loosened.text)}),
        contract=place,
        severity=severity,
        evidence=tuple(cleared.evidence for cleared in loosened.cleared),
        count=len(loosened.cleared),
    )


def _in_words(cleared: Sequence[Cleared]) -> str:
    """Return the weakened settings and lost files, then the findings of the base's policy."""
    weaker = [effect.evidence.text for effect in cleared if effect.finding is None]
    reported = [effect.evidence.text for effect in cleared if effect.finding is not None]
    words = f": {_listed(weaker)}" if weaker else ""
    return words + (f"; the base's policy would report: {_listed(reported)}" if reported else "")


def _listed(texts: Sequence[str]) -> str:
    more = f"; and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    return "; ".join(texts[:SHOWN]) + more
