"""The identity of kavro-lint, by the contents of its files, wherever it is installed."""

import os
import sys
from importlib import metadata

from kavro_lint.cache.folder import DIGEST
from kavro_lint.cache.hashing import blake2b

# What reads sources and finds cycles beside our own files.
_LIBRARIES = ("networkx", "markdown-it-py", "pathspec", "json5", "pyyaml", "tree-sitter")


def contents_digest() -> bytes:
    """Return the digest of all that judges: our sources and rule pages, libraries, Python."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    hashed = blake2b(digest_size=DIGEST)
    hashed.update(repr((sys.version_info[:3], sys.flags.utf8_mode, _versions())).encode())
    for root in (package, os.path.join(os.path.dirname(package), "rules")):
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(names):
                place = os.path.join(folder, name)
                with open(place, "rb") as file:
                    content = file.read()
                hashed.update(f"{os.path.relpath(place, root)}\0{len(content)}\0".encode())
                hashed.update(content)
    return hashed.digest()


def _versions() -> list[str]:
    """Return the versions of libraries, grammars among them.

    Grammars are known by the names of their folders: asking each library for its name takes longer
    than all else.
    """
    names = {*_LIBRARIES}
    for folder in sys.path:
        if folder.endswith("-packages") and os.path.isdir(folder):
            names |= {
                entry.partition("-")[0].replace("_", "-")
                for entry in os.listdir(folder)
                if entry.startswith("tree_sitter_") and entry.endswith(".dist-info")
            }
    return sorted(f"{name} {_version(name)}" for name in names)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
