"""How git is run: nothing of a repository is switched on, nothing is written, nobody is asked."""

import os
from collections.abc import Mapping

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
    "gpg.program": "gpg",
    "gpg.ssh.program": "ssh-keygen",
    "gpg.x509.program": "gpgsm",
    "log.showSignature": "false",
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

_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")


def environment() -> Mapping[str, str]:
    """Return the environment for git: the user's, made safe, with its places made absolute.

    A hook's `GIT_INDEX_FILE` is relative to the folder that the hook runs in.
    """
    given = {key: os.environ[key] for key in _PLACES if os.environ.get(key)}
    places = {key: os.path.abspath(value) for key, value in given.items()}  # noqa: PTH100
    return {**os.environ, **places, **SAFE_ENVIRONMENT}


def command(arguments: tuple[str, ...]) -> list[str]:
    """Return the command line of git, without a shell."""
    options = [
        text for key, value in SAFE_CONFIGURATION.items() for text in ("-c", f"{key}={value}")
    ]
    return ["git", "--no-pager", *options, *arguments]
