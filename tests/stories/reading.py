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

Expected = tuple[str, str, int]


@dataclass
class Commit:
    """A commit: files to write (path → text) and paths to delete."""

    message: str
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
        elif story and (named := re.fullmatch(r"`([^`]+)`", line)):
            path = named[1]
        elif story and (gone := re.fullmatch(r"deleted: `([^`]+)`", line)):
            story.commits[-1].deleted.append(gone[1])
        elif story and (there := _AT.fullmatch(line)):
            story.expected.add((there[1], there[2], int(there[3])))
        elif fence := _FENCE.fullmatch(line):
            body = "".join(f"{each}\n" for each in _until(lines, fence[1]))
            if story is None or not path:
                raise ValueError(f"{page}: a block without a name: {body[:40]!r}")
            if path == "report":
                story.report = body
            else:
                story.commits[-1].files[path] = body
            path = ""
    if story:
        yield story


def _until(lines: Iterator[str], fence: str) -> Iterator[str]:
    for line in lines:
        if line == fence:
            return
        yield line


def _expectations_of_lines(story: Story) -> set[Expected]:
    """Return what the comments in the files, as the last commit leaves them, expect."""
    files: dict[str, str] = {}
    for commit in story.commits:
        files |= commit.files
        for path in commit.deleted:
            files.pop(path)
    return {
        (found[1], path, number)
        for path, text in files.items()
        for number, line in enumerate(text.split("\n"), 1)
        for found in _EXPECT.finditer(line)
    }


def expectations(story: Story) -> set[Expected]:
    return story.expected | _expectations_of_lines(story)


def build(story: Story, folder: Path) -> None:
    """Make a bare repository of a story, with fixed identities and dates."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    stream: list[bytes] = []
    for number, commit in enumerate(story.commits):
        who = f"Ada <ada@example.invalid> {EPOCH + number * 3600} +0000"
        message = commit.message.encode()
        stream.append(f"commit refs/heads/main\nauthor {who}\ncommitter {who}\n".encode())
        stream.append(b"data %d\n%s\n" % (len(message), message))
        for path, text in commit.files.items():
            content = text.encode()
            stream.append(f"M 100644 inline {path}\ndata {len(content)}\n".encode())
            stream.append(content + b"\n")
        stream += [f"D {path}\n".encode() for path in commit.deleted]
    command = ["git", "-C", str(folder), "fast-import", "--quiet"]
    subprocess.run(command, input=b"".join(stream), check=True)
    head = ["git", "-C", str(folder), "symbolic-ref", "HEAD", "refs/heads/main"]
    subprocess.run(head, check=True)
