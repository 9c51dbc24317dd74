"""Events of coding agents and the answers to them, independent of any tool."""

from typing import Literal

from kavro_lint.agents.operations import Operation
from kavro_lint.model.frozen import frozen

# When an agent calls: as it starts, before and after it edits, before a shell command, at its end.
Moment = Literal["start", "before-edit", "before-command", "after-edit", "stop"]

# An answer says in which mode it is given, in so many characters at most.
ROOM_FOR_MODE = 60

Decision = Literal["silence", "tell", "ask", "deny", "block"]


@frozen
class Event:
    """One event. `moment` is None if it needs no answer.

    `session` is the tool's name for the conversation, `folder` the absolute path it works in.
    `operations` are the edits it is about to make or has made, `command` the shell command.
    `stopped_before` is true where the tool says that a stop was blocked already.
    """

    agent: str
    moment: Moment | None
    session: str = ""
    folder: str = ""
    operations: tuple[Operation, ...] = ()
    command: str = ""
    stopped_before: bool = False


@frozen
class Answer:
    """The answer to an event.

    `deny` refuses an edit, `ask` leaves it to the person, `block` refuses a stop, `tell` lets it
    happen and says something; `silence` says nothing.
    """

    decision: Decision
    text: str = ""


SILENCE = Answer("silence")


@frozen
class Reply:
    """An answer in a tool's own words: standard output, standard error, exit code."""

    output: str = ""
    error: str = ""
    code: int = 0
