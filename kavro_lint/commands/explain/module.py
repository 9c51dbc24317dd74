"""Modules and folders: row, files, permissions, imports, importers and findings.

JSON: `{"schema", "kind": "module", "module", "contract", "note", "patterns", "planned",
"files": [path], "nested": [module], "allowed": {…, see `allowance`},
"uses": [{"name", "imports", "allowed", "first"}], "packages": [the same],
"users": [the same], "tasks": [id], "findings"}`

A folder, where it is not one module's, is `{"schema", "kind": "folder", "path", "note",
"modules": [{"module", "files"}], "undeclared", "ungoverned"}`.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from heapq import nsmallest

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.module_contracts import UNGOVERNED, within
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.commands.explain import allowance, usage
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
from kavro_lint.model.history import History
from kavro_lint.pipeline.survey import Survey
from kavro_lint.printable import printable
from kavro_lint.spelling import quantity


def explain_module(survey: Survey, name: str, note: str) -> Explanation:
    """Explain a declared module."""
    architecture = survey.architecture
    contract = architecture.contracts[name]
    files = files_of(architecture, name)
    uses = usage.used_by(architecture, files, name)
    packages = usage.packages_of(architecture, files)
    importers = usage.by_module(architecture, usage.importers_of(architecture, files))
    findings = structure_findings(survey, lambda finding: _concerns(finding, name, files))
    allowed = allowance.allowance(architecture, name)
    nested = [module for module in _modules_of(architecture, name) if module != name]
    tasks = _tasks(survey, name)

    def document() -> Json:
        return {
            "schema": SCHEMA,
            "kind": "module",
            "module": name,
            "contract": place_document(contract.row),
            "note": note or None,
            "patterns": list(contract.module.patterns),
            "planned": contract.module.planned,
            "files": sorted(files),
            "nested": nested,
            "allowed": allowance.document(allowed),
            "uses": usage.documents(architecture, uses, name),
            "packages": usage.documents(architecture, packages, None),
            "users": usage.documents(architecture, importers, None),
            "tasks": list(tasks),
            "findings": [finding_document(finding, survey.rules) for finding in findings],
        }

    def lines() -> Iterator[str]:
        planned = ", planned" if contract.module.planned else ""
        responsibility = contract.module.responsibility
        external = allowed.external.names if allowed.external is not None else None
        yield f"{printable(name)} ({printable(at(contract.row))}{planned})"
        yield from wrapped(note) if note else ()
        yield from wrapped(f"for: {responsibility}") if responsibility else ()
        yield from wrapped(f"paths: {', '.join(contract.module.patterns)}")
        yield from allowance.lines(allowed)
        yield from wrapped(f"nested: {', '.join(nested)}") if nested else ()
        yield from _file_lines(files)
        yield from usage.lines(architecture, "imports", uses, name)
        yield from wrapped(usage.package_line(packages, external))
        yield from usage.lines(architecture, "imported by", importers, None)
        yield from wrapped(f"tasks: {', '.join(tasks)}") if tasks else ()
        yield from finding_lines(findings)

    return Explanation(document, lambda: on_a_screen(lines()))


def _file_lines(files: Collection[str]) -> Iterator[str]:
    yield f"  files: {len(files) or 'none'}"
    first = [f"    {printable(path)}" for path in nsmallest(FEW, files)]
    yield from shortened(first, most=FEW, of=len(files))


def files_of(architecture: Architecture, name: str) -> frozenset[str]:
    """Return the files of a module and of those nested in it."""
    modules = frozenset(_modules_of(architecture, name))
    owners = architecture.ownership.owners
    return frozenset(path for path, owner in owners.items() if owner in modules)


def _modules_of(architecture: Architecture, name: str) -> list[str]:
    """Return a module and those nested in it."""
    return [module for module in architecture.contracts if within(module, name)]


def _concerns(finding: Finding, name: str, files: frozenset[str]) -> bool:
    modules = (finding.source, *finding.cycle)
    return finding.location.path in files or any(
        module and within(module, name) for module in modules
    )


def _tasks(survey: Survey, name: str) -> tuple[str, ...]:
    """Return the tasks whose scope names the module or a file of it."""
    if survey.kept is not None:
        return survey.kept.tasks_of.get(name, ())
    return Workflow(survey.architecture, History()).tasks_by_module.get(name, ())


def explain_folder(survey: Survey, folder: str, note: str) -> Explanation:
    """Explain a folder: the module that all of it belongs to, else the modules that are in it."""
    architecture = survey.architecture
    prefix = "" if folder == "/" else folder
    files = [path for path in architecture.facts.languages if path.startswith(prefix)]
    counts = Counter(architecture.owner(path) for path in files)
    modules = {name: counts[name] for name in sorted(filter(None, counts)) if name != UNGOVERNED}
    if len(modules) == 1 and len(counts) == 1:
        name = next(iter(modules))
        reading = f"the folder {folder} belongs to the module {name}"
        return explain_module(survey, name, "; ".join(filter(None, (reading, note))))
    document: Json = {
        "schema": SCHEMA,
        "kind": "folder",
        "path": folder,
        "note": note or None,
        "modules": [{"module": name, "files": count} for name, count in modules.items()],
        "undeclared": counts[None],
        "ungoverned": counts[UNGOVERNED],
    }
    lines = [printable(folder), *(wrapped(note) if note else [])]
    lines += [f"  modules: {len(modules) or 'none'}"]
    lines += [
        f"    {printable(name)}: {quantity(count, 'file')}" for name, count in modules.items()
    ]
    lines += [f"  files that no module declares: {counts[None]}"]
    lines += [f"  ungoverned files: {counts[UNGOVERNED]}"] if counts[UNGOVERNED] else []
    return Explanation(lambda: document, lambda: on_a_screen(lines))
