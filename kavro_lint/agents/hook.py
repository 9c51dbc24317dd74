"""One event of a coding agent → one answer: what each moment says (docs/contract.md, 5.3)."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol

from kavro_lint.agents.events import SILENCE, Answer, Event, Moment
from kavro_lint.errors import CannotJudge
from kavro_lint.model.frozen import frozen


@frozen
class Surroundings:
    """Where a hook runs: the folder of an event that names none, and the environment.

    `fail_closed` denies what cannot be judged; `asks` says whether the tool can ask the person.
    """

    folder: Path
    environment: Mapping[str, str]
    asks: bool = False
    fail_closed: bool = False


# The module and the function that answer at each moment; each is imported when it is needed.
MOMENTS: Mapping[Moment, tuple[str, str]] = {
    "start": ("start", "answer"),
    "before-edit": ("before", "answer"),
    "before-command": ("before", "answer_command"),
    "after-edit": ("after", "answer"),
    "stop": ("stop", "answer"),
}
# Event, folder, environment, whether the tool can ask the person.


class Answering(Protocol):
    """What answers an event of one moment."""

    def __call__(
        self, event: Event, folder: Path, environment: Mapping[str, str], *, asks: bool
    ) -> Answer:
        """Return the answer to an event in a folder; `asks` as in Surroundings."""


def answer(event: Event, around: Surroundings) -> Answer:
    """Return the answer to an event. What cannot be judged is reported, and stops nothing."""
    if event.moment is None:
        return SILENCE
    folder = Path(event.folder) if event.folder else around.folder
    try:
        module, function = MOMENTS[event.moment]
        answering: Answering = getattr(import_module(f"kavro_lint.agents.{module}"), function)
        answer = answering(event, folder, around.environment, asks=around.asks)
        return _with_mode(answer, around.environment.get("KAVRO_MODE", ""))
    except CannotJudge as error:
        remedy = f" {error.remedy}." if error.remedy else ""
        return _not_judged(event, f"{error}.{remedy}", fail_closed=around.fail_closed)
    except Exception as error:
        if around.environment.get("KAVRO_LINT_DEBUG"):
            raise
        reason = f"internal error {type(error).__name__}, a bug in kavro-lint."
        return _not_judged(event, reason, fail_closed=around.fail_closed)


def _with_mode(answer: Answer, mode: str) -> Answer:
    """Say in an answer in which mode it is given; the longest answers leave room for that."""
    if answer.decision == "silence" or not mode:
        return answer
    from kavro_lint.architecture.gate import mode_shown

    return Answer(answer.decision, f"{answer.text}\n{mode_shown(mode)}")


def _not_judged(event: Event, why: str, *, fail_closed: bool) -> Answer:
    text = f"kavro-lint could not judge this: {why}"[:1000]
    if fail_closed and event.moment in ("before-edit", "before-command"):
        return Answer("deny", text)
    return Answer("tell", text)
