"""Rules that another tool's configuration states, about places rather than modules."""

from collections.abc import Iterable, Sequence

from kavro_lint.model.frozen import field, frozen


@frozen
class Ban:
    """`users` may not import `used`, nor (`transitive`) reach them by any chain."""

    users: tuple[str, ...]
    used: tuple[str, ...]
    transitive: bool = False


@frozen
class Guard:
    """Only `users` may import `used`."""

    used: tuple[str, ...]
    users: tuple[str, ...]


@frozen
class Level:
    """A layer: its name, the places in it, and whether those may not import each other."""

    name: str
    places: tuple[str, ...]
    independent: bool = False


@frozen
class PlaceRules:
    """Rules about places. A place is a file, or a folder ending in `/`.

    `levels` are layers, highest first, and `levels_from` says whose they are; `lists` are
    complete lists of what a place may import.
    """

    levels: tuple[Level, ...] = ()
    levels_from: str = ""
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    bans: tuple[Ban, ...] = ()
    guards: tuple[Guard, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """Every place that is named: each must be a module, or several."""
        named = {place for level in self.levels for place in level.places}
        named |= {target for place, used in self.lists for target in (place, *used)}
        named |= {target for ban in self.bans for target in (*ban.users, *ban.used)}
        named |= {target for guard in self.guards for target in (*guard.users, *guard.used)}
        return tuple(sorted(named))


@frozen
class Reading:
    """The rules of a configuration, and remarks on what could not be translated."""

    place_rules: PlaceRules = field(default_factory=PlaceRules)
    remarks: tuple[str, ...] = ()


def joined(readings: Sequence[Reading]) -> Reading:
    """Join the rules of several files; of several orders of layers the first is taken."""
    place_rules = [reading.place_rules for reading in readings]
    first = next((rules for rules in place_rules if rules.levels), PlaceRules())
    second = [rules.levels_from for rules in place_rules if rules.levels and rules is not first]
    remarks = [
        f"{name}: its layers are left out, because {first.levels_from} has some" for name in second
    ]
    return Reading(
        PlaceRules(
            levels=first.levels,
            levels_from=first.levels_from,
            lists=tuple(entry for rules in place_rules for entry in rules.lists),
            bans=tuple(ban for rules in place_rules for ban in rules.bans),
            guards=tuple(guard for rules in place_rules for guard in rules.guards),
        ),
        (*(remark for reading in readings for remark in reading.remarks), *remarks),
    )


class Places:
    """The files of a repository, asked for by what other tools call them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._files = frozenset(paths)
        self._folders = frozenset(
            "/".join(parts[: n + 1]) + "/"
            for parts in (path.split("/")[:-1] for path in self._files)
            for n in range(len(parts))
        )

    def at(self, path: str) -> str | None:
        """Return the folder or file at a path, whatever its suffix, or None."""
        path = path.strip("/")
        if f"{path}/" in self._folders:
            return f"{path}/"
        if path in self._files:
            return path
        return next((f"{path}{end}" for end in (".py", ".pyi") if f"{path}{end}" in self._files),
                    None)  # fmt: skip

    def module(self, dotted: str, roots: Sequence[str] = ()) -> str | None:
        """Return where a dotted Python module lies: below a root, else nearest to the top."""
        path = dotted.replace(".", "/")
        for root in roots:
            place = self.at(f"{root.strip('/')}/{path}" if root.strip("/.") else path)
            if place is not None:
                return place
        if roots:
            return None
        ends = (f"{path}/", f"{path}.py")
        inner = [
            candidate
            for candidate in (*self._folders, *self._files)
            if any(candidate == end or candidate.endswith(f"/{end}") for end in ends)
        ]
        return min(inner, key=lambda path: (path.count("/"), path.endswith(".py"), path),
                   default=None)  # fmt: skip

    def beginning(self, prefix: str) -> tuple[str, ...]:
        """Return the folders and files whose path begins so, none of them inside another."""
        above = prefix.count("/")
        inside = (
            place
            for place in (*self._folders, *self._files)
            if place.startswith(prefix) and place.rstrip("/").count("/") == above
        )
        return (
            tuple(sorted(inside))
            if not prefix.endswith("/")
            else tuple(place for place in (prefix,) if place in self._folders)
        )
