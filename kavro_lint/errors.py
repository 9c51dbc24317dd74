"""The one error that ends a run with exit code 2."""


class CannotJudge(Exception):
    """The run cannot be judged: `str()` says what and where, `remedy` what to do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy
