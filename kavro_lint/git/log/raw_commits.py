"""Commits of the history, who made them, and what their messages say."""

from collections.abc import Sequence

from kavro_lint.git.repository import Repository, ask, records
from kavro_lint.git.revisions import find_commit
from kavro_lint.model.history import Identity, RawCommit

# Sha, parents, author, committer, committer's time, message: a name holds no line break. `rev-list`
# is asked rather than `log`, which obeys some forty settings; it puts a line of its own before
# each commit (`--no-commit-header` came with Git 2.33), and no message holds a NUL.
_FORMAT = "%H%n%P%n%an%n%ae%n%cn%n%ce%n%ct%n%B%x00"
_FIELDS = 7


def commits(
    repository: Repository, include: Sequence[str], exclude: Sequence[str] = (), *options: str
) -> tuple[RawCommit, ...]:
    """Return the commits that `include` (shas) reach and `exclude` do not, newest first.

    Parents come after their children.
    """
    if not include:
        return ()
    stdin = "".join(f"{sha}\n" for sha in (*include, *(f"^{sha}" for sha in exclude)))
    output = ask(
        repository, "rev-list", "--topo-order", "--encoding=UTF-8", f"--format={_FORMAT}",
        *options, "--stdin", "--", stdin=stdin.encode("ascii"),
    )  # fmt: skip
    return tuple(_commit(record) for record in output.split(b"\0") if record.strip())


def reached(
    repository: Repository, include: Sequence[str], exclude: Sequence[str]
) -> frozenset[str]:
    """Return the commits that `include` (shas) reach and `exclude` do not."""
    stdin = "".join(f"{sha}\n" for sha in (*include, *(f"^{sha}" for sha in exclude)))
    listed = ask(repository, "rev-list", "--stdin", "--", stdin=stdin.encode("ascii"))
    return frozenset(listed.decode("ascii").split())


def one_commit(repository: Repository, revision: str) -> RawCommit | None:
    """Return the commit that a revision names, or None where there is none."""
    sha = find_commit(repository, revision)
    return None if sha is None else next(iter(commits(repository, [sha], (), "--max-count=1")))


def _commit(record: bytes) -> RawCommit:
    # What is in no known encoding is shown as far as it can be.
    text = record.decode("utf-8", "replace").lstrip("\n")
    _, sha, parents, author, email, committer, committer_email, moment, message = text.split(
        "\n", _FIELDS + 1
    )
    return RawCommit(
        sha=sha,
        parents=tuple(parents.split()),
        author=Identity(author, email),
        committer=Identity(committer, committer_email),
        moment=int(moment or 0),
        message=message.rstrip("\n"),
    )


def touching(repository: Repository, tip: str, paths: Sequence[str]) -> tuple[str, ...]:
    """Return the commits up to `tip` that change one of the paths, newest first."""
    listed = ask(repository, "rev-list", "--full-history", tip, "--", *paths)
    return tuple(listed.decode("ascii").split())


def signed(repository: Repository, shas: Sequence[str]) -> frozenset[str]:
    """Return those of the commits whose signature Git verifies."""
    if not shas:
        return frozenset()
    stdin = "".join(f"{sha}\n" for sha in shas).encode("ascii")
    options = ("--no-walk", "--stdin", "--format=%H %G?")
    listed = ask(repository, "rev-list", *options, stdin=stdin).decode("ascii", "replace")
    return frozenset(line.split(" ")[0] for line in listed.splitlines() if line.endswith(" G"))


def line_commits(repository: Repository, tip: str, path: str) -> tuple[str, ...]:
    """Return the commit that each line of a file at a commit comes from, line 1 first.

    Names are not read here: `blame` takes them from the `.mailmap` of the working tree.
    """
    output = ask(repository, "blame", "--line-porcelain", tip, "--", path)
    shas: list[str] = []
    sha = ""
    for line in output.split(b"\n"):
        if line.startswith(b"\t"):
            shas.append(sha)
            sha = ""
        elif not sha:
            sha = line.split(b" ", 1)[0].decode("ascii", "replace")
    return tuple(shas)


def line_authors(repository: Repository, tip: str, path: str) -> tuple[Identity, ...]:
    """Return who wrote each line of a file at a commit, line 1 first."""
    shas = line_commits(repository, tip, path)
    unique = tuple(dict.fromkeys(shas))
    authors = {raw.sha: raw.author for raw in commits(repository, unique, (), "--no-walk")}
    return tuple(authors[sha] for sha in shas)


def paths_of(repository: Repository, tip: str, paths: Sequence[str]) -> tuple[str, ...]:
    """Return those of the paths that are files of a commit."""
    if not paths:
        return ()
    listed = ask(repository, "ls-tree", "-r", "-z", "--name-only", "--full-tree", tip, "--", *paths)
    return tuple(records(listed))
