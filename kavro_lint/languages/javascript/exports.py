"""`exports` and `imports` of a package.json: a subpath and conditions → targets.

The algorithm is PACKAGE_EXPORTS_RESOLVE of https://nodejs.org/api/esm.html, but all targets
are returned, not only the first: a snapshot does not show which of them a build makes.
"""

from collections.abc import Iterator, Mapping

from kavro_lint.model.frozen import frozen

DEEPEST = 20

# The least `rank` of a target that is for other surroundings than Node.js and bundlers.
ELSEWHERE_RANK = 2

# Conditions of other surroundings than Node.js; a condition that nobody knows leads to source.
ELSEWHERE = frozenset(
    """
    import require default node module module-sync node-addons types browser deno worker workerd
    react-native react-server electron edge-light edge-routine bun production development test
    script style sass less umd commonjs esm netlify wasm worklet lynx svelte
    """.split()
)


@frozen
class Target:
    """A target as it is written, with the conditions on the way to it.

    `rank` is 0 where every condition holds, 1 where one leads to source (`source`), 2 where
    one is of other surroundings, 3 for types.
    """

    path: str
    conditions: tuple[str, ...]
    rank: int


@frozen
class Entry:
    """The key that a subpath matches, and its targets: none where it is not to be imported."""

    key: str
    targets: tuple[Target, ...]


def entry_of(exports: object, subpath: str, active: frozenset[str]) -> Entry | None:
    """Return the entry of a subpath (`.`, `./x`, `#x`), None where no key matches."""
    table = exports
    if not isinstance(table, dict) or not any(str(key).startswith((".", "#")) for key in table):
        table = {".": exports}
    matching = _matching_key(table, subpath)
    if matching is None:
        return None
    key, star = matching
    targets = sorted(_targets(table[key], active, (), 0, 0), key=lambda target: target.rank)
    return Entry(
        key,
        tuple(
            Target(_with_star(key, target.path, star), target.conditions, target.rank)
            for target in targets
        ),
    )


def _matching_key(table: Mapping[str, object], subpath: str) -> tuple[str, str] | None:
    """Return the most specific key that matches, and what its `*` stands for."""
    if subpath in table and "*" not in subpath:
        return subpath, ""
    best: tuple[int, int, str, str] | None = None
    for key in table:
        before, wild, after = key.partition("*")
        if not wild and not key.endswith("/"):
            continue
        fits = subpath.startswith(before) and subpath.endswith(after)
        if fits and len(subpath) >= len(before) + len(after) and subpath != before:
            star = subpath[len(before) : len(subpath) - len(after)]
            best = max(best or (-1, -1, "", ""), (len(before), len(key), key, star))
    return (best[2], best[3]) if best is not None else None


def _with_star(key: str, path: str, star: str) -> str:
    return path.replace("*", star) if "*" in key else path + star


def _targets(
    value: object, active: frozenset[str], conditions: tuple[str, ...], rank: int, depth: int
) -> Iterator[Target]:
    if isinstance(value, str):
        yield Target(value, conditions, rank)
    elif depth > DEEPEST:
        return
    elif isinstance(value, list):
        for item in value:
            yield from _targets(item, active, conditions, rank, depth + 1)
    elif isinstance(value, dict):
        for name, inner in value.items():
            deeper = max(rank, _rank(name, active))
            yield from _targets(inner, active, (*conditions, name), deeper, depth + 1)


def _rank(condition: str, active: frozenset[str]) -> int:
    if condition in active:
        return 0
    if condition.startswith("types"):
        return 3
    return 2 if condition in ELSEWHERE else 1
