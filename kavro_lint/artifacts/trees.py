"""Folder trees under *Folder & Module Structure*.

See docs/contract.md#13-blueprint-diagrams-and-trees.
"""

import itertools
import re
from collections.abc import Collection, Iterable, Iterator

from kavro_lint.artifacts.markdown import Document, Fence
from kavro_lint.expressions import expression
from kavro_lint.model.frozen import frozen

HEADINGS = ("folder and module structure", "structure design")
_BRANCH = expression(r"^([\s│|]*)[├└]─{1,3}\s*(.*)$")
# A name ends at one of these, or at its `/`; what follows says what the folder is for.
_END = expression(r"\s*(?:←|#|//|\s{2}|(?<=/)\s|\s[-–—]\s)\s*")


@frozen
class TreeFolder:
    """A listed folder: its path from the blueprint's root, ending in `/`."""

    path: str
    name: str
    responsibility: str
    line: int
    deepest: bool


class _Line:
    def __init__(self, depth: int, name: str, responsibility: str, line: int) -> None:
        self.depth = depth
        self.name = name
        self.responsibility = responsibility
        self.line = line
        self.is_parent = False


def read_tree(document: Document, folders: Collection[str]) -> tuple[TreeFolder, ...]:
    """Return the folders of all trees. `folders` are those that exist, without a final slash."""
    return tuple(
        folder
        for fence in document.fences
        if _is_tree(document, fence)
        for folder in _folders(fence, folders)
    )


def tree_paths(fence: Fence, folders: Collection[str]) -> Iterator[tuple[str, int]]:
    """Yield every path that a tree lists, files too, from its root, with its line."""
    for line, path in _with_paths(_lines(fence), folders):
        if path:
            yield path, line.line


def _with_paths(
    lines: Iterable["_Line"], folders: Collection[str]
) -> Iterator[tuple["_Line", str]]:
    """Yield the lines with their paths, but for the repository's own name."""
    above: list[str] = []
    for line in lines:
        del above[max(line.depth, 0) :]
        name = line.name.strip("/")
        if line.depth == 0 and name not in folders:
            # The first line often is the repository's own name.
            above.append("")
            continue
        above.append(name)
        yield line, "/".join(part for part in above if part and part != ".")


def _is_tree(document: Document, fence: Fence) -> bool:
    if fence.info.lower().startswith("mermaid") or not re.search("[├└]─", fence.body):
        return False
    sections = [heading for heading in document.headings if heading.key.startswith(HEADINGS)]
    spans = (document.span(heading) for heading in sections)
    return any(first <= fence.line < end for first, end in spans)


def _folders(fence: Fence, folders: Collection[str]) -> Iterator[TreeFolder]:
    lines = list(_lines(fence))
    for line, after in itertools.pairwise(lines):
        line.is_parent = after.depth > line.depth
    listed = [
        (line, path)
        for line, path in _with_paths(lines, folders)
        if line.name.endswith("/") or line.is_parent or path in folders
    ]
    parents = _parents(path for _, path in listed)
    for line, path in listed:
        name = path.rpartition("/")[2]
        deepest = path not in parents
        yield TreeFolder(f"{path}/", name, line.responsibility, line.line, deepest)


def _parents(paths: Iterable[str]) -> set[str]:
    """Return the folders that any of the paths is in."""
    parents: set[str] = set()
    for path in paths:
        parent = path.rpartition("/")[0]
        # The parents of a folder in the set are in it too.
        while parent and parent not in parents:
            parents.add(parent)
            parent = parent.rpartition("/")[0]
    return parents


def _lines(fence: Fence) -> Iterator[_Line]:
    """Yield the tree's lines; a line without a branch is at depth 0."""
    for number, text in enumerate(fence.body.split("\n"), fence.line + 1):
        branch = _BRANCH.match(text)
        if branch is None and (not text.strip() or text.strip() in "│|"):
            continue
        depth = 0 if branch is None else len(branch[1].expandtabs(4)) // 4 + 1
        words = branch[2] if branch else text.strip()
        end = _END.search(words)
        name = (words[: end.start()] if end else words).strip()
        responsibility = words[end.end() :].strip() if end else ""
        if name and name not in ("...", "…") and not re.search(r"[*{<\[]", name):
            yield _Line(depth, name, responsibility, number)
