"""Facts → the contract: parts, the dependencies between them, their order, and rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.architecture import UNGOVERNED, Architecture, related, within
from kavro_lint.commands.init.agreed import Agreed, agreed
from kavro_lint.commands.init.contract import NOTES, Contract, Row, text_of
from kavro_lint.commands.init.layers import Order, Pair, against_convention, order_of
from kavro_lint.commands.init.overlay import with_files
from kavro_lint.commands.init.part import Part
from kavro_lint.commands.init.parts import only_owning, propose
from kavro_lint.commands.init.wishes import Wishes
from kavro_lint.model import Import
from kavro_lint.model.frozen import frozen
from kavro_lint.pipeline.survey import Survey

# What stands aside imports as it likes: rather is something else cut.
ASIDE_WEIGHT = 1000
# An import for type checkers costs less to cut than one that runs.
RUNTIME_WEIGHT = 4
# More packages than this in one cell are read by nobody.
MOST_EXTERNALS = 40
# What the folder of a project holds, whatever language it is in.
PROJECT_FILES = frozenset(
    "pyproject.toml setup.py setup.cfg package.json go.mod Cargo.toml pom.xml build.gradle "
    "build.gradle.kts composer.json".split()
)

Found = Mapping[Pair, tuple[Import, ...]]


@frozen
class Draft:
    """A contract, and the dependencies that it does not grant although imports make them."""

    contract: Contract
    refused: Mapping[Pair, tuple[Import, ...]]


def draft(survey: Survey, path: str, title: str, wishes: Wishes) -> Draft:
    """Return the contract for what a survey has found; `path` is where it will lie."""
    parts = _parts(survey, path, wishes)
    architecture = _with_rows(survey, path, parts)
    found = _dependencies(architecture, parts)
    terms = agreed(wishes, parts)
    order = _order(parts, found, architecture, terms)
    refused = {
        pair: imports
        for pair, imports in found.items()
        if pair[1] != UNGOVERNED and (pair in order.cut or not terms.allows(*pair))
    }
    laid = _Laid(parts, order, found, refused, _externals(architecture, parts))
    rows = tuple(_rows(laid, terms))
    contract = Contract(
        title=title,
        rows=rows,
        layers=order.layers,
        since=survey.snapshot.commit,
        given=wishes.levels_from,
        independent=terms.independent,
    )
    return Draft(contract, refused)


def _parts(survey: Survey, path: str, wishes: Wishes) -> tuple[Part, ...]:
    """Return the parts that own a file, as the reader of the table will see it."""
    architecture = survey.architecture
    ungoverned = architecture.ownership.ungoverned
    paths = [each for each in architecture.facts.languages if each not in ungoverned]
    internal = [each for each in architecture.facts.imports if each.target is not None]
    edges = [(each.importer, each.target or "") for each in internal]
    imports_folders = any(target.endswith("/") or not target for _, target in edges)
    projects = {
        path.rpartition("/")[0] + "/"
        for path in survey.snapshot.sources
        if path.rpartition("/")[2] in PROJECT_FILES and "/" in path
    }
    parts = propose(paths, edges, imports_folders, projects, wishes.places)
    owned = set(_with_rows(survey, path, parts).ownership.owners.values())
    return only_owning(
        parts, lambda name: any(each == name or _starts(each, name) for each in owned)
    )


def _starts(each: str, name: str) -> bool:
    return each.startswith(name) if name.endswith(".") else within(each, name)


def _with_rows(survey: Survey, path: str, parts: Sequence[Part]) -> Architecture:
    rows = [row for part in parts for row in _bare(part)]
    text = text_of(Contract("draft", tuple(rows)))
    return with_files(survey, {path: text}).architecture


def _bare(part: Part) -> Iterator[Row]:
    yield Row(part.name, part.patterns)
    if part.folder is not None:
        yield Row(f"{part.name}.{{name}}", (f"{part.folder}{{name}}/",))


def _dependencies(architecture: Architecture, parts: Sequence[Part]) -> Found:
    """Return the imports between parts; a family and its members are one."""
    families = {part.name for part in parts if part.folder is not None}
    found: dict[Pair, list[Import]] = {}
    for edge in architecture.edges:
        pair = (_row(edge.importer, families), _row(edge.imported, families))
        if not related(*pair):
            found.setdefault(pair, []).extend(edge.imports)
    return {pair: tuple(imports) for pair, imports in sorted(found.items())}


def _row(name: str, families: set[str]) -> str:
    """Return the part that a module is a row or member of."""
    return next((family for family in families if within(name, family)), name)


def _order(parts: Sequence[Part], found: Found, architecture: Architecture, terms: Agreed) -> Order:
    aside = {part.name for part in parts if part.aside}
    weights = {
        pair: _cost(pair, imports, architecture) * (ASIDE_WEIGHT if pair[0] in aside else 1)
        for pair, imports in found.items()
        # What is agreed to be wrong is cut already, and closes no circle any more.
        if pair[1] != UNGOVERNED and terms.allows(*pair)
    }
    layered = [part.name for part in parts if not part.aside]
    return order_of(weights, layered, terms.layers)


def _cost(pair: Pair, imports: Iterable[Import], architecture: Architecture) -> int:
    """Return what it costs to cut a dependency: of equals, that against convention goes first."""
    weight = sum(RUNTIME_WEIGHT if architecture.closes(each) else 1 for each in imports)
    return weight * 2 - against_convention(*pair)


def _externals(architecture: Architecture, parts: Sequence[Part]) -> Mapping[str, tuple[str, ...]]:
    families = {part.name for part in parts if part.folder is not None}
    found: dict[str, set[str]] = {part.name: set() for part in parts}
    for each in architecture.judged:
        owner = architecture.module(each.importer)
        if owner is not None and each.outcome == "external" and each.package is not None:
            found[_row(owner, families)].add(each.package)
    return {name: tuple(sorted(packages)) for name, packages in found.items()}


@frozen
class _Laid:
    """All that rows are made from."""

    parts: Sequence[Part]
    order: Order
    found: Found
    refused: Found
    externals: Mapping[str, tuple[str, ...]]


def _rows(laid: _Laid, terms: Agreed) -> Iterator[Row]:
    order, refused = laid.order, laid.refused
    for part in _sorted(laid.parts, order):
        kept = (pair for pair in laid.found if pair[0] == part.name and pair not in refused)
        used = tuple(two for _, two in kept)
        free = part.aside and not any(one == part.name for one, _ in refused)
        packages = laid.externals[part.name]
        yield Row(
            name=part.name,
            patterns=part.patterns,
            layer=order.layer(part.name),
            may_import=("*",) if free else used,
            must_not_import=terms.must_not_import.get(part.name),
            must_not_reach=terms.must_not_reach.get(part.name),
            external=("*",) if part.aside or len(packages) > MOST_EXTERNALS else packages,
            responsibility=NOTES.get(part.note, ""),
        )
        if part.folder is not None:
            yield Row(f"{part.name}.{{name}}", (f"{part.folder}{{name}}/",))


def _sorted(parts: Sequence[Part], order: Order) -> Iterable[Part]:
    """Sort by layer; what is nested stays below what it is nested in, what is aside comes last."""
    ranks = {name: n for n, (_, modules) in enumerate(order.layers) for name in modules}

    def rank(part: Part) -> tuple[bool, bool, bool, int, int]:
        if part.aside:
            return True, False, False, 0, parts.index(part)
        nested = [each for each in parts if each is not part and within(part.name, each.name)]
        outer = min(nested, key=lambda each: len(each.name), default=part)
        place = ranks.get(outer.name, len(ranks))
        return False, outer.late, not outer.vague, place, parts.index(part)

    return sorted(parts, key=rank)
