"""Places, imports and findings of an explanation, as text and as JSON."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from kavro_lint.model.findings import Finding, Rule
from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import Import
from kavro_lint.model.places import Location
from kavro_lint.printable import printable
from kavro_lint.reports.wording import wrapping
from kavro_lint.reports.wording.wrapping import WIDTH
from kavro_lint.spelling import quantity

SCHEMA = 1
SHOWN = 10
# Of several lists one below the other, so many entries each; and so many lines in all.
FEW = 5
SCREEN = 50

Json = dict[str, object]


@frozen
class Explanation:
    """What is explained: what makes the JSON object, and what the lines of text."""

    document: Callable[[], Json]
    lines: Callable[[], Iterable[str]]


def at(location: Location) -> str:
    """Return `path:line`."""
    return f"{location.path}:{location.line}"


def place_document(location: Location | None) -> Json | None:
    """Return a place as JSON."""
    return None if location is None else {"path": location.path, "line": location.line}


def import_document(edge: Import) -> Json:
    """Return an import as JSON."""
    raw = edge.raw
    return {
        "path": edge.importer,
        "line": raw.line,
        "text": raw.text,
        "kind": raw.kind,
        "target": edge.target,
        "package": edge.package if edge.outcome == "external" else None,
    }


def finding_document(finding: Finding, rules: Iterable[Rule]) -> Json:
    """Return a finding as JSON."""
    name = next((rule.name for rule in rules if rule.id == finding.rule), finding.rule)
    return {
        "id": finding.rule,
        "rule": name,
        "message": finding.message,
        "path": finding.location.path,
        "line": finding.location.line,
        "contract": place_document(finding.contract),
        "fix": finding.fix,
    }


def wrapped(text: str, indent: str = "  ") -> list[str]:
    """Return text in lines of 80 columns."""
    return wrapping.wrapped(printable(text, 2000), indent)


def is_type_only(imports: Iterable[Import]) -> bool:
    """Whether only type checkers see the imports."""
    return all(edge.raw.kind == "type-only" for edge in imports)


def import_line(edge: Import, indent: str = "    ") -> str:
    """Return an import as text: its place and kind, and the statement as far as it fits.

    Behind a long path, where little would fit, the statement has a line of its own.
    """
    kind = "" if edge.raw.kind == "import" else f"[{edge.raw.kind}] "
    head = f"{indent}{printable(at(edge.location))}  {kind}"
    text = printable(edge.raw.text)
    if len(head) + len(text) > WIDTH and len(head) > WIDTH // 2:
        head = f"{head.rstrip()}\n{indent}  "
    last = head.rpartition("\n")[2]
    return f"{head}{printable(text, max(WIDTH - len(last), 24))}"


def shortened(
    lines: Sequence[str], indent: str = "    ", most: int = SHOWN, of: int | None = None
) -> Iterator[str]:
    """Yield the first lines, and the count of the rest; `of` is of how many they are the first."""
    yield from lines[:most]
    more = (len(lines) if of is None else of) - most
    if more > 0:
        yield f"{indent}… and {more} more (--format json has all)"


def on_a_screen(lines: Iterable[str]) -> tuple[str, ...]:
    """Return as many lines as fit on a screen, and the count of the rest."""
    single = [line for text in lines for line in text.split("\n")]
    if len(single) <= SCREEN:
        return tuple(single)
    omitted = len(single) - SCREEN + 1
    return (
        *single[: SCREEN - 1],
        f"… and {quantity(omitted, 'more line')} (--format json has all)",
    )


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield findings as text."""
    yield f"  findings: {len(findings) or 'none'}"
    shown = [
        line
        for finding in findings[:FEW]
        for line in wrapped(f"{finding.rule} {at(finding.location)}  {finding.message}", "    ")
    ]
    yield from shown
    if len(findings) > FEW:
        yield f"    … and {len(findings) - FEW} more (--format json has all)"
