"""The settings: `[tool.kavro-lint]` in pyproject.toml, or a kavro-lint.toml at the root."""

from collections.abc import Mapping

from kavro_lint.config.setting_values import READERS, ConfigurationFile, Setting
from kavro_lint.config.toml import BrokenToml, read_toml
from kavro_lint.errors import CannotJudge
from kavro_lint.model.facts import Snapshot, SourceSettings, Unreadable
from kavro_lint.model.findings import Severity
from kavro_lint.model.frozen import field, frozen
from kavro_lint.model.places import Location
from kavro_lint.model.plan import SETTINGS
from kavro_lint.spelling import nearest

FILES = (*SETTINGS, "pyproject.toml")


@frozen
class Settings:
    """Every setting that has a meaning so far, with its default.

    `phases` is None for *those that have an artifact*; `severity` maps a rule's id or name
    as written to its severity; `gates` maps a gate's name to its path patterns, () for off;
    `packages` maps an import name to the distributions that bring it;
    `places` are the lines that settings stand on, by their names in the file; of the entries of
    `severity` and `gates` too, as `severity.KV704`.
    """

    path: str | None = None
    artifacts: str = "docs/kavro"
    decisions: tuple[str, ...] = ()
    exclude: tuple[Setting, ...] = ()
    fail_on: str = "major"
    phases: frozenset[int] | None = None
    type_only: str = "judge"
    source_roots: tuple[str, ...] = ()
    standards: str = "off"
    rules: tuple[str, ...] = ()
    task_id: str | None = None
    max_file_size: int = 5_000_000
    severity: Mapping[str, Severity | None] = field(default_factory=dict)
    mainline: str | None = None
    adopted: str | None = None
    agents: tuple[str, ...] = ()
    bots: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    gates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    packages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, Location] = field(default_factory=dict)

    @property
    def sources(self) -> SourceSettings:
        """The settings that decide how sources are read and imports resolved."""
        return SourceSettings(self.source_roots, self.packages, self.max_file_size)


def read_settings(snapshot: Snapshot) -> Settings:
    """Return the settings at the snapshot's root. Raises CannotJudge for what it cannot accept."""
    file = _find(snapshot)
    if file is None:
        return Settings()
    unknown = next((key for key in file.table if key not in READERS), None)
    if unknown is not None:
        near = nearest(unknown, READERS, 0)
        raise CannotJudge(
            f"{file.path}:{file.line(unknown)}: unknown setting `{unknown}`",
            f"did you mean `{near}`? The settings are: {', '.join(sorted(READERS))}",
        )
    return _settings(file, {key: READERS[key](file, key) for key in file.table})


def _find(snapshot: Snapshot) -> ConfigurationFile | None:
    """Return the configuration file. Raises CannotJudge for two, or for broken TOML."""
    files = [file for path in FILES if path in snapshot.sources and (file := _load(snapshot, path))]
    if len(files) > 1:
        raise CannotJudge(
            f"two configurations: {' and '.join(file.path for file in files)}",
            f"keep one; move what you need into {files[0].path} and delete the other",
        )
    return files[0] if files else None


def _load(snapshot: Snapshot, path: str) -> ConfigurationFile | None:
    try:
        content = snapshot.read(path)
        # `tool.kavro-lint` cannot be in a file that lacks the name; most pyproject.toml do.
        if path == "pyproject.toml" and b"kavro-lint" not in content:
            return None
        text = content.decode("utf-8-sig")
        document = read_toml(text)
    except (Unreadable, UnicodeDecodeError) as error:
        raise CannotJudge(f"{path}: {error}", "make the file readable as UTF-8") from None
    except BrokenToml as error:
        raise CannotJudge(f"{path}: not valid TOML: {error}", "correct that line") from None
    lines = tuple(text.splitlines())
    if path != "pyproject.toml":
        return ConfigurationFile(path, lines, document)
    tools = document.get("tool")
    table = tools.get("kavro-lint") if isinstance(tools, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise CannotJudge(f"{path}: `tool.kavro-lint` is not a table", "write `[tool.kavro-lint]`")
    start = ConfigurationFile(path, lines, table).line("tool.kavro-lint") - 1
    return ConfigurationFile(path, ("",) * start + lines[start:], table)


def _settings(file: ConfigurationFile, values: Mapping[str, object]) -> Settings:
    named = {key.replace("-", "_"): value for key, value in values.items()}
    places = {key: Location(file.path, file.line(key)) for key in values}
    for key in ("severity", "gates"):
        entries = values.get(key)
        for entry in entries if isinstance(entries, Mapping) else ():
            places[f"{key}.{entry}"] = Location(file.path, file.line(key, entry))
    return Settings(path=file.path, places=places, **named)  # type: ignore[arg-type]


def setting_names() -> tuple[str, ...]:
    """Return the names of all settings, sorted."""
    return tuple(sorted(READERS))
