"""Names of layers: what all modules of one are called by convention, else a number."""

from collections.abc import Iterator, Mapping, Sequence

Level = tuple[str, tuple[str, ...]]

# What folders are called by convention, highest first. A layer is named so where its modules are.
CONVENTIONS: Mapping[str, frozenset[str]] = {
    "delivery": frozenset(
        "api apis rest graphql grpc web www http server cli cmd command commands bin ui gui tui "
        "frontend views view pages routes router routers handlers handler controllers controller "
        "endpoints app main entrypoints admin dashboard console".split()
    ),
    "domain": frozenset(
        "services service domain domains core usecases use_cases application engine business "
        "logic features workflow workflows".split()
    ),
    "data": frozenset(
        "db database databases data models model orm storage store stores repositories "
        "repository persistence dao schema schemas entities migrations cache tables".split()
    ),
    "foundation": frozenset(
        "utils util helpers helper common shared lib libs types typing exceptions errors error "
        "constants const config conf settings compat compatibility logging log _vendor vendor "
        "base version tools toolkit".split()
    ),
}

# Those of a clean, onion or hexagonal architecture, where the application and the domain are two.
RINGS: Mapping[str, frozenset[str]] = {
    "delivery": CONVENTIONS["delivery"] | {"presentation", "host", "apphost", "bootstrap"},
    "infrastructure": frozenset("infrastructure infra adapters persistence data".split()),
    "application": frozenset("application usecases use_cases usecase".split()),
    "domain": frozenset("domain core kernel sharedkernel shared common abstractions".split()),
}
_INNERMOST = ("domain", "core")


def named(levels: Sequence[Sequence[str]], label: str, above: int = 0) -> Iterator[Level]:
    """Yield each level with a name, numbered where its modules have none in common.

    `above` is how many levels have the label already: these are numbered on.
    """
    head = f"{label} " if label else ""
    kinds = RINGS if _has_rings(levels) else CONVENTIONS
    names = [_convention(kinds, level, n, len(levels)) for n, level in enumerate(levels)]
    for number, (name, level) in enumerate(zip(names, levels, strict=True), above + 1):
        known = name is not None and names.count(name) == 1 and not above
        yield f"{head}{name}" if known else f"{head}level {number}", tuple(level)


def _has_rings(levels: Sequence[Sequence[str]]) -> bool:
    """Whether an application is in another level than a domain."""
    applications = [n for n, level in enumerate(levels) if _has(level, RINGS["application"])]
    domains = [n for n, level in enumerate(levels) if _has(level, frozenset(_INNERMOST))]
    return bool(applications and domains) and max(applications) < min(domains)


def _has(level: Sequence[str], words: frozenset[str]) -> bool:
    return any(_is_called(name, words) for name in level)


def _convention(
    kinds: Mapping[str, frozenset[str]], level: Sequence[str], place: int, count: int
) -> str | None:
    """Return what all modules of a level are called by convention, None where it is a guess.

    Nothing is above delivery or below the foundation.
    """
    for kind, words in kinds.items():
        if all(_is_called(name, words) for name in level):
            fits = (kind != "delivery" or place == 0) and (
                kind != "foundation" or place == count - 1
            )
            return kind if fits else None
    return None


def against_convention(user: str, used: str) -> bool:
    """Whether a module that is called as a lower layer is imports one called as a higher one."""
    kinds = [[n for n, words in enumerate(CONVENTIONS.values()) if _is_called(name, words)]
             for name in (user, used)]  # fmt: skip
    return all(kinds) and min(kinds[0]) > max(kinds[1])


def is_conventional(name: str) -> bool:
    """Whether a module is called as a layer is."""
    return any(_is_called(name, words) for words in CONVENTIONS.values())


def _is_called(name: str, words: frozenset[str]) -> bool:
    own = name.rpartition(".")[2].casefold()
    return own in words or own.strip("_") in words
