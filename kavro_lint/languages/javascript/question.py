"""A specifier to resolve, with everything that its answer depends on."""

from kavro_lint.languages.javascript.configs import Config
from kavro_lint.languages.javascript.entries import ImportContext
from kavro_lint.model.frozen import frozen


@frozen
class Question:
    """A specifier in the files of a folder; `configs` are the tsconfigs that govern them.

    `loose` says that a folder is an answer too; `types` that only types are asked for.
    """

    specifier: str
    folder: str
    context: ImportContext
    configs: tuple[Config, ...]
    loose: bool
    types: bool
    steps: list[str] | None

    def note(self, step: str) -> None:
        """Add a step for `explain --imports`."""
        if self.steps is not None:
            self.steps.append(step)

    @property
    def suffixes(self) -> tuple[str, ...]:
        """What names of files may have before their suffix."""
        return next((config.suffixes for config in self.configs if config.suffixes), ())


def conditions(required: bool, types: bool, configs: tuple[Config, ...]) -> frozenset[str]:
    """Return what holds: a type is looked for where `types` says, as TypeScript does."""
    stated = frozenset[str]().union(*(config.conditions for config in configs))
    module = {"require"} if required else {"import", "module", "module-sync"}
    return stated | module | {"node", "default"} | ({"types"} if types else set())
