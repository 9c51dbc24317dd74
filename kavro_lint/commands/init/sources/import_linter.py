"""import-linter's contracts (https://import-linter.readthedocs.io/en/stable/contract_types/)."""

import configparser
import re
from collections.abc import Callable, Iterator, Mapping

from kavro_lint.commands.init.place_rules import Ban, Guard, Level, PlaceRules, Places, Reading
from kavro_lint.config.toml import BrokenToml, read_toml
from kavro_lint.errors import CannotJudge
from kavro_lint.model.frozen import frozen
from kavro_lint.spelling import quantity

FILES = (".importlinter", "setup.cfg", "pyproject.toml")

Options = Mapping[str, object]


@frozen
class _Contract:
    """One contract: its name for people, and its options as lists of texts."""

    name: str
    kind: str
    options: Options

    def texts(self, key: str) -> tuple[str, ...]:
        """Return an option's values; a text has one per line."""
        value = self.options.get(key, ())
        values = value.splitlines() if isinstance(value, str) else value
        if not isinstance(values, list | tuple):
            return ()
        lines = (re.sub(r"\s+#.*", "", str(line)).strip() for line in values)
        return tuple(line for line in lines if line and not line.startswith("#"))

    def is_on(self, key: str) -> bool:
        """Whether an option is true."""
        return str(self.options.get(key, "")).casefold() in ("true", "1", "yes")


def read(path: str, text: str, places: Places) -> Reading | None:
    """Return what the contracts ask for; None for a file without any. Raises CannotJudge."""
    try:
        contracts = list(_of_toml(text) if path.endswith(".toml") else _of_ini(text))
    except (configparser.Error, BrokenToml) as error:
        first = str(error).splitlines()[0]
        raise CannotJudge(f"{path}: {first}", "correct it, or use --from none") from None
    if not contracts:
        return None
    translation = _Translation(path, places)
    for contract in contracts:
        translation.add(contract)
    return translation.reading()


def _of_ini(text: str) -> Iterator[_Contract]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    for section in parser.sections():
        if section.startswith("importlinter:contract:"):
            options = dict(parser[section])
            name = options.get("name") or section.rpartition(":")[2]
            yield _Contract(name.strip(), options.get("type", "").strip(), options)


def _of_toml(text: str) -> Iterator[_Contract]:
    tool = read_toml(text).get("tool", {})
    section = tool.get("importlinter", {}) if isinstance(tool, dict) else {}
    contracts = section.get("contracts", ()) if isinstance(section, dict) else ()
    for options in contracts if isinstance(contracts, list) else ():
        if isinstance(options, dict):
            yield _Contract(str(options.get("name", "")), str(options.get("type", "")), options)


class _Translation:
    """Contracts, added up."""

    def __init__(self, path: str, places: Places) -> None:
        self._path = path
        self._places = places
        self._orders: list[tuple[str, tuple[Level, ...]]] = []
        self._bans: list[Ban] = []
        self._guards: list[Guard] = []
        self._remarks: list[str] = []

    def add(self, contract: _Contract) -> None:
        """Translate one contract, or say that it cannot be."""
        kinds: Mapping[str, Callable[[_Contract], None]] = {
            "layers": self._layers,
            "forbidden": self._forbidden,
            "independence": self._independence,
            "protected": self._protected,
            "acyclic_siblings": self._acyclic,
        }
        if contract.kind not in kinds:
            self._say(contract, f"the type {contract.kind or '(none)'} is the project's own")
            return
        kinds[contract.kind](contract)
        ignored = contract.texts("ignore_imports")
        if ignored:
            self._say(
                contract,
                f"{quantity(len(ignored), 'ignored import is', 'ignored imports are')} not taken "
                "over: known debt now, or exceptions with an end in a decision",
            )
        if str(contract.options.get("as_packages", "")).casefold() == "false":
            self._say(contract, "as_packages = false is read as if it were true")

    def reading(self) -> Reading:
        """Return all of it; the largest order becomes the layers, others become bans."""
        orders = sorted(
            self._orders, key=lambda order: -sum(len(level.places) for level in order[1])
        )
        for _, levels in orders[1:]:
            for n, lower in enumerate(levels):
                above = tuple(place for level in levels[:n] for place in level.places)
                if above:
                    self._bans.append(Ban(lower.places, above, transitive=True))
        place_rules = PlaceRules(
            levels=orders[0][1] if orders else (),
            levels_from=f"`{self._path}`" if orders else "",
            bans=tuple(self._bans),
            guards=tuple(self._guards),
        )
        return Reading(place_rules, tuple(self._remarks))

    def _say(self, contract: _Contract, why: str) -> None:
        self._remarks.append(f"{self._path}: {contract.name}: {why}")

    def _places_of(self, contract: _Contract, key: str) -> tuple[str, ...]:
        """Return the places of an option's modules; those that are not here are said."""
        places: list[str] = []
        for name in contract.texts(key):
            bare = re.sub(r"(?:\.\*{1,2})+$", "", name)
            place = None if "*" in bare else self._places.module(bare)
            if place is None:
                why = (
                    "has a wildcard inside" if "*" in bare else "is not a module of this repository"
                )
                self._say(contract, f"{name} {why}")
            else:
                places.append(place)
        return tuple(dict.fromkeys(places))

    def _layers(self, contract: _Contract) -> None:
        containers = contract.texts("containers")
        if len(containers) > 1:
            self._say(contract, "the same layers in several containers have no single order")
            return
        head = f"{containers[0]}." if containers else ""
        levels = [
            level
            for line in contract.texts("layers")
            if (level := self._level(contract, line, head)) is not None
        ]
        names = [level.name for level in levels]
        levels = [level for n, level in enumerate(levels) if level.name not in names[:n]]
        if levels:
            self._orders.append((contract.name, tuple(levels)))

    def _level(self, contract: _Contract, line: str, head: str) -> Level | None:
        """Return a layer: `a | b` are independent of each other, `a : b` are not."""
        names = [name.strip(" ()") for name in re.split(r"[|:]", line)]
        places: list[str] = []
        for name in names:
            place = self._places.module(head + name)
            if place is not None:
                places.append(place)
            elif "(" not in line:
                self._say(contract, f"{head}{name} is not a module of this repository")
        shown = "-".join(re.sub(r"\W+", "-", name.rpartition(".")[2]) for name in names)
        return Level(shown, tuple(places), independent="|" in line) if places else None

    def _forbidden(self, contract: _Contract) -> None:
        users = self._places_of(contract, "source_modules")
        used = self._places_of(contract, "forbidden_modules")
        transitive = not contract.is_on("allow_indirect_imports")
        if users and used:
            self._bans.append(Ban(users, used, transitive))

    def _independence(self, contract: _Contract) -> None:
        places = self._places_of(contract, "modules")
        for place in places:
            siblings = tuple(other for other in places if other != place)
            if siblings:
                self._bans.append(Ban((place,), siblings, transitive=True))

    def _protected(self, contract: _Contract) -> None:
        used = self._places_of(contract, "protected_modules")
        if used:
            self._guards.append(Guard(used, self._places_of(contract, "allowed_importers")))

    def _acyclic(self, contract: _Contract) -> None:
        self._say(contract, "always judged, by dependency-cycle (KV705), between modules")
