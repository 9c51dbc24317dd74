"""The versions that commits gave a file, by its path."""

from collections.abc import Mapping, Sequence

from kavro_lint.git.log.raw_format import NO_RENAMES, RAW, read_by_commit
from kavro_lint.git.repository import Repository, ask
from kavro_lint.model.frozen import frozen


@frozen
class Version:
    """What a commit made of a path: its blob before, by each parent that differs, and after.

    A blob of zeros is not a file.
    """

    sha: str
    parents: tuple[str, ...]
    olds: tuple[str, ...]
    new: str


def versions(
    repository: Repository, tip: str, excluded: Sequence[str], paths: Sequence[str]
) -> Mapping[str, tuple[Version, ...]]:
    """Return, by path, the versions that commits before `tip` gave it, newest first.

    What the commits `excluded` reach is left out. A rename is a removal and a new file.
    """
    options = ("--full-history", "--topo-order")
    revisions = [tip, *(f"^{sha}" for sha in excluded)]
    shas = ask(repository, "rev-list", *options, *revisions, "--", *paths)
    # `rev-list --parents` would give parents that history simplification has rewritten.
    parents = _parents(repository, shas)
    output = ask(
        repository, "diff-tree", "--stdin", "-r", "-m", "--root", *RAW, *NO_RENAMES,
        "--", *paths, stdin=shas,
    )  # fmt: skip
    by_path: dict[str, dict[str, Version]] = {}
    for sha, changes in read_by_commit(output):
        for blob_change in changes:
            versions_of_path = by_path.setdefault(blob_change.change.path, {})
            earlier = versions_of_path.get(sha)
            olds = (
                (*earlier.olds, blob_change.old_blob)
                if earlier is not None
                else (blob_change.old_blob,)
            )
            versions_of_path[sha] = Version(sha, parents[sha], olds, blob_change.new_blob)
    return {path: tuple(versions_of_path.values()) for path, versions_of_path in by_path.items()}


def _parents(repository: Repository, shas: bytes) -> Mapping[str, tuple[str, ...]]:
    if not shas:
        return {}
    listed = ask(repository, "rev-list", "--no-walk", "--parents", "--stdin", stdin=shas)
    lines = (line.split() for line in listed.decode("ascii").splitlines())
    return {sha: tuple(parents) for sha, *parents in lines}
