"""Strongly connected components, by Tarjan's algorithm without recursion.

R. Tarjan: Depth-first search and linear graph algorithms, SIAM Journal on Computing 1 (1972). A
library of graphs would take longer to import than this takes for ten thousand modules.
"""

from collections.abc import Iterable

Pair = tuple[str, str]


def components(pairs: Iterable[Pair]) -> list[tuple[str, ...]]:
    """Return the components of more than one node, each sorted, in sorted order."""
    after: dict[str, list[str]] = {}
    for user, used in pairs:
        after.setdefault(user, []).append(used)
    search = _Search(after)
    for node in after:
        if node not in search.order:
            search.visit(node)
    return sorted(tuple(sorted(each)) for each in search.found if len(each) > 1)


class _Search:
    """The state of one depth-first search."""

    def __init__(self, after: dict[str, list[str]]) -> None:
        self.after = after
        self.order: dict[str, int] = {}  # node → when it was first seen
        self.low: dict[str, int] = {}  # node → the earliest that it leads back to
        self.open: list[str] = []
        self.is_open: set[str] = set()
        self.found: list[list[str]] = []

    def visit(self, start: str) -> None:
        """Search from a node that was not seen yet."""
        path = [(start, iter(self.after.get(start, ())))]
        self._enter(start)
        while path:
            node, rest = path[-1]
            follower = next(rest, None)
            if follower is None:
                path.pop()
                self._leave(node, path[-1][0] if path else None)
            elif follower not in self.order:
                self._enter(follower)
                path.append((follower, iter(self.after.get(follower, ()))))
            elif follower in self.is_open:
                self.low[node] = min(self.low[node], self.order[follower])

    def _enter(self, node: str) -> None:
        self.order[node] = self.low[node] = len(self.order)
        self.open.append(node)
        self.is_open.add(node)

    def _leave(self, node: str, above: str | None) -> None:
        if above is not None:
            self.low[above] = min(self.low[above], self.low[node])
        if self.low[node] == self.order[node]:
            component: list[str] = []
            while not component or component[-1] != node:
                component.append(self.open.pop())
            self.is_open.difference_update(component)
            self.found.append(component)
