"""`docs/kavro/` → plan: one module a kind of document."""

from kavro_lint.artifacts.plan import BLUEPRINTS, likely_blueprint, read_plan
from kavro_lint.artifacts.tasks import id_pattern
from kavro_lint.artifacts.validation import note_of_commit

__all__ = [
    "BLUEPRINTS",
    "id_pattern",
    "likely_blueprint",
    "note_of_commit",
    "read_plan",
]
