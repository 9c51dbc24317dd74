"""Files: module, reason, permissions, imports and importers.

JSON: `{"schema", "kind": "file", "path", "module", "contract": {"path", "line"} | null, "why",
"pattern", "also_matches": [module], "note", "allowed": {…, see `allowance`} | null,
"uses": [{"name", "imports", "allowed", "first"}], "packages": [the same],
"imported_by": [path], "users": [the same], "imports": […, with `--imports`], "findings"}`
"""

from collections.abc import Iterator
from functools import cache, partial

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.exempting import exempting_line
from kavro_lint.architecture.governed import compile_pattern
from kavro_lint.architecture.module_contracts import UNGOVERNED
from kavro_lint.commands.explain import allowance, import_steps, usage
from kavro_lint.commands.explain.code_findings import structure_findings
from kavro_lint.commands.explain.shaping import (
    FEW,
    SCHEMA,
    Explanation,
    Json,
    at,
    finding_document,
    finding_lines,
    on_a_screen,
    place_document,
    shortened,
    wrapped,
)
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Module
from kavro_lint.pipeline.survey import Survey
from kavro_lint.printable import printable
from kavro_lint.spelling import quantity

# A row and the pattern of it that matches a file.
Match = tuple[Module, str]


@frozen
class Usage:
    """What a file imports, of modules and of packages, and who imports it."""

    imports: usage.GroupedImports
    packages: usage.GroupedImports
    importers: usage.GroupedImports

    @property
    def imported_by(self) -> list[str]:
        """The importing files, sorted."""
        return sorted(self.importers)


def explain_file(survey: Survey, path: str, *, with_imports: bool, note: str) -> Explanation:
    """Explain a source file of the snapshot. Raises CannotJudge where it cannot be read."""
    architecture = survey.architecture
    resolved = tuple(import_steps.resolve_all(survey, path)) if with_imports else ()
    name = architecture.module(path)
    matches = list(_matches(architecture, path))
    # How its imports resolve needs neither who imports it nor what is reported of it.
    used = cache(partial(_usage, architecture, path))
    findings = cache(partial(structure_findings, survey, partial(_concerns, path), path))

    def document() -> Json:
        allowed = allowance.allowance(architecture, name) if name else None
        return {
            "schema": SCHEMA,
            "kind": "file",
            "path": path,
            "module": architecture.owner(path),
            "contract": place_document(_deciding_line(survey, path)),
            "why": _why(survey, path, matches),
            "pattern": matches[-1][1] if name and matches else None,
            "also_matches": [module.name for module, _ in matches[:-1]],
            "note": note or None,
            "allowed": allowance.document(allowed) if allowed is not None else None,
            **_imports_and_importers(architecture, used(), name),
            "imports": import_steps.documents(resolved),
            "findings": [finding_document(finding, survey.rules) for finding in findings()],
        }

    def lines() -> Iterator[str]:
        yield printable(path)
        yield from wrapped(note) if note else ()
        yield from _header(survey, path, matches)
        if with_imports:
            yield from import_steps.lines(resolved)
        else:
            yield from _body(architecture, used(), name)
            yield from finding_lines(findings())

    return Explanation(document, lambda: on_a_screen(lines()))


def _concerns(path: str, finding: Finding) -> bool:
    return finding.location.path == path or any(
        hop.location.path == path for hop in finding.evidence
    )


def _usage(architecture: Architecture, path: str) -> Usage:
    files = frozenset({path})
    return Usage(
        usage.used_by(architecture, files, None),
        usage.packages_of(architecture, files),
        usage.importers_of(architecture, files),
    )


def _imports_and_importers(architecture: Architecture, used: Usage, name: str | None) -> Json:
    return {
        "uses": usage.documents(architecture, used.imports, name),
        "packages": usage.documents(architecture, used.packages, None),
        "imported_by": used.imported_by,
        "users": usage.documents(architecture, usage.by_module(architecture, used.importers), None),
    }


def _matches(architecture: Architecture, path: str) -> Iterator[Match]:
    """Yield each row that matches the file, the one that owns it last."""
    plans = [plan for plan in architecture.plan.all() if plan.blueprint is not None]
    roots = [plan.root for plan in plans if path.startswith(plan.root)]
    for plan in plans:
        if not roots or plan.root != max(roots, key=len):
            continue
        for module in plan.modules:
            for pattern_text in module.patterns:
                pattern = compile_pattern(pattern_text, plan.root)
                if pattern is not None and pattern.matches(path):
                    yield module, pattern_text


def _deciding_line(survey: Survey, path: str) -> Location | None:
    """Return the line that gives a file its module, or leaves it ungoverned."""
    architecture = survey.architecture
    owner = architecture.owner(path)
    if owner == UNGOVERNED:
        return exempting_line(architecture, survey.settings)(path)
    contract = architecture.contracts.get(owner or "")
    return contract.row if contract is not None else None


def _why(survey: Survey, path: str, matches: list[Match]) -> str:
    architecture = survey.architecture
    owner = architecture.owner(path)
    if owner == UNGOVERNED:
        return "the contract does not govern it: its imports are not judged"
    if owner is None:
        has_blueprint = any(plan.blueprint for plan in architecture.plan.all())
        return (
            "no row of the blueprint matches it (KV701)"
            if has_blueprint
            else "there is no blueprint"
        )
    if not matches:
        return f"its folder belongs to {owner}"
    why = f"its row's `{matches[-1][1]}` matches"
    outranked = list(dict.fromkeys(module.name for module, _ in matches if module.name != owner))
    return why + (f"; the last row wins, over {', '.join(outranked)}" if outranked else "")


def _header(survey: Survey, path: str, matches: list[Match]) -> Iterator[str]:
    owner, line = survey.architecture.owner(path), _deciding_line(survey, path)
    place = f" ({printable(at(line))})" if line is not None else ""
    yield f"  module: {printable(owner or 'none')}{place}"
    yield from wrapped(f"why: {_why(survey, path, matches)}")


def _body(architecture: Architecture, used: Usage, name: str | None) -> Iterator[str]:
    external = None
    if name is not None:
        allowed = allowance.allowance(architecture, name)
        external = allowed.external
        yield from allowance.lines(allowed)
    yield from usage.lines(architecture, "imports", used.imports, name)
    listed = external.names if external is not None else None
    yield from wrapped(usage.package_line(used.packages, listed))
    importers = used.imported_by
    count = len(importers)
    yield f"  imported by: {quantity(count, 'file')}"
    yield from shortened([f"    {printable(importer)}" for importer in importers], most=FEW)
