"""The questions to git, each a named function. Nothing of a repository runs, nothing is written.

git's plumbing is asked directly, for a hook waits for every millisecond.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from kavro_lint.errors import CannotJudge
from kavro_lint.git.safety import command, environment
from kavro_lint.model.frozen import frozen

__all__ = [
    "QUESTIONS",
    "Repository",
    "ask",
    "environment",
    "find_commit",
    "locate",
    "open_repository",
    "run",
    "start",
]

_PLACE = ("--show-prefix", "--show-toplevel")

# What this process has asked so far, without the options that are always there.
QUESTIONS: list[tuple[str, ...]] = []


@frozen
class Repository:
    """Where a repository is.

    `top` is the working tree's root, None in a bare repository; `prefix` the folder below
    it that the user stands in, `""` or ending in `/`. `environment` is what git runs with.
    """

    top: Path | None
    git_dir: Path
    common_dir: Path
    prefix: str
    environment: Mapping[str, str]

    @property
    def home(self) -> Path:
        """The folder that git runs in."""
        return self.top or self.git_dir


def open_repository(directory: Path) -> Repository:
    """Return the repository around a directory. Raises CannotJudge where there is none."""
    return locate(directory, environment())


def locate(directory: Path, safe: Mapping[str, str]) -> Repository:
    """Find the repository around a directory. Raises CannotJudge where there is none."""
    asked = ("--absolute-git-dir", "--git-common-dir", "--is-bare-repository")
    done = run(directory, safe, ("rev-parse", *asked, *_PLACE))
    lines = os.fsdecode(done.stdout).split("\n")
    if len(lines) > len(asked) + 3:  # a folder's name holds a line break
        each = (run(directory, safe, ("rev-parse", one)) for one in (*asked, *_PLACE))
        lines = [os.fsdecode(answer.stdout).removesuffix("\n") for answer in each]
    if len(lines) < 4:
        raise _not_found(directory, os.fsdecode(done.stderr).strip())
    git_dir, common, bare, prefix = lines[:4]
    if done.returncode != 0 and bare != "true":
        raise CannotJudge(
            f"{directory} is inside a .git folder", "run kavro-lint in the working tree"
        )
    return Repository(
        top=Path(lines[4]) if done.returncode == 0 else None,
        git_dir=Path(git_dir),
        common_dir=Path(os.path.normpath(directory.absolute() / common)),
        prefix=prefix,
        environment=safe,
    )


def _not_found(directory: Path, said: str) -> CannotJudge:
    if "dubious ownership" in said:
        return CannotJudge(
            f"git refuses {directory}, which belongs to another user",
            f"if you trust it: git config --global --add safe.directory {directory.absolute()}",
        )
    if "safe.bareRepository" in said or "cannot use bare repository" in said:
        return CannotJudge(
            f"git refuses the bare repository {directory}",
            "name it in the environment: GIT_DIR=…",
        )
    if "not a git repository" in said:
        return CannotJudge(
            f"{directory.absolute()} is not in a Git repository",
            "run kavro-lint inside one, name one with -C, or run `git init`",
        )
    return CannotJudge(f"git cannot read {directory}: {said}", "mend what git says and run again")


def git_path(repository: Repository, name: str) -> Path:
    """Return where a file of git's own is, such as `COMMIT_EDITMSG`."""
    answer = ask(repository, "rev-parse", "--git-path", name)
    return repository.home / os.fsdecode(answer).removesuffix("\n")


def head(repository: Repository) -> str | None:
    """Return the commit of HEAD, or None on a branch without commits."""
    return find_commit(repository, "HEAD")


def ignored(repository: Repository, path: str) -> bool:
    """Whether git would not see a new file at a path of the working tree."""
    wanted = ("check-ignore", "--quiet", "--no-index", "-z", "--stdin")
    # check-ignore takes no literal pathspecs; a path that begins so has no magic either.
    safe = {**repository.environment, "GIT_LITERAL_PATHSPECS": "0"}
    answer = run(repository.home, safe, wanted, b"./" + os.fsencode(path) + b"\0")
    # It fails for a path behind a link, which is not ignored but cannot be written either.
    return answer.returncode == 0


def commit(repository: Repository, revision: str) -> str:
    """Return the commit a revision names. Raises CannotJudge that names a near branch or tag."""
    found = find_commit(repository, revision)
    if found is not None:
        return found
    import difflib

    near = difflib.get_close_matches(revision, _names(repository), 1)
    raise CannotJudge(
        f"no commit is named {revision!r} here",
        (f"did you mean {near[0]}? " if near else "")
        + "Name a branch, a tag or a commit; in a shallow clone, fetch it first",
    )


def find_commit(repository: Repository, revision: str) -> str | None:
    """Return the commit a revision names, or None."""
    if revision.startswith("-") or "\0" in revision or "\n" in revision:
        return None
    wanted = ("--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    done = run(repository.home, repository.environment, ("rev-parse", *wanted))
    return done.stdout.decode("ascii").strip() if done.returncode == 0 else None


def _names(repository: Repository) -> list[str]:
    return os.fsdecode(ask(repository, "for-each-ref", "--format=%(refname:short)")).split("\n")


def records(output: bytes) -> list[str]:
    """Return what NUL ends, as paths are written."""
    return os.fsdecode(output).split("\0")[:-1]


def ask(repository: Repository, *arguments: str, stdin: bytes = b"") -> bytes:
    """Return what git prints. Raises CannotJudge with git's own words where it fails."""
    return checked(repository, arguments, stdin).stdout


def checked(
    repository: Repository, arguments: tuple[str, ...], stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run git in the repository. Raises CannotJudge with git's own words where it fails."""
    return _unfailed(run(repository.home, repository.environment, arguments, stdin))


def finished(
    process: "subprocess.Popen[bytes]", arguments: tuple[str, ...]
) -> subprocess.CompletedProcess[bytes]:
    """Wait for git to end. Raises CannotJudge with git's own words where it fails."""
    with process:
        output, said = process.communicate()
    return _unfailed(subprocess.CompletedProcess(arguments, process.returncode, output, said))


def _unfailed(
    done: subprocess.CompletedProcess[bytes],
) -> subprocess.CompletedProcess[bytes]:
    if done.returncode != 0:
        said = os.fsdecode(done.stderr).strip()
        raise CannotJudge(f"git {done.args[0]} failed: {said}", "mend what git says and run again")
    return done


def start(
    directory: Path,
    safe: Mapping[str, str],
    arguments: tuple[str, ...],
    stdin: bool = False,
    quiet: bool = False,
) -> subprocess.Popen[bytes]:
    """Start git in a directory with nothing of the repository's own switched on.

    `stdin` says whether something is written to it, `quiet` that nobody reads its errors.
    Raises CannotJudge where there is no git or no such directory.
    """
    QUESTIONS.append(arguments)
    try:
        return subprocess.Popen(  # noqa: S603
            command(arguments),
            cwd=directory,
            env=safe,
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else subprocess.PIPE,
        )
    except FileNotFoundError:
        if directory.is_dir():
            raise CannotJudge("git is not installed", "install Git 2.31 or later") from None
        raise CannotJudge(f"there is no folder {directory}", "name one that exists") from None
    except NotADirectoryError:
        raise CannotJudge(f"{directory} is no folder", "name a folder") from None
    except PermissionError:
        raise CannotJudge(f"{directory} cannot be entered", "change its permissions") from None


def run(
    directory: Path, safe: Mapping[str, str], arguments: tuple[str, ...], stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run git in a directory with nothing of the repository's own switched on."""
    with start(directory, safe, arguments, bool(stdin)) as process:
        output, said = process.communicate(stdin or None)
    return subprocess.CompletedProcess(arguments, process.returncode, output, said)
