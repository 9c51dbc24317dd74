"""git → snapshot and settings: what needs no plan."""

from pathlib import Path

from kavro_lint.errors import CannotJudge
from kavro_lint.git.listing import Listing
from kavro_lint.git.repository import Repository, open_repository
from kavro_lint.model.frozen import frozen, replace

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.cache import FactCache
    from kavro_lint.cache.answers.attempt import Attempt
    from kavro_lint.config.settings import Settings
    from kavro_lint.languages.reading import Reading
    from kavro_lint.model import Snapshot


# What is read of a tree beside sources and manifests: artifacts, settings, owners, attributes.
_OTHERS_READ = (".md", ".toml", ".gitattributes", "CODEOWNERS")


@frozen
class Request:
    """What to judge: the working tree of `directory`, its index (`staged`), or a commit.

    `cached` says whether facts are kept for the next run; `attempt` is told what is looked at.
    """

    directory: Path
    staged: bool = False
    rev: str | None = None
    cached: bool = True
    attempt: "Attempt | None" = None


@frozen(eq=False)
class Opened:
    """A state of a repository whose sources can be read; `cache` holds what is known of them."""

    repository: Repository
    settings: "Settings"
    snapshot: "Snapshot"
    cache: "FactCache"
    reading: "Reading"
    attempt: "Attempt | None"


def begin(request: Request) -> Opened:
    """Open the state that is asked for. Raises CannotJudge."""
    repository = open_repository(request.directory)
    on_disk = request.rev is None and not request.staged and repository.top is not None
    asked = Listing(repository) if on_disk else None
    # Imported only now, while git lists what there is.
    from kavro_lint.cache import FactCache, place_below
    from kavro_lint.config.settings import read_settings
    from kavro_lint.languages.reading import Reading
    from kavro_lint.languages.registry import is_manifest, is_source

    repository = replace(
        repository,
        reads=lambda path: is_source(path) or is_manifest(path) or path.endswith(_OTHERS_READ),
    )
    snapshot = _watched(_snapshot(repository, request, asked), request.attempt)
    settings = read_settings(snapshot)
    cache = FactCache(place_below(repository.common_dir) if request.cached else None)
    reading = Reading(snapshot, settings.sources, cache)
    return Opened(repository, settings, snapshot, cache, reading, request.attempt)


def _snapshot(repository: Repository, request: Request, asked: Listing | None) -> "Snapshot":
    from kavro_lint.git.snapshot import commit_snapshot, index_snapshot, worktree_snapshot

    if request.rev is not None and request.staged:
        raise CannotJudge("--staged and --rev name two states", "leave one of them out")
    if request.rev is not None:
        return commit_snapshot(repository, request.rev)
    return index_snapshot(repository) if request.staged else worktree_snapshot(repository, asked)


def _watched(snapshot: "Snapshot", attempt: "Attempt | None") -> "Snapshot":
    """Return a snapshot that tells an attempt what is read."""
    if attempt is None:
        return snapshot
    from kavro_lint.cache.answers.watched import Watched

    attempt.commit = snapshot.commit
    if attempt.tree is None:
        return snapshot
    return replace(snapshot, contents=Watched(snapshot.contents, attempt), ids=attempt.known)
