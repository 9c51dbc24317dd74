"""The questions to git, each a named function. Nothing of a repository runs, nothing is written.

git's plumbing is asked directly, for a hook waits for every millisecond; the contents of
objects are read by GitPython (`kavro_lint.repository.objects`), imported only then.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kavro_lint.errors import CannotJudge

# Programs that a repository's own configuration could name, all switched off.
SAFE_CONFIGURATION: Mapping[str, str] = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.quotePath": "false",
    "core.sshCommand": "false",
    "credential.helper": "",
    "diff.external": "",
    "protocol.allow": "never",
    "submodule.recurse": "false",
}

# The index is not refreshed, nobody is asked for a password, messages are in English.
SAFE_ENVIRONMENT: Mapping[str, str] = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C",
}

_PLACE = ("--show-prefix", "--show-toplevel")
_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A path of the index or of a tree. `tag` is `S` where a sparse checkout leaves it out."""

    path: str
    mode: str
    blob: str
    tag: str = "H"

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return self.mode == "120000"

    @property
    def is_submodule(self) -> bool:
        """Whether it is a commit of another repository."""
        return self.mode == "160000"


@dataclass(frozen=True, slots=True)
class Untracked:
    """What git does not track and does not ignore; nested repositories end in `/`.

    `unreadable` maps folders that could not be opened to the reason.
    """

    paths: tuple[str, ...]
    unreadable: Mapping[str, str]


def environment() -> Mapping[str, str]:
    """Return the environment for git: the user's, made safe, with its places made absolute.

    A hook's `GIT_INDEX_FILE` is relative to the folder that the hook runs in.
    """
    places = {key: str(Path(os.environ[key]).absolute()) for key in _PLACES if os.environ.get(key)}
    return {**os.environ, **places, **SAFE_ENVIRONMENT}


def locate(directory: Path, safe: Mapping[str, str]) -> Repository:
    """Find the repository around a directory. Raises CannotJudge where there is none."""
    asked = ("--absolute-git-dir", "--git-common-dir", "--is-bare-repository")
    done = _run(directory, safe, ("rev-parse", *asked, *_PLACE))
    lines = os.fsdecode(done.stdout).split("\n")
    if len(lines) > len(asked) + 3:  # a folder's name holds a line break
        each = (_run(directory, safe, ("rev-parse", one)) for one in (*asked, *_PLACE))
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


def head(repository: Repository) -> str | None:
    """Return the commit of HEAD, or None on a branch without commits."""
    return _commit(repository, "HEAD")


def commit(repository: Repository, revision: str) -> str:
    """Return the commit a revision names. Raises CannotJudge that names a near branch or tag."""
    found = None if revision.startswith("-") else _commit(repository, revision)
    if found is not None:
        return found
    import difflib

    near = difflib.get_close_matches(revision, _names(repository), 1)
    raise CannotJudge(
        f"no commit is named {revision!r} here",
        (f"did you mean {near[0]}? " if near else "")
        + "Name a branch, a tag or a commit; in a shallow clone, fetch it first",
    )


def _commit(repository: Repository, revision: str) -> str | None:
    if "\0" in revision or "\n" in revision:
        return None
    wanted = ("--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    done = _run(repository.home, repository.environment, ("rev-parse", *wanted))
    return done.stdout.decode("ascii").strip() if done.returncode == 0 else None


def _names(repository: Repository) -> list[str]:
    return os.fsdecode(_ask(repository, "for-each-ref", "--format=%(refname:short)")).split("\n")


def index_entries(repository: Repository) -> Iterator[Entry]:
    """Yield the entries of the index; of an unmerged path the first stage only."""
    last = None
    for record in _records(_ask(repository, "ls-files", "-s", "-t", "-z", "--full-name")):
        about, path = record.split("\t", 1)
        tag, mode, blob, _ = about.split(" ")
        if path != last:
            yield Entry(path, mode, blob, tag)
        last = path


def tree_entries(repository: Repository, sha: str) -> Iterator[Entry]:
    """Yield all files, links and submodules of a commit's tree."""
    for record in _records(_ask(repository, "ls-tree", "-r", "-z", "--full-tree", sha)):
        about, path = record.split("\t", 1)
        mode, _, blob = about.split(" ")
        yield Entry(path, mode, blob)


def untracked(repository: Repository) -> Untracked:
    """Return what git neither tracks nor ignores."""
    arguments = ("ls-files", "-o", "-z", "--exclude-standard", "--full-name")
    done = _checked(repository, arguments)
    said = re.findall(r"could not open directory '([^\n]*)': ([^\n]*)", os.fsdecode(done.stderr))
    return Untracked(tuple(_records(done.stdout)), dict(said))


def _records(output: bytes) -> list[str]:
    return os.fsdecode(output).split("\0")[:-1]


def _ask(repository: Repository, *arguments: str) -> bytes:
    return _checked(repository, arguments).stdout


def _checked(
    repository: Repository, arguments: tuple[str, ...]
) -> subprocess.CompletedProcess[bytes]:
    """Run git in the repository. Raises CannotJudge with git's own words where it fails."""
    done = _run(repository.home, repository.environment, arguments)
    if done.returncode != 0:
        said = os.fsdecode(done.stderr).strip()
        raise CannotJudge(f"git {arguments[0]} failed: {said}", "mend what git says and run again")
    return done


def _run(
    directory: Path, safe: Mapping[str, str], arguments: tuple[str, ...]
) -> subprocess.CompletedProcess[bytes]:
    options = [
        text for key, value in SAFE_CONFIGURATION.items() for text in ("-c", f"{key}={value}")
    ]
    try:
        return subprocess.run(  # noqa: S603
            [  # noqa: S607
                "git",
                "--no-pager",
                *options,
                *arguments,
            ],
            cwd=directory,
            env=safe,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        if directory.is_dir():
            raise CannotJudge("git is not installed", "install Git 2.31 or later") from None
        raise CannotJudge(f"there is no folder {directory}", "name one that exists") from None
    except NotADirectoryError:
        raise CannotJudge(f"{directory} is no folder", "name a folder") from None
    except PermissionError:
        raise CannotJudge(f"{directory} cannot be entered", "change its permissions") from None
