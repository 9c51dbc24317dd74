"""What is asked for: a state of a repository, and which of its findings."""

from kavro_lint.model.frozen import frozen

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from pathlib import Path

    from kavro_lint.cache.cached_run import CachedRun


@frozen
class Request:
    """What to judge: the working tree of `directory`, its index (`staged`), or a commit.

    `cached` says whether anything is kept for the next run; `cached_run` notes what is read.
    """

    directory: "Path | str"
    staged: bool = False
    rev: str | None = None
    cached: bool = True
    cached_run: "CachedRun | None" = None


@frozen
class FindingOptions:
    """The options that select findings; empty means all. `paths` are relative to the directory.

    `base` is a revision or `auto`; `all` asks for known debt too; `owners` are those whose
    findings are reported; `details` asks what each number of the coverage stands for.
    """

    paths: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    base: str | None = None
    all: bool = False
    owners: tuple[str, ...] = ()
    details: bool = False
