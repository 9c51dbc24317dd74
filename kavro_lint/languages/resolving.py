"""The facts of one source → what its imports resolve to."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import cast

from kavro_lint.cache.packed_imports import FileImports
from kavro_lint.languages.indexed import hashed
from kavro_lint.languages.protocol import (
    IndexedResolver,
    Language,
    Resolver,
    Rows,
    is_checking,
    is_indexed,
    is_reporting,
)
from kavro_lint.languages.registry import families
from kavro_lint.languages.registry import languages as all_languages
from kavro_lint.model.facts import Failure, SourceFacts
from kavro_lint.model.imports import Import, PlacedResolution, placed_resolution


def broken_manifests(resolvers: Iterable[Resolver]) -> list[Failure]:
    """Return what was wrong with the manifests that resolution asked, each once."""
    reporting = [resolver for resolver in resolvers if is_reporting(resolver)]
    return list(dict.fromkeys(failure for resolver in reporting for failure in resolver.failures))


def renamed(languages: Mapping[str, str], rows: Rows) -> Mapping[str, str]:
    """Return the languages of files, where some are of another by who imports them."""
    for language in all_languages():
        rename: Callable[[Mapping[str, str], Rows], Mapping[str, str]] | None
        rename = getattr(language, "renamed", None)
        if rename is not None and families()[language.NAME] == language.NAME:
            languages = rename(languages, rows)
    return languages


def resolved(resolver: Resolver, path: str, facts: SourceFacts) -> Sequence[PlacedResolution]:
    """Return what the imports of a file resolve to, one for a statement and each target.

    A resolver that has `resolve_file` makes them by itself.
    """
    rows = _resolved(resolver, path, facts)
    if not facts.optional:
        return rows
    optional = frozenset(facts.optional)
    return [_as_optional(row) if row[:2] in optional else row for row in rows]


def file_imports(
    resolver: Resolver,
    language: Language,
    path: str,
    facts: SourceFacts,
    *,
    blob: str = "",
    digest: bytes = b"",
) -> FileImports:
    """Return what a file says and where its imports lead.

    `blob` is the hash of its bytes, and `digest` that of its facts, where somebody asked.
    """
    words = b""
    if is_indexed(language):
        rows = () if facts.foreign else cast(IndexedResolver, resolver).resolve_source(path, facts)
        words = hashed(language.words(facts))
    else:
        rows = () if facts.foreign else resolved(resolver, path, facts)
    checking: tuple[str, ...] = ()
    if facts.checking and is_checking(resolver):
        checking = resolver.checking(path, facts.checking)
    return FileImports(
        rows=tuple(rows),
        lost=facts.lost,
        unanalysable=facts.unanalysable,
        foreign=facts.foreign,
        given_up=facts.given_up,
        generated=facts.generated,
        checking=checking,
        blob=blob,
        facts=digest,
        declares=facts.declares,
        words=words,
    )


def are_checking(files: Mapping[str, FileImports]) -> bool:
    """Whether a file has TYPE_CHECKING from another one than that which type checkers know."""
    return any(any(file.checking) for file in files.values() if file.checking)


def importing_when_run(files: Mapping[str, FileImports]) -> frozenset[str]:
    """Return the files whose imports for type checkers only may happen when the program runs."""
    if not are_checking(files):
        # Whoever has the name has the one that type checkers know.
        return frozenset()
    from kavro_lint.languages.python.type_checkers import files_that_import

    return frozenset(path for path in files_that_import(files) if not path.endswith(".pyi"))


# By path: the rows of a file, and the same as those of others.
Reworded = dict[str, tuple[Sequence[PlacedResolution], Sequence[PlacedResolution]]]


def rows_of(
    files: Mapping[str, FileImports], importing: Collection[str], known: Reworded | None = None
) -> dict[str, Sequence[PlacedResolution]]:
    """Return where the imports of files lead; those of `importing` files are all as others.

    What is `known` of an earlier state is used again for the same rows, and kept for the next one.
    """
    rows = {path: file.rows for path, file in files.items() if file.rows}
    known = {} if known is None else known
    for path in importing:
        if path in rows:
            before = known.get(path)
            if before is None or before[0] is not rows[path]:
                before = known[path] = rows[path], _as_imports(rows[path])
            rows[path] = before[1]
    return rows


def _as_imports(rows: Sequence[PlacedResolution]) -> Sequence[PlacedResolution]:
    """Return imports of which those for type checkers only are as others."""
    return [
        (line, column, "import" if kind == "type-only" else kind, resolution)
        for line, column, kind, resolution in rows
    ]


def _as_optional(row: PlacedResolution) -> PlacedResolution:
    """Return an import that may fail: that its package or file is not known is no fault."""
    line, column, kind, resolution = row
    if resolution.listed != "no" and resolution.outcome != "unresolved":
        return row
    return line, column, kind, resolution._replace(listed="unsure")


def _resolved(resolver: Resolver, path: str, facts: SourceFacts) -> Sequence[PlacedResolution]:
    resolve_file = getattr(resolver, "resolve_file", None)
    if resolve_file is not None:
        rows: Sequence[PlacedResolution] = resolve_file(path, facts.statements)
        return rows
    imports: dict[tuple[object, ...], Import] = {}
    for raw in facts.imports:
        resolved_import = resolver.resolve(path, raw)
        # `from x import a, b` is one statement: two names in one target are one import.
        target = resolved_import.target or resolved_import.module or (raw.specifier, raw.name)
        key = (raw.line, raw.column, resolved_import.outcome, target)
        imports.setdefault(key, resolved_import)
    return tuple(map(placed_resolution, imports.values()))
