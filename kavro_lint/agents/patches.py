"""Patches in the form of Codex: files added, updated, moved and deleted."""

import re
from collections.abc import Callable, Iterator, Mapping

from kavro_lint.model.frozen import frozen

_HEAD = re.compile(r"\*\*\* (Add|Update|Delete) File: (.+)")
_MOVE = "*** Move to: "
_END_OF_FILE = "*** End of File"


class PatchError(Exception):
    """An edit that does not apply to the file that is there."""


@frozen
class Section:
    """What a patch does to one file; `lines` are those of its body, as written."""

    kind: str
    path: str
    lines: tuple[str, ...]
    moved_to: str | None = None


@frozen
class Chunk:
    """Lines that are there, and those that take their place.

    `heading` is a line that comes before them somewhere; `at_end` says that they end the file.
    """

    heading: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    at_end: bool = False


def sections_of(patch: str) -> tuple[Section, ...]:
    """Return what a patch does, file by file. Raises PatchError for a text that is not a patch."""
    sections: list[Section] = []
    lines = patch.replace("\r\n", "\n").split("\n")
    number = 0
    while number < len(lines):
        head = _HEAD.fullmatch(lines[number].strip())
        number += 1
        if head is None:
            continue
        moved = None
        if number < len(lines) and lines[number].startswith(_MOVE):
            moved = lines[number].removeprefix(_MOVE).strip()
            number += 1
        body: list[str] = []
        while number < len(lines) and not _is_marker(lines[number]):
            body.append(lines[number])
            number += 1
        sections.append(Section(head[1], head[2].strip(), tuple(body), moved))
    if not sections:
        raise PatchError("the patch names no file")
    return tuple(sections)


def patched(patch: str, now: Callable[[str], bytes | None]) -> Mapping[str, bytes | None]:
    """Return the files that a patch changes. Raises PatchError where it does not apply."""
    files: dict[str, bytes | None] = {}
    for section in sections_of(patch):
        if section.kind == "Delete":
            files[section.path] = None
            continue
        if section.kind == "Add":
            added = [line[1:] for line in section.lines if line.startswith("+")]
            files[section.path] = _encoded(added, "\n")
            continue
        content = files[section.path] if section.path in files else now(section.path)
        if content is None:
            raise PatchError(f"{section.path} does not exist")
        changed = _updated(section, content)
        if section.moved_to is not None:
            files[section.path] = None
        files[section.moved_to or section.path] = changed
    return files


def _updated(section: Section, content: bytes) -> bytes:
    text = content.decode("utf-8", "surrogateescape")
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    position = 0
    for chunk in _chunks(section.lines):
        position = _start(lines, chunk, position, section.path)
        lines[position : position + len(chunk.old)] = chunk.new
        position += len(chunk.new)
    return _encoded(lines, ending)


def _chunks(body: tuple[str, ...]) -> Iterator[Chunk]:
    heading, old, new = "", list[str](), list[str]()
    for line in (*body, "@@"):
        if line.startswith("@@") or line == _END_OF_FILE:
            if old or new:
                yield Chunk(heading, tuple(old), tuple(new), line == _END_OF_FILE)
            heading, old, new = line[2:].strip() if line.startswith("@@") else "", [], []
        elif line.startswith("+"):
            new.append(line[1:])
        elif line.startswith("-"):
            old.append(line[1:])
        else:
            old.append(line[1:])
            new.append(line[1:])


def _start(lines: list[str], chunk: Chunk, position: int, path: str) -> int:
    """Return where a chunk's old lines stand: to the letter, else but for white space."""
    if chunk.heading:
        heads = [i for i in range(position, len(lines)) if lines[i].strip() == chunk.heading]
        position = heads[0] + 1 if heads else position
    if not chunk.old:
        return len(lines) if chunk.at_end or not chunk.heading else position
    for alike in (str, str.rstrip, str.strip):
        old_lines = [alike(line) for line in chunk.old]
        last = len(lines) - len(old_lines)
        starts = range(last, position - 1, -1) if chunk.at_end else range(position, last + 1)
        for start in starts:
            if [alike(line) for line in lines[start : start + len(old_lines)]] == old_lines:
                return start
    raise PatchError(f"the patch does not fit {path}")


def _is_marker(line: str) -> bool:
    return line.startswith("*** ") and not line.startswith(_END_OF_FILE)


def _encoded(lines: list[str], ending: str) -> bytes:
    text = "".join(f"{line}{ending}" for line in lines)
    return text.encode("utf-8", "surrogateescape")
