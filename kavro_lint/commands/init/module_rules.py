"""Rules about places, translated into rules about the modules of the contract."""

from collections.abc import Iterable, Mapping, Sequence

from kavro_lint.architecture.module_contracts import related
from kavro_lint.commands.init.naming import pattern_of
from kavro_lint.commands.init.part import Part
from kavro_lint.commands.init.place_rules import PlaceRules
from kavro_lint.model.frozen import frozen

Names = Mapping[str, tuple[str, ...]]


@frozen
class ModuleRules:
    """Rules that other tools' configurations state, by the names of modules.

    `layers` are names with their modules, highest first, `independent` those whose modules
    may not import each other. `lists` are complete lists; `guarded` maps a module to those that
    may import it.
    """

    layers: tuple[tuple[str, tuple[str, ...]], ...]
    independent: frozenset[str]
    lists: Names
    guarded: Names
    must_not_import: Names
    must_not_reach: Names

    @property
    def has_lists(self) -> bool:
        """Whether some module has a list of what it may import, or of what may import it."""
        return bool(self.lists or self.guarded)

    def allows(self, user: str, used: str) -> bool:
        """Whether no rule forbids an import between two modules."""
        layer = next((names for name, names in self.layers if user in names and used in names
                      and name in self.independent), ())  # fmt: skip
        return (
            not layer
            and used in self.lists.get(user, (used,))
            and user in self.guarded.get(used, (user,))
            and used not in self.must_not_import.get(user, ())
            and used not in self.must_not_reach.get(user, ())
        )


def module_rules(place_rules: PlaceRules, parts: Sequence[Part]) -> ModuleRules:
    """Translate places into the modules that stand for them."""
    names = {place: _standing_for(place, parts) for place in place_rules.places}

    def of(places: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for place in places for name in names[place]))

    lists: dict[str, tuple[str, ...]] = {}
    for place, used in place_rules.lists:
        for name in names[place]:
            lists[name] = tuple(dict.fromkeys((*lists.get(name, ()), *of(used))))
    guarded: dict[str, tuple[str, ...]] = {}
    for guard in place_rules.guards:
        for name in of(guard.used):
            free = tuple(part.name for part in parts if part.is_outside)
            guarded[name] = (*of(guard.users), *free)
    banned: dict[bool, dict[str, tuple[str, ...]]] = {False: {}, True: {}}
    for ban in place_rules.bans:
        rows = banned[ban.transitive]
        for user in of(ban.users):
            used = tuple(target for target in of(ban.used) if not related(user, target))
            if used:
                rows[user] = tuple(dict.fromkeys((*rows.get(user, ()), *used)))
    ranked: set[str] = set()
    layers: list[tuple[str, tuple[str, ...]]] = []
    for level in place_rules.levels:
        members = tuple(name for name in of(level.places) if name not in ranked)
        ranked.update(members)
        if members:
            layers.append((level.name, members))
    return ModuleRules(
        layers=tuple(layers),
        independent=frozenset(level.name for level in place_rules.levels if level.independent),
        lists=lists,
        guarded=guarded,
        must_not_import=banned[False],
        must_not_reach=banned[True],
    )


def _standing_for(place: str, parts: Sequence[Part]) -> tuple[str, ...]:
    """Return the modules of a place: the one that it is, else all that lie in it."""
    pattern = pattern_of(place)
    exact = tuple(part.name for part in parts if pattern in part.patterns)
    if exact or not place.endswith("/"):
        return exact
    return tuple(
        part.name
        for part in parts
        if not part.is_outside
        and any(own_pattern.startswith(pattern) for own_pattern in part.patterns)
    )
