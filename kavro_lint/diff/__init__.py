"""What a change does to the architecture: two surveys → records → a format."""

from kavro_lint.diff.comparing import difference
from kavro_lint.diff.formats import formats, renderer
from kavro_lint.diff.records import Difference
from kavro_lint.diff.revisions import Revisions, read_revisions

__all__ = ["Difference", "Revisions", "difference", "formats", "read_revisions", "renderer"]
