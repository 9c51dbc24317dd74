"""Places, imports and findings of an explanation, as text and as JSON."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from kavro_lint.model import Finding, Import, Location, Rule
from kavro_lint.model.frozen import frozen
from kavro_lint.printable import printable

SCHEMA = 1
WIDTH = 80
SHOWN = 10

Json = dict[str, object]


@frozen
class Explanation:
    """What is explained, as the JSON object and as lines of text."""

    document: Json
    lines: tuple[str, ...]


def at(place: Location) -> str:
    """Return `path:line`."""
    return f"{place.path}:{place.line}"


def place(where: Location | None) -> Json | None:
    """Return a place as JSON."""
    return None if where is None else {"path": where.path, "line": where.line}


def importing(each: Import) -> Json:
    """Return an import as JSON."""
    raw = each.raw
    return {
        "path": each.importer,
        "line": raw.line,
        "text": raw.text,
        "kind": raw.kind,
        "target": each.target,
        "package": each.package if each.outcome == "external" else None,
    }


def finding(each: Finding, rules: Iterable[Rule]) -> Json:
    """Return a finding as JSON."""
    name = next((rule.name for rule in rules if rule.id == each.rule), each.rule)
    return {
        "id": each.rule,
        "rule": name,
        "message": each.message,
        "path": each.location.path,
        "line": each.location.line,
        "contract": place(each.contract),
        "fix": each.fix,
    }


def wrapped(text: str, indent: str = "  ") -> list[str]:
    """Return text in lines of 80 columns."""
    return textwrap.wrap(
        printable(text, 2000),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def is_type_only(imports: Iterable[Import]) -> bool:
    """Whether only type checkers see the imports."""
    return all(each.raw.kind == "type-only" for each in imports)


def statement(each: Import, indent: str = "    ") -> str:
    """Return an import as a line of text: its place, its kind, and as much as a line holds."""
    kind = "" if each.raw.kind == "import" else f"[{each.raw.kind}] "
    where = f"{indent}{printable(at(each.location))}  {kind}"
    return f"{where}{printable(each.raw.text, max(WIDTH - len(where), 24))}"


def shortened(lines: Sequence[str], indent: str = "    ") -> Iterator[str]:
    """Yield the first lines, and how many there are more."""
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield f"{indent}… and {len(lines) - SHOWN} more (--format json has all)"


def listed_findings(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield findings as text."""
    yield f"  findings: {len(findings) or 'none'}"
    shown = [
        line
        for each in findings[:SHOWN]
        for line in wrapped(f"{each.rule} {at(each.location)}  {each.message}", "    ")
    ]
    yield from shown
    if len(findings) > SHOWN:
        yield f"    … and {len(findings) - SHOWN} more (--format json has all)"
