"""May one module import another? What denies it, and which line of the contract says so."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.architecture.terms import UNGOVERNED, Terms, parting, related, within
from kavro_lint.model import Import, Location
from kavro_lint.model.frozen import frozen


@frozen
class Denial:
    """Why an import is not allowed: the rule it breaks, in words, and the contract's line."""

    rule: str
    reason: str
    contract: Location
    fix: str


def levels(terms: Mapping[str, Terms], name: str) -> Iterator[Terms]:
    """Yield a module's terms, then those of the outer modules that its plans are nested in."""
    while name in terms:
        yield terms[name]
        name = terms[name].outer


def denials(terms: Mapping[str, Terms], user: str, used: str) -> tuple[Denial, ...]:
    """Return what denies `user` to import `used`: layers (KV703), then the row (KV704)."""
    if related(user, used):
        return ()
    return (*layer_denials(terms, user, used), *_row_denials(terms, user, used))


def layer_denials(terms: Mapping[str, Terms], user: str, used: str) -> Iterator[Denial]:
    """Yield what layers deny, compared in each plan that both modules are part of."""
    theirs = {each.root: each for each in levels(terms, used)}
    for mine in levels(terms, user):
        other = theirs.get(mine.root)
        if other is None or related(mine.name, other.name):
            continue
        denial = _layer_denial(terms, mine, other)
        if denial is not None:
            yield denial
            return


def _layer_denial(terms: Mapping[str, Terms], mine: Terms, other: Terms) -> Denial | None:
    if mine.layer is not None and other.layer is not None:
        higher, lower = other.layer, mine.layer
        if lower.rank > higher.rank:
            return Denial(
                "KV703",
                f"layer {lower.name} is below {higher.name}",
                lower.location,
                f"invert the dependency, or move what {mine.name} needs into "
                f"layer {lower.name} or below",
            )
        closed = _closed_between(mine, other)
        if closed is not None:
            return closed
    return _dependent(terms, mine, other)


def _closed_between(mine: Terms, other: Terms) -> Denial | None:
    """Deny a jump past a closed layer that lies between the two."""
    if mine.layer is None or other.layer is None:
        return None
    top, bottom = mine.layer.rank, other.layer.rank
    layer = next((each for each in mine.layers if each.closed and top < each.rank < bottom), None)
    if layer is None:
        return None
    return Denial(
        "KV703",
        f"layer {layer.name} between them is closed",
        layer.location,
        f"go through a module of layer {layer.name}",
    )


def _dependent(terms: Mapping[str, Terms], mine: Terms, other: Terms) -> Denial | None:
    """Deny an import between siblings of one independent layer."""
    one, two = parting(mine.name, other.name)
    ours, others = terms.get(one, mine), terms.get(two, other)
    layer = ours.layer
    if layer is None or not layer.independent or others.layer != layer:
        return None
    return Denial(
        "KV703",
        f"modules of layer {layer.name} are independent of each other",
        layer.location,
        f"move what both need into a layer below {layer.name}",
    )


def _row_denials(terms: Mapping[str, Terms], user: str, used: str) -> Iterator[Denial]:
    """Yield what the importer's own row, or that of an outer module it is nested in, denies."""
    for mine in levels(terms, user):
        if related(mine.name, used):
            continue
        banned = mine.must_not_import
        if banned is not None and _lists(banned.names, used):
            yield Denial(
                "KV704",
                f"{mine.name} must not import {_entry(banned.names, used)}",
                banned.row,
                f"remove the import, or reach {used} through a module that may import it",
            )
            return
        allowed = mine.may_import
        # What a row allows, it allows from the outside: all inside its module is free.
        inside = allowed is not None and within(used, allowed.module)
        if allowed is not None and not inside and not _lists(allowed.names, used):
            listed = ", ".join(allowed.names) or "nothing"
            yield Denial(
                "KV704",
                f"{mine.name} may import {'only ' if allowed.names else ''}{listed}",
                allowed.row,
                f"remove the import, or reach {used} through a module that {mine.name} may import",
            )
            return


def limits_packages(terms: Mapping[str, Terms], user: str) -> bool:
    """Whether a row says which third-party packages a module may use."""
    return any(mine.external is not None for mine in levels(terms, user))


def external_denial(terms: Mapping[str, Terms], user: str, each: Import) -> Denial | None:
    """Return what denies `user` the third-party package that is imported (KV707)."""
    package = each.package or ""
    whole = each.module or package
    for mine in levels(terms, user):
        cell = mine.external
        if cell is None or any(_covers(name, whole, each.known_as) for name in cell.names):
            continue
        listed = ", ".join(cell.names)
        parts = (f"{package}.", f"{package}/")
        named = whole if any(name.startswith(parts) for name in cell.names) else package
        return Denial(
            "KV707",
            f"{mine.name} may use only {listed}"
            if listed
            else f"{mine.name} may not use third-party packages",
            cell.row,
            f"{'use one of those, or ' * bool(listed)}move the code that needs {named} to a "
            "module that may use it",
        )
    return None


def _covers(allowed: str, package: str, known_as: Sequence[str]) -> bool:
    """Whether an External entry allows a package: itself, a prefix of it, or what brings it."""
    return (
        allowed in ("*", package)
        or package.startswith((f"{allowed}.", f"{allowed}/"))
        or (bool(known_as) and re.sub(r"[-_.]+", "-", allowed).lower() in known_as)
    )


def _lists(names: Iterable[str], used: str) -> bool:
    """Whether a cell names the module, one it is nested in, or anything."""
    return any(name == "*" or within(used, name) for name in names)


def _entry(names: Iterable[str], used: str) -> str:
    return next(name for name in names if name == "*" or within(used, name))


def lifts_public(terms: Mapping[str, Terms], user: str) -> bool:
    """Whether the importer's May import is `*`, which lifts other modules' Public lists."""
    mine = terms[user]
    return mine.may_import is not None and mine.may_import.anything


def allowed_entries(terms: Terms) -> tuple[str, ...]:
    """Return the modules a row's own May import names, without `*` and `ungoverned`."""
    return tuple(name for name in terms.module.may_import or () if name not in ("*", UNGOVERNED))
