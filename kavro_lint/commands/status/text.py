"""The status of the work, as text: at most 25 lines of 80 columns."""

from collections.abc import Iterator

from kavro_lint.architecture.gate import Hand, mode_shown
from kavro_lint.commands.status import PhaseStatus, Status
from kavro_lint.printable import columns, cut, printable, wrapped

LINES = 25
COLUMNS = 80
# How many reasons, approvals and tasks are shown; the rest is counted.
MOST = 3


def text(status: Status) -> str:
    """Return the lines of a status; long ones are wrapped where there is room, else cut."""
    lines = [part for line in _lines(status) for part in _wrapped(line)]
    if len(lines) > LINES:
        lines = [cut(line, COLUMNS) for line in _lines(status)]
    return "".join(f"{line}\n" for line in lines[:LINES])


def _wrapped(line: str) -> Iterator[str]:
    if columns(line) <= COLUMNS:
        yield line
        return
    words = line.lstrip()
    indent = line[: -len(words)]
    for part in wrapped(words, COLUMNS, indent, f"{indent}  "):
        # A path may be longer than a line.
        yield cut(part, COLUMNS)


def _lines(status: Status) -> Iterator[str]:
    yield from _gate(status)
    yield ""
    yield from map(_phase, status.phases)
    yield from _listed("approved", status.approvals)
    tasks = [
        f"{task.id} {task.name}; scope: {', '.join(task.scope) or 'not stated'}"
        for task in status.tasks
    ]
    yield from _listed("in progress", tasks)
    for name in status.never_fired:
        yield f"The hooks of {name} are installed and have never fired here."


def _gate(status: Status) -> Iterator[str]:
    hand = _hand(status.hand)
    if status.gate.is_open:
        yield f"Code may be written now{hand}."
        return
    yield f"Code may not be written now{hand}:"
    for reason in status.gate.reasons[:MOST]:
        yield f"  {printable(reason)}"
    if len(status.gate.reasons) > MOST:
        yield f"  … and {len(status.gate.reasons) - MOST} more: kavro-lint check"
    yield f"  next: {printable(status.gate.fix)}"


def _hand(hand: Hand) -> str:
    task = f" for task {printable(hand.task.id)} ({hand.given_by})" if hand.task else ""
    return f"{task} {mode_shown(hand.mode)}" if hand.mode else task


def _phase(phase: PhaseStatus) -> str:
    missing = ", ".join(
        rule if count == 1 else f"{rule} ×{count}" for rule, count in phase.missing.items()
    )
    return f"{phase.number} {phase.name:<16}{phase.state}" + (f": {missing}" if missing else "")


def _listed(head: str, items: tuple[str, ...] | list[str]) -> Iterator[str]:
    for item in items[:MOST]:
        yield f"{head}: {printable(item)}"
    if len(items) > MOST:
        yield f"{head}: … and {len(items) - MOST} more"
