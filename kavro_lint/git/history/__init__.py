"""The commits since adoption and those of a change, and what their messages say."""

from kavro_lint.git.history.commit_facts import read_commits, with_changes
from kavro_lint.git.history.identities import (
    agent_behind,
    agent_named,
    agent_of,
    is_bot,
    matches,
    may_approve,
)
from kavro_lint.git.history.mainline import DEEPEN, Base, HistoryMissing, find_base, find_mainline
from kavro_lint.git.history.merged_line import MergedLine
from kavro_lint.git.history.since_adoption import (
    Conventions,
    HistoryRequest,
    agent_notes,
    find_adopted,
    read_history,
)

__all__ = [
    "DEEPEN",
    "Base",
    "Conventions",
    "HistoryMissing",
    "HistoryRequest",
    "MergedLine",
    "agent_behind",
    "agent_named",
    "agent_notes",
    "agent_of",
    "find_adopted",
    "find_base",
    "find_mainline",
    "is_bot",
    "matches",
    "may_approve",
    "read_commits",
    "read_history",
    "with_changes",
]
