"""Artifacts in `docs/kavro/` read into a plan, one module for each kind of document."""

from kavro_lint.artifacts.approvals import read_approval
from kavro_lint.artifacts.plan import likely_blueprint, read_plan
from kavro_lint.artifacts.roadmap import SYNONYMS, named_in
from kavro_lint.artifacts.task_lines import id_pattern
from kavro_lint.artifacts.task_mentions import Mention, mentions
from kavro_lint.artifacts.trees import tree_paths
from kavro_lint.artifacts.validation import note_of_commit

__all__ = [
    "SYNONYMS",
    "Mention",
    "id_pattern",
    "likely_blueprint",
    "mentions",
    "named_in",
    "note_of_commit",
    "read_approval",
    "read_plan",
    "tree_paths",
]
