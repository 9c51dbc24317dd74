"""The details behind each number of the coverage, which `--verbose` shows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.languages.unread import passed_over, unread_files
from kavro_lint.model.imports import Import

Details = Mapping[str, tuple[str, ...]]

_LISTED = {"no": "does not list it", "unsure": "may list it"}


def coverage_details(architecture: Architecture) -> Details:
    """Return, by the name of a number, what was counted; only of numbers that are not 0."""
    facts, ownership = architecture.facts, architecture.ownership
    imports = list(facts.imports)
    external = [statement for statement in imports if statement.outcome == "external"]
    failures = (failure for failure in facts.failures if not failure.lost_imports)
    foreign = facts.foreign
    details: dict[str, Iterable[str]] = {
        "declared": _counted(ownership.owners.values()),
        "undeclared": sorted(ownership.undeclared),
        "unreadable": sorted(f"{failure.location.path}: {failure.reason}" for failure in failures),
        "not governed": sorted(f"{path} ({why})" for path, why in ownership.ungoverned.items()),
        "passed over": _passed_over(architecture),
        "not analysed": (
            path
            for paths in unread_files(architecture.snapshot, foreign, facts.imports).values()
            for path in paths
        ),
        "internal": _counted(
            statement.raw.kind for statement in imports if statement.outcome == "internal"
        ),
        "external": _counted(statement.package or "" for statement in external),
        "unlisted": (_unlisted(statement) for statement in external if statement.listed != "yes"),
        "standard": _counted(
            statement.package or "" for statement in imports if statement.outcome == "standard"
        ),
        "unresolved": (
            _with_position(statement) for statement in imports if statement.outcome == "unresolved"
        ),
        "ambiguous": (
            f"{_with_position(statement)}: {' or '.join(statement.candidates)}"
            for statement in imports
            if statement.outcome == "ambiguous"
        ),
        "unanalysable": (
            f"{path}: {count}" for path, count in sorted(facts.unanalysable.items()) if count
        ),
    }
    lists = {name: tuple(lines) for name, lines in details.items()}
    return {name: lines for name, lines in lists.items() if lines}


def _counted(names: Iterable[str]) -> Iterator[str]:
    """Yield each name with its count, the most frequent first."""
    counts = Counter(names)
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{name}: {count}"


def _passed_over(architecture: Architecture) -> Iterator[str]:
    for language, paths in passed_over(architecture.snapshot).items():
        yield from (f"{path} ({language})" for path in paths)


def _with_position(statement: Import) -> str:
    optional = " (it may fail)" if statement.outcome == "unresolved" and statement.listed else ""
    return f"{statement.importer}:{statement.raw.line}  {statement.raw.text}{optional}"


def _unlisted(statement: Import) -> str:
    manifest = statement.manifest
    why = (
        f"{manifest} {_LISTED[statement.listed or 'unsure']}"
        if manifest
        else "there is no manifest"
    )
    return f"{statement.package}: {statement.importer}:{statement.raw.line} ({why})"
