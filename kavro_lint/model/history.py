"""Commits, who made them, and what their messages state."""

from collections.abc import Mapping
from typing import Literal

from kavro_lint.model.agreement import Approval
from kavro_lint.model.frozen import field, frozen

# What rules need of the past: which tasks are merged, the commits of the change, the day of
# adoption, who approved.
Past = Literal["merged", "range", "adoption", "approvals"]


@frozen
class Identity:
    """A name and an address, as a commit states them."""

    name: str
    email: str

    @property
    def shown(self) -> str:
        """As git writes it: `Name <address>`."""
        return f"{self.name} <{self.email}>"


@frozen
class Change:
    """A path that a commit changes. `status` is git's letter: A, M, D, T, R or C.

    `old` is where a renamed or copied file was.
    """

    status: str
    path: str
    old: str | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """Every changed path; of a rename both."""
        return (self.path, self.old) if self.old and self.status == "R" else (self.path,)


@frozen
class RawCommit:
    """A commit as git has it. `moment` is the committer's time in seconds since 1970 (UTC)."""

    sha: str
    parents: tuple[str, ...]
    author: Identity
    committer: Identity
    moment: int
    message: str

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.split("\n", 1)[0]


@frozen
class Commit:
    """A commit with what its message says (docs/contract.md#18-git-conventions).

    `tasks` are ids as written, whether they exist or not; `agent` is the coding agent that
    wrote it or helped, by name; `reverts` is the commit that it takes back. `files` are what
    it changes: of a merge, what differs from all its parents.
    """

    raw: RawCommit
    tasks: tuple[str, ...] = ()
    mode: str | None = None
    decisions: tuple[str, ...] = ()
    co_authors: tuple[Identity, ...] = ()
    agent: str | None = None
    bot: bool = False
    reverts: str | None = None
    files: tuple[Change, ...] = ()

    @property
    def sha(self) -> str:
        """Its object id."""
        return self.raw.sha

    @property
    def is_merge(self) -> bool:
        """Whether it has more than one parent."""
        return len(self.raw.parents) > 1

    @property
    def is_fixup(self) -> bool:
        """Whether it is to be squashed into another commit."""
        return self.raw.subject.startswith(("fixup! ", "squash! ", "amend! "))

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path it touches, sorted."""
        return tuple(sorted({path for change in self.files for path in change.paths}))


@frozen
class Blindness:
    """History that is missing: why, what of the past it is, and the remedy.

    `missing` is what rule pages name under `history`; None stands for all of it.
    """

    reason: str
    missing: Past | None
    remedy: str


@frozen
class Endorsement:
    """Git's facts about an approval: who wrote the version that counts, else the newest.

    `agent` is the coding agent behind that commit. `counts` says whether any version counts;
    `why_not` says what is missing where none does. `signed` is true where Git verifies the
    commit's signature. `records` are the versions that count, as they were read.
    """

    author: Identity | None = None
    agent: str | None = None
    counts: bool = True
    why_not: str = ""
    signed: bool = False
    records: tuple[Approval, ...] = ()


@frozen
class History:
    """Facts about the commits since adoption, and about the judged commits.

    `mainline` is the commit the mainline is at; `adopted` the commit since which history
    counts, made on the day `adopted_on` (YYYY-MM-DD); `merged` the commits on the mainline
    since then; `judged` the commits from the base to the snapshot, newest first, None where no
    base was asked for. `notes` maps a commit to the text of its note in refs/notes/kavro.

    `touched` are the paths that commits since adoption change; `settled` the tasks that were
    complete at adoption; `covered` maps a task to those of its judged commits that its note is
    about; `early` are judged commits with no approved blueprint before them. `endorsements`
    are by the paths of approvals, `row_authors` by the path of a blueprint, line 1 first;
    `approvers` is the mainline's setting, `committers` who has committed since adoption.
    `squashed` says that a push to the mainline brings commits without their branch;
    `loosening_agents` maps paths to the agent that a commit of the change to them is by.
    """

    mainline: str | None = None
    adopted: str | None = None
    adopted_on: str | None = None
    merged: tuple[Commit, ...] = ()
    judged: tuple[Commit, ...] | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    touched: frozenset[str] | None = None
    settled: frozenset[str] = frozenset()
    covered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    early: frozenset[str] = frozenset()
    endorsements: Mapping[str, Endorsement] = field(default_factory=dict)
    row_authors: Mapping[str, tuple[Identity, ...]] = field(default_factory=dict)
    approvers: tuple[str, ...] = ()
    committers: tuple[Identity, ...] = ()
    squashed: bool = False
    loosening_agents: Mapping[str, str] = field(default_factory=dict)
    blind: tuple[Blindness, ...] = ()
