"""git → history: the commits since adoption and those of a change, and what they say."""

from kavro_lint.history.identities import agent_named, agent_of, is_bot, matches
from kavro_lint.history.mainline import Base, HistoryMissing, find_base, find_mainline

__all__ = [
    "Base",
    "HistoryMissing",
    "agent_named",
    "agent_of",
    "find_base",
    "find_mainline",
    "is_bot",
    "matches",
]
