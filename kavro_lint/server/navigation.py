"""Answers on a line in an editor: where an import leads, who uses a module, what a rule says."""

import re
from collections.abc import Iterator
from pathlib import Path

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.module_contracts import related
from kavro_lint.architecture.permissions import denials
from kavro_lint.commands.new import KINDS, skeleton
from kavro_lint.commands.new_file import Record
from kavro_lint.errors import CannotJudge
from kavro_lint.model.findings import Judged
from kavro_lint.model.imports import Import, import_of
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Module
from kavro_lint.pipeline.check import Examined
from kavro_lint.pipeline.request import Request
from kavro_lint.reports.markdown import code, escaped

MOST = 10
LONGEST = 1_000
_PLACE = re.compile(r"([\w./-]+\.(?:md|toml))(?::\d+)?")


def related_places(judged: Judged) -> Iterator[tuple[Location, str]]:
    """Yield the line of the contract and the places of the evidence, each in words."""
    finding = judged.finding
    if finding.contract is not None:
        yield finding.contract, "the contract says so here"
    for evidence in finding.evidence:
        if evidence.location != finding.location:
            yield evidence.location, evidence.text


def hover(examined: Examined, path: str, line: int) -> str | None:
    """Return Markdown about the imports, or the module's row, on a line; None for nothing."""
    architecture = examined.case.architecture
    lines = [_import(architecture, statement) for statement in imports_on(architecture, path, line)]
    lines += [_module(architecture, module) for module in modules_on(architecture, path, line)]
    return "\n\n".join(lines) or None


def definition(examined: Examined, path: str, line: int) -> tuple[Location, ...]:
    """Return where an import leads and the row that owns it; of a module's row, its files."""
    architecture = examined.case.architecture
    places: list[Location] = []
    for statement in imports_on(architecture, path, line):
        if statement.target is not None and not statement.target.endswith("/"):
            places.append(Location(statement.target))
        owner = architecture.owner(statement.target or "")
        if owner is not None and owner in architecture.contracts:
            places.append(architecture.contracts[owner].row)
    for module in modules_on(architecture, path, line):
        places += [Location(file) for file in files_of(architecture, module.name)[:MOST]]
    return tuple(dict.fromkeys(places))


def imports_on(architecture: Architecture, path: str, line: int) -> tuple[Import, ...]:
    """Return the imports whose statement begins on a line of a file."""
    statements = architecture.facts.imports.files.get(path, ())
    return tuple(import_of(path, resolution) for resolution in statements if resolution[0] == line)


def modules_on(architecture: Architecture, path: str, line: int) -> tuple[Module, ...]:
    """Return the modules whose row stands on a line of a blueprint."""
    return tuple(
        module
        for plan in architecture.plan.all()
        for module in plan.modules
        if module.location.path == path and module.location.line == line
    )


def files_of(architecture: Architecture, name: str) -> tuple[str, ...]:
    """Return the files that a module owns, sorted."""
    owners = architecture.ownership.owners
    return tuple(sorted(path for path, owner in owners.items() if owner == name))


def place_in(message: str) -> str | None:
    """Return the path that a message names first, None for none."""
    match = _PLACE.search(message)
    return match[1] if match else None


def missing_artifact(folder: Path, kind: str, task: str) -> Record | None:
    """Return the artifact of a kind that a rule finds missing, None where it cannot be begun."""
    if kind not in KINDS:
        return None
    try:
        return skeleton(Request(folder), kind, (task,) if task else ("[name]",))
    except CannotJudge:
        # The task is not there either: nothing can be begun yet.
        return None


def _import(architecture: Architecture, statement: Import) -> str:
    target = statement.target
    if target is None:
        target = statement.package or "no file"
        return f"{code(statement.raw.specifier)} leads to {escaped(target)} ({statement.outcome})."
    importer, imported = architecture.owner(statement.importer), architecture.owner(target)
    text = f"{code(statement.raw.specifier)} leads to {code(target)}"
    if imported is None or importer is None:
        return f"{text}, which no module declares."
    text += f", module **{escaped(imported)}**."
    if (
        imported == importer
        or imported not in architecture.contracts
        or related(importer, imported)
    ):
        return text
    if importer not in architecture.contracts:
        return text
    denied = denials(architecture.contracts, importer, imported)
    place = denied[0].contract if denied else architecture.contracts[importer].row
    permission = f"{importer} may import {imported}"
    if denied:
        permission = f"{importer} may not import {imported}: {denied[0].reason}"
    position = f" ({code(f'{place.path}:{place.line}')})" if place is not None else ""
    return f"{text}\n\n{escaped(permission, LONGEST)}{position}."


def _module(architecture: Architecture, module: Module) -> str:
    files = files_of(architecture, module.name)
    importers = sorted(
        {edge.importer for edge in architecture.edges if edge.imported == module.name}
    )
    shown = ", ".join(code(path) for path in files[:MOST])
    more = f" and {len(files) - MOST} more" if len(files) > MOST else ""
    return (
        f"**{escaped(module.name)}**: {shown or 'no file yet'}{more}\n\n"
        f"imported by: {', '.join(map(escaped, importers)) or 'no other module'}"
    )
