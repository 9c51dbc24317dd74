"""The mainline, and the base of a change."""

import os
from collections.abc import Mapping
from pathlib import Path

from kavro_lint.errors import CannotJudge
from kavro_lint.git import log
from kavro_lint.git.repository import Repository
from kavro_lint.git.revisions import Memory, commit, find_commit
from kavro_lint.model.frozen import frozen

# The lines that give CI the history that rules on it need.
GITHUB = "in GitHub Actions: `- uses: actions/checkout@v4` with `fetch-depth: 0`"
GITLAB = "in GitLab CI: `variables: GIT_DEPTH: 0`"
DEEPEN = f"fetch it: `git fetch --unshallow`; {GITHUB}; {GITLAB}"
LARGEST_EVENT = 30_000_000


class HistoryMissing(CannotJudge):
    """A commit that is needed is not here; `remedy` says how to get it.

    `check` reports it (KV007); a command that has no findings ends with exit code 2.
    """

    def __init__(self, reason: str, remedy: str = DEEPEN) -> None:
        super().__init__(reason)
        self.remedy = remedy


@frozen
class Base:
    """What a change is compared with: `tip` as it was named, `tree` the merge base's commit.

    `is_push` says that the change is a push to the mainline: what it brings is merged already.
    """

    tip: str
    tree: str
    is_push: bool = False


def find_mainline(
    repository: Repository, setting: str | None, *, remote_first: bool = False
) -> str:
    """Return the commit the mainline is at. Raises HistoryMissing rather than guess.

    The setting, else origin/HEAD, else main, else master, local or of origin. With
    `remote_first` origin's branch goes before the local one, which anybody here can move.
    """
    if setting is not None:
        names = [
            f"refs/heads/{setting}",
            f"refs/remotes/{setting}",
            f"refs/remotes/origin/{setting}",
        ]
    else:
        names = [name for name in (log.default_branch(repository),) if name]
        for branch in ("main", "master"):
            names += [f"refs/heads/{branch}", f"refs/remotes/origin/{branch}"]
    if remote_first:
        names.sort(key=lambda name: name.startswith("refs/heads/"))
    for name in names:
        sha = find_commit(repository, name)
        if sha is not None:
            return sha
    if setting is not None:
        raise HistoryMissing(
            f"the mainline `{setting}` (setting `mainline`) does not exist here",
            f"fetch it: `git fetch origin {setting}`, or correct the setting; {GITHUB}",
        )
    raise HistoryMissing(
        "no mainline is known here: neither origin/HEAD nor main nor master",
        f"name the branch in the setting `mainline`, or fetch it; {GITHUB}; {GITLAB}",
    )


def find_base(
    repository: Repository,
    revision: str,
    snapshot: str | None,
    mainline: str | None,
    memory: Memory | None = None,
) -> Base:
    """Return the base that `--base` names, `auto` for what the CI's event says.

    `snapshot` is the snapshot's commit; `mainline` the setting. Raises CannotJudge for an
    unknown revision, HistoryMissing for one that a shallow clone may hide.
    """
    pushed = revision == "auto" and _is_push_to_mainline(repository, mainline)
    if revision == "auto":
        tip = _base_of_event(repository, mainline, snapshot, pushed=pushed)
    else:
        tip = _commit_named(repository, revision)
    if snapshot is None:
        return Base(tip, tip)
    bases = log.merge_bases(repository, tip, snapshot, memory)
    if bases:
        return Base(tip, bases[0], pushed)
    if log.is_shallow(repository):
        raise HistoryMissing(
            f"this clone is shallow: the merge base of {revision} and the snapshot is missing"
        )
    raise CannotJudge(
        f"{revision} and the snapshot have no commit in common",
        "name a base that the snapshot descends from, or shares a commit with",
    )


def _commit_named(repository: Repository, revision: str) -> str:
    sha = find_commit(repository, revision)
    if sha is None and log.is_shallow(repository):
        raise HistoryMissing(f"this clone is shallow, and {revision} is not in it")
    return sha or commit(repository, revision)


def _base_of_event(
    repository: Repository, mainline: str | None, snapshot: str | None, *, pushed: bool
) -> str:
    """Return the base of the CI's event; without one, the mainline.

    Of a push to the mainline it is the commit before, or, where that is gone, the first parent.
    """
    candidates = _github_candidates(os.environ) or _gitlab_candidates(os.environ)
    if pushed and snapshot is not None:
        candidates = [*candidates, f"{snapshot}^"]
    elif _is_push(os.environ) and _pushed_branch(os.environ):
        candidates = []
    if not candidates:
        return find_mainline(repository, mainline)
    for candidate in candidates:
        sha = find_commit(repository, candidate)
        if sha is not None:
            return sha
    raise HistoryMissing(f"the base of this change, {candidates[0]}, is not in this clone")


def _is_push_to_mainline(repository: Repository, mainline: str | None) -> bool:
    """Whether the CI's event is a push to the mainline."""
    branch = _pushed_branch(os.environ) if _is_push(os.environ) else ""
    if not branch:
        return False
    default = log.default_branch(repository)
    mainline_name = mainline or _default_branch(os.environ) or (default or "").rpartition("/")[2]
    return branch == mainline_name if mainline_name else branch in ("main", "master")


def _is_push(environment: Mapping[str, str]) -> bool:
    if environment.get("GITLAB_CI"):
        return not environment.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
    return environment.get("GITHUB_EVENT_NAME") == "push"


def _pushed_branch(environment: Mapping[str, str]) -> str:
    """Return the branch that was pushed, "" where the event does not say."""
    if environment.get("GITLAB_CI"):
        return environment.get("CI_COMMIT_BRANCH", "")
    reference = _text(_event(environment), "ref") or environment.get("GITHUB_REF", "")
    return reference.removeprefix("refs/heads/") if reference.startswith("refs/heads/") else ""


def _default_branch(environment: Mapping[str, str]) -> str:
    if environment.get("GITLAB_CI"):
        return environment.get("CI_DEFAULT_BRANCH", "")
    return _text(_mapping(_event(environment), "repository"), "default_branch")


def _github_candidates(environment: Mapping[str, str]) -> list[str]:
    """Return names for the base of a GitHub event, the best first.

    https://docs.github.com/en/webhooks/webhook-events-and-payloads
    """
    if environment.get("GITHUB_ACTIONS") != "true" and "GITHUB_EVENT_NAME" not in environment:
        return []
    name, event = environment.get("GITHUB_EVENT_NAME", ""), _event(environment)
    if name.startswith("pull_request"):
        base = _mapping(_mapping(event, "pull_request"), "base")
        branch = environment.get("GITHUB_BASE_REF") or _text(base, "ref")
        return _candidates(branch, _text(base, "sha"))
    if name == "merge_group":
        # In the queue the base commit may be another queued change: the target is the branch.
        group = _mapping(event, "merge_group")
        return _candidates(_text(group, "base_ref"), _text(group, "base_sha"))
    if name == "push":
        return _commits(_text(event, "before"))
    return []


def _gitlab_candidates(environment: Mapping[str, str]) -> list[str]:
    """Return names for the base of a GitLab pipeline, the best first.

    https://docs.gitlab.com/ci/variables/predefined_variables/
    """
    if not environment.get("GITLAB_CI"):
        return []
    branch = environment.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "")
    if branch:
        return _candidates(branch, environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", ""))
    return _commits(environment.get("CI_COMMIT_BEFORE_SHA", ""))


def _candidates(branch: str, sha: str) -> list[str]:
    short = branch.removeprefix("refs/heads/")
    remote = [f"refs/remotes/origin/{short}"] if short else []
    return [*remote, *_commits(sha), *([f"refs/heads/{short}"] if short else [])]


def _commits(sha: str) -> list[str]:
    """Return the commit; the zeros of a branch that is new are none."""
    return [sha] if sha.strip("0") else []


def _event(environment: Mapping[str, str]) -> Mapping[str, object]:
    path = environment.get("GITHUB_EVENT_PATH", "")
    if not path:
        return {}
    # Most runs read no event.
    import json

    try:
        with Path(path).open("rb") as file:
            event = json.loads(file.read(LARGEST_EVENT))
    except (OSError, ValueError) as error:
        raise CannotJudge(
            f"GITHUB_EVENT_PATH names {path}, which cannot be read: {error}",
            "name the base: kavro-lint check --base <revision>",
        ) from None
    return event if isinstance(event, dict) else {}


def _mapping(event: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = event.get(key)
    return value if isinstance(value, dict) else {}


def _text(event: Mapping[str, object], key: str) -> str:
    value = event.get(key)
    return value if isinstance(value, str) else ""
