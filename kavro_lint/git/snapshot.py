"""Git's objects → snapshot: the index, or a commit."""

from collections.abc import Iterable, Mapping, Sequence

from kavro_lint.errors import CannotJudge
from kavro_lint.git import partial_clone
from kavro_lint.git.objects import ObjectContents
from kavro_lint.git.path_listing import (
    Entry,
    index_entries,
    tree_entries,
)
from kavro_lint.git.repository import Repository
from kavro_lint.git.revisions import commit, head
from kavro_lint.git.symbolic_links import link_texts, resolve_links
from kavro_lint.model.facts import Snapshot, Source


def index_snapshot(repository: Repository) -> Snapshot:
    """Return the index as it would be committed; `GIT_INDEX_FILE` names another one.

    Raises CannotJudge in a bare repository that has none.
    """
    entries = index_entries(repository)
    if repository.top is None and not entries:
        raise CannotJudge(
            "a bare repository has no index",
            "name a commit with --rev, as in kavro-lint check --rev HEAD, or use a clone",
        )
    return _object_snapshot(repository, "index", head(repository), entries)[0]


def commit_snapshot(repository: Repository, revision: str) -> Snapshot:
    """Return the tree of a commit. Raises CannotJudge for an unknown revision."""
    return commit_with_links(repository, revision)[0]


def commit_with_links(repository: Repository, revision: str) -> tuple[Snapshot, Mapping[str, str]]:
    """Return the tree of a commit, and its links with their targets as written.

    Raises CannotJudge for an unknown revision.
    """
    sha = commit(repository, revision)
    entries = tuple(tree_entries(repository, sha))
    _fetch_missing(repository, sha, entries)
    return _object_snapshot(repository, "commit", sha, entries)


def make_whole(repository: Repository, sha: str) -> bool:
    """Fetch what a partial clone lacks of a commit; whether all that is read is here then."""
    if not partial_clone.is_partial(repository):
        return True
    return _fetch_missing(repository, sha, tuple(tree_entries(repository, sha)))


def _fetch_missing(repository: Repository, sha: str, entries: Sequence[Entry]) -> bool:
    absent = partial_clone.missing(repository, sha, entries)
    return not absent or (
        partial_clone.fetch(repository, absent)
        and not partial_clone.missing(repository, sha, entries)
    )


def _object_snapshot(
    repository: Repository, kind: str, commit: str | None, entries: Iterable[Entry]
) -> tuple[Snapshot, Mapping[str, str]]:
    listed = sorted(entries, key=lambda entry: entry.path)
    contents = ObjectContents(repository)
    sources = {
        entry.path: Source(entry.path, entry.blob)
        for entry in listed
        if not entry.is_link and not entry.is_submodule
    }
    written = dict(link_texts(contents, (entry for entry in listed if entry.is_link)))
    links = resolve_links(written, sources)
    snapshot = Snapshot(
        kind="index" if kind == "index" else "commit",
        commit=commit,
        sources=sources,
        contents=contents,
        links=links,
        dead_links=tuple(sorted(written.keys() - links)),
        submodules=tuple(entry.path for entry in listed if entry.is_submodule),
    )
    return snapshot, written
