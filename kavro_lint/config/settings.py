"""The settings: `[tool.kavro-lint]` in pyproject.toml, or a kavro-lint.toml at the root."""

import re
from collections.abc import Callable, Mapping

from kavro_lint.config.toml import BrokenToml, read_toml
from kavro_lint.errors import CannotJudge
from kavro_lint.model import Location, Severity, Snapshot, SourceSettings, Unreadable
from kavro_lint.model.frozen import field, frozen
from kavro_lint.patterns.linear import LinearPattern
from kavro_lint.spelling import nearest

FILES = ("kavro-lint.toml", ".kavro-lint.toml", "pyproject.toml")


@frozen
class Setting:
    """A pattern of a setting, with the line it stands on."""

    value: str
    location: Location


@frozen
class Settings:
    """Every setting that has a meaning so far, with its default.

    `phases` is None for *those that have an artifact*; `severity` maps a rule's id or name
    as written to its severity; `gates` maps a gate's name to its path patterns, () for off;
    `packages` maps an import name to the distributions that bring it;
    `places` are the lines that settings stand on, by their names in the file.
    """

    path: str | None = None
    artifacts: str = "docs/kavro"
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
        """Those that decide what the sources say."""
        return SourceSettings(self.source_roots, self.packages, self.max_file_size)


@frozen
class _File:
    """The configuration as it was read, able to point at its lines."""

    path: str
    lines: tuple[str, ...]
    table: Mapping[str, object]

    def line(self, *needles: str) -> int:
        """Return the line that holds the last needle, after the lines that hold the others."""
        at = 0
        for needle in needles:
            at = next((n for n, text in enumerate(self.lines[at:], at) if needle in text), at)
        return at + 1

    def wrong(self, key: str, expected: str) -> CannotJudge:
        """Build the error for a value of the wrong type."""
        found = self.table[key]
        place = f"{self.path}:{self.line(key)}"
        return CannotJudge(
            f"{place}: `{key}` is {found!r}", f"`{key}` takes {expected}; correct that line"
        )


def read_settings(snapshot: Snapshot) -> Settings:
    """Return the settings at the snapshot's root. Raises CannotJudge for what it cannot accept."""
    file = _find(snapshot)
    if file is None:
        return Settings()
    unknown = next((key for key in file.table if key not in _READERS), None)
    if unknown is not None:
        near = nearest(unknown, _READERS, 0)
        raise CannotJudge(
            f"{file.path}:{file.line(unknown)}: unknown setting `{unknown}`",
            f"did you mean `{near}`? The settings are: {', '.join(sorted(_READERS))}",
        )
    return _settings(file, {key: _READERS[key](file, key) for key in file.table})


def _find(snapshot: Snapshot) -> _File | None:
    """Return the one configuration there is. Raises CannotJudge for two, or for broken TOML."""
    found = [file for path in FILES if path in snapshot.sources and (file := _load(snapshot, path))]
    if len(found) > 1:
        raise CannotJudge(
            f"two configurations: {' and '.join(file.path for file in found)}",
            f"keep one; move what you need into {found[0].path} and delete the other",
        )
    return found[0] if found else None


def _load(snapshot: Snapshot, path: str) -> _File | None:
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
        return _File(path, lines, document)
    tools = document.get("tool")
    table = tools.get("kavro-lint") if isinstance(tools, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise CannotJudge(f"{path}: `tool.kavro-lint` is no table", "write `[tool.kavro-lint]`")
    start = _File(path, lines, table).line("tool.kavro-lint") - 1
    return _File(path, ("",) * start + lines[start:], table)


def _settings(file: _File, values: Mapping[str, object]) -> Settings:
    named = {key.replace("-", "_"): value for key, value in values.items()}
    places = {key: Location(file.path, file.line(key)) for key in values}
    return Settings(path=file.path, places=places, **named)  # type: ignore[arg-type]


def _text(file: _File, key: str) -> str:
    value = file.table[key]
    if not isinstance(value, str) or not value.strip():
        raise file.wrong(key, "a text in quotes")
    return value


def _folder(file: _File, key: str) -> str:
    value = _text(file, key).replace("\\", "/").strip("/")
    if not value or ".." in value.split("/"):
        raise file.wrong(key, 'a folder inside the repository, such as "docs/kavro"')
    return value.removeprefix("./")


def _texts(file: _File, key: str) -> tuple[str, ...]:
    value = file.table[key]
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        raise file.wrong(key, 'a list of texts, such as ["src"]')
    return tuple(texts)


def _folders(file: _File, key: str) -> tuple[str, ...]:
    folders = tuple(text.strip("/").removeprefix("./") for text in _texts(file, key))
    if any(".." in folder.split("/") for folder in folders):
        raise file.wrong(key, "folders inside the repository")
    return tuple("" if folder == "." else folder for folder in folders)


def _patterns(file: _File, key: str) -> tuple[Setting, ...]:
    return tuple(
        Setting(text, Location(file.path, file.line(key, text))) for text in _texts(file, key)
    )


def _choice(*choices: str) -> Callable[[_File, str], str]:
    def read(file: _File, key: str) -> str:
        if file.table[key] not in choices:
            raise file.wrong(key, "one of " + ", ".join(f'"{choice}"' for choice in choices))
        return _text(file, key)

    return read


def _phases(file: _File, key: str) -> frozenset[int]:
    value = file.table[key]
    if value == "all":
        return frozenset(range(1, 8))
    numbers = value if isinstance(value, list) else [None]
    if not all(type(number) is int and 1 <= number <= 7 for number in numbers):
        raise file.wrong(key, '"all" or a list of numbers from 1 to 7')
    return frozenset(numbers)


def _size(file: _File, key: str) -> int:
    value = file.table[key]
    if type(value) is int and value > 0:
        return value
    match = re.fullmatch(r"(\d{1,9}) ?([kM])B", value) if isinstance(value, str) else None
    if match is None:
        raise file.wrong(key, 'a number of bytes, or a text such as "5 MB"')
    return int(match[1]) * {"k": 1_000, "M": 1_000_000}[match[2]]


def _task_id(file: _File, key: str) -> str:
    value = _text(file, key)
    try:
        LinearPattern(value)
    except ValueError as error:
        raise file.wrong(key, f"a regular expression ({error})") from None
    return value


def _severity(file: _File, key: str) -> Mapping[str, Severity | None]:
    value = file.table[key]
    grades: Mapping[object, Severity | None] = {
        "minor": "minor", "major": "major", "critical": "critical", "off": None,
    }  # fmt: skip
    if not isinstance(value, dict):
        raise file.wrong(key, 'a table of rules, such as `layer-violation = "minor"`')
    for rule, grade in value.items():
        if not isinstance(grade, str) or grade not in grades:
            raise CannotJudge(
                f"{file.path}:{file.line(key, rule)}: the severity of `{rule}` is {grade!r}",
                'a severity is "minor", "major", "critical" or "off"; correct that line',
            )
    return {rule: grades[grade] for rule, grade in value.items()}


def _gates(file: _File, key: str) -> Mapping[str, tuple[str, ...]]:
    value = file.table[key]
    if not isinstance(value, dict):
        raise file.wrong(key, 'a table of gates, such as `migrations = ["**/migrations/"]`')
    gates: dict[str, tuple[str, ...]] = {}
    for name, patterns in value.items():
        texts = [] if patterns == "off" else patterns
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            place = f"{file.path}:{file.line(key, name)}"
            raise CannotJudge(
                f"{place}: the gate `{name}` is {patterns!r}",
                'a gate is a list of path patterns, or "off"; correct that line',
            )
        gates[name] = tuple(texts)
    return gates


def _packages(file: _File, key: str) -> Mapping[str, tuple[str, ...]]:
    value = file.table[key]
    if not isinstance(value, dict):
        raise file.wrong(key, 'a table of import names, such as `cv2 = "opencv-python"`')
    packages: dict[str, tuple[str, ...]] = {}
    for name, given in value.items():
        names = [given] if isinstance(given, str) else given
        if not isinstance(names, list) or not all(isinstance(each, str) and each for each in names):
            place = f"{file.path}:{file.line(key, name)}"
            raise CannotJudge(
                f"{place}: the package `{name}` is {given!r}",
                "name the distribution that brings it, or a list of them; correct that line",
            )
        packages[name] = tuple(names)
    return packages


_READERS: Mapping[str, Callable[[_File, str], object]] = {
    "artifacts": _folder,
    "exclude": _patterns,
    "fail-on": _choice("minor", "major", "critical", "never"),
    "phases": _phases,
    "type-only": _choice("judge", "ignore", "strict"),
    "source-roots": _folders,
    "standards": _choice("off", "changed", "all"),
    "rules": _texts,
    "task-id": _task_id,
    "max-file-size": _size,
    "severity": _severity,
    "mainline": _text,
    "adopted": _text,
    "agents": _texts,
    "bots": _texts,
    "approvers": _texts,
    "gates": _gates,
    "packages": _packages,
}


def setting_names() -> tuple[str, ...]:
    """Return the names of all settings, sorted."""
    return tuple(sorted(_READERS))
