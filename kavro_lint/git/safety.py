"""Settings and environment of Git under which nothing of a repository runs and nobody is asked.

Only plumbing is asked (`command.COMMANDS`), which hears of few settings at all. Those that name a
program, reach the network or change an answer are overridden here; tests/git/test_programs.py
compares the list with the settings that the installed Git documents.
"""

import os
from collections.abc import Mapping

# Options on the command line win over every file of configuration, the repository's own too.
SETTINGS: Mapping[str, str] = {
    # Programs that Git would start.
    "core.alternateRefsCommand": "false",
    "core.askPass": "",
    "core.editor": "false",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.sshCommand": "false",
    "credential.helper": "",
    "diff.external": "",
    "gc.auto": "0",
    "gpg.program": "gpg",
    "gpg.ssh.program": "ssh-keygen",
    "gpg.x509.program": "gpgsm",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "sequence.editor": "false",
    # A folder of the tree that looks like a bare repository is not one (Git 2.38).
    "safe.bareRepository": "explicit",
    "submodule.recurse": "false",
    # What users set, and what would change an answer of plumbing or of `blame`.
    "blame.ignoreRevsFile": "",
    "blame.markIgnoredLines": "false",
    "blame.markUnblamableLines": "false",
    "core.disambiguate": "none",
    "core.quotePath": "false",
    "core.warnAmbiguousRefs": "false",
    "diff.algorithm": "myers",
    "diff.orderFile": os.devnull,
    "i18n.logOutputEncoding": "UTF-8",
}

# The index is not refreshed, nobody is asked for a password, messages are in English.
_SET: Mapping[str, str] = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ASKPASS": "",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PROXY_COMMAND": "",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}

_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")
# All others of Git's own variables change answers or start programs (git(1), ENVIRONMENT).
_KEPT_VARIABLES = frozenset({
    *_PLACES, "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CEILING_DIRECTORIES", "GIT_CONFIG_COUNT",
    "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_SYSTEM",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_EXEC_PATH", "GIT_QUARANTINE_PATH", "GIT_SHALLOW_FILE",
    "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH",
})  # fmt: skip
_KEPT_BEGINNINGS = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")


def environment() -> Mapping[str, str]:
    """Return the environment for Git: the user's, made safe, with its places made absolute.

    A hook's `GIT_INDEX_FILE` is relative to the folder that the hook runs in.
    """
    variables = {name: value for name, value in os.environ.items() if _is_kept(name)}
    for name in _PLACES:
        if variables.get(name):
            variables[name] = os.path.abspath(variables[name])
    return {**variables, "PATH": os.pathsep.join(_program_folders()), **_SET}


def _is_kept(name: str) -> bool:
    return (
        not name.startswith("GIT_") or name in _KEPT_VARIABLES or name.startswith(_KEPT_BEGINNINGS)
    )


def program() -> str:
    """Return the path of Git's program. Raises FileNotFoundError.

    It is searched in absolute folders only: systems also look in the folder that a program is
    started in, and that is the repository.
    """
    name = "git.exe" if os.name == "nt" else "git"
    for folder in _program_folders():
        place = os.path.join(folder, name)
        if os.access(place, os.X_OK) and not os.path.isdir(place):
            return place
    raise FileNotFoundError("git is not on PATH")


def _program_folders() -> list[str]:
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return [folder for folder in folders if os.path.isabs(folder)]
