"""What could not be read, matched or judged at all."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.module_contracts import public_patterns
from kavro_lint.artifacts import likely_blueprint
from kavro_lint.config.setting_values import Setting
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import replace
from kavro_lint.model.places import Location
from kavro_lint.model.plan import BLUEPRINTS, Module, Plan
from kavro_lint.patterns import Pattern

RULES = ("KV003", "KV201")
NEEDS = "artifacts"

# So many last parts of a Public entry are tried as a pattern that would match.
MOST_PARTS = 6


def findings(case: Case) -> Iterator[Finding]:
    """Yield findings on patterns without a match and on a missing blueprint."""
    architecture = case.architecture
    yield from _matching_nothing(architecture, case.settings.exclude)
    yield from _without_decisions(case)
    yield from _missing_blueprint(architecture)


def _matching_nothing(architecture: Architecture, excluded: Iterable[Setting]) -> Iterator[Finding]:
    paths = tuple(architecture.snapshot.sources)
    for setting in excluded:
        if not _matches_any(Pattern(setting.value), paths):
            yield _matches_nothing("`exclude`", setting.value, setting.location)
    for plan in architecture.plan.all():
        below = tuple(path for path in paths if path.startswith(plan.root))
        for row in plan.ungoverned:
            if _invalid(row.pattern) or not _matches_any(Pattern(row.pattern, plan.root), below):
                yield _matches_nothing("Ungoverned", row.pattern, row.location)
        yield from _public(plan, below)


def _without_decisions(case: Case) -> Iterator[Finding]:
    """Yield the folders of the setting `decisions` that hold no document."""
    plan = case.architecture.plan
    place = case.settings.places.get("decisions", case.architecture.contract_place)
    with_documents = {path.rpartition("/")[0] for path in plan.documents}
    for folder in plan.decision_folders:
        if folder not in with_documents:
            yield _matches_nothing("`decisions`", f"{folder}/", place)


def _public(plan: Plan, paths: Sequence[str]) -> Iterator[Finding]:
    """Yield Public entries that match no file; those of a family once, if they match nowhere."""
    entries: dict[tuple[Location, str], bool] = {}
    rows: dict[tuple[Location, str], Module] = {}
    for module in plan.modules:
        if module.planned:
            continue
        for entry, pattern in public_patterns(module, plan.root, paths):
            key = (module.location, entry)
            rows.setdefault(key, module)
            entries[key] = entries.get(key, False) or _matches_any(pattern, paths)
    for (location, entry), matches in entries.items():
        if not matches:
            finding = _matches_nothing("Public", entry, location)
            suggestion = _suggestion(entry, rows[location, entry], plan, paths)
            folders = ", ".join(rows[location, entry].patterns)
            fix = f"patterns start at the module's folders ({folders}): write `{suggestion}`"
            yield finding if suggestion is None else replace(finding, fix=fix)


def _suggestion(entry: str, module: Module, plan: Plan, paths: Sequence[str]) -> str | None:
    """Return the pattern from the module's folders that would match, None for none."""
    parts = entry.strip("/").split("/")[-MOST_PARTS:]
    tries = ["/".join(parts[n:]) for n in range(len(parts))]
    for text in (*tries, f"**/{parts[-1]}"):
        row = replace(module, public=(text,))
        if any(_matches_any(pattern, paths) for _, pattern in public_patterns(row, plan.root)):
            return text
    return None


def _matches_any(pattern: Pattern, paths: Sequence[str]) -> bool:
    # Most patterns that match nothing name what stands in no path.
    if pattern.literal_part not in _joined(tuple(paths)):
        return False
    return any(pattern.matches(path) for path in paths)


@lru_cache(maxsize=4)
def _joined(paths: tuple[str, ...]) -> str:
    return "\n".join(paths)


def _invalid(text: str) -> bool:
    try:
        Pattern(text)
    except ValueError:
        return True
    return False


def _matches_nothing(setting: str, pattern: str, location: Location) -> Finding:
    return Finding(
        rule="KV003",
        message=f"the {setting} pattern `{pattern}` matches no file",
        location=location,
        fix="correct the pattern, or remove it",
        atoms=frozenset({("row", location.path, setting, pattern)}),
        contract=location,
    )


def _where_it_may_be(likely: str, place: str) -> str:
    """Say what to do with a document that looks like the blueprint: keep its folder, or move it."""
    folder, _, name = likely.rpartition("/")
    if folder and name in BLUEPRINTS:
        return f'{likely} looks like one: set `artifacts = "{folder}"`, or move it to {place}'
    return f"{likely} looks like one: move it to {place}"


def _missing_blueprint(architecture: Architecture) -> Iterator[Finding]:
    plan = architecture.plan
    if any(nested.blueprint for nested in plan.all()):
        return
    if len(architecture.ownership.undeclared) == 0:
        return
    place = architecture.contract_place
    likely = likely_blueprint(tuple(architecture.snapshot.sources))
    hint = f"{_where_it_may_be(likely, place.path)}; else write" if likely else "write"
    yield Finding(
        rule="KV201",
        message=f"there is source but no blueprint: {place.path} does not exist",
        location=place,
        fix=f"{hint} {place.path} with a table `| Module | Paths | May import |`, one row per "
        "module; `kavro-lint init` drafts it from what the code imports",
        atoms=frozenset({("artifact", place.path)}),
    )
