"""Roots that absolute imports from a folder search: its own project's and those around it.

Python looks along `sys.path`, which no repository states. The roots that are stated stand in for
it: by the setting `source-roots`, by build configuration, by the layout.
"""

from collections.abc import Iterator, Sequence

from kavro_lint.languages.python.answers import Answer
from kavro_lint.languages.python.purpose import is_support
from kavro_lint.languages.python.roots import Layout, above, folder_of
from kavro_lint.model.frozen import field, frozen
from kavro_lint.model.imports import Resolution

# By specifier where the name says nothing more, else by both.
Answers = dict[str | tuple[str, str | None], Answer]
# By the identity of statements, which the resolver keeps.
Resolutions = dict[int, tuple[Resolution, ...]]


@frozen
class Scope:
    """The roots that absolute imports from one folder search, in order.

    `stated` are the roots of its own project, `derived` the folders around it that hold a topmost
    package, `inner` the one of its own package, `scripts` the folders around a script.
    """

    project: str
    inner: str
    stated: frozenset[str]
    derived: frozenset[str]
    scripts: tuple[str, ...]
    is_support: bool
    answers: Answers = field(default_factory=dict)
    resolutions: Resolutions = field(default_factory=dict)

    def may_guess(self, root: str) -> bool:
        """Whether an import may be taken to lead below a root that nothing states.

        What is shipped does not import what tests and examples keep for themselves.
        """
        return self.is_support or not is_support(root)

    def roots_of_own(self, top: str, folder: str) -> list[str]:
        """Return the roots from which a folder is part of the package `top`, nearest first.

        Who imports from the package that he is in means that one, and no folder of its name
        that lies between: that would be seen by a script only.
        """
        roots = self.stated | self.derived
        own = (root for root in roots if folder.startswith(f"{root}{top}/"))
        return sorted(own, key=len, reverse=True)


class Scopes:
    """The scopes of a snapshot's folders; folders with the same roots share one."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._of_folder: dict[str, Scope] = {}
        self._shared: dict[tuple[object, ...], Scope] = {}

    def of(self, folder: str) -> Scope:
        """Return the scope of a folder."""
        scope = self._of_folder.get(folder)
        if scope is None:
            scope = self._of_folder[folder] = self._scope(folder)
        return scope

    def _scope(self, folder: str) -> Scope:
        layout = self._layout
        project = layout.project_around(folder)
        project_folders = [root for root in above(folder) if root.startswith(project)]
        scripts = () if folder in layout.packages else tuple(project_folders)
        stated = layout.roots_of(project) | layout.settings
        inner = self._package_top(folder)
        derived = frozenset(root for root in project_folders if root in layout.derived)
        derived = (derived | {inner}) - stated
        # Folders inside the same roots get the same answers, so they share them.
        roots = layout.stated | layout.derived
        containing = frozenset(root for root in roots if folder.startswith(root))
        support = is_support(folder)
        key = (project, inner, stated, derived, scripts, containing, support)
        return self._shared.setdefault(
            key, Scope(project, inner, stated, derived, scripts, support)
        )

    def _package_top(self, folder: str) -> str:
        """Return the folder that holds the topmost package around a folder."""
        top = folder
        for outer in above(folder):
            if outer in self._layout.packages:
                top = folder_of(outer)
        roots = self._layout.derived | self._layout.stated
        return top if top in roots else self._layout.project_around(folder)


def nearest_first(roots: Sequence[str], folder: str, inner: str) -> Iterator[list[str]]:
    """Yield the roots around a folder one by one, nearest first, then all the others at once."""
    around = [root for root in roots if root == inner or (root and folder.startswith(root))]
    yield from ([root] for root in sorted(around, key=len, reverse=True))
    other_roots = [root for root in roots if root not in around]
    if other_roots:
        yield other_roots


def by_distance(roots: Sequence[str], folder: str) -> Iterator[list[str]]:
    """Yield roots in groups: those with the most folders in common with another folder first."""
    groups: dict[int, list[str]] = {}
    for root in roots:
        common = 0
        for part, folder_part in zip(root.split("/")[:-1], folder.split("/")[:-1], strict=False):
            if part != folder_part:
                break
            common += 1
        groups.setdefault(common, []).append(root)
    yield from (groups[common] for common in sorted(groups, reverse=True))
