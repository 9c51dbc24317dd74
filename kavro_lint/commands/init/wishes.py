"""What another tool's configuration asks of the contract, in places rather than names."""

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
    """Nobody but `users` may import `used`."""

    used: tuple[str, ...]
    users: tuple[str, ...]


@frozen
class Level:
    """A layer: its name, the places in it, and whether those must leave each other alone."""

    name: str
    places: tuple[str, ...]
    independent: bool = False


@frozen
class Wishes:
    """What is to stand in the contract. A place is a file, or a folder ending in `/`.

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
        found = {place for level in self.levels for place in level.places}
        found |= {each for place, used in self.lists for each in (place, *used)}
        found |= {each for ban in self.bans for each in (*ban.users, *ban.used)}
        found |= {each for guard in self.guards for each in (*guard.users, *guard.used)}
        return tuple(sorted(found))


@frozen
class Reading:
    """What was read: wishes, and in words what was not and why."""

    wishes: Wishes = field(default_factory=Wishes)
    remarks: tuple[str, ...] = ()


def joined(readings: Sequence[Reading]) -> Reading:
    """Join what several files ask for; of several orders of layers the first stands."""
    wishes = [reading.wishes for reading in readings]
    first = next((each for each in wishes if each.levels), Wishes())
    second = [each.levels_from for each in wishes if each.levels and each is not first]
    remarks = [
        f"{name}: its layers are left out, for {first.levels_from} has some" for name in second
    ]
    return Reading(
        Wishes(
            levels=first.levels,
            levels_from=first.levels_from,
            lists=tuple(each for wish in wishes for each in wish.lists),
            bans=tuple(each for wish in wishes for each in wish.bans),
            guards=tuple(each for wish in wishes for each in wish.guards),
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
            found = self.at(f"{root.strip('/')}/{path}" if root.strip("/.") else path)
            if found is not None:
                return found
        if roots:
            return None
        ends = (f"{path}/", f"{path}.py")
        inner = [
            each
            for each in (*self._folders, *self._files)
            if any(each == end or each.endswith(f"/{end}") for end in ends)
        ]
        return min(inner, key=lambda each: (each.count("/"), each.endswith(".py"), each),
                   default=None)  # fmt: skip

    def beginning(self, prefix: str) -> tuple[str, ...]:
        """Return the folders and files whose path begins so, none of them inside another."""
        above = prefix.count("/")
        inside = (
            each
            for each in (*self._folders, *self._files)
            if each.startswith(prefix) and each.rstrip("/").count("/") == above
        )
        return (
            tuple(sorted(inside))
            if not prefix.endswith("/")
            else tuple(each for each in (prefix,) if each in self._folders)
        )
