"""The difference as text for 80 columns."""

from collections.abc import Iterator, Sequence

from kavro_lint.commands.diff.change_records import (
    Amendment,
    Dependency,
    Difference,
    ModuleChange,
    Origin,
)
from kavro_lint.commands.diff.change_sentences import (
    NO_CONTRACT,
    NOTHING,
    compared,
    day_of,
    headline,
    questions,
    ruled,
    task_of,
    verdict,
)
from kavro_lint.model.findings import Judged
from kavro_lint.model.places import Location
from kavro_lint.printable import printable
from kavro_lint.reports.wording.wrapping import WIDTH, wrapped
from kavro_lint.spelling import quantity

SIGNS = {"added": "+", "removed": "-", "changed": "~", "renamed": "~"}


def render(difference: Difference) -> str:
    """Return what changes; where nothing does, one line."""
    if difference.is_empty:
        return f"{NOTHING}\n"
    lines = [*_wrapped(f"Architecture: {headline(difference)}", "")]
    for sentence in questions(difference, printable):
        lines += _wrapped(sentence, "  ")
    lines += _section(
        "Modules", [line for module in difference.modules for line in _module(module)]
    )
    for title, dependencies in (
        ("Dependencies", difference.dependencies),
        ("Packages", difference.packages),
    ):
        lines += _section(
            title, [line for dependency in dependencies for line in _dependency(dependency)]
        )
    lines += _section(
        "Contract: amended",
        [line for amendment in difference.amendments for line in _amendment(amendment)],
    )
    for title, findings in (
        ("Findings introduced", difference.introduced),
        ("Findings fixed", difference.fixed),
    ):
        lines += _section(title, [line for judged in findings for line in _finding(judged)])
    lines += ["", *(line for remark in difference.remarks for line in _wrapped(remark, ""))]
    lines += [] if difference.has_contract else [NO_CONTRACT]
    lines += [f"Compared {compared(difference)}.", verdict(difference)]
    return "\n".join(lines) + "\n"


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", title, *lines] if lines else []


def _wrapped(text: str, indent: str) -> list[str]:
    return wrapped(printable(text, 600), indent)


def _module(module: ModuleChange) -> Iterator[str]:
    former = f" (was {module.former_name})" if module.former_name else ""
    position = f" ({_at(module.row)})" if module.row else "" if module.declared else " (no module)"
    text = (
        f"{SIGNS[module.change]} {module.name}{former}: {quantity(module.files, 'file')}{position}"
    )
    yield from _wrapped(text, "  ")


def _at(place: Location) -> str:
    return f"{place.path}:{place.line}"


def _dependency(dependency: Dependency) -> Iterator[str]:
    novelty = {"added": " (new here)", "removed": " (no longer used)"}.get(dependency.change, "")
    note = novelty if dependency.is_only_user else ""
    ruling = "" if dependency.ruling.standing in ("gone", "unstated") else f": {ruled(dependency)}"
    yield from _wrapped(
        f"{SIGNS[dependency.change]} {dependency.importer} -> {dependency.imported}{note}{ruling}",
        "  ",
    )
    first = dependency.first
    more = f" and {dependency.imports - 1} more" if dependency.imports > 1 else ""
    start = f"      {printable(_at(first.location))}  "
    yield f"{start}{printable(first.raw.text, max(WIDTH - len(start) - len(more), 24))}{more}"
    yield from _wrapped(_origin(dependency.origin), "      ")
    if dependency.ruling.standing in ("denied", "waived"):
        yield from _wrapped(dependency.ruling.reason, "      ")
    if dependency.ruling.contract is not None:
        yield f"      contract: {printable(_at(dependency.ruling.contract))}"


def _origin(origin: Origin) -> str:
    if origin.commit is None:
        return origin.unknown
    raw = origin.commit.raw
    more = f" ({task_of(origin)})" if task_of(origin) else ""
    name, subject = printable(raw.author.name, 40), printable(raw.subject, 60)
    return f"{raw.sha[:10]} {day_of(origin)} {name}: {subject}{more}"


def _amendment(amendment: Amendment) -> Iterator[str]:
    yield from _wrapped(
        f"{SIGNS[amendment.change]} {amendment.part} ({_at(amendment.place)})", "  "
    )
    for line in amendment.says:
        yield from _wrapped(line, "      ")
    if amendment.approved is not None:
        yield from _wrapped(f"approved: {amendment.approved or 'not yet'}", "      ")


def _finding(judged: Judged) -> Iterator[str]:
    finding = judged.finding
    place = printable(_at(finding.location))
    yield f"  {judged.rule.id} {judged.rule.name} ({judged.severity})  {place}"
    yield from _wrapped(finding.message, "      ")
