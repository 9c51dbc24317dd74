"""The page over all repositories, with the page of each behind its name."""

from collections.abc import Iterator
from urllib.parse import quote

from kavro_lint.commands.org.overview import Flow, Overview, Row, number, text
from kavro_lint.commands.org.result_files import PAGES
from kavro_lint.commands.report.formats.html import escaped, markup, page
from kavro_lint.commands.report.formats.tables import Table
from kavro_lint.spelling import quantity

MOST_NAMES = 8


def render(overview: Overview) -> str:
    """Return the page."""
    return page("Architecture drift: all repositories", [
        "<header>",
        '<p class="name">Architecture drift: all repositories</p>',
        f'<h1 class="{_tone(overview)}">{escaped(sentence(overview))}</h1>',
        f'<p class="what">{escaped(_subtitle(overview))}</p>',
        "</header>",
        "<main>",
        *_repositories(overview),
        *(part for table in tables_of(overview) if table.rows for part in _section(table)),
        "</main>",
    ])  # fmt: skip


def sentence(overview: Overview) -> str:
    """Return whether drift grew or shrank over all repositories."""
    change = overview.open - overview.before
    count = quantity(overview.open, "finding")
    scope = f"in {quantity(len(overview.rows), 'repository', 'repositories')}"
    if not overview.rows:
        return "No repository could be judged."
    if not change:
        return f"As before: {count} open {scope}."
    word, more = ("Worse", "more") if change > 0 else ("Better", "fewer")
    grew = sum(number(row, "open") > number(row, "before") for row in overview.rows)
    return f"{word}: {count} open {scope}, {abs(change):,} {more}; it grew in {grew:,}."


def _tone(overview: Overview) -> str:
    change = overview.open - overview.before
    return "worse" if change > 0 else "better" if change < 0 else ""


def _subtitle(overview: Overview) -> str:
    parts = [f"{overview.since} to {overview.until}." if overview.since else ""]
    parts.append(f"{len(overview.without_contract):,} without a contract,")
    parts.append(f"{len(overview.failed):,} that could not be judged.")
    return " ".join(filter(None, parts))


def _repositories(overview: Overview) -> Iterator[str]:
    """Yield the table of repositories, those where drift grew most first; each is a link."""
    rows = sorted(overview.rows, key=lambda row: (-_growth(row), text(row, "name")))
    if not rows:
        return
    yield '<section id="repositories"><h2>Repositories</h2><div class="scroll"><table><thead><tr>'
    for head in ("repository", "team"):
        yield f'<th scope="col">{head}</th>'
    for head in ("before", "new", "resolved", "open", "change", "waived"):
        yield f'<th scope="col" class="number">{head}</th>'
    yield "</tr></thead><tbody>"
    for row in rows:
        name = text(row, "name")
        place = f"{PAGES}/{quote(name)}.html"
        cells = [f'<td><a href="{place}">{escaped(name)}</a></td>',
                 f"<td>{escaped(text(row, 'team'))}</td>"]  # fmt: skip
        cells += [
            f'<td class="number">{number(row, key):,}</td>'
            for key in ("before", "came", "went", "open")
        ]
        cells.append(f'<td class="number">{_growth(row):+,}</td>')
        cells.append(f'<td class="number">{number(row, "waived"):,}</td>')
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div></section>"


def _growth(row: Row) -> int:
    return number(row, "open") - number(row, "before")


def tables_of(overview: Overview) -> Iterator[Table]:
    """Yield the tables beside that of the repositories."""
    yield _flows("By team", "team", overview.teams)
    yield _flows("By rule", "rule", overview.rules)
    rows = tuple(
        (contradiction.package, _named(contradiction.allowed), _named(contradiction.denied))
        for contradiction in overview.contradictions
    )
    yield Table(
        "Decisions that contradict", "A package that one blueprint allows and another one denies.",
        ("package", "allowed in", "denied in"), rows,
    )  # fmt: skip
    without = tuple((name,) for name in overview.without_contract)
    yield Table("Without a contract", "", ("repository",), without)
    yield Table("Not judged", "", ("repository", "why"), overview.failed)


def _flows(title: str, label: str, flows: tuple[Flow, ...]) -> Table:
    rows = tuple(
        (flow.name, f"{flow.repositories:,}", f"{flow.before:,}", f"{flow.open:,}",
         f"{flow.open - flow.before:+,}")
        for flow in flows
    )  # fmt: skip
    return Table(title, "", (label, "repositories", "before", "open", "change"), rows)


def _named(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _section(table: Table) -> Iterator[str]:
    yield f"<section><h2>{escaped(table.title)}</h2>"
    if table.note:
        yield f'<p class="note">{escaped(table.note)}</p>'
    yield from markup(table)
    yield "</section>"
