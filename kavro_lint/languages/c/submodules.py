"""Folders whose code is in another repository: Git's submodules, which are not entered."""

import re
from collections.abc import Iterator

from kavro_lint.languages.protocol import Project

MANIFEST = ".gitmodules"
_PATH = re.compile(r"[ \t]*path[ \t]*=[ \t]*(?P<path>\S(?:.*\S)?)[ \t]*")


class Submodules:
    """The submodules of one snapshot, by the names of their folders."""

    def __init__(self, project: Project) -> None:
        self._paths = tuple(_paths(project))
        self.names = frozenset(path.rpartition("/")[2] for path in self._paths)

    def holding(self, path: str) -> str | None:
        """Return the name of the submodule that a path of the repository is in."""
        for folder in self._paths:
            if path.startswith(f"{folder}/"):
                return folder.rpartition("/")[2]
        return None

    def named(self, include: str) -> str | None:
        """Return the name of the submodule that an include's first folder or path is named as."""
        first = include.partition("/")[0]
        for folder in self._paths:
            name = folder.rpartition("/")[2]
            if first == name or include.startswith(f"{folder}/"):
                return name
        return None


def _paths(project: Project) -> Iterator[str]:
    content = project.read(MANIFEST) if MANIFEST in project.files else None
    for line in (content or b"").decode("utf-8", "replace").splitlines():
        path = _PATH.fullmatch(line)
        # What has files here is entered, or was copied.
        if path is not None and f"{path['path'].strip('/')}/" not in project.folders:
            yield path["path"].strip('"').strip("/")
