"""A part while it may still be split."""

from kavro_lint.commands.init.product_folders import name_of
from kavro_lint.model.frozen import frozen

# Other people's code, copied: one module however large it is.
VENDORED = frozenset("vendor _vendor vendored _vendored third_party thirdparty extern".split())

# Folders of equals: with a row each, every new one and every import between them is a finding.
COLLECTIONS = frozenset(
    "plugins plugin components providers integrations adapters extensions ext contrib backends "
    "drivers connectors apps modules partners instrumentation exporters addons features ui icons "
    "widgets".split()
)


@frozen
class Unit:
    """A part while it may still be split.

    `kind` is `whole` (a folder), `family`, `own` (the files of a folder itself), `root` (those of
    them that are the root of a crate), `layer` (the folders of one name in several features) or
    `rest` (what lies in a folder and in none of its folders that are units). `depth` counts the
    folders that were split for it; `project` is the name of its project, "" where there is one
    only.
    """

    kind: str
    folder: str
    name: str
    files: tuple[str, ...]
    size: int
    depth: int = 0
    project: str = ""

    @property
    def is_splittable(self) -> bool:
        """Whether it is a folder of the project's own code whose folders have an order."""
        name = name_of(self.folder).casefold()
        return self.kind == "whole" and name not in VENDORED and name not in COLLECTIONS
