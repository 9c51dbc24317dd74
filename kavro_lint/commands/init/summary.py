"""The summary of `init`: what it wrote, what it did not grant, and what comes next."""

from collections.abc import Iterator

from kavro_lint.commands.init.beginning import Beginning
from kavro_lint.commands.init.proposed_settings import FILE
from kavro_lint.commands.init.update import Update
from kavro_lint.printable import printable
from kavro_lint.reports.wording.wrapping import wrapped
from kavro_lint.spelling import quantity

SHOWN = 12
LONGEST_PATH = 500
LONGEST_LINE = 5000


def summary(beginning: Beginning, *, dry: bool) -> str:
    """Return the account of a beginning, written or (`dry`) only shown."""
    return "\n".join(_lines(beginning, dry=dry)) + "\n"


def _lines(beginning: Beginning, *, dry: bool) -> Iterator[str]:
    if dry:
        for record in beginning.records:
            yield printable(record.path, LONGEST_PATH)
            yield from (f"  {printable(line, LONGEST_LINE)}" for line in record.text.splitlines())
            yield ""
    yield from _files(beginning, dry=dry)
    yield from _additions(beginning)
    if beginning.remarks:
        yield "To know:"
        for remark in beginning.remarks:
            yield from wrapped(f"- {remark}", "  ")
        yield ""
    if beginning.draft is None and beginning.blueprint not in _paths(beginning):
        yield from _changes(beginning, dry=dry)
    yield from _refused(beginning)
    yield from _first_check(beginning)
    yield ""
    yield from _next(beginning, dry=dry)


def _paths(beginning: Beginning) -> set[str]:
    return {record.path for record in beginning.records}


def _files(beginning: Beginning, *, dry: bool) -> Iterator[str]:
    if not beginning.records:
        return
    yield "Would be written (--dry-run: nothing was):" if dry else "Written:"
    for record in beginning.records:
        yield f"  {printable(record.path, LONGEST_PATH)}"
    if beginning.draft is not None:
        contract = beginning.draft.contract
        names = ", ".join(name for name, _ in contract.layers) or "none"
        count = len(contract.rows)
        rows = "one module" if count == 1 else f"{count} modules"
        yield from wrapped(f"{rows}; layers: {names}.", "  ")
    elif beginning.blueprint in _paths(beginning):
        yield from wrapped(_without_draft(beginning), "  ")
    yield ""


def _without_draft(beginning: Beginning) -> str:
    """Say why nothing could be drafted: no source, or none that kavro-lint reads."""
    kinds = beginning.report.coverage.not_analysed
    if not kinds:
        return "There is no source yet, so the modules are yours to plan."
    shown = ", ".join(f"{count} {suffix}" for suffix, count in kinds.items())
    is_single = sum(kinds.values()) == 1
    return (
        f"There {'is' if is_single else 'are'} {shown} file{'' if is_single else 's'}, which "
        "kavro-lint cannot read yet: it cannot say which modules there are. Plan them yourself; "
        "the rules on imports do not judge these files."
    )


def _additions(beginning: Beginning) -> Iterator[str]:
    for addition in beginning.additions:
        path = printable(addition.path, LONGEST_PATH)
        yield from wrapped(f"{path} already exists. Add to it, {addition.why}:", "")
        yield from (f"    {line}".rstrip() for line in addition.text.splitlines())
        yield ""


def _changes(beginning: Beginning, *, dry: bool) -> Iterator[str]:
    """Yield what a draft of today would change in the blueprint that is there."""
    path = printable(beginning.blueprint, LONGEST_PATH)
    update = beginning.update
    if update is None:
        yield from wrapped(
            f"{path} has no table of modules. `kavro-lint graph` shows what the code does; "
            "move the document away, and `kavro-lint init` drafts one.", ""
        )  # fmt: skip
        yield ""
        return
    if not update.changes:
        yield from wrapped(f"{path} already exists and matches the code: no change.", "")
        yield ""
        return
    yield from wrapped(f"{path} already exists. A new draft would change it:", "")
    width = max(len(change.kind) for change in update.changes)
    for change in update.changes:
        named = f"{change.kind.ljust(width)}  {change.module}: {change.why}"
        yield f"  {printable(named, LONGEST_PATH)}"
    yield ""
    yield from _diff(beginning, update, dry=dry)


def _diff(beginning: Beginning, update: Update, *, dry: bool) -> Iterator[str]:
    before, text = update.text, update.written(update.changes)
    if beginning.updated is not None and not dry:
        before = beginning.updated
        count = len(update.safe)
        rows = "one row that permits" if count == 1 else f"{count} rows that permit"
        yield from wrapped(f"Added to it: {rows} nothing new.", "")
        yield ""
        remaining = [change for change in update.changes if change not in update.safe]
        if not remaining:
            return
        yield "Left for you to apply:"
    yield from (printable(line, LONGEST_LINE) for line in update.diff(before, text))
    yield ""


def _refused(beginning: Beginning) -> Iterator[str]:
    """Yield the dependencies that the contract does not grant, those of few imports first."""
    refused = beginning.draft.refused if beginning.draft is not None else {}
    if not refused:
        return
    has_sources = beginning.has_sources
    why = "the rules that were read, a cycle" if has_sources else "a cycle"
    yield f"In the code but not allowed by the draft ({why} or the layers forbid it):"
    ranked = sorted(refused.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    width = max(len(f"{user} -> {used}") for (user, used), _ in ranked[:SHOWN])
    for (user, used), imports in ranked[:SHOWN]:
        first = imports[0]
        place = printable(f"{first.importer}:{first.raw.line}")
        pair = printable(f"{user} -> {used}").ljust(width)
        yield f"  {pair}  {quantity(len(imports), 'import')}, as in {place}"
    if len(ranked) > SHOWN:
        yield f"  and {len(ranked) - SHOWN} more"
    yield ""


def _first_check(beginning: Beginning) -> Iterator[str]:
    report = beginning.report
    counts = f"{len(report.findings)} new" if report.findings else "no findings"
    known = f", {report.known} known" if report.known else ""
    when = ", once the settings above are added" if _needs_a_line(beginning) else ""
    yield f"`kavro-lint check` then says{when}:"
    yield f"  {report.verdict}: {counts}{known}"
    for reported in report.findings[:5]:
        location = reported.finding.location
        place = printable(f"{location.path}:{location.line}")
        message = printable(reported.finding.message)
        yield from wrapped(f"{reported.rule.id} {place} {message}", "    ")
    if len(report.findings) > 5:
        yield f"    and {len(report.findings) - 5} more"
    if beginning.debt:
        debt = ", ".join(f"{rule} {count}" for rule, count in beginning.debt.items())
        yield from wrapped(f"`kavro-lint check --all` shows the known debt: {debt}", "")
    if beginning.commit is None:
        yield from wrapped(
            "There is no commit yet, so nothing is known debt: all of it is reported until it is "
            f'fixed. With `adopted = "<commit>"` in {FILE}, all that it holds is known debt.',
            "",
        )


def _needs_a_line(beginning: Beginning) -> bool:
    return any("adopted =" in addition.text for addition in beginning.additions)


def _next(beginning: Beginning, *, dry: bool) -> Iterator[str]:
    if dry:
        yield "Run it again without --dry-run to write it."
        return
    path = printable(beginning.blueprint, LONGEST_PATH)
    if beginning.update is not None and beginning.update.safe and beginning.updated is None:
        yield from wrapped(
            "Next: apply what is right by hand, or let `kavro-lint init --update` add the rows "
            "that permit nothing new (add, arrive).", ""
        )  # fmt: skip
    else:
        yield from wrapped(
            f"Next: read {path} as a reviewer, correct the names, and commit it.", ""
        )  # fmt: skip
    yield from wrapped(
        "`kavro-lint agents install` gives it to coding agents before they edit; `kavro-lint "
        "status` says where the work stands.", ""
    )  # fmt: skip
