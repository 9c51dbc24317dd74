"""Which names mean something else where a source declares something else."""

from collections.abc import Collection, Iterable, Iterator

from kavro_lint.languages.rust.declared import Declarations, Use, unpack, unpack_names
from kavro_lint.model.facts import SourceFacts


def names_changed(before: bytes, after: bytes) -> frozenset[str] | None:
    """Return the names of items and imports that came or went, None where modules or globs did."""
    if not before or not after:
        return None
    then, now = unpack(before), unpack(after)
    if _modules(then) != _modules(now):
        return None
    changed = set(_items(then)) ^ set(_items(now))
    changed |= {use.local_name for use in set(then.uses) ^ set(now.uses)}
    return frozenset(changed)


def _modules(declarations: Declarations) -> object:
    scopes = [row._replace(types=(), values=()) for row in declarations.scopes]
    globs = {use for use in declarations.uses if use.is_glob}
    return scopes, declarations.files, globs, declarations.included


def _items(declarations: Declarations) -> Iterator[str]:
    for scope in declarations.scopes:
        yield from scope.types
        yield from scope.values
    yield from declarations.macros


def carried(names: Collection[str], declared: Iterable[bytes]) -> frozenset[str] | None:
    """Return names, and what imports bring by paths that go through them; None where globs do.

    `pub use a::c as d` makes `d` of `c`, and `pub use a::c::d` brings another `d`.
    """
    uses: dict[str, list[Use]] = {}
    for packed in declared:
        for use in unpack(packed).uses:
            for part in use.path.split("::"):
                uses.setdefault(part, []).append(use)
    reached: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        reached.add(name)
        for use in uses.get(name, ()):
            if use.is_glob:
                return None
            if use.local_name not in reached:
                waiting.add(use.local_name)
    return frozenset(reached)


def words(facts: SourceFacts) -> frozenset[str]:
    """Return every part of the paths that a source writes or imports."""
    names = unpack_names(facts.names)
    paths = [use.path for row in names.statements for use in row.uses]
    paths += [row.path for row in names.paths]
    return frozenset(part for path in paths for part in path.split("::"))
