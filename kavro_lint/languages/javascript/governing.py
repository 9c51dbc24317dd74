"""The tsconfig that governs a file: the nearest, or the reference that is about the file."""

from kavro_lint.languages.javascript.configs import NAMES, Config, Configs
from kavro_lint.languages.javascript.files import Mapped
from kavro_lint.languages.javascript.paths import above, folder_of
from kavro_lint.languages.protocol import Project

# What stands for a tsconfig.json where a repository has none there (Nx).
_NX_CONFIGS = ("tsconfig.base.json", "tsconfig.app.json")


class Governing:
    """Finds the configs of files. What is the same for a folder is found once."""

    def __init__(self, project: Project, configs: Configs) -> None:
        self._files = project.files
        self._configs = configs
        self._nearest: dict[str, str | None] = {}
        self._answers: dict[str, tuple[Config, ...]] = {}
        self._maps: dict[str, tuple[Mapped, ...]] = {}

    def of(self, path: str) -> tuple[Config, ...]:
        """Return the configs whose paths count for a file, first the one that is about it."""
        folder = folder_of(path)
        nearest = self._nearest_config(folder)
        if nearest is None:
            return ()
        config = self._configs.read(nearest)
        if not config.references:
            return self._answers.setdefault(nearest, (config,))
        return self._covering(config, path)

    def _covering(self, config: Config, path: str) -> tuple[Config, ...]:
        referenced = self._referenced(config)
        covering = tuple(candidate for candidate in (config, *referenced) if candidate.covers(path))
        return covering or (config, *referenced)

    def _referenced(self, config: Config) -> tuple[Config, ...]:
        key = f"{config.path}#"
        if key not in self._answers:
            configs: dict[str, Config] = {}
            waiting = list(config.references)
            while waiting and len(configs) < 1000:
                path = waiting.pop(0)
                if path not in configs and path != config.path:
                    configs[path] = self._configs.read(path)
                    if configs[path].files == () or not configs[path].patterns:
                        waiting += configs[path].references
            self._answers[key] = tuple(configs.values())
        return self._answers[key]

    def maps(self, folder: str) -> tuple[Mapped, ...]:
        """Return where a build of the package at a folder writes, by the configs in it."""
        if folder not in self._maps:
            mapped_folders: list[Mapped] = []
            for name in (*NAMES, "tsconfig.build.json", "tsconfig.lib.json", "src/tsconfig.json"):
                if folder + name in self._files:
                    config = self._configs.read(folder + name)
                    configs = (
                        (config, *self._referenced(config)) if config.references else (config,)
                    )
                    mapped_folders += [mapped for governed in configs for mapped in governed.maps]
            self._maps[folder] = tuple(
                mapped
                for mapped in dict.fromkeys(mapped_folders)
                if mapped.built and mapped.built != mapped.source
            )
        return self._maps[folder]

    def _nearest_config(self, folder: str) -> str | None:
        if folder not in self._nearest:
            places = [place + name for place in above(folder) for name in NAMES]
            path = next((place for place in places if place in self._files), None)
            if path is None:
                bases = [place + name for place in above(folder) for name in _NX_CONFIGS]
                path = next((place for place in bases if place in self._files), None)
            self._nearest[folder] = path
        return self._nearest[folder]
