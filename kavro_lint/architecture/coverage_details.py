"""What each number of the coverage stands for, which `--verbose` shows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.languages.unread import passed_over, unread_files
from kavro_lint.model import Import

Details = Mapping[str, tuple[str, ...]]

_LISTED = {"no": "does not list it", "unsure": "may list it"}


def coverage_details(architecture: Architecture) -> Details:
    """Return, by the name of a number, what was counted; only of numbers that are not 0."""
    facts, ownership = architecture.facts, architecture.ownership
    imports = list(facts.imports)
    external = [found for found in imports if found.outcome == "external"]
    failures = (failure for failure in facts.failures if not failure.lost_imports)
    foreign = facts.foreign
    details: dict[str, Iterable[str]] = {
        "declared": _counted(ownership.owners.values()),
        "undeclared": sorted(ownership.undeclared),
        "unreadable": sorted(f"{each.location.path}: {each.reason}" for each in failures),
        "not governed": sorted(f"{path} ({why})" for path, why in ownership.ungoverned.items()),
        "passed over": _passed_over(architecture),
        "not analysed": (
            path
            for paths in unread_files(architecture.snapshot, foreign, facts.imports.files).values()
            for path in paths
        ),
        "internal": _counted(found.raw.kind for found in imports if found.outcome == "internal"),
        "external": _counted(found.package or "" for found in external),
        "unlisted": (_unlisted(found) for found in external if found.listed != "yes"),
        "standard": _counted(
            found.package or "" for found in imports if found.outcome == "standard"
        ),
        "unresolved": (_placed(found) for found in imports if found.outcome == "unresolved"),
        "ambiguous": (
            f"{_placed(found)}: {' or '.join(found.candidates)}"
            for found in imports
            if found.outcome == "ambiguous"
        ),
        "unanalysable": (
            f"{path}: {count}" for path, count in sorted(facts.unanalysable.items()) if count
        ),
    }
    lists = {name: tuple(lines) for name, lines in details.items()}
    return {name: lines for name, lines in lists.items() if lines}


def _counted(names: Iterable[str]) -> Iterator[str]:
    """Yield each name with how often it is there, the most frequent first."""
    counts = Counter(names)
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{name}: {count}"


def _passed_over(architecture: Architecture) -> Iterator[str]:
    for language, paths in passed_over(architecture.snapshot).items():
        yield from (f"{path} ({language})" for path in paths)


def _placed(found: Import) -> str:
    optional = " (it may fail)" if found.outcome == "unresolved" and found.listed else ""
    return f"{found.importer}:{found.raw.line}  {found.raw.text}{optional}"


def _unlisted(found: Import) -> str:
    manifest = found.manifest
    why = f"{manifest} {_LISTED[found.listed or 'unsure']}" if manifest else "no manifest is there"
    return f"{found.package}: {found.importer}:{found.raw.line} ({why})"
