"""The status of the work, as JSON."""

import json
from collections.abc import Mapping

from kavro_lint.commands.status import Status

Json = Mapping[str, object]


def text(status: Status) -> str:
    """Return the object that `status --format json` prints."""
    return json.dumps(as_object(status), indent=2, ensure_ascii=False) + "\n"


def as_object(status: Status) -> Json:
    """Return a status as JSON has it."""
    hand = status.hand
    return {
        "schema": 1,
        "may_write_code": status.gate.is_open,
        "reasons": list(status.gate.reasons),
        "fix": status.gate.fix,
        "task": hand.task.id if hand.task is not None else None,
        "task_given_by": hand.given_by or None,
        "mode": hand.mode or None,
        "blueprint": status.blueprint,
        "phases": [
            {"phase": p.number, "name": p.name, "state": p.state, "missing": dict(p.missing)}
            for p in status.phases
        ],
        "approvals": list(status.approvals),
        "tasks": [
            {"task": task.id, "name": task.name, "scope": list(task.scope)} for task in status.tasks
        ],
        "never_fired": list(status.never_fired),
    }
