"""The contents of Git objects, read by GitPython through one `git cat-file --batch`.

Only GitPython's command layer is used: `git.Repo` would read the repository's configuration
and interpret revisions by itself, and both are untrusted input.
"""

from kavro_lint.model import Source, Unreadable
from kavro_lint.repository.git import SAFE_CONFIGURATION, Repository


class ObjectContents:
    """Reads blobs by their ids. The process starts with the first one."""

    def __init__(self, repository: Repository) -> None:
        import git

        self._git = git.Git(repository.home)
        options = [f"{key}={value}" for key, value in SAFE_CONFIGURATION.items()]
        self._git.set_persistent_git_options(c=options)
        self._git.update_environment(**repository.environment)

    def read(self, source: Source, limit: int) -> bytes:
        """Return a blob's bytes. Raises Unreadable, also when it is larger than `limit`."""
        if source.blob is None:
            raise Unreadable("it is in no commit and not in the index")
        try:
            _, _, size, stream = self._git.stream_object_data(source.blob)
        except ValueError:
            raise Unreadable(
                f"object {source.blob} is missing here: fetch it (a partial clone leaves it out)"
            ) from None
        if size > limit:
            # The stream drains itself in pieces when it is dropped.
            raise too_large(size, limit)
        return bytes(stream.read())


def too_large(size: int, limit: int) -> Unreadable:
    """Build the error for a file over the limit."""
    return Unreadable(
        f"{size / 1_000_000:.1f} MB are more than max-file-size ({limit / 1_000_000:g} MB)"
    )
