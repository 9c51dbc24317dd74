"""Stories: `fixtures/*.md` → repositories, and what must be found in them (fixtures/README.md)."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FIXTURES = Path(__file__).parents[2] / "fixtures"
EPOCH = 1_793_620_800  # 2026-11-02T12:00:00Z

_FENCE = re.compile(r"(`{3,})(.*)")
_EXPECT = re.compile(r"expect: ([a-z][a-z-]*)")
_AT = re.compile(r"expect: ([a-z][a-z-]*) at (\S+):(\d+)")

_STATED = re.compile(r"(author|on|merge|note|clone depth): (.+)")

Expected = tuple[str, str, int]


@dataclass
class Commit:
    """A commit: files to write (path → text) and paths to delete.

    `branch` is made where the commit `start` points, by default where main is; `merges` is a
    branch that becomes the second parent; `note` is its note in refs/notes/kavro.
    """

    message: str
    author: str = "Ada <ada@example.invalid>"
    branch: str = "main"
    start: str = "main"
    merges: str | None = None
    note: str | None = None
    files: dict[str, str] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)


@dataclass
class Story:
    """A repository, what must be found in it, and the report of `check` with `arguments`."""

    page: str
    kind: str
    title: str
    commits: list[Commit] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)
    depth: int | None = None
    expected: set[Expected] = field(default_factory=set)
    report: str | None = None

    @property
    def name(self) -> str:
        return f"{self.page}: {self.kind}: {self.title}"


def stories() -> Iterator[Story]:
    for path in sorted(FIXTURES.glob("*.md")):
        if path.name != "README.md":
            yield from read(path.stem, path.read_text(encoding="utf-8"))


def read(page: str, text: str) -> Iterator[Story]:
    """Yield the stories of a page. Raises ValueError for a line that makes no sense there."""
    story: Story | None = None
    path = ""
    lines = iter(text.split("\n"))
    for line in lines:
        if heading := re.fullmatch(r"## (hit|silent): (.+)", line):
            if story:
                yield story
            story = Story(page, heading[1], heading[2])
        elif story and line.startswith("### commit: "):
            story.commits.append(Commit(line.removeprefix("### commit: ")))
        elif story and line.startswith("### report"):
            story.arguments = line.partition(":")[2].split()
            path = "report"
        elif story and line.startswith("> "):
            story.commits[-1].message += "\n" + line[2:]
        elif story and (stated := _STATED.fullmatch(line)):
            _state(story, stated[1], stated[2])
        elif story and (named := re.fullmatch(r"`([^`]+)`", line)):
            path = named[1]
        elif story and (gone := re.fullmatch(r"deleted: `([^`]+)`", line)):
            story.commits[-1].deleted.append(gone[1])
        elif story and (there := _AT.fullmatch(line)):
            story.expected.add((there[1], there[2], int(there[3])))
        elif fence := _FENCE.fullmatch(line):
            body = "".join(f"{entry}\n" for entry in _until(lines, fence[1]))
            if story is None or not path:
                raise ValueError(f"{page}: a block without a name: {body[:40]!r}")
            if path == "report":
                story.report = body
            else:
                story.commits[-1].files[path] = body
            path = ""
    if story:
        yield story


def _state(story: Story, name: str, value: str) -> None:
    """Set what a line `name: value` says of the last commit, or of the clone."""
    commit = story.commits[-1]
    if name == "author":
        commit.author = value
    elif name == "on":
        commit.branch, _, start = value.partition(" from ")
        commit.start = start or "main"
    elif name == "merge":
        commit.merges = value
    elif name == "note":
        commit.note = value
    elif name == "clone depth":
        story.depth = int(value)


def _until(lines: Iterator[str], fence: str) -> Iterator[str]:
    for line in lines:
        if line == fence:
            return
        yield line


def expectations(story: Story, folder: Path) -> set[Expected]:
    """Return what the story expects, and what the comments in the files of HEAD do."""
    listed = _git(folder, "ls-tree", "-r", "-z", "--name-only", "HEAD").decode()
    result = {
        (rule[1], path, number)
        for path in listed.split("\0")[:-1]
        for number, line in enumerate(_git(folder, "show", f"HEAD:{path}").decode().split("\n"), 1)
        for rule in _EXPECT.finditer(line)
    }
    return story.expected | result


def _git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, input=stdin, check=True, capture_output=True).stdout


def build(story: Story, folder: Path) -> Path:
    """Make a bare repository of a story, with fixed dates; return it, or its shallow clone."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    _git(folder, "fast-import", "--quiet", stdin=b"".join(_stream(story)))
    _git(folder, "symbolic-ref", "HEAD", "refs/heads/main")
    if story.depth is None:
        return folder
    # What `actions/checkout` leaves: one commit, no branch but the one that is checked out.
    clone = folder.with_name(folder.name + "-clone")
    _git(folder, "init", "--quiet", str(clone))
    depth = f"--depth={story.depth}"
    _git(clone, "fetch", "--quiet", depth, f"file://{folder}", "main:refs/remotes/pull/1/merge")
    _git(clone, "checkout", "--quiet", "--detach", "refs/remotes/pull/1/merge")
    return clone


def _stream(story: Story) -> Iterator[bytes]:
    made: set[str] = set()
    notes: list[bytes] = []
    for number, commit in enumerate(story.commits):
        when = f"{EPOCH + number * 3600} +0000"
        message = commit.message.encode()
        yield f"commit refs/heads/{commit.branch}\nmark :{number + 1}\n".encode()
        yield f"author {commit.author} {when}\ncommitter {commit.author} {when}\n".encode()
        yield b"data %d\n%s\n" % (len(message), message)
        if commit.branch not in made and commit.branch != "main":
            yield f"from refs/heads/{commit.start}\n".encode()
        if commit.merges:
            yield f"merge refs/heads/{commit.merges}\n".encode()
        made.add(commit.branch)
        for path, text in commit.files.items():
            content = text.encode()
            yield f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n"
        yield from (f"D {path}\n".encode() for path in commit.deleted)
        if commit.note:
            text = commit.note.encode()
            notes.append(b"N inline :%d\ndata %d\n%s\n" % (number + 1, len(text), text))
    if notes:
        who = f"Ada <ada@example.invalid> {EPOCH} +0000"
        yield f"commit refs/notes/kavro\ncommitter {who}\ndata 0\n".encode()
        yield from notes
