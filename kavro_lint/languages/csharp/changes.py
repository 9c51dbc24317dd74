"""Which names mean something else where a source declares something else."""

from collections.abc import Iterator

from kavro_lint.languages.csharp.declared import Declarations, unpack, unpack_names
from kavro_lint.model.facts import SourceFacts


def names_changed(before: bytes, after: bytes) -> frozenset[str] | None:
    """Return the simple names of types and members that came or went, None for any name.

    None where what a type inherits may be another, or what is brought to all sources.
    """
    then = unpack(before) if before else Declarations((), ())
    now = unpack(after) if after else Declarations((), ())
    if then.everywhere != now.everywhere:
        return None
    old, new = dict(_types(then)), dict(_types(now))
    spaces = {name for name, _ in (*old.values(), *new.values()) if name}
    if spaces and then.spaces != now.spaces and then.types and now.types:
        return None
    if any(old[name][0] != new[name][0] for name in old.keys() & new.keys()):
        return None
    changed = old.keys() ^ new.keys()
    names = {part for name in changed for part in (*name.split("."), *_own(name, old, new))}
    for name in old.keys() & new.keys():
        if old[name][1] != new[name][1]:
            names |= {name.rpartition(".")[2], *(old[name][1] ^ new[name][1])}
    return frozenset(name.partition("`")[0] for name in names)


def _own(name: str, *tables: dict[str, tuple[object, frozenset[str]]]) -> Iterator[str]:
    for table in tables:
        if name in table:
            yield from table[name][1]


def _types(declarations: Declarations) -> Iterator[tuple[str, tuple[object, frozenset[str]]]]:
    """Yield each type's whole name with its bases, and with the names of its members."""
    names: list[str] = []
    for declared in declarations.types:
        namespace = declarations.spaces[declared.space].name
        outer = names[declared.outer] if declared.outer >= 0 else namespace
        names.append(f"{outer}.{declared.name}" if outer else declared.name)
        kinds = (declared.values, declared.likes, declared.statics, declared.extensions)
        members = {f"{name}" for kind in kinds for name in kind}
        members |= {declared.name} if declared.is_partial else set()
        yield names[-1], (declared.bases, frozenset(members))


def words(facts: SourceFacts) -> frozenset[str]:
    """Return every name that a source writes, brings or calls, part by part."""
    written = unpack_names(facts.names)
    names = [name for _, _, _, statement in facts.statements for name, _ in statement.names]
    names += [row.name.replace("::", ".") for row in written.names]
    parts = {part.partition("`")[0] for name in names for part in name.split(".")}
    parts |= {f"{part}Attribute" for part in parts}
    if facts.declares:
        declarations = unpack(facts.declares)
        parts.update(
            part.partition("`")[0]
            for declared in declarations.types
            for base in declared.bases
            for part in base.split(".")
        )
    return frozenset((*parts, *written.called))
