"""Differences with Git's rename detection, which reads contents that a partial clone may lack."""

from kavro_lint.git.command import ABSENT, Completed, run
from kavro_lint.git.log.raw_format import EXACT_RENAMES, NO_RENAMES, RAW, RENAMES, read_changes
from kavro_lint.git.partial_clone import fetch, is_partial
from kavro_lint.git.repository import Repository, succeeded


def difference(
    repository: Repository,
    command: tuple[str, ...],
    trees: tuple[str, ...] = (),
    stdin: bytes = b"",
) -> Completed:
    """Return what `diff-tree` or `diff-index` prints in the raw format, with renames.

    Contents that are not here are fetched in one batch, for Git fetches nothing by itself. Where
    that fails, files of the same content are paired and others are not. Raises CannotJudge.
    """

    def compare(detection: tuple[str, ...]) -> Completed:
        question = (*command, *RAW, *detection, *trees)
        return run(repository.home, repository.environment, question, stdin)

    completed = compare(RENAMES)
    if completed.returncode == 0 or not is_partial(repository):
        return succeeded(completed)
    changes = read_changes(succeeded(compare(NO_RENAMES)).stdout)
    blobs = {
        blob
        for blob_change in changes
        for blob in (blob_change.old_blob, blob_change.new_blob)
        if blob_change.change.status in "AD"
        and blob.strip("0")
        and repository.reads(blob_change.change.path)
    }
    # Which of them are here cannot be asked: `cat-file` ends at the first that is not.
    if fetch(repository, sorted(blobs)):
        completed = compare(RENAMES)
    if completed.returncode == 0:
        return succeeded(completed)
    ABSENT.extend(blobs)
    return succeeded(compare(EXACT_RENAMES))
