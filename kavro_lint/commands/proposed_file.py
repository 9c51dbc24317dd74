"""The content of standard input, judged as a file: `check --stdin-filename`."""

import os
from pathlib import Path

from kavro_lint.cache.answers import Answer
from kavro_lint.cache.cached_run import CachedRun
from kavro_lint.cache.requests import CheckRequest
from kavro_lint.errors import CannotJudge
from kavro_lint.git.command import QUESTIONS
from kavro_lint.model import Report
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.opening import Request
from kavro_lint.pipeline.recalling import recalled

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.pipeline.check import Examined
    from kavro_lint.pipeline.selection import FindingOptions
    from kavro_lint.pipeline.survey import Survey

_Known = tuple[CachedRun, Answer | None]


def check_proposed_file(
    request: Request, options: "FindingOptions", file_name: str, content: bytes
) -> Report:
    """Return the new findings of the file; with `all`, all its findings. Raises CannotJudge."""
    if request.rev is not None or options.base is not None:
        option = "--rev" if request.rev is not None else "--base"
        raise CannotJudge(
            f"--stdin-filename and {option} cannot be combined",
            "a proposal is compared with the working tree, or with --staged with the index",
        )
    known = _known(request, options)
    if known is not None and known[1] is not None:
        quiet = _quiet(known, request.directory, file_name, content)
        if quiet is not None:
            return quiet
    # What follows is not imported for a proposal that brings nothing.
    from kavro_lint.pipeline.history import read_history_context
    from kavro_lint.pipeline.proposal import examine_proposal
    from kavro_lint.pipeline.survey import read

    request = request if known is None else replace(request, cached_run=known[0])
    survey = read(request)
    path = path_in(survey, request.directory, file_name)
    context = read_history_context(survey, None)
    examined = examine_proposal(survey, context, {path: content}, options)
    if known is not None:
        _keep(known[0], examined, path, options)
    return examined.report


def _known(request: Request, options: "FindingOptions") -> _Known | None:
    """Return a look at the working tree, with what an earlier proposal for the same has left."""
    if request.staged or not request.cached:
        return None
    words = ("proposed", repr(options))
    return recalled(CheckRequest(os.fspath(request.directory), "worktree", words))


def _quiet(known: _Known, directory: Path, file_name: str, content: bytes) -> Report | None:
    """Return the report on a proposal that brings nothing, None where it must be judged."""
    run, answer = known
    top = run.place.top
    path = place_below(Path(top), directory, file_name)
    number = None if run.tree is None else run.tree.index(os.fsencode(path))
    if answer is None or run.tree is None or number is None or not run.tree.is_source(number):
        return None
    if os.fsencode(path) in answer.reads:
        return None
    from kavro_lint.pipeline.denied_edits import paths_seen
    from kavro_lint.pipeline.quiet_proposals import report_if_quiet

    return report_if_quiet(answer.output, paths_seen(run, None), path, content)


def _keep(run: CachedRun, examined: "Examined", path: str, options: "FindingOptions") -> None:
    from kavro_lint.pipeline.quiet_proposals import quiet_of

    answer = quiet_of(examined, path, options)
    if answer is not None:
        run.remember(answer, 0, QUESTIONS)


def path_in(survey: "Survey", directory: Path, file_name: str) -> str:
    """Return the path in the repository of a name that a person or a tool gives; it may be new.

    Raises CannotJudge for one outside, and for a folder.
    """
    top = survey.repository.top
    if top is None:
        raise CannotJudge("a bare repository has no working tree", "work in a clone of it")
    return place_below(top, directory, file_name)


def place_below(top: Path, directory: Path, file_name: str) -> str:
    """Return the path below the root of a working tree. Raises CannotJudge as `path_in` does."""
    root = os.path.realpath(top)
    folder = os.path.realpath(Path(directory, file_name).parent)
    real = os.path.normpath(Path(folder, Path(file_name).name))
    if not real.startswith(root.rstrip(os.sep) + os.sep):
        raise CannotJudge(
            f"{file_name} is outside the repository", "name a path inside it, or use -C"
        )
    if Path(real).is_dir():
        raise CannotJudge(f"{file_name} is a folder", "name a file")
    return os.path.relpath(real, root).replace(os.sep, "/")
