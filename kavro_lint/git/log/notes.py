"""Git notes on commits, and the texts of blobs."""

from collections.abc import Mapping

from kavro_lint.git.objects import ObjectContents
from kavro_lint.git.repository import Repository, ask
from kavro_lint.git.revisions import find_commit
from kavro_lint.model.facts import Source, Unreadable

LARGEST_NOTE = 1_000_000


def notes(repository: Repository, reference: str) -> Mapping[str, str]:
    """Return the blob of the note on each commit below a notes reference."""
    if find_commit(repository, reference) is None:
        return {}
    listed = ask(repository, "notes", f"--ref={reference}", "list").decode("ascii")
    return {commit: blob for blob, commit in (line.split() for line in listed.splitlines())}


def texts(repository: Repository, blobs: Mapping[str, str]) -> Mapping[str, str]:
    """Return the text of each blob, by the keys of `blobs`; what is missing here is left out."""
    if not blobs:
        return {}
    contents = ObjectContents(repository)
    read: dict[str, str] = {}
    for key, blob in blobs.items():
        try:
            read[key] = contents.read(Source(key, blob), LARGEST_NOTE).decode("utf-8", "replace")
        except Unreadable:
            continue
    return read
