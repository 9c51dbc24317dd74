"""The objects that a partial clone left out: found at once, and fetched in one batch.

Git itself would fetch them one by one, as they are read. This is the only question to git that
may use the network, and only where the user cloned so.
"""

import os
from collections.abc import Iterable

from kavro_lint.git.command import Repository, ask, run
from kavro_lint.git.listing import Entry

# What a lint reads of a tree: sources, artifacts, manifests and settings, no pictures or data.
SUFFIXES = (
    ".py", ".pyi", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue",
    ".svelte", ".astro", ".go", ".mod", ".work", ".md", ".toml", ".cfg", ".ini", ".json", ".txt",
    ".gitattributes", "CODEOWNERS",
)  # fmt: skip

# As a promisor remote is asked by git's own lazy fetch (git's promisor-remote.c).
_FETCH = (
    "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no",
    "--filter=blob:none", "--stdin",
)  # fmt: skip
_SWITCHED_OFF = ("GIT_ALLOW_PROTOCOL", "GIT_NO_LAZY_FETCH")
_ALLOWED = {
    "protocol.allow": "user",
    "core.sshCommand": "ssh",
    "fetch.negotiationAlgorithm": "noop",
}


def is_partial(repository: Repository) -> bool:
    """Whether objects may have been left out when this was cloned."""
    return any((repository.common_dir / "objects/pack").glob("*.promisor"))


def missing(repository: Repository, commit: str, entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the blobs of a commit that a lint would read and that are not here."""
    if not is_partial(repository):
        return ()
    listed = ask(repository, "rev-list", "--objects", "--missing=print", f"{commit}^{{tree}}")
    gone = {line[1:] for line in listed.decode("ascii", "replace").splitlines() if line[:1] == "?"}
    return tuple(
        sorted(
            {each.blob for each in entries if each.blob in gone and each.path.endswith(SUFFIXES)}
        )
    )


def fetch(repository: Repository, blobs: Iterable[str]) -> bool:
    """Fetch objects from the promisor remote in one batch; whether git could."""
    asked = ("config", "--get-regexp", r"^remote\..*\.promisor$")
    done = run(repository.home, repository.environment, asked)
    remotes = [
        line.split(" ")[0].removeprefix("remote.").removesuffix(".promisor")
        for line in os.fsdecode(done.stdout).splitlines()
        if line.endswith(" true")
    ]
    allowed = {k: v for k, v in repository.environment.items() if k not in _SWITCHED_OFF}
    options = [text for key, value in _ALLOWED.items() for text in ("-c", f"{key}={value}")]
    stdin = "".join(f"{blob}\n" for blob in blobs).encode("ascii")
    return any(
        run(repository.home, allowed, (*options, *_FETCH, remote), stdin).returncode == 0
        for remote in remotes
    )
