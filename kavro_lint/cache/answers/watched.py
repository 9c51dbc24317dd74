"""Contents of a snapshot that tell an attempt what is read of them."""

from kavro_lint.cache.answers.attempt import Attempt
from kavro_lint.model import Contents, Source, Unreadable


class Watched:
    """Notes what is read, but for sources that are read for their facts (`unwatched`)."""

    def __init__(self, contents: Contents, attempt: Attempt) -> None:
        self._attempt = attempt
        self.unwatched = contents

    def read(self, source: Source, limit: int) -> bytes:
        """Return the file's bytes. Raises Unreadable."""
        try:
            content = self.unwatched.read(source, limit)
        except Unreadable:
            self._attempt.spoiled = True
            raise
        self._attempt.note(source.path, content)
        return content
