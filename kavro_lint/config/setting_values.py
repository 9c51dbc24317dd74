"""The values of settings: what each key accepts, and the error for other values."""

import re
from collections.abc import Callable, Mapping

from kavro_lint.errors import CannotJudge
from kavro_lint.model.findings import Severity
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import Location
from kavro_lint.patterns.linear import LinearPattern
from kavro_lint.spelling import did_you_mean


@frozen
class Setting:
    """A pattern of a setting, with the line it stands on."""

    value: str
    location: Location


@frozen
class ConfigurationFile:
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

    def wrong(self, key: str, expected: str, hint: str = "") -> CannotJudge:
        """Build the error for a value that a key does not take."""
        value = self.table[key]
        place = f"{self.path}:{self.line(key)}"
        return CannotJudge(
            f"{place}: `{key}` is {value!r}",
            f"{hint}{' ' if hint else ''}`{key}` takes {expected}; correct that line",
        )


def _text(file: ConfigurationFile, key: str) -> str:
    value = file.table[key]
    if not isinstance(value, str) or not value.strip():
        raise file.wrong(key, "a text in quotes")
    return value


def _folder(file: ConfigurationFile, key: str) -> str:
    value = _text(file, key).replace("\\", "/").strip("/")
    if not value or ".." in value.split("/"):
        raise file.wrong(key, 'a folder inside the repository, such as "docs/kavro"')
    return value.removeprefix("./")


def _texts(file: ConfigurationFile, key: str) -> tuple[str, ...]:
    value = file.table[key]
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        raise file.wrong(key, 'a list of texts, such as ["src"]')
    return tuple(texts)


def _folders(file: ConfigurationFile, key: str) -> tuple[str, ...]:
    folders = tuple(text.strip("/").removeprefix("./") for text in _texts(file, key))
    if any(".." in folder.split("/") for folder in folders):
        raise file.wrong(key, "folders inside the repository")
    return tuple("" if folder == "." else folder for folder in folders)


def _patterns(file: ConfigurationFile, key: str) -> tuple[Setting, ...]:
    return tuple(
        Setting(text, Location(file.path, file.line(key, text))) for text in _texts(file, key)
    )


def _choice(*choices: str) -> Callable[[ConfigurationFile, str], str]:
    def read(file: ConfigurationFile, key: str) -> str:
        value = file.table[key]
        if value not in choices:
            hint = did_you_mean(value, choices) if isinstance(value, str) else ""
            listed = ", ".join(f'"{choice}"' for choice in choices)
            raise file.wrong(key, f"one of {listed}", hint)
        return _text(file, key)

    return read


def _phases(file: ConfigurationFile, key: str) -> frozenset[int]:
    value = file.table[key]
    if value == "all":
        return frozenset(range(1, 8))
    numbers = value if isinstance(value, list) else [None]
    if not all(type(number) is int and 1 <= number <= 7 for number in numbers):
        raise file.wrong(key, '"all" or a list of numbers from 1 to 7')
    return frozenset(numbers)


def _size(file: ConfigurationFile, key: str) -> int:
    value = file.table[key]
    if type(value) is int and value > 0:
        return value
    match = re.fullmatch(r"(\d{1,9}) ?([kM])B", value) if isinstance(value, str) else None
    if match is None:
        raise file.wrong(key, 'a number of bytes, or a text such as "5 MB"')
    return int(match[1]) * {"k": 1_000, "M": 1_000_000}[match[2]]


def _task_id(file: ConfigurationFile, key: str) -> str:
    value = _text(file, key)
    try:
        LinearPattern(value)
    except ValueError as error:
        raise file.wrong(key, f"a regular expression ({error})") from None
    return value


def _severity(file: ConfigurationFile, key: str) -> Mapping[str, Severity | None]:
    value = file.table[key]
    grades: Mapping[object, Severity | None] = {
        "minor": "minor", "major": "major", "critical": "critical", "off": None,
    }  # fmt: skip
    if not isinstance(value, dict):
        raise file.wrong(key, 'a table of rules, such as `layer-violation = "minor"`')
    for rule, grade in value.items():
        if not isinstance(grade, str) or grade not in grades:
            hint = did_you_mean(grade, map(str, grades)) if isinstance(grade, str) else ""
            raise CannotJudge(
                f"{file.path}:{file.line(key, rule)}: the severity of `{rule}` is {grade!r}",
                f"{hint}{' ' if hint else ''}"
                'a severity is "minor", "major", "critical" or "off"; correct that line',
            )
    return {rule: grades[grade] for rule, grade in value.items()}


def _gates(file: ConfigurationFile, key: str) -> Mapping[str, tuple[str, ...]]:
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


def _packages(file: ConfigurationFile, key: str) -> Mapping[str, tuple[str, ...]]:
    value = file.table[key]
    if not isinstance(value, dict):
        raise file.wrong(key, 'a table of import names, such as `cv2 = "opencv-python"`')
    packages: dict[str, tuple[str, ...]] = {}
    for name, setting in value.items():
        names = [setting] if isinstance(setting, str) else setting
        if not isinstance(names, list) or not all(isinstance(text, str) and text for text in names):
            place = f"{file.path}:{file.line(key, name)}"
            raise CannotJudge(
                f"{place}: the package `{name}` is {setting!r}",
                "name its distribution, or a list of distributions; correct that line",
            )
        packages[name] = tuple(names)
    return packages


READERS: Mapping[str, Callable[[ConfigurationFile, str], object]] = {
    "artifacts": _folder,
    "decisions": _folders,
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
