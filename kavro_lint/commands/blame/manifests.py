"""Versions of a manifest: whether imports resolve in the same way by both."""

import json
import re
from collections.abc import Iterator

# What follows a sign or a space is a version; `/v2` is a part of a path.
_VERSION = re.compile(rb"(?<![\w/.@-])[v^~=<>]*\d[\w.+-]*")
# What the resolution reads of a package.json besides the packages that it lists.
_RESOLVING = (
    "name", "type", "exports", "imports", "main", "module", "browser", "types", "typings",
    "typesVersions", "workspaces", "packages", "_moduleAliases", "jest", "alias", "pnpm",
)  # fmt: skip
# Any JSON file may be one that a configuration extends; then it has one of these.
_CONFIGURING = re.compile(
    rb'"(?:compilerOptions|extends|references|imports|workspaces|packages|alias)"'
)
_LISTS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")


def changed_names(path: str, old: bytes, new: bytes) -> frozenset[str] | None:
    """Return the packages that only one version of a manifest lists; None for any other change.

    A change of versions is none.
    """
    if _VERSION.sub(b"", old) == _VERSION.sub(b"", new):
        return frozenset()
    name = path.rpartition("/")[2]
    if name == "package.json":
        return _changed_packages(old, new)
    is_data = name.endswith(".json") and not any(map(_CONFIGURING.search, (old, new)))
    return frozenset() if is_data else None


def _changed_packages(old: bytes, new: bytes) -> frozenset[str] | None:
    try:
        before, after = json.loads(old), json.loads(new)
        if any(before.get(key) != after.get(key) for key in _RESOLVING):
            return None
        packages = dict(_listed(before)), dict(_listed(after))
    except (ValueError, AttributeError, RecursionError):
        return None
    return frozenset(
        name
        for name in packages[0].keys() | packages[1].keys()
        if packages[0].get(name) != packages[1].get(name)
    )


def _listed(manifest: dict[str, dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the packages of a package.json, with what they are only where that is a path."""
    for key in _LISTS:
        for name, version in manifest.get(key, {}).items():
            yield name, version if ":" in version else ""
