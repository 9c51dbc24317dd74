"""The imports of a Java source, and what a module requires and serves (module-info.java)."""

import re
from collections.abc import Iterable, Iterator, Sequence

from kavro_lint.languages.java.lexical import DOTTED, IDENTIFIER, plain, without_strings
from kavro_lint.languages.java.occurrences import Span
from kavro_lint.languages.jvm.declared import LONGEST_TEXT, ImportedName, WrittenName
from kavro_lint.languages.positions import Places

_IMPORT = re.compile(
    rb"import\s++(?:(static|module)\s++)?(%s(?:\s*+\.\s*+%s)*+)\s*+(\.\s*+\*)?"
    % (IDENTIFIER, IDENTIFIER)
)
# One of one line and without comments, as nearly all are.
_PLAIN = re.compile(rb"import (static )?([\w$.\x80-\xff]++)(\*)?;")
_REQUIRES = re.compile(rb"\brequires\s++(?:(?:transitive|static)\s++)*+(%s)" % DOTTED.pattern)
# Directives that name types.
_DIRECTIVE = re.compile(rb"\b(?:uses|provides)\s++([^;]*+);")


def import_statements(
    content: bytes, imports: Sequence[Span], errors: Sequence[Span], places: Places
) -> tuple[list[ImportedName], list[int]]:
    """Return the imports, also those of a form that the grammar does not know, and lost ones."""
    statements: dict[int, ImportedName] = {}
    lost: list[int] = []
    odd = [*errors]
    for start, end in sorted(imports):
        match = _PLAIN.match(content, start, end)
        if match is not None:
            name, text = match[2].rstrip(b"."), match[0].decode("utf-8", "replace")
            statements[start] = ImportedName(
                name.decode("utf-8", "replace"), match[1] is not None, match[3] is not None,
                *places.of(start), text[:LONGEST_TEXT],
            )  # fmt: skip
        else:
            odd.append((start, end))
    for start, statement in _scanned(content, odd, places):
        if statement is None:
            lost.append(start)
        else:
            statements[start] = statement
    return [statements[start] for start in sorted(statements)], lost


def _scanned(
    content: bytes, spans: Iterable[Span], places: Places
) -> Iterator[tuple[int, ImportedName | None]]:
    """Yield where an import stands in some stretches, and the import, None where it is lost."""
    for first, last in spans:
        code = without_strings(content[first:last])
        for word in re.finditer(rb"(?<![\w$.])import\b", code):
            match = _IMPORT.match(code, word.start())
            start = first + word.start()
            yield start, None if match is None else _import_of(match, start, places)


def _import_of(match: re.Match[bytes], start: int, places: Places) -> ImportedName:
    line, column = places.of(start)
    text = " ".join(match[0].decode("utf-8", "replace").split())[:LONGEST_TEXT]
    return ImportedName(
        plain(match[2]), match[1] == b"static", match[3] is not None, line, column, f"{text};"
    )


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
