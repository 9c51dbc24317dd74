"""The contents of Git objects, read through one `git cat-file --batch` (git-cat-file(1))."""

from contextlib import suppress
from typing import IO, TYPE_CHECKING

from kavro_lint.git.command import start
from kavro_lint.git.repository import Repository
from kavro_lint.model.facts import Source, Unreadable

if TYPE_CHECKING:
    import subprocess

PIECE = 1_000_000


class ObjectContents:
    """Reads blobs by their ids. The process starts with the first one."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, source: Source, limit: int) -> bytes:
        """Return a blob's bytes. Raises Unreadable, also when it is larger than `limit`."""
        if source.blob is None:
            raise Unreadable("it is in no commit and not in the index")
        stdin, stdout = self._pipes()
        try:
            stdin.write(source.blob.encode("ascii") + b"\n")
            stdin.flush()
        except OSError as error:
            raise Unreadable(f"Git does not answer: {error.strerror}") from None
        # "<id> <type> <size>", or "<id> missing".
        words = stdout.readline().split()
        if len(words) != 3:
            if not words:
                # In a partial clone Git ends at the first object that it lacks (Git 2.39.4).
                self.close()
            raise Unreadable(
                f"object {source.blob} is missing here: fetch it (a partial clone leaves it out)"
            )
        size = int(words[2])
        if size > limit:
            _skip(stdout, size + 1)
            raise too_large(size, limit)
        content = stdout.read(size)
        stdout.read(1)
        return content

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            arguments = ("cat-file", "--batch")
            repository = self._repository
            self._process = start(
                repository.home, repository.environment, arguments, stdin=True, quiet=True
            )
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise Unreadable("Git does not answer")
        return stdin, stdout

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            # Not `communicate`: garbage collection may have closed its pipes before.
            with suppress(BrokenPipeError), process:
                pass

    def __del__(self) -> None:
        """End the process with its only user."""
        self.close()


def _skip(stdout: IO[bytes], size: int) -> None:
    while size > 0:
        size -= len(stdout.read(min(size, PIECE)) or b" " * size)


def too_large(size: int, limit: int) -> Unreadable:
    """Build the error for a file over the limit."""
    return Unreadable(f"its {size:,} bytes are more than max-file-size ({limit:,})")
