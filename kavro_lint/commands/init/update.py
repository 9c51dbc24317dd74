"""A blueprint that is there already, and what a draft of today would change in it."""

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kavro_lint.artifacts.markdown import Table, parse
from kavro_lint.artifacts.modules import columns_of
from kavro_lint.checks.structure.modules import PHANTOM_MODULE
from kavro_lint.commands.init.drafted_contract import NOTES
from kavro_lint.commands.init.moved_folders import patterns_after_moves
from kavro_lint.commands.init.naming import cell, free_name, module_name, pattern_of
from kavro_lint.commands.init.product_folders import name_of
from kavro_lint.commands.init.repository_layout import layout_of
from kavro_lint.commands.init.roles import places_of
from kavro_lint.model.frozen import frozen
from kavro_lint.model.plan import Module, Plan
from kavro_lint.patterns import Pattern
from kavro_lint.pipeline.check import judged
from kavro_lint.pipeline.request import FindingOptions
from kavro_lint.pipeline.survey import Survey
from kavro_lint.spelling import quantity

LARGEST = 5_000_000
# More files than this are named by a pattern for all of a folder.
EXPLICIT = 4
GRANTS_NOTHING = frozenset({"add", "arrive"})


@frozen
class Change:
    """One row that is to be added, changed or taken out.

    `kind` is `add` (a module that no row has), `arrive` (a planned row whose files are there),
    `outside` (tests and the like: a person decides whether they may import anything), `move` or
    `drop`. `line` is that of the row as it is, 0 for a new one; `row` is the row as it should
    be, "" for none.
    """

    kind: str
    module: str
    why: str
    line: int = 0
    row: str = ""


@frozen
class Update:
    """What a draft of today would change in the blueprint at `path`, whose text is `text`."""

    path: str
    text: str
    changes: tuple[Change, ...]
    first_row: int

    def written(self, changes: Sequence[Change]) -> str:
        """Return the blueprint with some of the changes.

        New rows stand before the others: the last row that matches a file owns it, so they take
        no file from a row that is there.
        """
        lines = self.text.splitlines(keepends=True)
        by_line = {change.line: change for change in changes if change.line}
        new = [f"{change.row}\n" for change in changes if not change.line]
        result: list[str] = []
        for number, line in enumerate(lines, 1):
            if number == self.first_row:
                result += new
            change = by_line.get(number)
            if change is None:
                result.append(line)
            elif change.row:
                result.append(f"{change.row}\n")
        return "".join(result)

    @property
    def safe(self) -> tuple[Change, ...]:
        """The changes that grant nothing."""
        return tuple(change for change in self.changes if change.kind in GRANTS_NOTHING)

    def diff(self, before: str, after: str) -> Iterator[str]:
        """Yield the lines of a unified diff."""
        old, new = before.splitlines(), after.splitlines()
        yield from difflib.unified_diff(old, new, self.path, self.path, lineterm="", n=1)


def update_of(survey: Survey) -> Update | None:
    """Return what a draft would change; None where the blueprint has no table of modules."""
    plan = survey.architecture.plan
    if plan.blueprint is None or plan.table is None:
        return None
    content = survey.snapshot.read(plan.blueprint, LARGEST)
    document = parse(plan.blueprint, content)
    table = next(candidate for candidate in document.tables if candidate.line == plan.table.line)
    text = content.decode("utf-8-sig")
    lines = text.splitlines()
    first = table.rows[0].line if table.rows else table.line + 2
    phantoms = _phantoms(survey)
    empty_modules = {
        module.name: module
        for module in plan.modules
        if module.name in phantoms and module.location.path == plan.blueprint
    }
    undeclared = _undeclared(survey, plan)
    moved = patterns_after_moves(
        {name: module.patterns for name, module in empty_modules.items()}, undeclared
    )
    places = [Pattern(place) for patterns in moved.values() for place in patterns]
    found = {path for path in undeclared if any(place.matches(path) for place in places)}
    changes = [
        *_additions(survey, plan, table, [path for path in undeclared if path not in found], found),
        *_arrived(survey, plan, lines),
        *(
            _phantom_row(module, moved.get(name, ()), lines)
            for name, module in empty_modules.items()
        ),
    ]
    return Update(plan.blueprint, text, tuple(changes), first)


def _phantom_row(module: Module, moved: Sequence[str], lines: Sequence[str]) -> Change:
    """Return the row of a module without files: with its new places, or none."""
    line = module.location.line
    shown = ", ".join(f"`{pattern}`" for pattern in module.patterns)
    if not moved:
        return Change("drop", module.local, f"{shown} matches no file", line)
    row = lines[line - 1]
    for pattern, place in zip(module.patterns, moved, strict=True):
        row = row.replace(f"`{pattern}`", f"`{place}`")
    places = ", ".join(moved)
    return Change("move", module.local, f"{shown} matches no file, {places} does", line, row)


def _undeclared(survey: Survey, plan: Plan) -> list[str]:
    inner = tuple(child.root for child in plan.children)
    undeclared = survey.architecture.ownership.undeclared
    return [path for path in undeclared if not path.startswith(inner or ("\0",))]


def _phantoms(survey: Survey) -> set[str]:
    return {
        judgement.finding.source or ""
        for judgement in judged(survey, FindingOptions(all=True)).findings
        if judgement.rule.id == PHANTOM_MODULE
    }


def _arrived(survey: Survey, plan: Plan, lines: Sequence[str]) -> Iterator[Change]:
    """Yield planned rows whose files are there."""
    owners = set(survey.architecture.ownership.owners.values())
    for module in plan.modules:
        if module.planned and module.name in owners:
            line = lines[module.location.line - 1]
            at = line.casefold().find("(planned)")
            row = line[:at].rstrip() + line[at + len("(planned)") :]
            yield Change("arrive", module.local, "its files are there", module.location.line, row)


def _additions(
    survey: Survey, plan: Plan, table: Table, undeclared: Sequence[str], found: Collection[str]
) -> Iterator[Change]:
    """Yield a row for each topmost folder with files that no row matches, nor a moved one."""
    declared = [*survey.architecture.ownership.owners, *found]
    places = places_of(survey.architecture.facts.languages, layout_of(survey))
    used_names = {module.local for module in plan.modules}
    for folder, paths in sorted(_topmost(undeclared, declared).items()):
        pattern = _pattern(folder, paths, declared)
        name = free_name(module_name(name_of(folder) or "root"), "", used_names)
        role = places[paths[0]].role
        files = quantity(len(paths), "file")
        is_product = role == "product"
        row = _row(table, plan, name, pattern, "" if is_product else NOTES.get(role, ""))
        kind = "add" if is_product else "outside"
        why = f"{folder or '/'} has {files} that no row matches"
        yield Change(kind, name, why, 0, row)


def _topmost(undeclared: Sequence[str], owners: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Return the undeclared files by the topmost folder without declared ones, as KV701 does."""
    declared = {folder for path in owners for folder in _folders(path)}
    groups: dict[str, list[str]] = {}
    for path in sorted(undeclared):
        folders = _folders(path)
        topmost = next((folder for folder in folders if folder not in declared), folders[-1])
        groups.setdefault(topmost, []).append(path)
    return groups


def _folders(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["", *("/".join(parts[: n + 1]) + "/" for n in range(len(parts)))]


def _pattern(folder: str, paths: Sequence[str], declared: Sequence[str]) -> str:
    """Return patterns for files of a folder that match no declared file."""
    if folder and not any(path.startswith(folder) for path in declared):
        return f"`{pattern_of(folder)}`"
    suffixes = sorted({path.rpartition(".")[2] for path in paths if "." in path})
    wide = [f"{pattern_of(folder)}*.{pattern_of(suffix)}" for suffix in suffixes]
    if len(paths) > EXPLICIT and not any(
        Pattern(glob).matches(p) for glob in wide for p in declared
    ):
        return ", ".join(f"`{glob}`" for glob in wide)
    return ", ".join(f"`{pattern_of(path)}`" for path in paths)


def _row(table: Table, plan: Plan, name: str, pattern: str, note: str) -> str:
    """Return a row that grants nothing, or for tests and the like (`note`) everything."""
    columns = columns_of(table)
    cells = [""] * len(table.header)
    cells[columns["module"]] = cell(name)
    cells[columns["paths"]] = pattern
    if "may_import" in columns:
        cells[columns["may_import"]] = "*" if note else "none"
    elif "layer" in columns and plan.layers and not note:
        # The lowest layer may import no other.
        cells[columns["layer"]] = plan.layers[-1].name
    if "responsibility" in columns:
        cells[columns["responsibility"]] = note
    return "| " + " | ".join(cells) + " |"
