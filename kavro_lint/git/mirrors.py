"""Bare copies of repositories elsewhere, made and refreshed with GitPython.

Nothing of what is fetched runs: no hook, no filter, no helper that it names; there is no working
tree. The user's own credential helper and ssh are asked, nobody is prompted, and an address with a
password in it is in no message and in no process list.
"""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from kavro_lint.errors import CannotJudge
from kavro_lint.git.safety import SETTINGS, environment, program
from kavro_lint.printable import printable

if TYPE_CHECKING:
    from git.cmd import Git

# What an address may begin with; `ext::` and others start programs.
PROTOCOLS = ("https", "http", "ssh", "git", "file")
_URL = re.compile(rf"(?:{'|'.join(PROTOCOLS)})://[^\s]+|(?:[\w.-]+@)?[\w.-]+:(?!:)[^\s:][^\s]*")
_SECRET = re.compile(r"(?<=//)[^/@\s]+@|(?<=\s)[^/@\s:]+@(?=[\w.-]+:)|(?<=[?&])[^=\s&]+=[^\s&]+")
# What the user's own configuration may say when something is fetched.
_USERS = frozenset(
    ("core.askPass", "core.sshCommand", "credential.helper", "protocol.allow", "core.quotePath")
)
# What `git init` writes into the configuration of a mirror. Anything else came with a repository
# that somebody put in its place, and may name programs.
_OWN_KEYS = frozenset(
    ("core.repositoryformatversion", "core.filemode", "core.bare", "core.ignorecase",
     "core.precomposeunicode", "core.symlinks", "core.logallrefupdates", "extensions.objectformat",
     "extensions.refstorage")
)  # fmt: skip
_SECONDS = 1_800
_REMOTE = "kavro"


def is_address(text: str) -> bool:
    """Whether a text is an address that can be fetched from, by a protocol that runs nothing."""
    return _URL.fullmatch(text) is not None and not text.startswith("-")


def without_secrets(text: str) -> str:
    """Return a text without users and passwords of addresses in it."""
    return _SECRET.sub("", text)


def refresh(place: Path, url: str) -> None:
    """Make a bare repository at a place the copy of all branches of an address.

    Raises CannotJudge with Git's own words, secrets left out.
    """
    from git.exc import GitCommandError, GitCommandNotFound

    if not is_address(url):
        raise CannotJudge(
            f"{printable(without_secrets(url))} is not an address to fetch from",
            f"write one that begins with {', '.join(f'{name}://' for name in PROTOCOLS)}",
        )
    place.mkdir(parents=True, exist_ok=True)
    git = _git(place, url)
    try:
        if not (place / "HEAD").exists():
            _run(git, "init", "--quiet", "--bare", "--template=", "--", str(place))
        _refuse_foreign(git, place)
        head = _run(git, "ls-remote", "--symref", _REMOTE, "HEAD")
        _run(git, "fetch", "--quiet", "--prune", "--no-tags", "--force", "--no-auto-maintenance",
             "--no-recurse-submodules", "--no-write-fetch-head", _REMOTE,
             "+refs/heads/*:refs/heads/*")  # fmt: skip
        branch = re.match(r"ref: (refs/heads/\S+)\tHEAD", head)
        if branch is not None:
            _run(git, "symbolic-ref", "HEAD", branch[1])
    except GitCommandNotFound:
        raise CannotJudge("Git is not installed", "install Git 2.31 or later") from None
    except GitCommandError as error:
        raise CannotJudge(
            f"cannot fetch: {_complaint(error)}", "check the address and the rights"
        ) from None


def _refuse_foreign(git: "Git", place: Path) -> None:
    """Raise CannotJudge for a repository that no scan made: its settings could run programs."""
    keys = _run(git, "config", "--local", "--no-includes", "--name-only", "--list").split()
    foreign = sorted({key for key in keys if key.lower() not in _OWN_KEYS})
    if foreign or (place / "commondir").exists():
        subject = f"the setting {foreign[0]}" if foreign else "the file commondir"
        raise CannotJudge(
            f"{printable(str(place))} is not a mirror that a scan made: "
            f"it has {printable(subject)}",
            "delete the folder, or name another one with --into",
        )


def _git(place: Path, url: str) -> "Git":
    """Return Git in a folder; the address is in its environment, never in its arguments."""
    import git
    from git.cmd import Git

    git.refresh(program())
    client = Git(place)
    entries = {
        f"remote.{_REMOTE}.url": url,
        f"remote.{_REMOTE}.mirror": "false",
        "protocol.allow": "never",
        **{f"protocol.{name}.allow": "always" for name in PROTOCOLS},
        **{name: value for name, value in SETTINGS.items() if name not in _USERS},
        # What is here was made here, whoever owns the folder above.
        "safe.bareRepository": "all",
    }
    variables = dict(environment())
    count = int(variables.get("GIT_CONFIG_COUNT", "0") or 0)
    for number, (name, value) in enumerate(entries.items(), count):
        variables[f"GIT_CONFIG_KEY_{number}"] = name
        variables[f"GIT_CONFIG_VALUE_{number}"] = value
    variables["GIT_CONFIG_COUNT"] = str(count + len(entries))
    for name in ("GIT_ALLOW_PROTOCOL", "GIT_ASKPASS", "GIT_PROXY_COMMAND",
                 "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"):  # fmt: skip
        variables.pop(name, None)
    # Not the repository that the folder lies in, nor one that a file `.git` points to.
    variables["GIT_DIR"] = str(place.absolute())
    client.update_environment(**variables)
    return client


def _run(git: "Git", *arguments: str) -> str:
    output = git.execute(
        [program(), *arguments],
        kill_after_timeout=None if os.name == "nt" else _SECONDS,
        with_extended_output=False,
    )
    return str(output)


def _complaint(error: Exception) -> str:
    """Return what Git complained of: its last lines, without the command and without secrets."""
    text = str(getattr(error, "stderr", "") or error)
    lines = [line.strip(" '") for line in text.splitlines() if line.strip()]
    complaints = [
        line for line in lines if line.startswith(("fatal:", "error:", "stderr: 'fatal:"))
    ]
    return printable(without_secrets("; ".join((complaints or lines)[-2:])), 300)
