"""Which names mean something else where a source declares something else."""

from collections.abc import Collection, Iterable, Iterator

from kavro_lint.languages.jvm.declared import Declarations, unpack, unpack_names
from kavro_lint.model.facts import SourceFacts


def names_changed(before: bytes, after: bytes) -> frozenset[str] | None:
    """Return the simple names of what came or went, and of types that inherit from others now.

    Who writes a name that a type lost or gained may have inherited it. None is returned for any
    name.
    """
    then, now = _unpacked(before), _unpacked(after)
    if then is None or now is None:
        return frozenset(_names(then or now))
    if then.package != now.package:
        return frozenset((*_names(then), *_names(now)))
    if then.module != now.module:
        return None
    old, new = dict(_types(then)), dict(_types(now))
    names = {name.rpartition(".")[2] for name in old.keys() ^ new.keys()}
    for name in old.keys() & new.keys():
        (supertypes, fields), (supertypes_now, fields_now) = old[name], new[name]
        names |= set(fields) ^ set(fields_now)
        # Supertypes of the same names may be others by other imports.
        if supertypes != supertypes_now or (supertypes and then.imports != now.imports):
            names.add(name.rpartition(".")[2])
    names |= set(then.functions) ^ set(now.functions)
    names |= set(then.extensions) ^ set(now.extensions)
    if bool(then.functions or then.extensions) != bool(now.functions or now.extensions):
        # The class that Java knows them by comes or goes, and is named after the file.
        return None
    return frozenset((*names, *({then.facade} ^ {now.facade})))


def carried(names: Collection[str], declared: Iterable[bytes]) -> frozenset[str] | None:
    """Return the names, None for any name where a type of one of them is inherited from.

    What inherits from it may have other members, and so may what inherits from that.
    """
    texts = [name.encode() for name in names]
    for packed in declared:
        if any(text in packed for text in texts) and any(
            supertype.rpartition(".")[2] in names
            for known in unpack(packed).types
            for supertype in known.supertypes
        ):
            return None
    return frozenset(names)


def _unpacked(packed: bytes) -> Declarations | None:
    return unpack(packed) if packed else None


def _names(declarations: Declarations | None) -> Iterator[str]:
    if declarations is not None:
        # A wildcard, or an import of what is not there, leads by the package alone.
        if declarations.package:
            yield declarations.package.rpartition(".")[2]
        yield from (declared.name for declared in declarations.types if declared.name)
        if declarations.module:
            yield declarations.module
        yield from (*declarations.functions, *declarations.extensions)
        if declarations.facade:
            yield declarations.facade


def _types(declarations: Declarations) -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
    """Yield each type's name with those of the types around it, its supertypes and its fields.

    A type without a name of its own (`""`) is seen by nobody else.
    """
    names: list[str] = []
    for declared in declarations.types:
        outer = names[declared.outer] if declared.outer >= 0 else ""
        names.append(f"{outer}.{declared.name}")
        if declared.name:
            yield names[-1], (declared.supertypes, declared.fields)


def words(facts: SourceFacts) -> frozenset[str]:
    """Return every name that a source writes or imports, part by part."""
    specifiers = [name for _, _, _, statement in facts.statements for name, _ in statement.names]
    written = (row.name for row in unpack_names(facts.names))
    parts = {part for name in (*specifiers, *written) for part in name.split(".")}
    # A module is named by all of its parts.
    parts.update(specifiers)
    if facts.declares:
        parts.update(
            part
            for declared in unpack(facts.declares).types
            for supertype in declared.supertypes
            for part in supertype.split(".")
        )
    return frozenset(parts)
