"""The objects that a partial clone left out: listed at once, and fetched in one batch.

Git itself would fetch them one by one, as they are read. This is the only question to Git that
may use the network, and only where the user cloned so from an ordinary remote.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.expressions import expression
from kavro_lint.git.command import run
from kavro_lint.git.path_listing import Entry
from kavro_lint.git.repository import Repository, ask
from kavro_lint.model.frozen import frozen

# As a promisor remote is asked by Git's own lazy fetch (Git's promisor-remote.c).
_FETCH = (
    "fetch", "--quiet", "--no-tags", "--no-prune", "--no-write-fetch-head", "--filter=blob:none",
    "--upload-pack=git-upload-pack", "--stdin",
)  # fmt: skip
_PROTOCOLS = "file:git:http:https:ssh"
_SETTINGS: Mapping[str, str | None] = {
    "core.sshCommand": "ssh -o BatchMode=yes",
    "fetch.negotiationAlgorithm": "noop",
    "fetch.writeCommitGraph": "false",
    # Of a user's choice only what the environment above allows is left.
    "protocol.allow": "user",
}
# `<transport>::<address>` names a program, git-remote-<transport> (gitremote-helpers(7)).
_HELPER = expression(r"[A-Za-z0-9][\w+.-]*::")
_LONG = expression(r"(?i)([a-z][a-z0-9+.-]*)://")


@frozen
class _Remote:
    """A remote that promised objects, with its settings by the last word of their names."""

    name: str
    settings: Mapping[str, str]

    @property
    def url(self) -> str:
        """The address it is fetched from."""
        return self.settings.get("url", "")


def is_partial(repository: Repository) -> bool:
    """Whether objects may have been left out when this was cloned."""
    return any((repository.common_dir / "objects/pack").glob("*.promisor"))


def missing(repository: Repository, commit: str, entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the blobs of a commit that a lint would read and that are not here."""
    if not is_partial(repository):
        return ()
    listed = ask(repository, "rev-list", "--objects", "--missing=print", f"{commit}^{{tree}}")
    absent = {
        line[1:] for line in listed.decode("ascii", "replace").splitlines() if line[:1] == "?"
    }
    absent_entries = (entry for entry in entries if entry.blob in absent)
    return tuple(sorted({entry.blob for entry in absent_entries if repository.reads(entry.path)}))


def fetch(repository: Repository, blobs: Iterable[str]) -> bool:
    """Fetch objects from an ordinary promisor remote in one batch; whether Git could."""
    stdin = "".join(f"{blob}\n" for blob in blobs).encode("ascii")
    safe = {**repository.environment, "GIT_ALLOW_PROTOCOL": _PROTOCOLS}
    return any(
        run(
            repository.home, safe, (*_FETCH, remote.name), stdin, settings=_settings_for(remote)
        ).returncode == 0
        for remote in _promisor_remotes(repository)
        if _reason_to_refuse(remote) is None
    )  # fmt: skip


def why_not_fetched(repository: Repository) -> str:
    """Return why nothing is fetched from the remotes that promised objects, "" if it is tried."""
    reasons = [_reason_to_refuse(remote) for remote in _promisor_remotes(repository)]
    return "; ".join(reason for reason in reasons if reason is not None)


def _promisor_remotes(repository: Repository) -> Iterator[_Remote]:
    question = ("config", "-z", "--get-regexp", r"^remote\..*")
    completed = run(repository.home, repository.environment, question)
    remotes: dict[str, dict[str, str]] = {}
    for record in os.fsdecode(completed.stdout).split("\0")[:-1]:
        key, _, value = record.partition("\n")
        name, _, setting = key.removeprefix("remote.").rpartition(".")
        remotes.setdefault(name, {}).setdefault(setting, value)
    for name, settings in remotes.items():
        # A bare `promisor` without a value is true as well.
        if name and not name.startswith("-") and settings.get("promisor") in ("true", ""):
            yield _Remote(name, settings)


def _reason_to_refuse(remote: _Remote) -> str | None:
    """Return why a remote is not fetched from: it would start a program. None if it would not."""
    for setting in ("uploadpack", "vcs"):
        if setting in remote.settings:
            return f"`remote.{remote.name}.{setting}` names a program"
    long = _LONG.match(remote.url)
    if _HELPER.match(remote.url) or (long and long[1].lower() not in _PROTOCOLS.split(":")):
        return f"`remote.{remote.name}.url` names a program: {remote.url.partition(':')[0]}"
    return None


def _settings_for(remote: _Remote) -> Mapping[str, str | None]:
    """Return settings that win over those for the very address (gitconfig, `http.<url>.*`)."""
    of_address = {
        f"credential.{remote.url}.helper": "",
        f"http.{remote.url}.cookieFile": "",
        f"http.{remote.url}.saveCookies": "false",
    }
    # A line break or an equals sign would end the name of the setting.
    return {**_SETTINGS, **(of_address if re.fullmatch(r"[^\s=]+", remote.url) else {})}
