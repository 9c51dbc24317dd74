"""A drafted contract as Markdown: the table of modules, the layers, and what a reader must know."""

from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.commands.init.exempt_code import Exemptions
from kavro_lint.commands.init.naming import cell
from kavro_lint.model.frozen import field, frozen

# A longer cell stands out of its column rather than making every row as long.
WIDEST = 56

# What grows long stands last, so that the columns before it stay aligned.
HEADERS = ("Module", "Paths", "Layer", "Responsibility", "Must not import", "Must not reach",
           "External", "May import")  # fmt: skip
OPTIONAL = ("Layer", "Must not import", "Must not reach", "External", "May import")
NOTES = {
    "tests": "tests",
    "docs": "documentation",
    "examples": "examples",
    "benchmarks": "benchmarks",
    "scripts": "scripts and tools",
    "build": "what builds and runs the project",
}


@frozen
class Row:
    """A row of the table. None is *not stated*, () nothing, ("*",) anything."""

    name: str
    patterns: tuple[str, ...]
    layer: str | None = None
    may_import: tuple[str, ...] | None = None
    must_not_import: tuple[str, ...] | None = None
    must_not_reach: tuple[str, ...] | None = None
    external: tuple[str, ...] | None = None
    responsibility: str = ""


@frozen
class Contract:
    """All that a drafted blueprint says. `layers` are names with their modules, highest first.

    `since` is the commit it was drafted from, None where there is none; `independent` are the
    layers whose modules leave each other alone; `origin` says where the layers come from, ""
    where they are guesses; `sections` are further parts, as Markdown; `exemptions` are what the
    rules leave out.
    """

    title: str
    rows: tuple[Row, ...]
    layers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    since: str | None = None
    independent: frozenset[str] = frozenset()
    origin: str = ""
    sections: str = ""
    exemptions: Exemptions = field(default_factory=Exemptions)


def table(rows: Sequence[Row]) -> str:
    """Return the Modules table, its columns aligned; a column that no row states is left out."""
    lines = [_cells(row) for row in rows]
    shown = [
        n
        for n, header in enumerate(HEADERS)
        if header not in OPTIONAL or any(line[n] for line in lines)
    ]
    grid = [[HEADERS[n] for n in shown], *([line[n] for n in shown] for line in lines)]
    fitting = [[len(line[n]) for line in grid if len(line[n]) <= WIDEST] for n in range(len(shown))]
    widths = [max(lengths) for lengths in fitting]
    ruler = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    shown_rows = [_aligned(line, widths) for line in grid]
    return "\n".join([shown_rows[0], ruler, *shown_rows[1:]]) + "\n"


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    padded = [text.ljust(width) for text, width in zip(line, widths, strict=True)]
    return "| " + " | ".join(padded) + " |"


def _cells(row: Row) -> tuple[str, ...]:
    return (
        f"`{row.name}`" if "{" in row.name else cell(row.name),
        ", ".join(f"`{pattern}`" for pattern in row.patterns),
        row.layer or "",
        row.responsibility,
        _names(row.must_not_import),
        _names(row.must_not_reach),
        _names(row.external),
        _names(row.may_import),
    )


def _names(names: tuple[str, ...] | None) -> str:
    if names is None:
        return ""
    return ", ".join("*" if name == "*" else cell(name) for name in names) or "none"


def text_of(contract: Contract) -> str:
    """Return the blueprint."""
    return "\n".join(_parts(contract)).rstrip("\n") + "\n"


def _parts(contract: Contract) -> Iterator[str]:
    since = f"at commit {contract.since[:10]}" if contract.since else "before the first commit"
    yield f"---\nstatus: draft\nversion: 1\n---\n# {cell(contract.title)}: blueprint\n"
    yield (
        f"Drafted by `kavro-lint init` from the imports {since}. Layers decide which\n"
        "module may import which; a cell that is empty states nothing. Read it as a reviewer:\n"
        "rename, merge, forbid, and write what each module is responsible for.\n"
    )
    yield "## Folder & Module Structure\n"
    yield table(contract.rows)
    exempt = contract.exemptions
    ungoverned = dict.fromkeys(exempt.ungoverned, "templates to be copied")
    yield from _exempt("Ungoverned", ungoverned | dict.fromkeys(exempt.build, "builds the project"))
    generated = dict.fromkeys(exempt.generated, "ignored by Git: a build creates it")
    yield from _exempt("Generated", generated)
    if contract.layers:
        yield "## Layers\n"
        yield _about(contract.origin)
        yield from _listed(contract)
        yield ""
    if contract.sections:
        yield contract.sections


def _exempt(header: str, reasons: Mapping[str, str]) -> Iterator[str]:
    if reasons:
        yield f"| {header} | Reason |\n|---|---|"
        yield "".join(f"| `{pattern}` | {reason} |\n" for pattern, reason in reasons.items())


def _about(origin: str) -> str:
    if origin:
        return f"Highest first, as {origin} has them.\n"
    return (
        "Highest first, in the order of the imports: a module may import its own layer and lower\n"
        "ones. Give the layers the names that your team uses.\n"
    )


def _listed(contract: Contract) -> Iterator[str]:
    for number, (name, modules) in enumerate(contract.layers, 1):
        flag = " (independent)" if name in contract.independent else ""
        yield f"{number}. `{name}`{flag} - {', '.join(cell(module) for module in modules)}"
