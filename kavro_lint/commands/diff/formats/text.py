"""The difference as text for 80 columns."""

import textwrap
from collections.abc import Iterator, Sequence

from kavro_lint.commands.diff.records import Amendment, Dependency, Difference, ModuleChange, Origin
from kavro_lint.commands.diff.sentences import (
    NO_CONTRACT,
    NOTHING,
    compared,
    counted,
    day_of,
    headline,
    questions,
    ruled,
    task_of,
    verdict,
)
from kavro_lint.model import Judged, Location
from kavro_lint.printable import printable

WIDTH = 80
SIGNS = {"added": "+", "removed": "-", "changed": "~", "renamed": "~"}


def render(difference: Difference) -> str:
    """Return what changes; where nothing does, one line."""
    if difference.is_empty:
        return f"{NOTHING}\n"
    lines = [*_wrapped(f"Architecture: {headline(difference)}", "")]
    for sentence in questions(difference, printable):
        lines += _wrapped(sentence, "  ")
    lines += _section("Modules", [line for each in difference.modules for line in _module(each)])
    for title, changes in (
        ("Dependencies", difference.dependencies),
        ("Packages", difference.packages),
    ):
        lines += _section(title, [line for each in changes for line in _dependency(each)])
    lines += _section(
        "Contract: amended", [line for each in difference.amendments for line in _amendment(each)]
    )
    for title, findings in (
        ("Findings introduced", difference.introduced),
        ("Findings fixed", difference.fixed),
    ):
        lines += _section(title, [line for each in findings for line in _finding(each)])
    lines += ["", *(line for each in difference.remarks for line in _wrapped(each, ""))]
    lines += [] if difference.has_contract else [NO_CONTRACT]
    lines += [f"Compared {compared(difference)}.", verdict(difference)]
    return "\n".join(lines) + "\n"


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", title, *lines] if lines else []


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        printable(text, 600),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _module(each: ModuleChange) -> Iterator[str]:
    was = f" (was {each.was})" if each.was else ""
    where = f" ({_at(each.row)})" if each.row else "" if each.declared else " (no module)"
    text = f"{SIGNS[each.change]} {each.name}{was}: {counted(each.files, 'file')}{where}"
    yield from _wrapped(text, "  ")


def _at(place: Location) -> str:
    return f"{place.path}:{place.line}"


def _dependency(each: Dependency) -> Iterator[str]:
    whole = {"added": " (new here)", "removed": " (no longer used)"}.get(each.change, "")
    note = whole if each.whole else ""
    said = "" if each.ruling.standing in ("gone", "unstated") else f": {ruled(each)}"
    yield from _wrapped(f"{SIGNS[each.change]} {each.user} -> {each.used}{note}{said}", "  ")
    first = each.first
    more = f" and {each.imports - 1} more" if each.imports > 1 else ""
    where = f"      {printable(_at(first.location))}  "
    yield f"{where}{printable(first.raw.text, max(WIDTH - len(where) - len(more), 24))}{more}"
    yield from _wrapped(_origin(each.origin), "      ")
    if each.ruling.standing in ("denied", "waived"):
        yield from _wrapped(each.ruling.reason, "      ")
    if each.ruling.contract is not None:
        yield f"      contract: {printable(_at(each.ruling.contract))}"


def _origin(origin: Origin) -> str:
    if origin.commit is None:
        return origin.unknown
    raw = origin.commit.raw
    more = f" ({task_of(origin)})" if task_of(origin) else ""
    name, subject = printable(raw.author.name, 40), printable(raw.subject, 60)
    return f"{raw.sha[:10]} {day_of(origin)} {name}: {subject}{more}"


def _amendment(each: Amendment) -> Iterator[str]:
    yield from _wrapped(f"{SIGNS[each.change]} {each.what} ({_at(each.place)})", "  ")
    for line in each.says:
        yield from _wrapped(line, "      ")
    if each.approved is not None:
        yield from _wrapped(f"approved: {each.approved or 'not yet'}", "      ")


def _finding(judged: Judged) -> Iterator[str]:
    finding = judged.finding
    place = printable(_at(finding.location))
    yield f"  {judged.rule.id} {judged.rule.name} ({judged.severity})  {place}"
    yield from _wrapped(finding.message, "      ")
