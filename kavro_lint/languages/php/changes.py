"""Which names mean something else where a source declares something else."""

from collections.abc import Iterator

from kavro_lint.languages.php.declared import key, namespace_key, unpack, unpack_names
from kavro_lint.languages.php.scopes import Kind
from kavro_lint.model.facts import SourceFacts

KINDS: tuple[Kind, ...] = ("class", "function", "constant")


def names_changed(before: bytes, after: bytes) -> frozenset[str]:
    """Return the keys of what came or went, and of namespaces that may have."""
    then, now = unpack(before), unpack(after)
    classes = set(then.classes) ^ set(now.classes)
    return (then.all_keys() ^ now.all_keys()) | frozenset(map(namespace_key, classes))


def words(facts: SourceFacts) -> frozenset[str]:
    """Return the keys on which it depends where the imports and names of a source lead."""
    return frozenset(_words(facts))


def _words(facts: SourceFacts) -> Iterator[str]:
    for _, _, kind, statement in facts.statements:
        if kind == "import":
            for name, _ in statement.names:
                yield from (key(kind, name) for kind in KINDS)
                # Whether a name is a namespace's, and whether its namespace is of this repository.
                yield f"{name.lower()}\\"
                yield namespace_key(name)
    for row in unpack_names(facts.names):
        yield key(row.kind, row.name)
        if row.fallback:
            yield key(row.kind, row.fallback)
        if row.is_stated:
            yield namespace_key(row.name)
