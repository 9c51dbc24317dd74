"""The statements of go.mod and go.work (https://go.dev/ref/mod), read line by line.

A line with a syntax error is passed over, and named by `explain --imports`: one wrong line must
not take the imports of a whole module away.
"""

import re
from collections.abc import Iterable, Iterator

from kavro_lint.languages.folders import joined as join
from kavro_lint.languages.go.source_text import unquoted
from kavro_lint.model.frozen import frozen

_TOKEN = re.compile(r"//.*|(\"(?:[^\"\\]|\\.)*+\"|`[^`]*`|=>|[()]|(?:(?!//)[^\s()\"`])++)|\S")
_DIRECTIVES = frozenset(
    "module go toolchain require replace exclude retract godebug tool ignore use".split()
)


@frozen
class Manifest:
    """A go.mod or go.work. `module` is None where no line says it.

    `requires` and `replaces` are module paths; `replaced` pairs of a module path and the local
    folder that stands for it, as written; `uses` the folders of a workspace, as written; `wrong`
    the lines that could not be understood.
    """

    module: str | None = None
    requires: frozenset[str] = frozenset()
    replaces: frozenset[str] = frozenset()
    replaced: tuple[tuple[str, str], ...] = ()
    uses: tuple[str, ...] = ()
    wrong: tuple[int, ...] = ()


@frozen
class _Directive:
    """A line of a manifest: its number, its verb, and what follows."""

    line: int
    verb: str
    words: tuple[str, ...]

    @property
    def replacement(self) -> tuple[str, str] | None:
        """The module and what stands for it, of a `replace`; None without an arrow between them."""
        arrow = self.words.index("=>") if "=>" in self.words else 0
        if not 0 < arrow < len(self.words) - 1:
            return None
        return self.words[0], self.words[arrow + 1]

    @property
    def is_understood(self) -> bool:
        """Whether the line can be read as Go reads it."""
        if self.verb not in _DIRECTIVES or not self.words:
            return False
        if "(" in self.words or ")" in self.words:
            return False
        return self.verb != "replace" or self.replacement is not None


def read_manifest(content: bytes) -> Manifest:
    """Return what a go.mod or go.work says."""
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    directives = tuple(_directives(text))
    understood = tuple(directive for directive in directives if directive.is_understood)
    return Manifest(
        module=next(_first_words(understood, "module"), None),
        requires=frozenset(_first_words(understood, "require")),
        replaces=frozenset(_first_words(understood, "replace")),
        replaced=tuple(_local_replacements(understood)),
        uses=tuple(_first_words(understood, "use")),
        wrong=tuple(directive.line for directive in directives if not directive.is_understood),
    )


def _first_words(directives: Iterable[_Directive], verb: str) -> Iterator[str]:
    return (directive.words[0] for directive in directives if directive.verb == verb)


def _local_replacements(directives: Iterable[_Directive]) -> Iterator[tuple[str, str]]:
    """Yield the modules that a local folder stands for, with the folder."""
    for directive in directives:
        replacement = directive.replacement if directive.verb == "replace" else None
        if replacement is not None and is_folder(replacement[1]):
            yield replacement


def is_folder(path: str) -> bool:
    """Whether a replacement is a folder rather than a module."""
    return path in (".", "..") or bool(re.match(r"\.{0,2}[/\\]|[A-Za-z]:", path))


def _directives(text: str) -> Iterator[_Directive]:
    """Yield each directive; those of a block with the block's verb."""
    block = ""
    for number, line in enumerate(text.split("\n"), 1):
        words = tuple(_words(line))
        if not words:
            continue
        if words == (")",):
            block = ""
        elif block and not _begins_another(words):
            yield _Directive(number, block, words)
        elif words[1:] == ("(",):
            block = words[0]
        elif words[1:] != ("(", ")"):
            block = ""
            yield _Directive(number, words[0], words[1:])


def _begins_another(words: tuple[str, ...]) -> bool:
    """Whether a line ends a block that was never closed: it begins another directive."""
    return words[0] in _DIRECTIVES and len(words) > 1


def _words(line: str) -> Iterator[str]:
    for match in _TOKEN.finditer(line):
        if match[1] is not None:
            yield unquoted(match[1]) or match[1]


def joined(folder: str, path: str) -> str | None:
    """Return the folder that `path`, written in `folder`, leads to; None out of the repository.

    Folders end in `/`, the root is `""`.
    """
    place = join(folder, path)
    return f"{place}/" if place else place
