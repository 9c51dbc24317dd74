"""Runs that checked nothing although there is something to check (KV008)."""

import posixpath
import re
from collections.abc import Iterable, Iterator

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.case import Case
from kavro_lint.model.findings import Finding
from kavro_lint.model.imports import Resolution
from kavro_lint.model.places import ImportKind
from kavro_lint.spelling import quantity

RULES = ("KV008",)
NEEDS = "artifacts"

# A language with fewer files may well have no import of its own files.
MANY_FILES = 10
# The families of languages whose imports start from the folders that a setting may name.
WITH_SOURCE_ROOTS = frozenset(("python", "go", "javascript"))
SET_ROOTS = "name the folders that imports start from in the setting `source-roots`"
ASK_WHERE = (
    "run `kavro-lint explain FILE --imports` to see where, and by which manifest, "
    "they are looked up"
)


def findings(case: Case) -> Iterator[Finding]:
    """Yield a finding for no governed file, and for each language without a resolved import."""
    architecture = case.architecture
    governed = _governed(architecture)
    if not governed:
        if _is_built(architecture):
            message = "no file of a supported language is governed: nothing was checked"
            fix = "run kavro-lint where the source is; check `exclude`, .gitattributes, Ungoverned"
            yield _finding(architecture, message, fix, "")
        return
    families = architecture.facts.families
    resolved = {families.get(language, language) for language in _resolved(architecture)}
    for language, paths in sorted(governed.items()):
        if len(paths) <= MANY_FILES or families.get(language, language) in resolved:
            continue
        # A C++ source includes headers that are C as long as nobody reaches them.
        relatives = [
            path
            for member, member_paths in governed.items()
            if families.get(member, member) == families.get(language, language)
            for path in member_paths
        ]
        named = _own_name(architecture, language, relatives)
        if named is not None:
            message = (
                f"no import of {quantity(len(paths), f'{language} file')} leads to a file of this "
                f"repository, but `{named}` names one"
            )
            roots = families.get(language, language) in WITH_SOURCE_ROOTS
            fix = SET_ROOTS if roots else ASK_WHERE
            yield _finding(architecture, message, fix, language)


def ground(case: Case) -> object:
    """Return all imports if those of a language resolve to no file."""
    architecture = case.architecture
    if _resolved(architecture).issuperset(_governed(architecture)):
        return ()
    return list(architecture.judged.files.items())


def _governed(architecture: Architecture) -> dict[str, list[str]]:
    """Return the governed files by language."""
    paths_by_language: dict[str, list[str]] = {}
    for path, language in architecture.facts.languages.items():
        if path not in architecture.ownership.ungoverned:
            paths_by_language.setdefault(language, []).append(path)
    return paths_by_language


def _is_built(architecture: Architecture) -> bool:
    """Whether the contract says that there is code: a module not planned, a task complete."""
    return any(
        any(not module.planned for module in plan.modules)
        or any(task.state == "complete" for task in plan.tasks)
        for plan in architecture.plan.all()
    )


def _resolved(architecture: Architecture) -> set[str]:
    """Return the languages with an import that leads to a file."""
    languages = architecture.facts.languages
    resolved: set[str] = set()
    for path, rows in architecture.judged.files.items():
        if languages[path] not in resolved and any(row[3].outcome == "internal" for row in rows):
            resolved.add(languages[path])
    return resolved


def _own_name(architecture: Architecture, language: str, paths: Iterable[str]) -> str | None:
    """Return the first import of a language that names a governed file or its folder.

    What is standard, or named by a manifest, is a package of others.
    """
    endings = _endings(paths)
    languages = architecture.facts.languages
    for path, rows in architecture.judged.files.items():
        if languages[path] != language:
            continue
        for _, _, kind, resolution in rows:
            doubtful = resolution.outcome != "standard" and resolution.listed != "yes"
            if doubtful and any(name in endings for name in _names(resolution, kind)):
                return resolution.specifier
    return None


def _endings(paths: Iterable[str]) -> set[str]:
    """Return the ends of the paths of files, without their suffix, and of their folders."""
    endings: set[str] = set()
    for path in paths:
        folder, _, name = path.rpartition("/")
        for place in (folder, f"{folder}/{name.partition('.')[0]}"):
            ending = place.strip("/")
            while ending and ending not in endings:
                endings.add(ending)
                ending = ending.partition("/")[2]
    return endings


def _names(resolution: Resolution, kind: ImportKind) -> Iterator[str]:
    """Yield the names that an import may use for a file: the whole path, and its last two parts.

    The last part of a path of Rust is a name in a file.
    """
    written = resolution.specifier
    if kind == "include":
        # It names a file: `<shop/api.h>`.
        written = posixpath.splitext(written.strip("<>"))[0]
    parts = [part for part in re.split(r"[./\\:]+|^[@~#]$", written) if part]
    parts = [part for part in parts if part not in ("@", "~", "#")]
    name = resolution.name
    of_rust = parts[:-1] if "::" in written else parts
    for name_parts in (parts, of_rust, [*parts, name] if name not in (None, "*") else parts):
        yield "/".join(map(str, name_parts))
        if len(name_parts) > 2:
            yield "/".join(map(str, name_parts[-2:]))


def _finding(architecture: Architecture, message: str, fix: str, part: str) -> Finding:
    place = architecture.contract_place
    return Finding(
        rule="KV008",
        message=message,
        location=place,
        fix=fix,
        atoms=frozenset({("artifact", place.path, part)}),
    )
