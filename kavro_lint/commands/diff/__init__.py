"""The effect of a change on the architecture: two surveys → records → a format."""

from kavro_lint.commands.diff.change_records import Difference
from kavro_lint.commands.diff.comparing import difference
from kavro_lint.commands.diff.formats import formats, renderer
from kavro_lint.commands.diff.revision_range import Revisions, read_revisions

__all__ = ["Difference", "Revisions", "difference", "formats", "read_revisions", "renderer"]
