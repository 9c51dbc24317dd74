"""Which names mean something else where a source declares something else."""

from collections.abc import Iterator

from kavro_lint.languages.rust.declared import Declarations, unpack, unpack_names
from kavro_lint.model import SourceFacts


def names_changed(before: bytes, after: bytes) -> frozenset[str] | None:
    """Return the names of items that came or went, None where modules or imports changed.

    An import may bring a module by another name, and a glob any.
    """
    if not before or not after:
        return None
    then, now = unpack(before), unpack(after)
    if _modules(then) != _modules(now):
        return None
    return frozenset(set(_items(then)) ^ set(_items(now)))


def _modules(declarations: Declarations) -> object:
    scopes = [row._replace(types=(), values=()) for row in declarations.scopes]
    uses = {use for use in declarations.uses if not _brings_item(use.brings)}
    return scopes, declarations.files, uses, declarations.included


def _brings_item(name: str) -> bool:
    """Whether a name is one of a type: no module is written like that."""
    return name[:1].isupper()


def _items(declarations: Declarations) -> Iterator[str]:
    for scope in declarations.scopes:
        yield from scope.types
        yield from scope.values
    yield from declarations.macros
    yield from (use.brings for use in declarations.uses if _brings_item(use.brings))


def words(facts: SourceFacts) -> frozenset[str]:
    """Return every part of the paths that a source writes or imports."""
    names = unpack_names(facts.names)
    paths = [use.path for row in names.statements for use in row.uses]
    paths += [row.path for row in names.paths]
    return frozenset(part for path in paths for part in path.split("::"))
