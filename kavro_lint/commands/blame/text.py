"""Origins of findings as text and as JSON, with counts of findings and no ranking of people."""

import datetime
import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from kavro_lint.commands.blame import Origin
from kavro_lint.model.history import Commit
from kavro_lint.printable import printable
from kavro_lint.spelling import quantity

WIDTH = 80


def render(origins: Sequence[Origin], format_name: str) -> str:
    """Return the origins as `text` or `json`, with a summary by module, task and agent."""
    if format_name == "json":
        summary = {name: dict(counts) for name, counts in _summary(origins)}
        findings = [_origin_json(origin) for origin in origins]
        document = {"schema": 1, "findings": findings, "summary": summary}
        return json.dumps(document, indent=2) + "\n"
    lines = [line for origin in origins for line in _origin_lines(origin)]
    for name, counts in _summary(origins):
        counted = ", ".join(f"{key} {count}" for key, count in counts)
        lines += textwrap.wrap(f"By {name}: {printable(counted, 2000)}", WIDTH,
                               subsequent_indent="  ", break_long_words=False)  # fmt: skip
    count = len(origins)
    lines.append(f"{quantity(count, 'finding')}.")
    return "\n".join(lines) + "\n"


def _origin_lines(origin: Origin) -> Iterator[str]:
    judged, commit, author = origin.judged, origin.commit, origin.authored
    place = judged.finding.location
    position = f"{printable(place.path)}:{place.line}"
    yield f"{judged.rule.id} {judged.rule.name}  {position}  {judged.fingerprint}"
    yield from textwrap.wrap(printable(judged.finding.message, 400), WIDTH,
                             initial_indent="  ", subsequent_indent="    ")  # fmt: skip
    if commit is None or author is None:
        yield f"  {origin.unknown}"
    else:
        subject = printable(commit.raw.subject, 60)
        yield f"  introduced by {commit.sha[:10]} {_day(commit)} {subject}"
        if author.sha != commit.sha:
            subject = printable(author.raw.subject, 60)
            yield f"  written in    {author.sha[:10]} {_day(author)} {subject}"
        task = ", ".join(author.tasks) or "no task"
        agent = f", with {author.agent}" if author.agent else ""
        yield f"  {printable(author.raw.author.shown)}{printable(agent)}; {printable(task)}"
    yield ""


def _origin_json(origin: Origin) -> dict[str, object]:
    judged, commit, author = origin.judged, origin.commit, origin.authored
    finding = judged.finding
    document: dict[str, object] = {
        "id": judged.rule.id,
        "rule": judged.rule.name,
        "severity": judged.severity,
        "message": finding.message,
        "path": finding.location.path,
        "line": finding.location.line,
        "from": finding.source,
        "to": finding.target,
        "fingerprint": judged.fingerprint,
        "unknown": origin.unknown or None,
        "commit": commit and _commit_json(commit),
        "authored": author and _commit_json(author),
        "task": list(author.tasks) if author else [],
        "agent": author.agent if author else None,
    }
    return document


def _commit_json(commit: Commit) -> dict[str, object]:
    raw = commit.raw
    return {"sha": commit.sha, "date": _day(commit), "subject": raw.subject,
            "author": {"name": raw.author.name, "email": raw.author.email}}  # fmt: skip


def _day(commit: Commit) -> str:
    return datetime.datetime.fromtimestamp(commit.raw.moment, datetime.UTC).date().isoformat()


def _summary(origins: Sequence[Origin]) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Yield counts of findings by module, task and agent, in the order of names: no ranking."""
    modules: Counter[str] = Counter()
    tasks: Counter[str] = Counter()
    agents: Counter[str] = Counter()
    for origin in origins:
        modules[origin.judged.finding.source or "(none)"] += 1
        author = origin.authored
        if author is None:
            tasks["(not known)"] += 1
            agents["(not known)"] += 1
        else:
            agents[author.agent or "(no agent)"] += 1
            for task in author.tasks or ("(no task)",):
                tasks[task] += 1
    yield "module", sorted(modules.items())
    yield "task", sorted(tasks.items())
    yield "agent", sorted(agents.items())
