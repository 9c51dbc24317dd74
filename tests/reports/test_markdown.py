"""Markdown, rendered: what comes from a repository is shown as it is and does nothing."""

import re

from hypothesis import example, given, settings
from markdown_it import MarkdownIt

from kavro_lint.model.findings import Report
from kavro_lint.printable import printable
from kavro_lint.reports import View
from kavro_lint.reports.markdown import LARGEST, code, escaped, prose, render
from tests.reports.making import ODD, PATIENT, all_odd, judged, report, reports, texts

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# What a forge adds to CommonMark: mentions, references, addresses, signs by name.
ACTIVE = re.compile(r"@\w|#\w|!\w|~\w|&\w|\$\w|%\w|://|www\.\w|:[\w+-]+:|(?i:\bGH-\d)")
OURS = {"table", "thead", "tbody", "tr", "th", "td", "p", "h2", "h3", "strong", "code", "br", "ul",
        "li", "details", "summary"}  # fmt: skip


def _parts(html: str) -> tuple[set[str], str, str]:
    """Return the names of the tags, the text outside of code, and all text."""
    import html as entities

    tags = set(re.findall(r"</?([a-z0-9]+)", html))
    # Code stands between what is before and behind it, so that these do not meet.
    outside = re.sub(r"<code>.*?</code>", "\0", html, flags=re.DOTALL)
    shown = [entities.unescape(re.sub(r"<[^>]*>", "", entry)) for entry in (outside, html)]
    return tags, shown[0], shown[1].replace("\u200b", "")


def in_cell(cell: str) -> tuple[set[str], str, str]:
    html = PARSER.render(f"| x | y |\n|---|---|\n| {cell} | end |\n")
    assert html.count("<td>") == 2, html
    (inside,) = re.findall(r"<td>(.*)</td>\n<td>end</td>", html, re.DOTALL)
    return _parts(inside)


@given(texts)
@settings(PATIENT, max_examples=300)
def test_text_is_shown_as_it_is(text: str) -> None:
    tags, outside, shown = in_cell(f"x {escaped(text)} x")
    assert tags == set()
    assert shown == f"x {printable(text)} x"
    assert not ACTIVE.search(outside), outside


@given(texts)
@settings(PATIENT, max_examples=300)
def test_code_is_shown_as_it_is(text: str) -> None:
    tags, _, shown = in_cell(code(text))
    assert tags == {"code"}
    assert shown == printable(text)


def test_odd_texts_are_escaped_in_markdown() -> None:
    for text in ODD:
        assert in_cell(f"x {escaped(text)} x")[2] == f"x {printable(text)} x"
        assert in_cell(code(text))[2] == printable(text)


@given(texts)
@example("&``0")
@example("&`0`0")
@settings(PATIENT, max_examples=200)
def test_a_sentence_has_no_markup_but_code(text: str) -> None:
    tags, outside, _ = in_cell(f"x {prose(text)} x")
    assert tags <= {"code"}
    assert not ACTIVE.search(outside), outside


@given(reports())
@settings(PATIENT, max_examples=100)
def test_a_report_has_one_row_for_each_finding(made: Report) -> None:
    html = PARSER.render(render(made))
    assert set(re.findall(r"</?([a-z0-9]+)", html)) <= OURS
    assert html.count("<td>") % 3 == 0
    assert html.startswith(f"<h2>kavro-lint: {made.verdict}</h2>")


def test_odd_paths_messages_and_names_together_are_escaped() -> None:
    html = PARSER.render(render(all_odd()))
    assert html.count("<td>") == 3 * 2 * len(ODD)
    assert set(re.findall(r"</?([a-z0-9]+)", html)) <= OURS


def test_a_report_fits_into_a_comment() -> None:
    result = [judged(f"{number}.py", f"{number} " * 60) for number in range(500)]
    waived = [judged(f"{number}.py", f"{number} " * 60, waived_by="d.md") for number in range(500)]
    text = render(report(result, waived, [f"{number} " * 500 for number in range(50)]))
    assert LARGEST * 0.8 < len(text) <= LARGEST + 200
    left = re.findall(r"… and (\d+) more finding", text)
    rows = len(re.findall(r"(?m)^\| `\d+\.py:3`", text))
    assert rows + sum(map(int, left)) == 1000


def test_many_places_are_counted() -> None:
    result = [judged(f"{number}.py") for number in range(30)]
    assert "… and 20 more places" in render(report(result))
    assert "29.py" in render(report(result), View(verbose=True))
