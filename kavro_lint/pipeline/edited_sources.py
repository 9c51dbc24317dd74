"""The findings of edits of single sources, without reading any other source.

Only the imports of those files change. Who owns what they lead to is told by paths, and which
dependencies were there before is known (`Basis`). Where an edit may close a cycle or a chain, or
changes more than imports, the code is read whole instead.
"""

from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.architecture.architecture import Architecture, assemble, edges_that_close
from kavro_lint.architecture.code_conventions import follows_convention
from kavro_lint.architecture.exempting import policy_of
from kavro_lint.architecture.ownership import assign
from kavro_lint.cache.memory import Memory
from kavro_lint.cache.packed_imports import FileImports
from kavro_lint.checks import checks_that_need
from kavro_lint.languages.reading import Reading
from kavro_lint.languages.registry import families, is_source, language_of
from kavro_lint.model.facts import Facts, Snapshot, Unreadable
from kavro_lint.model.findings import Judged
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.imports import Imports
from kavro_lint.pipeline.denied_edits import Basis, blocking_by, case_of_edit
from kavro_lint.pipeline.proposal import Files

# Whether a file is of a module does not change with its imports; cycles and chains only where a
# dependency is new, and then the code is read whole.
_OF_MORE = frozenset({"undeclared", "cycles", "chains"})

Sources = Mapping[str, FileImports]


@frozen
class Alone:
    """What files say before an edit and after it, and what of it is a reason to deny.

    `is_closed` says that no dependency is new, so that no cycle and no chain can be.
    """

    before: Sources
    after: Sources
    blocking: tuple[Judged, ...]
    is_closed: bool


def denying_alone(snapshot: Snapshot, files: Files, basis: Basis) -> tuple[Judged, ...] | None:
    """Return what the files bring of the rules that deny an edit.

    None where that takes the rest of the code.
    """
    alone = sources_alone(snapshot, files, basis)
    if alone is None or not (alone.blocking or alone.is_closed):
        return None
    return alone.blocking


def sources_alone(snapshot: Snapshot, files: Files, basis: Basis) -> Alone | None:
    """Judge edits of sources by their imports, None where that takes the rest of the code."""
    if not all(path in snapshot.sources and not _is_manifest(path) for path in files):
        return None
    try:
        before, after = _before_and_after(snapshot, files, basis)
    except (Unreadable, _NeedsRest):
        return None
    if any(_kind(before[path]) != _kind(after[path]) for path in files):
        return None
    leads = {path: None for sources in (before, after) for path in _leads(sources)}
    paths = [*files, *leads]
    if any(path.endswith("/") or "/test/" in path or _is_left_out(path, basis) for path in paths):
        return None
    old, new = _architectures(snapshot, basis, paths, (before, after))
    case = case_of_edit(old, new, basis, files)
    names = frozenset(rule.check for rule in basis.rules) - _OF_MORE
    blocking = blocking_by(case, files, basis, checks_that_need("file", "code", names=names))
    is_closed = basis.closing.issuperset(edges_that_close(new))
    return Alone(before, after, blocking, is_closed)


def _is_manifest(path: str) -> bool:
    """Whether the language of a source may read it to resolve imports."""
    language = language_of(path)
    return language is None or language.is_manifest(path)


class _NeedsRest(Exception):
    """An edit that cannot be judged by its imports alone."""


def _before_and_after(snapshot: Snapshot, files: Files, basis: Basis) -> tuple[Sources, Sources]:
    """Return what the files say before the edit and after it. Raises Unreadable, _NeedsRest."""
    limit = basis.settings.max_file_size
    reading = Reading(snapshot, basis.settings.sources, Memory(None))
    before, after = {}, {}
    for path, content in files.items():
        if content is None or len(content) > limit:
            raise _NeedsRest
        old = reading.of_content(path, snapshot.read(path, limit))
        new = reading.of_content(path, content)
        if old is None or new is None or any((*old.checking, *new.checking)):
            # What TYPE_CHECKING is, other files say.
            raise _NeedsRest
        before[path], after[path] = old, new
    return before, after


def _kind(file: FileImports) -> tuple[object, ...]:
    return file.generated, file.foreign


def _leads(sources: Sources) -> Iterator[str]:
    """Yield the files and folders that imports resolve to."""
    for file in sources.values():
        for *_, resolution in file.rows:
            if resolution.target is not None:
                yield resolution.target
            yield from resolution.reaches


def _is_left_out(path: str, basis: Basis) -> bool:
    """Whether a convention may leave a file out, which takes the files around it to tell."""
    return path in basis.generated or path in basis.foreign or follows_convention(path)


def _architectures(
    snapshot: Snapshot, basis: Basis, paths: Iterable[str], states: Iterable[Sources]
) -> Iterator[Architecture]:
    """Yield the architecture of each state, of these paths only."""
    facts = Facts(
        languages={path: known.NAME for path in paths if (known := language_of(path)) is not None},
        imports=Imports({}),
        generated=basis.generated,
        is_source=is_source,
        families=families(),
    )
    settings = basis.settings
    ownership = assign(basis.plan, facts, policy_of(snapshot, settings))
    for sources in states:
        imports = Imports({path: file.rows for path, file in sources.items() if file.rows})
        stated = replace(facts, imports=imports)
        yield assemble(snapshot, basis.plan, stated, ownership, settings.type_only)
