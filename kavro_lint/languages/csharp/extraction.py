"""C# source → what it declares, what its `using` directives bring, and which names it writes.

Each branch of `#if` is read: the text is parsed once for each branch of its longest chain, and
what the parts say is put together by where it stands.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kavro_lint.languages.csharp.around import Around
from kavro_lint.languages.csharp.declared import (
    Declarations,
    DeclaredType,
    Space,
    Written,
    WrittenName,
)
from kavro_lint.languages.csharp.members import Members, members_of
from kavro_lint.languages.csharp.names import IDENTIFIER, name_at
from kavro_lint.languages.csharp.occurrences import Block, Occurrences, Parameter, TypeNode
from kavro_lint.languages.csharp.shape import occurrences_by_shape
from kavro_lint.languages.csharp.tree import occurrences_by_grammar
from kavro_lint.languages.csharp.types_by_name import types_by_name
from kavro_lint.languages.csharp.usings import Using, usings
from kavro_lint.languages.positions import Places
from kavro_lint.languages.shapes import by_shape_or_grammar

LONGEST_TEXT = 200
# Names that are read of a source. Code that people write has a few hundred.
MOST_NAMES = 20_000
# What has static methods that load a type by its name.
_HOLDING_LOADERS = frozenset(("System.Type", "System.Activator", "System.Reflection.Assembly"))
_DOTTED = re.compile(rb"(?<![\w.@])%s(?:\.%s)*+" % (IDENTIFIER, IDENTIFIER))
_HEAD = re.compile(r"\w+")
# What does not end runs to the end, so that nothing is tried twice.
_QUIET = re.compile(
    rb"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|@\"(?:[^\"]|\"\")*+(?:\"|\Z)"
    rb"|\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)++'?"
)


class Extracted(NamedTuple):
    """What a source says; `usings` are its directives in the order of the text.

    `unanalysable` counts what loads a type by a text that is computed.
    """

    declarations: Declarations
    written: Written
    usings: tuple[Using, ...]
    given_up: bool
    unanalysable: int = 0


class _Parts(NamedTuple):
    """What the variants of a text say, by the bytes at which it stands."""

    blocks: dict[int, Block]
    types: dict[int, TypeNode]
    usings: dict[int, Using]
    # A name's kind is `type`, `value` or `attribute`.
    names: dict[int, tuple[str, str]]
    called: set[bytes]
    members: dict[int, DeclaredType]
    # Where a type is loaded whose name is not known.
    loading: set[int]


def extracted(content: bytes) -> Extracted:
    """Return what UTF-8 source says. Raises Unreadable where parsing takes too much work."""
    parts = _Parts({}, {}, {}, {}, set(), {}, set())
    for text, occurrences in by_shape_or_grammar(
        content, occurrences_by_shape, occurrences_by_grammar
    ):
        _read(text, occurrences, parts)
    spans = sorted(parts.blocks.values())
    spaces = Around([(block.start, block.end) for block in spans])
    nodes = [parts.types[start] for start in sorted(parts.types)]
    bodies = Around([(node.start, node.end) for node in nodes])
    declarations = Declarations(
        tuple(_spaces(spans, spaces, parts.usings.values())),
        tuple(
            parts.members[node.start]._replace(
                outer=bodies.outer[number], space=spaces.of(node.start) + 1
            )
            for number, node in enumerate(nodes)
        ),
        _brought("", -1, [row for row in parts.usings.values() if row.is_everywhere]),
    )
    names = _names(content, parts.names, spaces, bodies)
    return Extracted(
        declarations,
        Written(tuple(names), tuple(sorted({_plain(name) for name in parts.called}))),
        tuple(parts.usings[start] for start in sorted(parts.usings)),
        len(parts.names) > MOST_NAMES,
        len(parts.loading),
    )


def _read(content: bytes, occurrences: Occurrences, parts: _Parts) -> None:
    """Add what one variant of a text says."""
    declared, variables = occurrences.declared, occurrences.variables
    bodies = Around([(node.start, node.end) for node in declared])
    members = members_of(content, occurrences, bodies)
    for block in occurrences.blocks:
        parts.blocks.setdefault(block.start, block)
    for using in usings(content, occurrences.usings, occurrences.errors):
        parts.usings.setdefault(using.start, using)
        # `GetType("A.B")` without an owner is read as the method that every object has.
        if using.is_static and using.name in _HOLDING_LOADERS:
            parts.loading.add(using.start)
    for number, node in enumerate(declared):
        parts.types.setdefault(node.start, node)
        parts.members[node.start] = _merged(parts.members.get(node.start), node, number, members)
    parts.called.update({content[start:end] for start, end in occurrences.called})
    for start, full_name in types_by_name(content, occurrences.called):
        if full_name is None:
            parts.loading.add(start)
        else:
            parts.names.setdefault(start, (full_name, "loaded"))
    hidden: dict[str, list[Parameter]] = {}
    for parameter in occurrences.parameters:
        hidden.setdefault(parameter.name, []).append(parameter)
    for start, name, kind in _written(content, occurrences):
        if hidden or kind == "value":
            head = _head(name)
            if any(scope.start <= start < scope.end for scope in hidden.get(head, ())):
                continue
            if kind == "value" and variables.hide(head, start):
                continue
        parts.names.setdefault(start, (name, kind))


@lru_cache(maxsize=4096)
def _head(name: str) -> str:
    """Return a name's first part, which says whether something hides it."""
    match = _HEAD.match(name)
    return match[0] if match is not None else name


def _written(content: bytes, occurrences: Occurrences) -> Iterator[tuple[int, str, str]]:
    """Yield where names begin, the names, and whether they are types, values or attributes."""
    for kind, names in (
        ("type", occurrences.types),
        ("attribute", occurrences.attributes),
        ("value", occurrences.values),
    ):
        for start, name in names.items():
            if name:
                yield start, name, kind
    for start, end in occurrences.errors:
        code = _QUIET.sub(lambda match: b" " * len(match[0]), content[start:end])
        for match in _DOTTED.finditer(code):
            if b"." in match[0] or match[0][:1].isupper():
                yield start + match.start(), name_at(content, start + match.start(), True), "value"


def _merged(
    known: DeclaredType | None, node: TypeNode, number: int, members: Members
) -> DeclaredType:
    """Return a type with the members that one more variant of the text gives it."""
    own = known or DeclaredType(node.name, -1, 0, node.is_partial)
    return own._replace(
        bases=tuple(sorted({*own.bases, *node.bases})),
        values=tuple(sorted({*own.values, *members.values.get(number, ())})),
        likes=tuple(sorted({*own.likes, *members.likes.get(number, ())})),
        statics=tuple(sorted({*own.statics, *members.statics.get(number, ())})),
        extensions=tuple(sorted({*own.extensions, *members.extensions.get(number, ())})),
    )


def _spaces(blocks: Sequence[Block], around: Around, rows: Iterable[Using]) -> Iterator[Space]:
    """Yield the source itself and its namespace blocks, with what their directives bring."""
    by_block: dict[int, list[Using]] = {}
    for row in rows:
        by_block.setdefault(around.of(row.start) + 1, []).append(row)
    names = [""]
    yield _brought("", -1, by_block.get(0, ()))
    for number, block in enumerate(blocks):
        outer = around.outer[number] + 1
        names.append(f"{names[outer]}.{block.name}".lstrip("."))
        yield _brought(names[-1], outer, by_block.get(number + 1, ()))


def _brought(name: str, outer: int, rows: Sequence[Using]) -> Space:
    plain = [row for row in rows if not row.alias]
    return Space(
        name,
        outer,
        tuple(sorted({row.name for row in plain if not row.is_static})),
        tuple(sorted({row.name for row in plain if row.is_static})),
        tuple(sorted({(row.alias, row.name) for row in rows if row.alias})),
    )


def _names(
    content: bytes, parts: Mapping[int, tuple[str, str]], spaces: Around, bodies: Around
) -> Iterator[WrittenName]:
    """Yield the names, each once for a type and a block that it is written in."""
    places = Places(content)
    seen: set[tuple[int, int, str, str]] = set()
    last, text = 0, ""
    for start in sorted(parts)[:MOST_NAMES]:
        name, kind = parts[start]
        key = (bodies.of(start), spaces.of(start) + 1, name, kind)
        if key not in seen:
            seen.add(key)
            line, column = places.of(start)
            if line != last:
                last, text = line, _line(content, start)
            yield WrittenName(*key, line, column, text)


def _plain(name: bytes) -> str:
    return name.decode("utf-8", "replace").partition("<")[0].strip()


def _line(content: bytes, start: int) -> str:
    first = content.rfind(b"\n", 0, start) + 1
    end = content.find(b"\n", start)
    line = content[first : end if end >= 0 else len(content)][: 4 * LONGEST_TEXT]
    return " ".join(line.decode("utf-8", "replace").split())[:LONGEST_TEXT]
