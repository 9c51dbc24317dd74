"""Edits as tools describe them, and what files would hold after them.

The fields are those that Claude Code, Codex, Copilot, Cursor, Gemini and Windsurf use; none of
them means two things, so that one reading serves all.
"""

import json
from collections.abc import Callable, Iterator, Mapping

from kavro_lint.agents.patches import PatchError, patched, sections_of
from kavro_lint.model.frozen import frozen

_PATH = ("file_path", "path", "notebook_path", "filePath", "absolute_path", "target_file")
_CONTENT = ("content", "file_text", "contents", "code_content")
_OLD = ("old_string", "old_str", "oldString")
_NEW = ("new_string", "new_str", "newString")

# A path → the bytes that are there, None for no file.
Read = Callable[[str], bytes | None]


@frozen
class Replacement:
    """`old` becomes `new`: once, or everywhere. An empty `old` stands for a file that is new."""

    old: str
    new: str
    everywhere: bool = False


@frozen
class Operation:
    """One edit of one file, or a patch of several.

    Exactly one of these is given: `content` (the whole file), `replacements`, `patch`, `cell` (a
    notebook's cell: its id or number, its mode, its source), or nothing for a file that goes.
    `path` is "" for a patch, which names its own.
    """

    path: str
    content: str | None = None
    replacements: tuple[Replacement, ...] = ()
    patch: str | None = None
    cell: tuple[str, str, str] | None = None


@frozen
class Proposed:
    """Files after some edits: path → bytes, None for a file that goes.

    `unclear` says for which edits nobody can know, because they do not apply.
    """

    files: Mapping[str, bytes | None]
    unclear: tuple[str, ...] = ()


def operations_of(tool_input: Mapping[str, object]) -> tuple[Operation, ...]:
    """Return the edits that a tool's input describes; none for an input without a path."""
    command = tool_input.get("command") or tool_input.get("patch") or tool_input.get("input")
    if isinstance(command, list):
        command = "\n".join(part for part in command if isinstance(part, str))
    if isinstance(command, str) and "*** Begin Patch" in command:
        return (Operation("", patch=command),)
    path = _text(tool_input, _PATH)
    if not path:
        return ()
    if isinstance(tool_input.get("new_source"), str):
        cell = tool_input.get("cell_id", tool_input.get("cell_number", ""))
        mode = str(tool_input.get("edit_mode") or "replace")
        return (Operation(path, cell=(str(cell), mode, str(tool_input["new_source"]))),)
    content = _text(tool_input, _CONTENT)
    if content is not None:
        return (Operation(path, content=content),)
    listed = tool_input.get("edits")
    edits = listed if isinstance(listed, list) else [tool_input]
    replacements = tuple(
        Replacement(old, new, _is_everywhere(edit))
        for edit in edits
        if isinstance(edit, dict)
        and (new := _text(edit, _NEW)) is not None
        and (old := _text(edit, _OLD) or "") is not None
    )
    return (Operation(path, replacements=replacements),) if replacements else ()


def paths_of(operations: tuple[Operation, ...]) -> tuple[str, ...]:
    """Return every path that edits name, as the tool wrote it. Raises PatchError."""
    named: list[str] = []
    for operation in operations:
        if operation.patch is None:
            named.append(operation.path)
        else:
            for section in sections_of(operation.patch):
                named += [path for path in (section.path, section.moved_to) if path]
    return tuple(dict.fromkeys(named))


def proposed(operations: tuple[Operation, ...], read: Read) -> Proposed:
    """Return what files would hold after edits, one after the other."""
    files: dict[str, bytes | None] = {}
    unclear: list[str] = []

    def now(path: str) -> bytes | None:
        return files[path] if path in files else read(path)

    for operation in operations:
        try:
            files.update(_after(operation, now))
        except PatchError as error:
            unclear.append(str(error))
    return Proposed(files, tuple(unclear))


def _after(operation: Operation, now: Read) -> Mapping[str, bytes | None]:
    if operation.patch is not None:
        return patched(operation.patch, now)
    if operation.content is not None:
        return {operation.path: _bytes(operation.content)}
    if operation.cell is not None:
        return {operation.path: _with_cell(operation.path, now(operation.path), operation.cell)}
    if operation.replacements:
        content = now(operation.path)
        for replacement in operation.replacements:
            content = _replaced(operation.path, content, replacement)
        return {operation.path: content}
    return {operation.path: None}


def _replaced(path: str, content: bytes | None, replacement: Replacement) -> bytes:
    old, new = _bytes(replacement.old), _bytes(replacement.new)
    if not old:
        # What a tool means by it: a file that is new, or was empty.
        if content:
            raise PatchError(f"{path} is not empty, and the edit names no text to replace")
        return new
    # Tools show files with line feeds, and put the file's own line ends back.
    for lines in (b"\n", b"\r\n"):
        was = old.replace(b"\r\n", b"\n").replace(b"\n", lines) if lines == b"\r\n" else old
        if content is not None and was in content:
            becomes = new.replace(b"\r\n", b"\n").replace(b"\n", lines) if lines == b"\r\n" else new
            return content.replace(was, becomes, -1 if replacement.everywhere else 1)
    raise PatchError(f"the text to replace is not in {path}")


def _with_cell(path: str, content: bytes | None, cell: tuple[str, str, str]) -> bytes:
    """Return a notebook with one cell inserted, replaced or deleted (nbformat 4)."""
    cell_id, mode, source = cell
    try:
        notebook = json.loads(content or b"{}")
        cells = notebook.setdefault("cells", [])
        places = [i for i, entry in enumerate(cells) if entry.get("id") == cell_id]
        place = places[0] if places else int(cell_id) if cell_id.isdecimal() else None
        if mode == "insert":
            new = {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}
            cells.insert(0 if place is None else place + 1, new)
        elif place is None:
            raise PatchError(f"{path} has no cell {cell_id or '(none named)'}")
        elif mode == "delete":
            del cells[place]
        else:
            cells[place]["source"] = source
    except (ValueError, AttributeError, TypeError, IndexError, RecursionError):
        raise PatchError(f"{path} cannot be read as a notebook") from None
    return json.dumps(notebook, ensure_ascii=False).encode()


def _is_everywhere(edit: Mapping[str, object]) -> bool:
    count = edit.get("expected_replacements")
    return edit.get("replace_all") is True or (isinstance(count, int) and count > 1)


def _text(tool_input: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    return next(_texts(tool_input, names), None)


def _texts(tool_input: Mapping[str, object], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = tool_input.get(name)
        if isinstance(value, str):
            yield value


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
