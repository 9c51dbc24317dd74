"""What a change does to the contract: rows, layers, diagrams, exceptions and settings."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from kavro_lint.architecture import BaseTree
from kavro_lint.commands.diff.records import Amendment, Change
from kavro_lint.model import Covered, History, Location, Module, Names, Plan
from kavro_lint.model.frozen import fields
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
    found: list[Amendment] = []
    for root in sorted({*old, *new}):
        was, now = old.get(root), new.get(root)
        found += _parts(was, now, history)
        found += _rows("ungoverned", _exempt(was, "ungoverned"), _exempt(now, "ungoverned"))
        found += _rows("generated", _exempt(was, "generated"), _exempt(now, "generated"))
        found += _rows("exception", _exceptions(was), _exceptions(now))
    return (*found, *_settings(survey, before))


def _parts(was: Plan | None, now: Plan | None, history: History) -> Iterator[Amendment]:
    old = {part.what: part for part in was.contract} if was else {}
    new = {part.what: part for part in now.contract} if now else {}
    renamed = dict(_renamed(was, now, old, new))
    former = set(renamed.values())
    for what, part in new.items():
        if what in renamed:
            gone = old[renamed[what]]
            says = (f"was {gone.what.removeprefix('module ')}", *_cells(was, now, gone, part))
            yield Amendment(what, "renamed", part.location, says, _approved(now, part, history))
        elif what not in old:
            says = tuple(_stated(now, part))
            yield Amendment(what, "added", part.location, says, _approved(now, part, history))
        elif old[what].fingerprint != part.fingerprint:
            says = (*_cells(was, now, old[what], part), *_order(was, now, part))
            yield Amendment(what, "changed", part.location, says, _approved(now, part, history))
    for what, part in old.items():
        if what not in new and what not in former:
            yield Amendment(what, "removed", part.location, tuple(_stated(was, part)))


def _renamed(
    was: Plan | None, now: Plan | None, old: Mapping[str, Covered], new: Mapping[str, Covered]
) -> Iterator[tuple[str, str]]:
    """Yield the rows whose module has another name and the very same paths."""
    gone = {
        module.patterns: what
        for what, part in old.items()
        if what not in new and (module := _module(was, part)) is not None
    }
    for what, part in new.items():
        module = _module(now, part) if what not in old else None
        if module is not None and module.patterns in gone:
            yield what, gone.pop(module.patterns)


def _module(plan: Plan | None, part: Covered) -> Module | None:
    modules = plan.modules if plan is not None else ()
    return next((each for each in modules if each.location.line == part.location.line), None)


def _cells(was: Plan | None, now: Plan | None, old: Covered, new: Covered) -> Iterator[str]:
    """Yield what is said otherwise in each column of a row."""
    before, after = _module(was, old), _module(now, new)
    if before is None or after is None:
        return
    for column, cell in CELLS.items():
        one, two = cell(before), cell(after)
        if one == two:
            continue
        if one is None or two is None or not one or not two or "*" in (*one, *two):
            yield f"{column}: {_shown(one)} → {_shown(two)}"
            continue
        changes = [f"+ {name}" for name in two if name not in one]
        changes += [f"- {name}" for name in one if name not in two]
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


def _order(was: Plan | None, now: Plan | None, part: Covered) -> Iterator[str]:
    if part.what == "layers" and was is not None and now is not None:
        yield f"{_layers(was)} → {_layers(now)}"


def _layers(plan: Plan) -> str:
    shown = []
    for layer in plan.layers:
        flags = [name for name in ("independent", "closed") if getattr(layer, name)]
        shown.append(layer.name + (f" ({', '.join(flags)})" if flags else ""))
    return " > ".join(shown)


def _approved(plan: Plan | None, part: Covered, history: History) -> str | None:
    """Return who approved a part, "" for nobody, None where the blueprint has no approvals."""
    records = [each for each in plan.approvals if each.subject == "blueprint"] if plan else []
    if not records:
        return None
    for approval in records:
        known = history.endorsements.get(approval.path)
        if part.fingerprint in approval.covers and (known is None or known.counts):
            how = "signed" if known is not None and known.signed else "recorded"
            return f"{approval.by or 'nobody'} on {approval.on} ({how})"
    return ""


# A line of a table, by what it says, and where it stands.
Lines = Mapping[str, Location]


def _exempt(plan: Plan | None, table: str) -> Lines:
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
    for change, here, there in sides:
        for text, place in here.items():
            if text not in there:
                yield Amendment(f"{kind} {text}", change, place)


def _settings(survey: Survey, before: BaseTree) -> Iterator[Amendment]:
    old, new = before.own.settings, survey.settings
    if before.broken is not None:
        return
    for name in fields(new):
        one, two = getattr(old, name), getattr(new, name)
        if name in ("path", "places"):
            continue
        if name == "exclude":
            one, two = ([each.value for each in value] for value in (one, two))
        if one != two:
            key = name.replace("_", "-")
            place = new.places.get(key) or old.places.get(key)
            where = place or Location(new.path or old.path or "kavro-lint.toml")
            yield Amendment(f"setting {key}", "changed", where, (f"{_value(one)} → {_value(two)}",))


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {each}" for key, each in sorted(value.items())) or "none"
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(sorted(map(str, value))) or "none"
    return "none" if value is None else str(value)
