"""Git's raw output format: what a commit changes, by modes and blobs (git-diff, RAW OUTPUT FORMAT).

Plumbing obeys no setting of renames, order or colour: all of them are options here.
"""

from collections.abc import Iterator

from kavro_lint.git.repository import records
from kavro_lint.model.frozen import frozen
from kavro_lint.model.history import Change

RAW = ("-z", "--raw", "--no-abbrev", "--ignore-submodules=dirty", "--no-relative")
# Beyond this many candidates on either side Git looks for exact renames only, and says so.
RENAME_LIMIT = 1_000
RENAMES = ("-M", f"-l{RENAME_LIMIT}")
# Of the same content: no content is read.
EXACT_RENAMES = ("-M100%",)
NO_RENAMES = ("--no-renames",)


@frozen
class BlobChange:
    """A change with the modes and blobs before it and after it. A blob of zeros is not a file."""

    change: Change
    old_mode: str
    new_mode: str
    old_blob: str
    new_blob: str


def read_by_commit(output: bytes) -> Iterator[tuple[str, tuple[BlobChange, ...]]]:
    """Yield commits with their changes, as `diff-tree --stdin` prints them.

    A merge that is compared with each parent comes once for each; it is yielded as often.
    """
    sha, changes = "", list[BlobChange]()
    tokens = iter(records(output))
    for token in tokens:
        if token.startswith(":"):
            changes.append(read_change(token, tokens))
            continue
        if sha:
            yield sha, tuple(changes)
        sha, changes = token, []
    if sha:
        yield sha, tuple(changes)


def read_changes(output: bytes) -> Iterator[BlobChange]:
    """Yield all changes, of whichever commit."""
    tokens = iter(records(output))
    return (read_change(token, tokens) for token in tokens if token.startswith(":"))


def read_change(header: str, tokens: Iterator[str]) -> BlobChange:
    """Read one entry; `tokens` go on with its paths. A merge's entry has a column a parent."""
    parents = len(header) - len(header.lstrip(":"))
    words = header.lstrip(":").split(" ")
    status, path = words[-1], next(tokens)
    old_mode, new_mode = words[0], words[parents]
    old_blob, new_blob = words[parents + 1], words[2 * parents + 1]
    if parents > 1:
        change = Change("M", path)
    elif status[0] in "RC":
        change = Change(status[0], next(tokens), path)
    else:
        change = Change(status[0], path)
    return BlobChange(change, old_mode, new_mode, old_blob, new_blob)
