"""The fields of a line of JSON or CSV, for an interval and for a commit."""

from kavro_lint.commands.history.drift_records import Interval, Row
from kavro_lint.commands.history.past import day_of
from kavro_lint.commands.history.view import View
from kavro_lint.model.frozen import fields

OF_INTERVALS = (
    "kind", "id", "fingerprint", "born", "died", "how", "relapse_of", "task", "by", "agent",
    "born_on", "died_on", "cause", "severity", "path", "from", "to", "value", "authored",
)  # fmt: skip
# The commit of the line that an interval's number stands for.
_PER_COMMIT = 1_000_000


def interval_entry(view: View, interval: Interval) -> dict[str, object]:
    """Return what is told of an interval; a finding's `id` is its rule's, a part's its name."""
    born = view.commit(interval.born)
    died = view.commit(interval.died) if interval.died is not None else None
    is_part = interval.kind not in ("finding", "event")
    return {
        "kind": interval.kind,
        "id": interval.source if is_part else interval.rule,
        "fingerprint": interval.fingerprint or None,
        "born": born.sha,
        "died": died.sha if died is not None else None,
        "how": interval.how,
        "relapse_of": _relapse_of(view, interval),
        "task": interval.task or None,
        "by": None if is_part else view.by(interval),
        "agent": interval.agent or None,
        "born_on": day_of(born.moment).isoformat(),
        "died_on": day_of(died.moment).isoformat() if died is not None else None,
        "cause": interval.cause or None,
        "severity": interval.severity or None,
        "path": interval.path or None,
        "from": None if is_part else interval.source,
        "to": interval.target,
        "value": interval.value or None,
        "authored": interval.authored or None,
    }


def _relapse_of(view: View, interval: Interval) -> str | None:
    """Return the commit that the same finding was born in before."""
    if interval.relapse_of is None:
        return None
    return view.commit(interval.relapse_of // _PER_COMMIT).sha


def commit_entry(row: Row) -> dict[str, object]:
    """Return what is told of a commit."""
    counted = {name: getattr(row.numbers, name) for name in fields(row.numbers)}
    judged = row.status == "judged"
    return {
        "kind": "commit",
        "commit": row.sha,
        "on": day_of(row.moment).isoformat(),
        "status": row.status,
        "open": row.open if judged else None,
        "waived": row.waived if judged else None,
        **{name: number if judged else None for name, number in counted.items()},
    }
