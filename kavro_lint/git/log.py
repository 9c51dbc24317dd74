"""The questions to git about commits: who, when, what changed, and what is an ancestor of what."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from kavro_lint.git.command import Repository, ask, find_commit, records, run
from kavro_lint.git.objects import ObjectContents
from kavro_lint.model import Change, Identity, RawCommit, Source, Unreadable
from kavro_lint.model.frozen import frozen

# Sha, parents, author, committer, committer's time, message: a name holds no line break.
_FORMAT = "%H%n%P%n%an%n%ae%n%cn%n%ce%n%ct%n%B"
_LOG = ("log", "-z", "--no-show-signature", "--no-color", "--no-notes", "--encoding=UTF-8")
_FIELDS = 7
# What git calls a tree without a file, in a repository of SHA-1 objects.
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
LARGEST_NOTE = 1_000_000
# Beyond this many candidates git looks for exact renames only.
_RENAMES = ("-M", "-l1000")
_RAW = ("-z", "--raw", "--no-abbrev", "--ignore-submodules=dirty")


@frozen
class BlobChange:
    """A change with the modes before and after it, and the blob before it."""

    change: Change
    old_mode: str
    new_mode: str
    old_blob: str


@frozen
class Step:
    """A commit, its parents, and what it changes against the first of them."""

    sha: str
    parents: tuple[str, ...]
    changes: tuple[BlobChange, ...]


@frozen
class Version:
    """What a commit made of a path: its blob before, by each parent that differs, and after.

    A blob of zeros is no file.
    """

    sha: str
    parents: tuple[str, ...]
    olds: tuple[str, ...]
    new: str


class Memory(Protocol):
    """Where answers about commits are kept: they never change."""

    def text(self, key: str) -> str | None:
        """Return what was kept, or None."""
        ...

    def put_text(self, key: str, text: str) -> None:
        """Keep an answer."""
        ...


def commits(
    repository: Repository, include: Sequence[str], exclude: Sequence[str] = (), *options: str
) -> tuple[RawCommit, ...]:
    """Return the commits that `include` (shas) reach and `exclude` do not, newest first.

    Parents come after their children. `files` is empty; `with_changes` fills it.
    """
    if not include:
        return ()
    revisions = [*include, *(f"^{sha}" for sha in exclude)]
    output = ask(
        repository, *_LOG, "--topo-order", f"--format={_FORMAT}", *options, "--stdin", "--",
        stdin="".join(f"{revision}\n" for revision in revisions).encode("ascii"),
    )  # fmt: skip
    return tuple(_commit(record) for record in output.split(b"\0") if record.strip())


def one_commit(repository: Repository, revision: str) -> RawCommit | None:
    """Return the commit that a revision names, or None where there is none."""
    sha = find_commit(repository, revision)
    return None if sha is None else next(iter(commits(repository, [sha], (), "--max-count=1")))


def _commit(record: bytes) -> RawCommit:
    # What is in no known encoding is shown as far as it can be.
    parts = record.decode("utf-8", "replace").lstrip("\n").split("\n", _FIELDS)
    sha, parents, author, email, committer, committer_email, moment, message = parts
    return RawCommit(
        sha=sha,
        parents=tuple(parents.split()),
        author=Identity(author, email),
        committer=Identity(committer, committer_email),
        moment=int(moment or 0),
        message=message.rstrip("\n"),
    )


def changes_of(
    repository: Repository, shas: Iterable[str], memory: Memory | None = None
) -> Mapping[str, tuple[Change, ...]]:
    """Return what each commit changes against its parent; a merge, what it changes against all.

    `memory` keeps the answer for the same commits in the next run.
    """
    asked = "".join(f"{sha}\n" for sha in shas).encode("ascii")
    if not asked:
        return {}
    key = f"changes:{hashlib.sha256(asked).hexdigest()}"
    kept = _kept_changes(memory.text(key) if memory is not None else None)
    if kept is not None:
        return kept
    found = _changes_of(repository, asked)
    if memory is not None:
        listed = {
            sha: [(each.status, each.path, each.old) for each in changes]
            for sha, changes in found.items()
        }
        memory.put_text(key, json.dumps(listed))
    return found


def _kept_changes(text: str | None) -> Mapping[str, tuple[Change, ...]] | None:
    try:
        loaded = json.loads(text) if text is not None else None
        return loaded and {sha: tuple(Change(*each) for each in loaded[sha]) for sha in loaded}
    except (ValueError, TypeError):
        # Damaged on the disk: git knows better.
        return None


def _changes_of(repository: Repository, asked: bytes) -> Mapping[str, tuple[Change, ...]]:
    options = ("--stdin", "-r", "-c", "--root", *_RAW, *_RENAMES)
    output = ask(repository, "diff-tree", *options, stdin=asked)
    found: dict[str, tuple[Change, ...]] = {}
    sha, changed = "", list[Change]()
    tokens = iter(records(output))
    for token in tokens:
        if token.startswith(":"):
            changed.append(_change(token, tokens))
        else:
            found[sha] = tuple(changed)
            sha, changed = token, []
    found[sha] = tuple(changed)
    return found


def changes_between(repository: Repository, old: str, new: str | None) -> tuple[Change, ...]:
    """Return what differs from the commit `old` to the commit `new`, or to the index (None).

    Contents of the working tree are not asked for: that would run the filters of
    `.gitattributes`.
    """
    if new is None:
        output = ask(repository, "diff-index", "--cached", *_RAW, *_RENAMES, old, "--")
    else:
        output = ask(repository, "diff-tree", "-r", *_RAW, *_RENAMES, old, new, "--")
    tokens = iter(records(output))
    return tuple(_change(token, tokens) for token in tokens)


def _change(about: str, tokens: Iterator[str]) -> Change:
    """Read one entry of git's raw format (git-diff, RAW OUTPUT FORMAT)."""
    status = about.rpartition(" ")[2]
    path = next(tokens)
    if about.startswith("::") or status[0] not in "RC":
        return Change("M" if about.startswith("::") else status[0], path)
    return Change(status[0], next(tokens), path)


def merge_bases(
    repository: Repository, one: str, two: str, memory: Memory | None = None
) -> tuple[str, ...]:
    """Return the best common ancestors, the first of them git's own choice; () for none.

    `memory` keeps the answer for the next run; in a shallow clone it may still change.
    """
    key = f"merge-bases:{one}:{two}"
    kept = memory.text(key) if memory is not None else None
    if kept:
        return tuple(kept.split())
    done = run(repository.home, repository.environment, ("merge-base", "--all", one, two))
    found = tuple(done.stdout.decode("ascii").split()) if done.returncode == 0 else ()
    if memory is not None and found and not is_shallow(repository):
        memory.put_text(key, " ".join(found))
    return found


def is_ancestor(repository: Repository, one: str, two: str) -> bool:
    """Whether `one` is `two`, or an ancestor of it."""
    arguments = ("merge-base", "--is-ancestor", one, two)
    return run(repository.home, repository.environment, arguments).returncode == 0


def reference(repository: Repository, name: str) -> str | None:
    """Return the commit of a full reference name such as `refs/heads/main`, or None."""
    return find_commit(repository, name)


def default_branch(repository: Repository) -> str | None:
    """Return the reference that `origin/HEAD` points to, or None."""
    asked = ("symbolic-ref", "--quiet", "refs/remotes/origin/HEAD")
    done = run(repository.home, repository.environment, asked)
    return done.stdout.decode("utf-8", "surrogateescape").strip() or None


def cut_off(repository: Repository) -> frozenset[str]:
    """Return the commits whose parents are not to be had: by a shallow clone, or by grafts."""
    found: set[str] = set()
    for name in ("shallow", "info/grafts"):
        place = repository.common_dir / name
        if place.is_file():
            lines = place.read_text("ascii", "replace").splitlines()
            found.update(line.split()[0] for line in lines if line.strip())
    return frozenset(found)


def is_shallow(repository: Repository) -> bool:
    """Whether commits are cut off here."""
    return bool(cut_off(repository))


def adding_commits(
    repository: Repository, tip: str, paths: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    """Return, for each path that commits before `tip` added, those commits, newest first."""
    if not paths:
        return {}
    options = ("--diff-filter=A", "--no-renames", "--name-only", "--format=%x01%H")
    output = ask(repository, *_LOG, *options, tip, "--", *paths)
    found: dict[str, list[str]] = {}
    sha = ""
    for record in records(output + b"\0"):
        text = record.lstrip("\n")
        if text.startswith("\1"):
            sha, _, text = text[1:].partition("\n")
        for path in text.split("\n"):
            if path:
                found.setdefault(path, []).append(sha.strip())
    return {path: tuple(dict.fromkeys(shas)) for path, shas in found.items()}


def touching(repository: Repository, tip: str, paths: Sequence[str]) -> tuple[str, ...]:
    """Return the commits up to `tip` that change one of the paths, newest first."""
    output = ask(repository, *_LOG, "--full-history", "--format=%H", tip, "--", *paths)
    return tuple(sha for sha in records(output + b"\0") if sha)


def notes(repository: Repository, reference: str) -> Mapping[str, str]:
    """Return the blob of the note on each commit below a notes reference."""
    if find_commit(repository, reference) is None:
        return {}
    listed = ask(repository, "notes", f"--ref={reference}", "list").decode("ascii")
    return {commit: blob for blob, commit in (line.split() for line in listed.splitlines())}


def line_authors(repository: Repository, tip: str, path: str) -> tuple[Identity, ...]:
    """Return who wrote each line of a file at a commit, line 1 first."""
    output = ask(repository, "blame", "--line-porcelain", tip, "--", path)
    authors: list[Identity] = []
    name = ""
    for line in output.decode("utf-8", "replace").split("\n"):
        if line.startswith("author "):
            name = line.removeprefix("author ")
        elif line.startswith("author-mail "):
            authors.append(Identity(name, line.removeprefix("author-mail ").strip("<>")))
    return tuple(authors)


def signed(repository: Repository, shas: Sequence[str]) -> frozenset[str]:
    """Return those of the commits whose signature git verifies."""
    if not shas:
        return frozenset()
    asked = "".join(f"{sha}\n" for sha in shas).encode("ascii")
    options = ("log", "--no-walk", "--stdin", "--format=%H %G?")
    listed = ask(repository, *options, stdin=asked).decode("ascii", "replace")
    return frozenset(line.split(" ")[0] for line in listed.splitlines() if line.endswith(" G"))


def ordered(repository: Repository, shas: Sequence[str]) -> tuple[str, ...]:
    """Return commits with children before their parents."""
    asked = "".join(f"{sha}\n" for sha in shas).encode("ascii")
    wanted = set(shas)
    output = ask(repository, "rev-list", "--topo-order", "--stdin", stdin=asked).decode("ascii")
    return tuple(sha for sha in output.split() if sha in wanted)


def texts(repository: Repository, blobs: Mapping[str, str]) -> Mapping[str, str]:
    """Return the text of each blob, by the keys of `blobs`; what is missing here is left out."""
    if not blobs:
        return {}
    contents = ObjectContents(repository)
    found: dict[str, str] = {}
    for key, blob in blobs.items():
        try:
            found[key] = contents.read(Source(key, blob), LARGEST_NOTE).decode("utf-8", "replace")
        except Unreadable:
            continue
    return found


def touched(repository: Repository, tip: str, since: str) -> frozenset[str]:
    """Return every path that a commit after `since`, down from it, changes up to `tip`."""
    options = ("--ancestry-path", "--name-only", "--no-renames", "--format=", "-m")
    output = ask(repository, *_LOG, *options, f"{since}..{tip}", "--")
    return frozenset(path.lstrip("\n") for path in records(output) if path.strip())


def descending(repository: Repository, since: str, tip: str) -> frozenset[str]:
    """Return the commits up to `tip` that descend from `since`."""
    listed = ask(repository, "rev-list", "--ancestry-path", f"{since}..{tip}", "--")
    return frozenset(listed.decode("ascii").split())


def paths_of(repository: Repository, tip: str, paths: Sequence[str]) -> tuple[str, ...]:
    """Return those of the paths that are files of a commit."""
    if not paths:
        return ()
    listed = ask(repository, "ls-tree", "-r", "-z", "--name-only", "--full-tree", tip, "--", *paths)
    return tuple(records(listed))


def first_parents(repository: Repository, tip: str, count: int) -> Iterator[Step]:
    """Yield the step from each commit to its first parent, newest first, at most `count`."""
    options = ("--first-parent", "-m", "--root", "-r", "--format=%x01%H %P", f"--max-count={count}")
    output = ask(repository, *_LOG, *options, *_RAW, *_RENAMES, tip, "--")
    commit: list[str] = []
    changed: list[BlobChange] = []
    tokens = iter(records(output + b"\0"))
    for token in tokens:
        text = token.lstrip("\n")
        if text.startswith("\1"):
            if commit:
                yield Step(commit[0], tuple(commit[1:]), tuple(changed))
            commit, changed = text[1:].split(), []
        elif text.startswith(":"):
            about = text[1:].split(" ")
            change = _change(text, tokens)
            changed.append(BlobChange(change, about[0], about[1], about[2]))
    if commit:
        yield Step(commit[0], tuple(commit[1:]), tuple(changed))


def versions(
    repository: Repository, tip: str, excluded: Sequence[str], paths: Sequence[str]
) -> Mapping[str, tuple[Version, ...]]:
    """Return, by path, the versions that commits before `tip` gave it, newest first.

    What the commits `excluded` reach is left out. A rename is a removal and a new file.
    """
    options = ("--full-history", "--topo-order", "-m", "-r", "--no-renames", "--format=%x01%H %P")
    revisions = [tip, *(f"^{sha}" for sha in excluded)]
    output = ask(repository, *_LOG, *options, *_RAW, *revisions, "--", *paths)
    found: dict[str, dict[str, Version]] = {}
    about: list[str] = []
    tokens = iter(records(output + b"\0"))
    for token in tokens:
        text = token.lstrip("\n")
        if text.startswith("\1"):
            about = text[1:].split()
        elif text.startswith(":"):
            _, _, old, new, _ = text.split(" ")
            path = next(tokens)
            of_path = found.setdefault(path, {})
            known = of_path.get(about[0])
            olds = (*known.olds, old) if known is not None else (old,)
            of_path[about[0]] = Version(about[0], tuple(about[1:]), olds, new)
    return {path: tuple(each.values()) for path, each in found.items()}
