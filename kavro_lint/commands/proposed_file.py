"""The content of standard input, judged as a file: `check --stdin-filename`."""

import os
from pathlib import Path

from kavro_lint.errors import CannotJudge
from kavro_lint.model import Report
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.history import read_history_context
from kavro_lint.pipeline.proposal import examine_proposal
from kavro_lint.pipeline.selection import Wanted
from kavro_lint.pipeline.survey import Request, Survey, read


def check_proposed_file(request: Request, wanted: Wanted, file_name: str, content: bytes) -> Report:
    """Return the new findings of the file; with `all`, all its findings. Raises CannotJudge."""
    if request.rev is not None or wanted.base is not None:
        other = "--rev" if request.rev is not None else "--base"
        raise CannotJudge(
            f"--stdin-filename and {other} cannot be combined",
            "a proposal is compared with the working tree, or with --staged with the index",
        )
    survey = read(_with_what_is_known(request))
    path = path_in(survey, request.directory, file_name)
    context = read_history_context(survey, None)
    return examine_proposal(survey, context, {path: content}, wanted).report


def _with_what_is_known(request: Request) -> Request:
    """Return the request with a look at the working tree, by which only what changed is read."""
    if request.staged or not request.cached:
        return request
    from kavro_lint.cache.requests import CheckRequest
    from kavro_lint.pipeline.recalling import recalled

    question = CheckRequest(os.fspath(request.directory), "worktree", ("proposed",), b"")
    known = recalled(question)
    return request if known is None else replace(request, cached_run=known[0])


def path_in(survey: Survey, directory: Path, file_name: str) -> str:
    """Return the path in the repository of a name that a person or a tool gives; it may be new.

    Raises CannotJudge for one outside, and for a folder.
    """
    top = survey.repository.top
    if top is None:
        raise CannotJudge("a bare repository has no working tree", "work in a clone of it")
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
