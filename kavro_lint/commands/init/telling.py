"""What `init` says: what it wrote, what it did not grant, and what comes next."""

import textwrap
from collections.abc import Iterator

from kavro_lint.commands.init.beginning import Beginning
from kavro_lint.commands.init.settings import FILE
from kavro_lint.printable import printable

WIDTH = 80
SHOWN = 12


def told(beginning: Beginning, dry: bool) -> str:
    """Return the account of a beginning, written or (`dry`) only shown."""
    return "\n".join(_lines(beginning, dry)) + "\n"


def _lines(beginning: Beginning, dry: bool) -> Iterator[str]:
    if dry:
        for record in beginning.records:
            yield printable(record.path, 500)
            yield from (f"  {printable(line, 5000)}" for line in record.text.splitlines())
            yield ""
    yield from _files(beginning, dry)
    yield from _additions(beginning)
    if beginning.remarks:
        yield "To know:"
        for remark in beginning.remarks:
            yield from _wrapped(f"- {remark}", "  ")
        yield ""
    yield from _refused(beginning)
    yield from _foreseen(beginning)
    yield ""
    yield from _next(beginning, dry)


def _files(beginning: Beginning, dry: bool) -> Iterator[str]:
    said = "Would be written (--dry-run: nothing was)" if dry else "Written"
    yield f"{said}:"
    for record in beginning.records:
        yield f"  {printable(record.path, 500)}"
    if beginning.draft is None:
        yield from _wrapped(_without_draft(beginning), "  ")
    else:
        contract = beginning.draft.contract
        names = ", ".join(name for name, _ in contract.layers) or "none"
        guessed = "" if contract.given or not contract.layers else " (the names are guesses)"
        count = len(contract.rows)
        rows = "one module" if count == 1 else f"{count} modules"
        yield from _wrapped(f"{rows}; layers: {names}{guessed}.", "  ")
    yield ""


def _without_draft(beginning: Beginning) -> str:
    """Say why nothing could be drafted: no source, or none that kavro-lint reads."""
    kinds = beginning.report.coverage.not_analysed
    if not kinds:
        return "There is no source yet, so the modules are yours to plan."
    shown = ", ".join(f"{count} {suffix}" for suffix, count in kinds.items())
    return (
        f"There are {shown} files, which kavro-lint cannot read yet: it cannot say which modules "
        "there are. Plan them yourself; the rules on imports do not judge these files."
    )


def _additions(beginning: Beginning) -> Iterator[str]:
    for addition in beginning.additions:
        path = printable(addition.path, 500)
        yield from _wrapped(f"{path} is there already. Add to it, {addition.why}:", "")
        yield from (f"    {line}".rstrip() for line in addition.text.splitlines())
        yield ""


def _refused(beginning: Beginning) -> Iterator[str]:
    """Yield the dependencies that the contract does not grant, those of few imports first."""
    refused = beginning.draft.refused if beginning.draft is not None else {}
    if not refused:
        return
    given = beginning.given
    why = "the rules that were read, a cycle, or the layers" if given else "a cycle or the layers"
    yield f"Done by the code and not allowed by the draft ({why} speak against it):"
    ranked = sorted(refused.items(), key=lambda each: (-len(each[1]), each[0]))
    width = max(len(f"{user} -> {used}") for (user, used), _ in ranked[:SHOWN])
    for (user, used), imports in ranked[:SHOWN]:
        first = imports[0]
        place = printable(f"{first.importer}:{first.raw.line}")
        pair = printable(f"{user} -> {used}").ljust(width)
        yield f"  {pair}  {len(imports)} import{'s' if len(imports) > 1 else ''}, as in {place}"
    if len(ranked) > SHOWN:
        yield f"  and {len(ranked) - SHOWN} more"
    yield ""


def _foreseen(beginning: Beginning) -> Iterator[str]:
    report = beginning.report
    counts = f"{len(report.findings)} new" if report.findings else "no findings"
    known = f", {report.known} known" if report.known else ""
    when = ", once the setting above is added" if _needs_a_line(beginning) else ""
    yield f"`kavro-lint check` then says{when}:"
    yield f"  {report.verdict}: {counts}{known}"
    for each in report.findings[:5]:
        place = printable(f"{each.finding.location.path}:{each.finding.location.line}")
        yield from _wrapped(f"{each.rule.id} {place} {printable(each.finding.message)}", "    ")
    if len(report.findings) > 5:
        yield f"    and {len(report.findings) - 5} more"
    if beginning.debt:
        debt = ", ".join(f"{rule} {count}" for rule, count in beginning.debt.items())
        yield from _wrapped(f"`kavro-lint check --all` shows the known debt: {debt}", "")
    if beginning.commit is None:
        yield from _wrapped(
            "There is no commit yet, so nothing is known debt: all of it is reported until it is "
            f'fixed. With `adopted = "<commit>"` in {FILE}, what is in that commit is known.',
            "",
        )


def _needs_a_line(beginning: Beginning) -> bool:
    return any(addition.text.startswith("adopted") for addition in beginning.additions)


def _next(beginning: Beginning, dry: bool) -> Iterator[str]:
    if dry:
        yield "Run it again without --dry-run to write it."
        return
    path = printable(beginning.records[-1].path, 500)
    yield from _wrapped(
        f"Next: read {path} as a reviewer, rename what you would call otherwise, and commit it.", ""
    )


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
