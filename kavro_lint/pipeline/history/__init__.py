"""The history that a run's rules ask for, and no more: Git is asked once, into one record."""

from kavro_lint.pipeline.history.context import HistoryContext, read_history_context
from kavro_lint.pipeline.history.day import today_of
from kavro_lint.pipeline.history.history_settings import conventions_of

__all__ = ["HistoryContext", "conventions_of", "read_history_context", "today_of"]
