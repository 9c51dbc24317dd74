"""The answer at the start of a session: the state of the work."""

from collections.abc import Mapping
from pathlib import Path

from kavro_lint.agents import record
from kavro_lint.agents.events import SILENCE, Answer, Event
from kavro_lint.agents.work import work_in
from kavro_lint.model.frozen import replace


def answer(event: Event, folder: Path, environment: Mapping[str, str], *, asks: bool) -> Answer:
    """Say where the work stands; nothing where there is no blueprint."""
    work = work_in(folder, environment)
    standing = work.standing
    if not standing.has_blueprint:
        return SILENCE
    known = ",".join(standing.known)
    began = record.Entry(
        record.now(), event.agent, event.session, "", standing.commit, known, "began"
    )
    entries = [began]
    if "KAVRO_MODE" in environment and _is_single_phase(environment):
        # Counted by `report`, as commits that name the mode are.
        entries.append(replace(began, rule="KAVRO_MODE", fingerprint="", answer="mode"))
    record.add(work.common, entries)
    return Answer("tell", standing.start)


def _is_single_phase(environment: Mapping[str, str]) -> bool:
    # Few sessions have a mode, and this takes a third of what a start does.
    from kavro_lint.architecture.gate import is_single_phase

    return is_single_phase(environment)
