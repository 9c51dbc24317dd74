"""Compare the unlisted packages of Python projects with those of deptry.

    pip install deptry
    python -m benchmarks.compare_deptry REPOSITORY… [--deptry FILE]

Prints, for each repository (a directory, or a Git directory whose HEAD is exported), how many
pairs of file and module both call unlisted, and each kind of difference with its reason. A reason
is read from what kavro-lint says of the import and from the manifests. Exits 1 where a difference
has none.

deptry is run on each project with its own configuration set aside. The packages are not installed,
so deptry takes the name of a module for that of its distribution.
"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks.exported import externals, read_json
from benchmarks.externals import Comparison, Pair, compared, run
from kavro_lint.languages.python.provided import is_provided
from kavro_lint.languages.python.purpose import is_support
from kavro_lint.model.imports import Import

_MISSING = ("DEP001", "DEP003")
# What deptry leaves out by default.
_EXCLUDED = re.compile(r"(?:^|/)(?:venv|\.venv|\.direnv|tests|\.git|setup\.py)(?:/|$)")
_OWN_TABLES = re.compile(r"^\[tool\.deptry[\s\S]*?(?=^\[(?!tool\.deptry)|\Z)", re.MULTILINE)


def compare(folder: Path, deptry: str) -> Comparison:
    """Compare one repository."""
    external, imports = externals(folder)
    of_python = [import_ for import_ in imports if _is_python(import_)]
    by_pair: dict[Pair, list[Import]] = {}
    for import_ in of_python:
        by_pair.setdefault((import_.importer, import_.raw.specifier.split(".")[0]), []).append(
            import_
        )
    ours = {
        (import_.importer, import_.raw.specifier.split(".")[0])
        for import_ in external
        if _is_python(import_) and import_.listed == "no" and import_.raw.kind != "type-only"
    }
    theirs, scanned = set[Pair](), set[str]()
    for project in _projects(folder):
        pairs, files = _theirs(folder, project, deptry)
        theirs |= pairs
        scanned |= files

    def reason(pair: Pair, is_theirs: bool) -> str | None:
        if is_theirs:
            return _why_not_ours(by_pair.get(pair, []))
        return _why_not_theirs(pair, scanned, by_pair[pair])

    return compared(ours, theirs, "deptry", reason)


def _is_python(import_: Import) -> bool:
    return import_.importer.endswith((".py", ".pyi", ".ipynb"))


def _projects(folder: Path) -> Iterator[Path]:
    """Yield the folders that deptry is run in: those with a manifest."""
    names = ("pyproject.toml", "requirements.txt")
    places = {path.parent for name in names for path in folder.rglob(name)}
    for place in sorted(places):
        if not _EXCLUDED.search(place.relative_to(folder).as_posix()):
            yield place


def _theirs(folder: Path, project: Path, deptry: str) -> tuple[set[Pair], set[str]]:
    """Return what deptry calls missing in a project, and the files that it looks at."""
    output = project / ".deptry.json"
    inner = [other for other in _projects(folder) if project in other.parents]
    command = [deptry, ".", "--no-ansi", "--json-output", output.name, "--ignore", ""]
    for other in inner:
        # Each file counts for the nearest project, as it does here.
        command += ["--extend-exclude", re.escape(other.relative_to(project).as_posix()) + "/"]
    manifest = project / "pyproject.toml"
    if manifest.exists():
        # Without its [tool.deptry].
        text = manifest.read_text("utf-8")
        manifest.write_text(_OWN_TABLES.sub("", text))
    subprocess.run(command, cwd=project, check=False, capture_output=True)
    if not output.exists():
        return set(), set()
    prefix = project.relative_to(folder).as_posix()
    prefix = "" if prefix == "." else f"{prefix}/"
    pairs: set[Pair] = set()
    document = read_json(output)
    for violation in document if isinstance(document, list) else []:
        if violation["error"]["code"] in _MISSING:
            pairs.add((prefix + violation["location"]["file"], violation["module"]))
    output.unlink()
    files = {
        path.relative_to(folder).as_posix()
        for path in project.rglob("*.py")
        if not _EXCLUDED.search(path.relative_to(project).as_posix())
        and not any(other in path.parents for other in inner)
    }
    return pairs, files


def _why_not_ours(imports: list[Import]) -> str | None:
    """Return why kavro-lint does not report a pair."""
    if not imports:
        return "the statement is in a string, or in code that deptry alone reads"
    result = imports[0]
    outcomes = {import_.outcome for import_ in imports}
    if outcomes & {"internal", "unresolved", "ambiguous"}:
        return "it is a module of the repository"
    if "standard" in outcomes:
        return "it is in the standard library of another Python"
    if result.listed == "yes":
        return "a manifest lists its distribution, under another name or in another group"
    if result.manifest is None:
        return "no manifest governs the file"
    if result.listed != "unsure":
        return None
    if is_support(result.importer):
        return "counted as unsure: a test, an example or a tool"
    if is_provided(result.raw.specifier, result.importer):
        return "counted as unsure: a platform has it, or a compiler writes it"
    return "counted as unsure: it may fail, or a listed distribution may bring it"


def _why_not_theirs(pair: Pair, scanned: set[str], imports: list[Import]) -> str | None:
    """Return why deptry does not report a pair."""
    path, _ = pair
    if path.endswith(".ipynb"):
        return "deptry reads notebooks only when it is told to"
    if path not in scanned:
        return "no manifest that deptry reads governs the file, or it is below `tests`"
    if all(import_.raw.kind == "dynamic" for import_ in imports):
        return "it is imported by a call"
    if is_support(path):
        return "deptry takes the file for a part of the project"
    return None


if __name__ == "__main__":
    run("deptry", __doc__, compare)
