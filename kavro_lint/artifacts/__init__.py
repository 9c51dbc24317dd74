"""`docs/kavro/` → plan: one module a kind of document."""

from kavro_lint.artifacts.plan import likely_blueprint, read_plan
from kavro_lint.artifacts.tasks import id_pattern

__all__ = ["id_pattern", "likely_blueprint", "read_plan"]
