"""What another tool's configuration asks of the contract."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to stand in the contract. Names are those of modules, places are paths.

    `whole` are folders and files that must be modules of their own. `layers` are names with
    their modules, highest first, and `layers_from` says whose they are. `allowed` are complete
    lists of what a module may import.
    """

    whole: tuple[str, ...] = ()
    layers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    layers_from: str = ""
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    must_not_import: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    must_not_reach: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def layers_among(self, names: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the layers with those modules that there are; layers without any are left out."""
        known = set(names)
        layers = (
            (name, tuple(each for each in modules if each in known))
            for name, modules in self.layers
        )
        return tuple((name, modules) for name, modules in layers if modules)
