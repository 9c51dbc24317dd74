"""tach's modules and layers (https://docs.gauge.sh/usage/configuration/)."""

import re
from collections.abc import Mapping, Sequence

from kavro_lint.commands.init.place_rules import Ban, Guard, Level, PlaceRules, Places, Reading
from kavro_lint.config.toml import BrokenToml, read_toml
from kavro_lint.errors import CannotJudge

FILES = ("tach.toml",)
DOMAIN = "tach.domain.toml"

Table = Mapping[str, object]

# What kavro-lint judges anyway, and what has no place in a blueprint.
NOT_HERE: Mapping[str, str] = {
    "interfaces": "interfaces name members; Public names files, so state it where you want it",
    "exclude": "put what is not to be governed into the setting `exclude`",
    "external": "External lists what each module really uses",
    "exact": "always judged: unused-permission (KV708)",
    "forbid_circular_dependencies": "always judged: dependency-cycle (KV705)",
}


def read(path: str, text: str, places: Places) -> Reading | None:
    """Return what the modules ask for; None for a file without any. Raises CannotJudge."""
    try:
        document = read_toml(text)
    except BrokenToml as error:
        raise CannotJudge(f"{path}: {error}", "correct it, or use --from none") from None
    rows = [row for row in _list(document.get("modules")) if isinstance(row, dict)]
    if not rows:
        return None
    return _Translation(path, document, places).reading(rows)


class _Translation:
    """The modules of one configuration."""

    def __init__(self, path: str, document: Table, places: Places) -> None:
        self._path = path
        self._document = document
        self._places = places
        self._roots = _texts(document.get("source_roots")) or (".",)
        self._remarks = [
            f"{path}: {key}: {why}" for key, why in NOT_HERE.items() if document.get(key)
        ]

    def reading(self, rows: Sequence[Table]) -> Reading:
        """Return what all rows ask for."""
        placed_rows = [(place, row) for row in rows for place in self._own(row)]
        levels = self._levels(placed_rows)
        utilities = [place for place, row in placed_rows if row.get("utility") is True]
        lists: list[tuple[str, tuple[str, ...]]] = []
        bans: list[Ban] = []
        guards: list[Guard] = []
        for place, row in placed_rows:
            if row.get("unchecked") is True:
                self._say(f"{_shown(row)}: unchecked modules are judged here")
            if "depends_on" in row:
                below = self._below(levels, place)
                used = (*self._named(row, "depends_on"), *below, *utilities)
                lists.append((place, tuple(dict.fromkeys(used))))
            if banned := self._named(row, "cannot_depend_on"):
                bans.append(Ban((place,), banned))
            if visible := self._named(row, "visibility"):
                guards.append(Guard((place,), visible))
            for key in ("depends_on_external", "cannot_depend_on_external"):
                if row.get(key):
                    self._say(f"{_shown(row)}: {key}: External lists what is really used")
        place_rules = PlaceRules(
            levels=levels,
            levels_from=f"`{self._path}`" if levels else "",
            lists=tuple(lists),
            bans=tuple(bans),
            guards=tuple(guards),
        )
        return Reading(place_rules, tuple(dict.fromkeys(self._remarks)))

    def _say(self, remark: str) -> None:
        self._remarks.append(f"{self._path}: {remark}")

    def _own(self, row: Table) -> tuple[str, ...]:
        names = (*_texts(row.get("path")), *_texts(row.get("paths")))
        return self._places_of(names)

    def _named(self, row: Table, key: str) -> tuple[str, ...]:
        """Return the places that a list of a row names; an entry may be a table with a path."""
        entries = _list(row.get(key))
        names = [entry.get("path") if isinstance(entry, dict) else entry for entry in entries]
        return self._places_of(tuple(name for name in names if isinstance(name, str)))

    def _places_of(self, names: Sequence[str]) -> tuple[str, ...]:
        places: list[str] = []
        for name in names:
            bare = re.sub(r"(?:\.\*{1,2})+$", "", name)
            if bare == "<root>" or "*" in bare:
                self._say(f"{name}: a pattern or the root cannot be a module here")
                continue
            place = self._places.module(bare, self._roots)
            if place is None:
                self._say(f"{name} is not a module of this repository")
            else:
                places.append(place)
        return tuple(dict.fromkeys(places))

    def _levels(self, placed_rows: Sequence[tuple[str, Table]]) -> tuple[Level, ...]:
        levels: list[Level] = []
        for layer in _list(self._document.get("layers")):
            name = layer.get("name") if isinstance(layer, dict) else layer
            if isinstance(layer, dict) and layer.get("closed"):
                self._say(f"layer {name}: write `(closed)` behind it to keep it closed")
            members = tuple(place for place, row in placed_rows if row.get("layer") == name)
            if isinstance(name, str) and members:
                levels.append(Level(re.sub(r"[^\w-]+", "-", name), members))
        return tuple(levels)

    def _below(self, levels: Sequence[Level], place: str) -> tuple[str, ...]:
        """Return what lies in lower layers: in tach that needs no entry in depends_on."""
        if self._document.get("layers_explicit_depends_on") is True:
            return ()
        at = next((n for n, level in enumerate(levels) if place in level.places), len(levels))
        return tuple(lower for level in levels[at + 1 :] for lower in level.places)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else _list(value)
    return tuple(item for item in values if isinstance(item, str))


def _shown(row: Table) -> str:
    return ", ".join((*_texts(row.get("path")), *_texts(row.get("paths"))))
