"""The imports of a Java source, and what a module requires and serves (module-info.java)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kavro_lint.languages.java.lexical import DOTTED, IDENTIFIER, plain, without_strings
from kavro_lint.languages.jvm.declared import ImportedName, WrittenName
from kavro_lint.languages.syntax import Places

if TYPE_CHECKING:
    from tree_sitter import Node

LONGEST_TEXT = 200
_IMPORT = re.compile(
    rb"import\s++(?:(static|module)\s++)?(%s(?:\s*+\.\s*+%s)*+)\s*+(\.\s*+\*)?"
    % (IDENTIFIER, IDENTIFIER)
)
_REQUIRES = re.compile(rb"\brequires\s++(?:(?:transitive|static)\s++)*+(%s)" % DOTTED.pattern)
# Directives that name types.
_DIRECTIVE = re.compile(rb"\b(?:uses|provides)\s++([^;]*+);")


def import_statements(
    content: bytes,
    structure: Sequence[Mapping[str, "list[Node]"]],
    errors: Sequence["Node"],
    places: Places,
) -> tuple[list[ImportedName], list[int]]:
    """Return the imports, also those of a form that the grammar does not know, and lost ones."""
    spans = [
        (m["import"][0].start_byte, m["import"][0].end_byte) for m in structure if "import" in m
    ]
    spans += [(error.start_byte, error.end_byte) for error in errors]
    imports: dict[int, ImportedName] = {}
    lost: list[int] = []
    for start, end in sorted(spans):
        code = without_strings(content[start:end])
        for word in re.finditer(rb"(?<![\w$.])import\b", code):
            match = _IMPORT.match(code, word.start())
            if match is None:
                lost.append(start + word.start())
                continue
            line, column = places.of(start + word.start())
            text = " ".join(match[0].decode("utf-8", "replace").split())[:LONGEST_TEXT]
            kind = match[1] or b""
            imports[start + word.start()] = ImportedName(
                plain(match[2]), kind == b"static", match[3] is not None, line, column, f"{text};"
            )
    return [imports[start] for start in sorted(imports)], lost


def required(code: bytes, offset: int, places: Places) -> Iterator[ImportedName]:
    """Yield the modules that a module's code, which begins at a byte, requires."""
    for match in _REQUIRES.finditer(code):
        line, column = places.of(offset + match.start())
        name = plain(match[1])
        yield ImportedName(name, False, False, line, column, f"requires {name};")


def served(code: bytes, offset: int, places: Places) -> Iterator[WrittenName]:
    """Yield the types that a module uses and provides."""
    inside = code.find(b"{")
    for directive in _DIRECTIVE.finditer(code, max(inside, 0)):
        for match in DOTTED.finditer(code, *directive.span(1)):
            if match[0] == b"with":
                continue
            line, column = places.of(offset + match.start())
            text = " ".join(directive[0].decode("utf-8", "replace").split())[:LONGEST_TEXT]
            yield WrittenName(-1, plain(match[0]), line, column, text)
