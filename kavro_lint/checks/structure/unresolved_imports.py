"""Imports that must lead to a file of the repository, and lead to none or to several."""

import re
from collections.abc import Iterator, Sequence

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.case import Case
from kavro_lint.expressions import expression
from kavro_lint.model.findings import Family, Finding
from kavro_lint.model.frozen import replace
from kavro_lint.model.imports import Import, Resolution
from kavro_lint.spelling import nearest

RULES = ("KV710", "KV711")
NEEDS = "file"

# So many of the paths that were tried are compared with those that are there.
MOST_CANDIDATES, MOST_NAMES = 3, 100
MOST_IGNORED = 20
# Paths of what a build creates.
_BUILT = expression(
    r"(?i)(?:^|[/.])(?:_*generated_*|gen|autogen|dist|build|_version)(?:[/.]|$)"
    r"|_pb2(?:_grpc)?\b|[._]generated\b|\.gen\b|\.g\.ts$|(?:^|/)\+types/"
)


def findings(case: Case) -> Iterator[Finding]:
    """Yield a finding for each unresolved or ambiguous import of a governed file.

    One that may fail (in a `try` that handles ImportError) need not be there: it is only counted.
    """
    architecture = case.architecture
    generated = architecture.generated
    for statement in architecture.judged.where(_leads_nowhere):
        if statement.outcome == "unresolved" and not any(
            generated(path) for path in statement.candidates
        ):
            yield _unresolved(case, statement)
        elif statement.outcome == "ambiguous":
            yield _ambiguous(architecture, statement)


def _leads_nowhere(resolution: Resolution) -> bool:
    is_optional = resolution.listed == "unsure"
    return resolution.outcome == "ambiguous" or (
        resolution.outcome == "unresolved" and not is_optional
    )


def _written(statement: Import) -> str:
    name = statement.raw.name
    return statement.raw.specifier if name in (None, "*") else f"{statement.raw.specifier}:{name}"


def _in_words(statement: Import) -> str:
    name = statement.raw.name
    of = "" if name in (None, "*") else f"{name} from "
    return f"{of}{statement.raw.specifier}"


def _unresolved(case: Case, statement: Import) -> Finding:
    fix = _remedy(case, statement)
    message = f"{_in_words(statement)} must be in this repository but is not"
    finding = _finding(case.architecture, statement, "KV710", message, fix)
    return replace(finding, family=_family(case, statement, fix) or finding.family)


def _family(case: Case, statement: Import, fix: str) -> Family | None:
    """Return the family of all imports of a folder or file that does not exist."""
    if not statement.candidates:
        return None
    place = _missing_place(case, _intended_path(statement))
    return Family(f"imports lead to `{place}`, which is not in this repository", fix)


def _intended_path(statement: Import) -> str:
    """Return the path that was tried first, or the package's where the import goes into it."""
    first = statement.candidates[0]
    last_part = re.split(r"[./]", statement.raw.specifier)[-1]
    if first.endswith(f"/{last_part}.py") or not first.endswith(".py"):
        return first
    packages = (path for path in statement.candidates if path.endswith("/__init__.py"))
    return next(packages, first)


def _missing_place(case: Case, path: str) -> str:
    """Return the topmost folder of a path that does not exist, the path where all do."""
    parts = path.split("/")
    for depth in range(1, len(parts)):
        folder = "/".join(parts[:depth]) + "/"
        if folder not in case.workflow.folders:
            return folder
    return path


def _remedy(case: Case, statement: Import) -> str:
    """Return the remedy that fits: the file that was meant, or the table for what is built."""
    written = statement.raw.specifier
    ignored = next(filter(case.architecture.ignored, statement.candidates[:MOST_IGNORED]), None)
    if ignored or _BUILT.search(written) or any(map(_BUILT.search, statement.candidates)):
        path = ignored or (_intended_path(statement) if statement.candidates else written)
        place = _missing_place(case, path)
        return f"if a build creates it, name `{place}` in a table `Generated | Reason`"
    suggestion = _suggestion(case, statement.candidates[:MOST_CANDIDATES])
    if suggestion is not None:
        return f"did you mean {suggestion}? Correct the import, or add the file to the repository"
    place = _missing_place(case, _intended_path(statement)) if statement.candidates else ""
    if place.endswith("/"):
        return (
            "correct the import, or add the file to the repository; if a build creates it, name "
            f"`{place}` in a table `Generated | Reason`"
        )
    return "correct the import, or add the file to the repository"


def _suggestion(case: Case, candidates: Sequence[str]) -> str | None:
    """Return the file beside a path that was tried whose name is almost the same."""
    for candidate in candidates:
        folder, _, name = candidate.rpartition("/")
        names = case.workflow.folders.names_in(f"{folder}/" if folder else "")
        close = sorted(entry for entry in names if abs(len(entry) - len(name)) <= 2)
        near = nearest(name, close[:MOST_NAMES], 0.8)
        if near is not None:
            return f"{folder}/{near}" if folder else near
    return None


def _ambiguous(architecture: Architecture, statement: Import) -> Finding:
    return _finding(
        architecture,
        statement,
        "KV711",
        f"{_in_words(statement)} can mean {' or '.join(statement.candidates)}",
        "rename one of them, or name the folder that imports start from in `source-roots`",
    )


def _finding(
    architecture: Architecture, statement: Import, rule: str, message: str, fix: str
) -> Finding:
    importer = architecture.module(statement.importer)
    written = _written(statement)
    return Finding(
        rule=rule,
        message=message,
        location=statement.location,
        fix=fix,
        atoms=frozenset({("import", statement.importer, written)}),
        contract=architecture.contracts[importer].row if importer is not None else None,
        source=importer or statement.importer,
        target=written,
        kind=statement.raw.kind,
        test=architecture.is_test(statement),
        imported=written,
        dependency=("import", statement.importer, written),
        evidence=(statement.evidence,),
        family=Family(message, fix),
    )
