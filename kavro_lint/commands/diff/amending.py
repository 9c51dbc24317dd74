"""The effect of a change on the contract: rows, layers, diagrams, exceptions and settings."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from kavro_lint.architecture.case import BaseTree
from kavro_lint.commands.diff.change_records import Amendment, Change
from kavro_lint.model.agreement import Covered
from kavro_lint.model.frozen import fields
from kavro_lint.model.history import History
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Module, Names, Plan
from kavro_lint.pipeline.survey import Survey

CELLS: Mapping[str, Callable[[Module], Names]] = {
    "Paths": lambda module: module.patterns,
    "Layer": lambda module: (module.layer,) if module.layer else None,
    "May import": lambda module: module.may_import,
    "Must not import": lambda module: module.must_not_import,
    "Must not reach": lambda module: module.must_not_reach,
    "Public": lambda module: module.public,
    "External": lambda module: module.external,
}


def amendments(survey: Survey, before: BaseTree, history: History) -> tuple[Amendment, ...]:
    """Return the parts of the contract that differ from the base's, by plan and line."""
    old = {plan.root: plan for plan in before.own.architecture.plan.all()}
    new = {plan.root: plan for plan in survey.architecture.plan.all()}
    amended: list[Amendment] = []
    for root in sorted({*old, *new}):
        old_plan, new_plan = old.get(root), new.get(root)
        amended += _parts(old_plan, new_plan, history)
        amended += _rows(
            "ungoverned", _exempted(old_plan, "ungoverned"), _exempted(new_plan, "ungoverned")
        )
        amended += _rows(
            "generated", _exempted(old_plan, "generated"), _exempted(new_plan, "generated")
        )
        amended += _rows("exception", _exceptions(old_plan), _exceptions(new_plan))
    return (*amended, *_settings(survey, before))


def _parts(old_plan: Plan | None, new_plan: Plan | None, history: History) -> Iterator[Amendment]:
    old = {part.name: part for part in old_plan.contract} if old_plan else {}
    new = {part.name: part for part in new_plan.contract} if new_plan else {}
    renamed = dict(_renamed_rows(old_plan, new_plan, old, new))
    former = set(renamed.values())
    for name, part in new.items():
        if name in renamed:
            old_part = old[renamed[name]]
            says = (
                f"was {old_part.name.removeprefix('module ')}",
                *_cells(old_plan, new_plan, old_part, part),
            )
            yield Amendment(
                name, "renamed", part.location, says, _approved(new_plan, part, history)
            )
        elif name not in old:
            says = tuple(_stated(new_plan, part))
            yield Amendment(name, "added", part.location, says, _approved(new_plan, part, history))
        elif old[name].fingerprint != part.fingerprint:
            says = (*_cells(old_plan, new_plan, old[name], part), *_order(old_plan, new_plan, part))
            yield Amendment(
                name, "changed", part.location, says, _approved(new_plan, part, history)
            )
    for name, part in old.items():
        if name not in new and name not in former:
            yield Amendment(name, "removed", part.location, tuple(_stated(old_plan, part)))


def _renamed_rows(
    old_plan: Plan | None,
    new_plan: Plan | None,
    old: Mapping[str, Covered],
    new: Mapping[str, Covered],
) -> Iterator[tuple[str, str]]:
    """Yield the rows whose module has another name and the very same paths."""
    removed = {
        module.patterns: name
        for name, part in old.items()
        if name not in new and (module := _module(old_plan, part)) is not None
    }
    for name, part in new.items():
        module = _module(new_plan, part) if name not in old else None
        if module is not None and module.patterns in removed:
            yield name, removed.pop(module.patterns)


def _module(plan: Plan | None, part: Covered) -> Module | None:
    modules = plan.modules if plan is not None else ()
    return next((module for module in modules if module.location.line == part.location.line), None)


def _cells(
    old_plan: Plan | None, new_plan: Plan | None, old: Covered, new: Covered
) -> Iterator[str]:
    """Yield the difference in each column of a row."""
    before, after = _module(old_plan, old), _module(new_plan, new)
    if before is None or after is None:
        return
    for column, cell in CELLS.items():
        old_names, new_names = cell(before), cell(after)
        if old_names == new_names:
            continue
        if (
            old_names is None
            or new_names is None
            or not old_names
            or not new_names
            or "*" in (*old_names, *new_names)
        ):
            yield f"{column}: {_shown(old_names)} → {_shown(new_names)}"
            continue
        changes = [f"+ {name}" for name in new_names if name not in old_names]
        changes += [f"- {name}" for name in old_names if name not in new_names]
        yield f"{column}: {', '.join(changes) or 'in another order'}"
    if before.planned != after.planned:
        yield "planned" if after.planned else "no longer planned"


def _stated(plan: Plan | None, part: Covered) -> Iterator[str]:
    """Yield what a row says."""
    module = _module(plan, part)
    if module is None:
        return
    for column, cell in CELLS.items():
        names = cell(module)
        if names is not None:
            yield f"{column}: {_shown(names)}"


def _shown(names: Names) -> str:
    return "not stated" if names is None else ", ".join(names) or "none"


def _order(old_plan: Plan | None, new_plan: Plan | None, part: Covered) -> Iterator[str]:
    if part.name == "layers" and old_plan is not None and new_plan is not None:
        yield f"{_layers(old_plan)} → {_layers(new_plan)}"


def _layers(plan: Plan) -> str:
    shown = []
    for layer in plan.layers:
        flags = [name for name in ("independent", "closed") if getattr(layer, name)]
        shown.append(layer.name + (f" ({', '.join(flags)})" if flags else ""))
    return " > ".join(shown)


def _approved(plan: Plan | None, part: Covered, history: History) -> str | None:
    """Return who approved a part, "" for nobody, None where the blueprint has no approvals."""
    records = (
        [approval for approval in plan.approvals if approval.subject == "blueprint"] if plan else []
    )
    if not records:
        return None
    for approval in records:
        endorsement = history.endorsements.get(approval.path)
        if part.fingerprint in approval.covers and (endorsement is None or endorsement.counts):
            how = "signed" if endorsement is not None and endorsement.signed else "recorded"
            return f"{approval.by or 'nobody'} on {approval.on} ({how})"
    return ""


# A line of a table, by what it says, and where it stands.
Lines = Mapping[str, Location]


def _exempted(plan: Plan | None, table: str) -> Lines:
    rows = (plan.ungoverned if table == "ungoverned" else plan.generated) if plan else ()
    return {row.pattern: row.location for row in rows}


def _exceptions(plan: Plan | None) -> Lines:
    return {
        f"{', '.join(row.rules)} from {row.source or '-'} to {row.target or '-'}"
        f" until {row.until or 'no date'}": row.location
        for decision in (plan.decisions if plan else ())
        if decision.status == "accepted"
        for row in decision.waivers
    }


def _rows(kind: str, old: Lines, new: Lines) -> Iterator[Amendment]:
    sides: Iterable[tuple[Change, Lines, Lines]] = (("added", new, old), ("removed", old, new))
    for change, lines, other_lines in sides:
        for text, place in lines.items():
            if text not in other_lines:
                yield Amendment(f"{kind} {text}", change, place)


def _settings(survey: Survey, before: BaseTree) -> Iterator[Amendment]:
    old, new = before.own.settings, survey.settings
    if before.broken is not None:
        return
    for name in fields(new):
        old_value, new_value = getattr(old, name), getattr(new, name)
        if name in ("path", "places"):
            continue
        if name == "exclude":
            old_value, new_value = (
                [pattern.value for pattern in value] for value in (old_value, new_value)
            )
        if old_value != new_value:
            key = name.replace("_", "-")
            place = new.places.get(key) or old.places.get(key)
            location = place or Location(new.path or old.path or "kavro-lint.toml")
            yield Amendment(
                f"setting {key}",
                "changed",
                location,
                (f"{_value(old_value)} → {_value(new_value)}",),
            )


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {entry}" for key, entry in sorted(value.items())) or "none"
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(sorted(map(str, value))) or "none"
    return "none" if value is None else str(value)
