"""Layers that each of several features has for itself: `orders/domain/`, `billing/domain/`.

Where a hexagonal, onion or clean architecture is cut by features, the folders side by side are the
features, and what may import what is decided in each of them by folders of the same names
(https://herbertograca.com/2017/11/16/explicit-architecture-01-ddd-hexagonal-onion-clean-cqrs-how-i-put-it-all-together/).
The features as modules say nothing of that, so a layer is a module in all of them:
`src/*/domain/`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping

from kavro_lint.commands.init.product_folders import name_of

# The innermost layer: without one the folders of the same names are no layers.
INNERMOST = "domain"
# So many features make them the layers of an architecture.
FEATURES = 2


def shared_layers(
    paths: Collection[str], edges: Iterable[tuple[str, str]]
) -> Mapping[str, frozenset[str]]:
    """Return the names of the layers that features have in common, by the folder of the features.

    `edges` are the files that import each other. A folder of a name that half of the features
    with an innermost layer have is a layer where imports join it with that one, or with another
    layer.
    """
    edges = tuple(edges)
    layers: dict[str, frozenset[str]] = {}
    for above, features in sorted(_features(paths).items()):
        names = {
            name
            for name, owners in _owners(paths, features).items()
            if len(owners) >= max(FEATURES, len(features) / 2)
        }
        inner = {name for name in names if name.casefold() == INNERMOST}
        pairs = {(_layer(user, above), _layer(used, above)) for user, used in edges}
        joined = set(inner)
        while more := {
            name
            for name in names - joined
            if any({(name, other), (other, name)} & pairs for other in joined)
        }:
            joined |= more
        if joined - inner:
            layers[above] = frozenset(joined)
    return layers


def in_layers(layers: Mapping[str, Collection[str]]) -> Callable[[str], str]:
    """Return what takes a path in a layer to that of all features: `src/*/domain/item.py`."""

    def fold(path: str) -> str:
        for above, names in layers.items():
            if path.startswith(above) and _layer(path, above) in names:
                return f"{above}*/{path.removeprefix(above).partition('/')[2]}"
        return path

    return fold


def _features(paths: Iterable[str]) -> Mapping[str, set[str]]:
    """Return the folders with an innermost layer, by the folder that they lie in side by side."""
    features: dict[str, set[str]] = {}
    for path in paths:
        folders = path.split("/")[:-1]
        at = next((n for n, name in enumerate(folders) if name.casefold() == INNERMOST), 0)
        if at:
            feature = "/".join(folders[:at]) + "/"
            features.setdefault(feature.removesuffix(f"{name_of(feature)}/"), set()).add(feature)
    return {above: own for above, own in features.items() if len(own) >= FEATURES}


def _owners(paths: Iterable[str], features: Collection[str]) -> Mapping[str, set[str]]:
    """Return which features have a folder of each name."""
    depth = next(iter(features)).count("/")
    owners: dict[str, set[str]] = {}
    for path in paths:
        folders = path.split("/")[:-1]
        feature = "/".join(folders[:depth]) + "/"
        if feature in features and len(folders) > depth:
            owners.setdefault(folders[depth], set()).add(feature)
    return owners


def _layer(path: str, above: str) -> str:
    """Return the name of the folder in a feature that a path lies in, "" where it is in none."""
    feature, _, inside = path.removeprefix(above).partition("/")
    is_below = path.startswith(above) and bool(feature)
    return inside.partition("/")[0] if is_below and "/" in inside else ""
