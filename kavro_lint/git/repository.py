"""The repository around a folder, and how Git is run in it."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from kavro_lint.errors import CannotJudge
from kavro_lint.git.command import Completed, run
from kavro_lint.git.safety import environment
from kavro_lint.git.worktree import working_tree_around
from kavro_lint.model.frozen import frozen, replace

_FOLDERS = ("--absolute-git-dir", "--git-common-dir", "--is-bare-repository")
_PLACE = ("--show-prefix", "--show-toplevel")


@frozen
class Repository:
    """Where a repository is.

    `top` is the working tree's root, None in a bare repository; `prefix` the folder below
    it that the user stands in, `""` or ending in `/`. `environment` is what Git runs with,
    `reads` which files of a tree are needed where a partial clone left some out.
    """

    top: Path | None
    git_dir: Path
    common_dir: Path
    prefix: str
    environment: Mapping[str, str]
    reads: Callable[[str], bool] = lambda path: True

    @property
    def home(self) -> Path:
        """The folder that Git runs in."""
        return self.top or self.git_dir


def open_repository(directory: Path, meanwhile: Callable[[], object] = lambda: None) -> Repository:
    """Return the repository around a directory. Raises CannotJudge where there is none.

    `meanwhile` is called while Git looks for the repository of a working tree.
    A folder of a working tree that looks like a bare repository is a folder like any other: its
    `config` came with the tree, and Git would obey it.
    """
    safe = environment()
    real_path = os.path.realpath(directory)
    if safe.get("GIT_DIR") or not Path(real_path).is_dir():
        return _locate(directory, safe)
    top = working_tree_around(real_path)
    if top is None:
        return _bare_repository(directory, safe)
    if (
        top != real_path
        and _is_bare_folder(real_path)
        and not _holds_tracked_files(Path(top), real_path, safe)
    ):
        return _bare_repository(directory, safe)
    # Git goes on upwards from a `.git` that is not a repository.
    repository = _locate(Path(top), safe, meanwhile=meanwhile)
    prefix = os.path.relpath(real_path, os.path.realpath(repository.top or top)).replace(
        os.sep, "/"
    )
    if prefix.split("/")[0] == ".git":
        raise _inside_git_folder(directory)
    # Outside of it, `core.worktree` leads elsewhere.
    return (
        repository
        if prefix.split("/")[0] in {".", ".."}
        else replace(repository, prefix=f"{prefix}/")
    )


def repository_at(top: str, git_dir: str, common_dir: str) -> Repository:
    """Return a repository whose folders are known already, as seen from its top."""
    return Repository(Path(top), Path(git_dir), Path(common_dir), "", environment())


def _is_bare_folder(folder: str) -> bool:
    """Whether Git takes a folder, or one above it, for a bare repository."""
    while folder:
        if all(os.path.lexists(f"{folder}/{name}") for name in ("HEAD", "objects", "refs")):
            return True
        above = os.path.dirname(folder)  # noqa: PTH120
        if above == folder or os.path.lexists(f"{folder}/.git"):
            return False
        folder = above
    return False


def _holds_tracked_files(top: Path, folder: str, safe: Mapping[str, str]) -> bool:
    """Whether the working tree's repository tracks a file of a folder, in any case."""
    inside = os.path.relpath(folder, top).replace(os.sep, "/").casefold() + "/"
    completed = run(top, safe, ("ls-files", "-z"))
    return any(path.casefold().startswith(inside) for path in records(completed.stdout))


def _bare_repository(directory: Path, safe: Mapping[str, str]) -> Repository:
    """Return a bare repository. The user's `safe.bareRepository` decides (Git 2.38)."""
    repository = _locate(directory, safe, {"safe.bareRepository": None})
    if repository.top is not None:
        return repository
    return replace(repository, environment={**safe, "GIT_DIR": os.fspath(repository.git_dir)})


def _locate(
    directory: Path,
    safe: Mapping[str, str],
    settings: Mapping[str, str | None] | None = None,
    meanwhile: Callable[[], object] = lambda: None,
) -> Repository:
    """Ask Git where the repository of a directory is. Raises CannotJudge where there is none."""
    question = ("rev-parse", *_FOLDERS, *_PLACE)
    completed = run(directory, safe, question, settings=settings, meanwhile=meanwhile)
    lines = os.fsdecode(completed.stdout).split("\n")
    if len(lines) > len(_FOLDERS) + 3:  # a folder's name holds a line break
        processes = (
            run(directory, safe, ("rev-parse", option), settings=settings)
            for option in (*_FOLDERS, *_PLACE)
        )
        lines = [os.fsdecode(process.stdout).removesuffix("\n") for process in processes]
    if len(lines) < 4:
        raise _not_found(directory, os.fsdecode(completed.stderr).strip())
    git_dir, common, bare, prefix = lines[:4]
    if completed.returncode != 0 and bare != "true":
        raise _inside_git_folder(directory)
    return Repository(
        top=Path(lines[4]) if completed.returncode == 0 else None,
        git_dir=Path(git_dir),
        common_dir=Path(os.path.normpath(directory.absolute() / common)),
        prefix=prefix,
        environment=safe,
    )


def _inside_git_folder(directory: Path) -> CannotJudge:
    return CannotJudge(f"{directory} is inside a .git folder", "run kavro-lint in the working tree")


def _not_found(directory: Path, complaint: str) -> CannotJudge:
    if "dubious ownership" in complaint:
        return CannotJudge(
            f"Git refuses {directory}, which belongs to another user",
            f"if you trust it: git config --global --add safe.directory {directory.absolute()}",
        )
    if "safe.bareRepository" in complaint or "cannot use bare repository" in complaint:
        return CannotJudge(
            f"Git refuses the bare repository {directory}",
            "name it in the environment: GIT_DIR=…",
        )
    if "not a git repository" in complaint:
        return CannotJudge(
            f"{directory.absolute()} is not in a Git repository",
            "run kavro-lint inside one, name one with -C, or run `git init`",
        )
    return CannotJudge(
        f"Git cannot read {directory}: {complaint}", "fix what Git reports and run again"
    )


def records(output: bytes) -> list[str]:
    """Return what NUL ends, as paths are written."""
    return os.fsdecode(output).split("\0")[:-1]


def ask(repository: Repository, *arguments: str, stdin: bytes = b"") -> bytes:
    """Return what Git prints. Raises CannotJudge with Git's own words where it fails."""
    return succeeded(run(repository.home, repository.environment, arguments, stdin)).stdout


def answers_yes(repository: Repository, *arguments: str) -> bool:
    """Whether Git ends with exit code 0."""
    return run(repository.home, repository.environment, arguments).returncode == 0


def succeeded(completed: Completed) -> Completed:
    """Return a process that succeeded. Raises CannotJudge with Git's own words for another."""
    if completed.returncode != 0:
        complaint = os.fsdecode(completed.stderr).strip()
        raise CannotJudge(
            f"git {completed.args[0]} failed: {complaint}", "fix what Git reports and run again"
        )
    return completed


def git_path(repository: Repository, name: str) -> Path:
    """Return where a file of Git's own is, such as `COMMIT_EDITMSG`."""
    output = ask(repository, "rev-parse", "--git-path", name)
    return repository.home / os.fsdecode(output).removesuffix("\n")
