"""The content of standard input, judged as a file: `check --stdin-filename`."""

import os
import stat
from collections.abc import Callable

from kavro_lint.cache.cached_run import CachedRun
from kavro_lint.cache.known_paths import Unsure
from kavro_lint.cache.neutral import ChangedSources
from kavro_lint.cache.recall import recall
from kavro_lint.cache.requests import CheckRequest
from kavro_lint.cache.stored_answers import on_disk
from kavro_lint.errors import CannotJudge
from kavro_lint.git.command import QUESTIONS
from kavro_lint.languages.sources import facts_digest
from kavro_lint.model.findings import Report
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.request import Request

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from pathlib import Path

    from kavro_lint.pipeline.history import HistoryContext
    from kavro_lint.pipeline.request import FindingOptions
    from kavro_lint.pipeline.survey import Survey

Later = Callable[[], None]


def check_proposed_file(
    request: Request, options: "FindingOptions", file_name: str, content: bytes
) -> tuple[Report, Later | None]:
    """Return the new findings of the file; with `all`, all its findings. Raises CannotJudge.

    Beside them stands what keeps the state for the next proposal, for after they are shown.
    """
    if request.rev is not None or options.base is not None:
        option = "--rev" if request.rev is not None else "--base"
        raise CannotJudge(
            f"--stdin-filename and {option} cannot be combined",
            "a proposal is compared with the working tree, or with --staged with the index",
        )
    run = _looked_at(request, options)
    if run is not None:
        report = _report_from(run, request.directory, file_name, content)
        if report is not None:
            return report, None
    # What follows is not imported for a proposal that is judged by its file alone.
    from kavro_lint.pipeline.history import read_history_context
    from kavro_lint.pipeline.proposal import examine_proposal
    from kavro_lint.pipeline.survey import read

    request = request if run is None else replace(request, cached_run=run)
    survey = read(request)
    path = path_in(survey, request.directory, file_name)
    context = read_history_context(survey, None)
    report = examine_proposal(survey, context, {path: content}, options).report
    if run is None or run.answer is not None:
        return report, None
    return report, lambda: _keep(run, survey, context, options)


def _looked_at(request: Request, options: "FindingOptions") -> CachedRun | None:
    """Return a look at the working tree, with what an earlier proposal for the same has left."""
    if request.staged or not request.cached:
        return None
    from kavro_lint.pipeline.incremental.kept_proposals import same_template

    words = ("proposed", repr(options))
    question = CheckRequest(os.fspath(request.directory), "worktree", words)
    return recall(question, facts_digest, same_template)


def _report_from(
    run: CachedRun, directory: "Path | str", file_name: str, content: bytes
) -> Report | None:
    """Return the report on a proposal by what is kept, None where it must be judged whole."""
    answer, added = run.answer, run.contributions()
    if answer is None or added is None or run.tree is None:
        return None
    path = place_below(run.place.top, directory, file_name)
    number = run.tree.index(os.fsencode(path))
    if number is None or not run.tree.is_source(number) or len(content) > answer.limit:
        return None
    if os.fsencode(path) in answer.reads:
        return None
    from kavro_lint.pipeline.incremental.kept_proposals import report_on

    tree, contents = run.tree, on_disk(run.place.top)

    def read(path: str) -> bytes | None:
        place = tree.index(os.fsencode(path))
        if place is None or not tree.is_file(place):
            return None
        return next(iter(contents(tree, [place])))

    try:
        proposed = ChangedSources(tree, answer.limit, {number: content}, read)
        return report_on(answer.output, added, proposed)
    except (Unsure, OverflowError):
        # A file is no longer what it was, or counts that no run has written.
        return None


def _keep(
    run: CachedRun, survey: "Survey", context: "HistoryContext", options: "FindingOptions"
) -> None:
    """Judge the state that the proposal is for, and keep what the next one is judged by."""
    from kavro_lint.pipeline.cases import case_of
    from kavro_lint.pipeline.check import examined_case
    from kavro_lint.pipeline.incremental.contributing import added_by_files
    from kavro_lint.pipeline.incremental.kept_proposals import template_of
    from kavro_lint.pipeline.selection import selection

    if context.missing is not None:
        return
    case = case_of(survey, context, options, selection(survey, options))
    examined = examined_case(survey, context, case, options)
    template = template_of(examined, options)
    if template is not None:
        run.remember(
            template, 0, QUESTIONS,
            lambda paths, digests: added_by_files(examined, template, paths, digests),
        )  # fmt: skip


def path_in(survey: "Survey", directory: "Path | str", file_name: str) -> str:
    """Return the path in the repository of a name that a person or a tool gives; it may be new.

    Raises CannotJudge for one outside, and for a folder.
    """
    top = survey.repository.top
    if top is None:
        raise CannotJudge("a bare repository has no working tree", "work in a clone of it")
    return place_below(top, directory, file_name)


def place_below(top: "Path | str", directory: "Path | str", file_name: str) -> str:
    """Return the path below the root of a working tree. Raises CannotJudge as `path_in` does."""
    root = os.path.realpath(top)
    folder, name = os.path.split(os.path.join(directory, file_name))
    real = os.path.normpath(os.path.join(os.path.realpath(folder), name))
    if not real.startswith(root.rstrip(os.sep) + os.sep):
        raise CannotJudge(
            f"{file_name} is outside the repository", "name a path inside it, or use -C"
        )
    if _is_folder(real, file_name):
        raise CannotJudge(f"{file_name} is a folder", "name a file")
    return os.path.relpath(real, root).replace(os.sep, "/")


def _is_folder(place: str, file_name: str) -> bool:
    """Whether there is a folder at a place. Raises CannotJudge where no file can be."""
    try:
        return stat.S_ISDIR(os.stat(place).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise CannotJudge(f"{file_name[:200]}: {error.strerror}", "name a file") from None
