"""`docs/kavro/` → plan: one module a kind of document."""

from kavro_lint.artifacts.plan import likely_blueprint, read_plan

__all__ = ["likely_blueprint", "read_plan"]
