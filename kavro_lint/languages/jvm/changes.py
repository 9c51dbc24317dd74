"""Which names mean something else where a source declares something else."""

from collections.abc import Iterator

from kavro_lint.languages.jvm.declared import Declarations, unpack, unpack_names
from kavro_lint.model import SourceFacts


def names_changed(before: bytes, after: bytes) -> frozenset[str] | None:
    """Return the simple names of types that came or went, None where inheritance changed."""
    then, now = _unpacked(before), _unpacked(after)
    if then is None or now is None:
        return frozenset(_names(then or now))
    if then.package != now.package:
        return frozenset((*_names(then), *_names(now)))
    if then.imports != now.imports or then.module != now.module:
        return None
    old, new = dict(_types(then)), dict(_types(now))
    if any(old[name] != new[name] for name in old.keys() & new.keys()):
        return None
    names = {name.rpartition(".")[2] for name in old.keys() ^ new.keys()}
    names |= set(then.functions) ^ set(now.functions)
    names |= set(then.extensions) ^ set(now.extensions)
    if bool(then.functions or then.extensions) != bool(now.functions or now.extensions):
        # The class that Java knows them by comes or goes, and is named after the file.
        return None
    return frozenset((*names, *({then.facade} ^ {now.facade})))


def _unpacked(packed: bytes) -> Declarations | None:
    return unpack(packed) if packed else None


def _names(declarations: Declarations | None) -> Iterator[str]:
    if declarations is not None:
        yield from (declared.name for declared in declarations.types if declared.name)
        if declarations.module:
            yield declarations.module
        yield from (*declarations.functions, *declarations.extensions)
        if declarations.facade:
            yield declarations.facade


def _types(declarations: Declarations) -> Iterator[tuple[str, object]]:
    """Yield each type's name with those of the types around it, and what others see of it.

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
