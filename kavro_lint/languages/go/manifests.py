"""What go.mod and go.work say (https://go.dev/ref/mod), read line by line.

A line with a syntax error is passed over, and named by `explain --imports`: one wrong line must
not take the imports of a whole module away.
"""

import re
from collections.abc import Iterator

from kavro_lint.languages.go.text import unquoted
from kavro_lint.model.frozen import frozen

_TOKEN = re.compile(r"//.*|(\"(?:[^\"\\]|\\.)*+\"|`[^`]*`|=>|[()]|(?:(?!//)[^\s()\"`])++)|\S")
_DIRECTIVES = frozenset(
    "module go toolchain require replace exclude retract godebug tool ignore use".split()
)


@frozen
class Manifest:
    """A go.mod or go.work. `module` is None where no line says it.

    `requires` are module paths; `replaced` pairs of a module path and the local folder that
    stands for it, as written; `uses` the folders of a workspace, as written; `wrong` the lines
    that could not be understood.
    """

    module: str | None = None
    requires: frozenset[str] = frozenset()
    replaced: tuple[tuple[str, str], ...] = ()
    uses: tuple[str, ...] = ()
    wrong: tuple[int, ...] = ()


def read_manifest(content: bytes) -> Manifest:
    """Return what a go.mod or go.work says."""
    module: str | None = None
    requires: list[str] = []
    replaced: list[tuple[str, str]] = []
    uses: list[str] = []
    wrong: list[int] = []
    for line, verb, words in _directives(content.decode("utf-8", "replace").removeprefix("\ufeff")):
        if verb not in _DIRECTIVES or not words or "(" in words or ")" in words:
            wrong.append(line)
        elif verb == "module":
            module = module or words[0]
        elif verb == "require":
            requires.append(words[0])
        elif verb == "use":
            uses.append(words[0])
        elif verb == "replace":
            arrow = words.index("=>") if "=>" in words else 0
            if not 0 < arrow < len(words) - 1:
                wrong.append(line)
            elif is_folder(words[arrow + 1]):
                replaced.append((words[0], words[arrow + 1]))
    return Manifest(module, frozenset(requires), tuple(replaced), tuple(uses), tuple(wrong))


def is_folder(path: str) -> bool:
    """Whether a replacement is a folder rather than a module."""
    return path in (".", "..") or bool(re.match(r"\.{0,2}[/\\]|[A-Za-z]:", path))


def _directives(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Yield each directive with its line; those of a block with the block's word."""
    block = ""
    for number, line in enumerate(text.split("\n"), 1):
        words = list(_words(line))
        if not words:
            continue
        if words == [")"]:
            block = ""
        # A block that was never closed ends where another directive begins.
        elif block and not (words[0] in _DIRECTIVES and len(words) > 1):
            yield number, block, words
        elif words[1:] == ["("]:
            block = words[0]
        elif words[1:] != ["(", ")"]:
            block = ""
            yield number, words[0], words[1:]


def _words(line: str) -> Iterator[str]:
    for found in _TOKEN.finditer(line):
        if found[1] is not None:
            yield unquoted(found[1]) or found[1]


def joined(folder: str, path: str) -> str | None:
    """Return the folder that `path`, written in `folder`, leads to; None out of the repository.

    Folders end in `/`, the root is `""`.
    """
    path = path.replace("\\", "/")
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        return None
    parts = folder.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "".join(f"{part}/" for part in parts)
