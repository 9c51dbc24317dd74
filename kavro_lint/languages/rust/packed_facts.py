"""Rust source → the facts of the model: statements, and packed declarations and names."""

from collections.abc import Iterator

from kavro_lint.languages.positions import Places
from kavro_lint.languages.rust.declared import (
    Declarations,
    ModuleFile,
    Use,
    WrittenModule,
    WrittenPath,
    WrittenSource,
    WrittenUse,
    pack,
)
from kavro_lint.languages.rust.extraction import extracted
from kavro_lint.languages.rust.found import Extracted, Import
from kavro_lint.languages.rust.lexical import PATH, segments
from kavro_lint.languages.rust.scopes import Scopes
from kavro_lint.languages.rust.use_trees import leaves
from kavro_lint.model.facts import SourceFacts
from kavro_lint.model.places import ImportKind, PlacedStatement, Statement

LONGEST_TEXT = 200
MOST_LOST = 20
# Paths that are read of a source. Code that people write has a few hundred.
MOST_PATHS = 20_000
GIVEN_UP = "it has more paths than code that people write, so names may be lost"
# Longer paths are no program's.
MOST_PARTS = 100


def facts(content: bytes) -> SourceFacts:
    """Return what UTF-8 source says. Raises Unreadable where parsing takes too much work."""
    return _Assembly(content, extracted(content)).facts()


class _Assembly:
    """Puts what was found into scopes."""

    def __init__(self, content: bytes, source: Extracted) -> None:
        self._content = content
        self._source = source
        self._scopes = Scopes(source, len(content))

    def facts(self) -> SourceFacts:
        """Return the facts."""
        source, places = self._source, Places(self._content)
        statements, written, lost = self._imports()
        lost = sorted({*source.lost, *lost})
        paths = self._paths()
        files = tuple(self._files())
        declarations = Declarations(
            scopes=tuple(self._scopes.declared()),
            files=files,
            uses=tuple(
                use
                for row in written
                for use in row.uses
                if use.scope <= len(self._scopes.inline) and (use.local_name or use.is_glob)
            ),
            included=tuple(self._included()),
            macros=tuple(sorted({name for _, kind, name in source.items if kind == "macro"})),
        )
        names = WrittenSource(
            self._scopes.outer_of_blocks, tuple(written), tuple(self._written_files()), tuple(paths)
        )
        return SourceFacts(
            statements=tuple(statements),
            unanalysable=source.unanalysable,
            lost=tuple(places.of(place) for place in lost[:MOST_LOST]),
            given_up=GIVEN_UP if len(source.paths) > MOST_PATHS else None,
            declares=pack(declarations),
            names=pack(names),
        )

    def _files(self) -> Iterator[ModuleFile]:
        scopes, tests = self._scopes.modules, self._scopes.tests
        for module in self._source.modules:
            if module.body is None:
                scope = scopes.at(module.start)
                is_test = module.attached.is_test or tests.at(module.start) >= 0
                paths = module.attached.paths
                yield ModuleFile(scope, module.name, module.is_public, is_test, paths)

    def _written_files(self) -> Iterator[WrittenModule]:
        scopes, tests = self._scopes.modules, self._scopes.tests
        places = Places(self._content)
        for module in self._source.modules:
            if module.body is None:
                start, attributes = module.start, module.attached
                is_test = attributes.is_test or tests.at(start) >= 0
                where = places.of(start)
                scope = scopes.at(start)
                text = self._line(start)
                yield WrittenModule(
                    scope, module.name, *where, text, is_test, attributes.is_conditional
                )

    def _included(self) -> Iterator[tuple[int, str]]:
        scopes = self._scopes.modules
        yield from ((scopes.at(start), path) for start, path in self._source.included)

    def _imports(self) -> tuple[list[PlacedStatement], list[WrittenUse], list[int]]:
        statements: list[PlacedStatement] = []
        written: list[WrittenUse] = []
        lost: list[int] = []
        scopes, tests = self._scopes.places, self._scopes.tests
        places = Places(self._content)
        for row in self._source.imports:
            scope, is_test = scopes.at(row.start), tests.at(row.start) >= 0
            uses = _uses(row, scope)
            if not uses:
                # In a macro's text it may be anything.
                lost += [row.start] if row.is_sure else []
                continue
            kind: ImportKind = "re-export" if row.is_public else "import"
            text = _one_line(self._content[row.start : row.end])
            names = tuple((_specifier(use), None) for use in uses)
            statements.append(PlacedStatement(*places.of(row.start), kind, Statement(names, text)))
            written.append(WrittenUse(scope, is_test, row.is_sure, uses))
        for start, path in self._source.included:
            text = f'include!("{path}")'[:LONGEST_TEXT]
            statement = Statement(((path, None),), text)
            statements.append(PlacedStatement(*places.of(start), "include", statement))
            written.append(WrittenUse(0, False, True, ()))
        return statements, written, lost

    def _paths(self) -> Iterator[WrittenPath]:
        scopes, tests = self._scopes.places, self._scopes.tests
        # The first place that is no test's, else the first; what is sure is said of all places.
        seen: dict[tuple[int, tuple[str, ...]], tuple[int, bool, bool]] = {}
        parts_of: dict[bytes, tuple[str, ...]] = {}
        for start, is_module, is_sure in self._source.paths[:MOST_PATHS]:
            match = PATH.match(self._content, start)
            if match is None:
                continue
            written = match[0]
            parts = parts_of.get(written)
            if parts is None:
                parts = parts_of[written] = segments(written)[:MOST_PARTS]
            # The last part of a path is never a module.
            parts = parts if is_module else parts[:-1]
            if not parts or parts in _NOWHERE:
                continue
            is_test, key = tests.at(start) >= 0, (scopes.at(start), parts)
            known = seen.get(key)
            if known is None:
                seen[key] = start, is_test, is_sure
            elif known[1] and not is_test:
                seen[key] = start, False, known[2] or is_sure
            elif is_sure and not known[2]:
                seen[key] = *known[:2], True
        rows = sorted(seen.items(), key=lambda item: item[1][0])
        lines = Places(self._content).lines(start for _, (start, _, _) in rows)
        for ((scope, parts), (_, is_test, is_sure)), (line, column, text) in zip(
            rows, lines, strict=True
        ):
            path = "::".join(parts)
            yield WrittenPath(scope, path, is_sure, line, column, _shortened(text), is_test)

    def _line(self, start: int) -> str:
        first = self._content.rfind(b"\n", 0, start) + 1
        end = self._content.find(b"\n", start)
        return _one_line(self._content[first : end if end >= 0 else len(self._content)])


# Paths that lead to the file itself, or to no file at all.
_NOWHERE = frozenset((("",), ("self",), ("Self",)))


def _uses(row: Import, scope: int) -> tuple[Use, ...]:
    """Return what an import brings into a scope; nothing where it is none."""
    if row.crate is not None:
        name, local_name = row.crate
        path = name if name in ("self", "") else f"::{name}"
        local_name = "" if local_name == "_" or row.is_template else local_name
        return (Use(scope, path, local_name, False, row.is_public, True),)
    return tuple(
        Use(
            scope, "::".join(leaf.path), "" if row.is_template else leaf.local_name,
            leaf.is_glob and not row.is_template, row.is_public,
        )
        for leaf in leaves(row.tree.decode("utf-8", "replace")) or ()
    )  # fmt: skip


def _specifier(use: Use) -> str:
    if use.is_crate:
        return use.path.removeprefix("::")
    return f"{use.path}::*" if use.is_glob else use.path


def _one_line(text: bytes) -> str:
    return _shortened(text[: 4 * LONGEST_TEXT].decode("utf-8", "replace"))


def _shortened(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TEXT]
