"""git → snapshot and settings: what needs no plan."""

import os
from pathlib import Path

from kavro_lint.errors import CannotJudge
from kavro_lint.git.path_listing import Listing, PrintedListing
from kavro_lint.git.repository import Repository, open_repository
from kavro_lint.git.revisions import begin_head
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.places import normal_path
from kavro_lint.pipeline.request import Request

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable

    from kavro_lint.cache.cached_run import CachedRun
    from kavro_lint.cache.memory import Memory
    from kavro_lint.config.settings import Settings
    from kavro_lint.languages.shared_reading import SharedReading
    from kavro_lint.model.facts import Snapshot
    from kavro_lint.pipeline.survey import Survey


# What is read of a tree beside sources and manifests: artifacts, settings, owners, attributes.
_OTHERS_READ = (".md", ".toml", ".gitattributes", "CODEOWNERS")


@frozen(eq=False)
class Opened:
    """A state of a repository whose sources can be read; `cache` is what is known of them."""

    repository: Repository
    settings: "Settings"
    snapshot: "Snapshot"
    cache: "Memory"
    reading: "SharedReading"
    cached_run: "CachedRun | None"


def begin(request: Request) -> Opened:
    """Open the state that is asked for. Raises CannotJudge."""
    repository = open_repository(Path(request.directory), _import_readers)
    run = _run_of(request, repository)
    on_disk = request.rev is None and not request.staged and repository.top is not None
    listing = Listing(repository) if on_disk and run is None else None
    tip = begin_head(repository) if listing is not None else None
    # Imported only now, while Git lists what there is.
    from kavro_lint.cache.memory import memory_of
    from kavro_lint.config.settings import read_settings
    from kavro_lint.languages.registry import is_manifest, is_source
    from kavro_lint.languages.shared_reading import SharedReading

    repository = replace(
        repository,
        reads=lambda path: is_source(path) or is_manifest(path) or path.endswith(_OTHERS_READ),
    )
    snapshot = _snapshot(repository, request, listing, tip, run)
    settings = read_settings(snapshot)
    cache = memory_of(os.fspath(repository.common_dir), run, lasts=request.cached)
    reading = SharedReading(snapshot, settings.sources, cache)
    if run is not None:
        run.limit = settings.sources.max_file_size
    return Opened(repository, settings, snapshot, cache, reading, run)


def _import_readers() -> None:
    """Import what reads a state, while Git looks for the repository."""
    import kavro_lint.config.settings
    import kavro_lint.git.worktree_snapshot  # noqa: F401


def _run_of(request: Request, repository: Repository) -> "CachedRun | None":
    """Return the run to note what is read; None where Git names another repository than it."""
    run = request.cached_run
    if run is None or run.is_in(repository.top, repository.git_dir, repository.common_dir):
        return run
    run.uncacheable = True
    return None


def _snapshot(
    repository: Repository,
    request: Request,
    listing: Listing | None,
    tip: "Callable[[], str | None] | None",
    run: "CachedRun | None",
) -> "Snapshot":
    from kavro_lint.git.revisions import head
    from kavro_lint.git.snapshot import commit_snapshot, index_snapshot
    from kavro_lint.git.worktree_snapshot import plain_worktree, worktree_snapshot

    if request.rev is not None and request.staged:
        raise CannotJudge("--staged and --rev cannot be combined", "use one of them")
    if request.rev is not None:
        snapshot = commit_snapshot(repository, request.rev)
    elif request.staged:
        snapshot = index_snapshot(repository)
    elif run is None:
        snapshot = worktree_snapshot(repository, listing, tip=tip() if tip is not None else None)
    elif repository.top is not None and (files := run.plain_files()) is not None:
        snapshot = plain_worktree(repository, repository.top, files, head(repository))
    else:
        printed = run.listed()
        known = None if printed is None else PrintedListing(printed)
        snapshot = worktree_snapshot(repository, known, run.modes())
    if run is None:
        return snapshot
    from kavro_lint.cache.recording import recorded_for

    return recorded_for(snapshot, run)


def place_of(survey: "Survey", path: str) -> str:
    """Return a path of the command line as the snapshot knows it; a folder ends in `/`.

    Raises CannotJudge for one outside the repository or not in the snapshot.
    """
    top = survey.repository.top
    normalized = path.replace("\\", "/")
    base = "" if normalized.startswith("/") else survey.repository.prefix
    if normalized.startswith("/"):
        root = str(top).rstrip("/") + "/" if top is not None else None
        if root is None or not (normalized + "/").startswith(root):
            raise _outside(path)
        normalized = normalized[len(root) :]
    place = normal_path(f"{base}/{normalized}")
    if place is None:
        raise _outside(path)
    return _known_place(survey, path, place)


def _known_place(survey: "Survey", path: str, place: str) -> str:
    sources = survey.snapshot.sources
    if not place or place in sources:
        return place
    folder = f"{place}/"
    if any(source.startswith(folder) for source in sources):
        return folder
    raise CannotJudge(
        f"{path} is not in the snapshot ({survey.snapshot.kind})",
        "name a file or folder that Git tracks, or one that is new and not ignored",
    )


def _outside(path: str) -> CannotJudge:
    return CannotJudge(f"{path} is outside the repository", "name a path inside it, or use -C")
