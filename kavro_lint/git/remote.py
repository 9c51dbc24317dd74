"""The address at which a repository is published, as its own remote says."""

import os
from pathlib import Path

from kavro_lint.expressions import expression
from kavro_lint.git.command import run
from kavro_lint.git.safety import environment

# `user@host:path`, Git's short form of ssh://user@host/path.
_SHORT = expression(r"(?:[^@/\s]+@)?([\w.-]+):(?!//)([^\s]+)")
_LONG = expression(r"(https?|ssh|git)://(?:[^@/\s]*@)?([^\s]+)")


def address(directory: Path) -> str | None:
    """Return the URI of `origin` without user and password; None for none, and for a folder."""
    completed = run(directory, environment(), ("config", "--get", "remote.origin.url"))
    return published(os.fsdecode(completed.stdout).strip())


def published(url: str) -> str | None:
    """Return a remote's URL as a URI that may be shown to anybody, or None.

    >>> published("https://name:secret@host.example/a/b.git")
    'https://host.example/a/b.git'
    >>> published("git@host.example:a/b.git")
    'ssh://host.example/a/b.git'
    """
    if long := _LONG.fullmatch(url):
        return f"{long[1]}://{long[2]}" if url.isascii() else None
    short = _SHORT.fullmatch(url)
    # A single letter before the colon is a drive of Windows.
    if short is None or len(short[1]) == 1 or not url.isascii():
        return None
    return f"ssh://{short[1]}/{short[2].lstrip('/')}"
