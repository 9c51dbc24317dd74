"""The text report: columns, colour, hyperlinks, what is left out and what is not."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kavro_lint.model.findings import Report
from kavro_lint.model.places import Evidence
from kavro_lint.printable import columns, cut, inert, printable, wrapped
from kavro_lint.reports import PLAIN, View
from kavro_lint.reports.text import render
from tests.reports.making import PATIENT, all_odd, judged, place, report, reports, texts

ESCAPE = re.compile(r"\x1b\]8;;.*?\x1b\\|\x1b\[[0-9;]*m")


def plain(text: str) -> str:
    return ESCAPE.sub("", text).replace("\u2068", "").replace("\u2069", "")


@given(reports(), st.sampled_from((20, 40, 80)), st.booleans())
@settings(PATIENT, max_examples=150)
def test_every_line_is_printable_and_no_command(made: Report, width: int, verbose: bool) -> None:
    text = render(made, View(width=width, verbose=verbose))
    for line in text.split("\n"):
        assert line.isprintable()
        assert "##[" not in line
        assert not line.lstrip().startswith("::")
    assert text.endswith(f"{made.verdict}: {text.rpartition(f'{made.verdict}: ')[2]}")
    for entry in (*made.findings, *made.waived):
        shown = printable(entry.finding.location.path).replace("##[", "##\\[")
        assert shown in text


@given(reports(), st.sampled_from((20, 40, 80)))
@settings(PATIENT, max_examples=100)
def test_colour_links_and_isolation_change_nothing_else(made: Report, width: int) -> None:
    smart = View(width=width, colour=True, links="/root", isolated=True)
    # Only a terminal has colour and links, and no terminal is a runner that reads commands.
    expected = re.sub(r"(?m)^( *)\\::", r"\1::", render(made, View(width=width)))
    assert re.sub(r"(?m)^( *)\\::", r"\1::", plain(render(made, smart))) == expected


@given(st.lists(st.text("ab漢字é/. ", min_size=1, max_size=15)), st.integers(10, 80))
@settings(PATIENT)
def test_lines_are_no_wider_than_asked(words: list[str], width: int) -> None:
    text = " ".join(words)
    lines = list(wrapped(text, width, "  "))
    for line in lines:
        assert columns(line) <= width or " " not in line.strip()
    whole = "".join(line.strip() for line in lines)
    assert whole.replace(" ", "") == text.replace(" ", "")


@given(texts, st.integers(1, 40))
@settings(PATIENT)
def test_what_is_cut_fits_and_says_so(text: str, width: int) -> None:
    shown = printable(text)
    short = cut(shown, width)
    assert columns(short) <= width
    assert short == shown or (short.endswith("…") and shown.startswith(short[:-1]))


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("漢字", 4), ("e\u0301", 1), ("ｆｕｌｌ", 8), ("🎉", 2), ("⚠\ufe0f", 2),
     ("שלום", 4), ("", 0), ("한글", 4), ("✅", 2)],
)  # fmt: skip
def test_columns_of_a_terminal_are_counted(text: str, width: int) -> None:
    assert columns(text) == width


def test_the_report_fits_into_forty_columns() -> None:
    made = report([judged("src/shop/models/order.py", "models may not import services: below it")])
    text = render(made, View(width=40))
    assert max(map(len, text.splitlines())) <= 40
    assert "  models may not import services: below\n    it\n" in text
    assert "    src/shop/models/order.py:3\n      models may not import services: b…\n" in text
    assert text.endswith("BLOCK: 1 major, 2 known, compared with\n  bbbbbbbbbb\n")
    assert render(made, View(width=80, quiet=True)).count("\n") == 1


def test_what_is_left_out_is_counted_and_verbose_shows_it() -> None:
    many = report([judged(f"f{number}.py", fingerprint=f"{number:x}") for number in range(47)])
    text = render(many)
    assert "    … and 37 more places; --verbose shows all\n" in text
    assert "KV703 layer-violation: 47 major\n" in text
    everything = render(many, View(verbose=True))
    assert "f46.py:3" in everything
    assert "--verbose" not in everything
    assert "fingerprint 2e" in everything


def test_a_long_chain_is_cut_and_verbose_shows_it() -> None:
    hops = [f"hop{number}.py" for number in range(12)]
    made = report([judged("a.py", "a reaches z", rule="KV709", more=hops)])
    assert "hop6.py" in render(made)
    assert "hop7.py" not in render(made)
    assert "      … and 5 more hops; --verbose shows all\n" in render(made)
    assert "hop11.py" in render(made, View(verbose=True))


def test_verbose_shows_evidence_in_full() -> None:
    long = "from somewhere import " + ", ".join(f"name{number}" for number in range(15))
    made = report([judged("a.py", long)])
    assert "name14" not in render(made).partition("a.py:3")[2].partition("contract")[0]
    full = render(made, View(verbose=True)).partition("a.py:3")[2].partition("contract")[0]
    assert "name14" in full
    assert all(columns(line) <= 80 for line in full.splitlines())


def test_each_severity_of_a_rule_has_its_own_heading() -> None:
    made = report([judged("a.py", severity="minor"), judged("b.py")])
    heads = [line for line in render(made).splitlines() if line.startswith("KV")]
    assert heads == ["KV703 layer-violation: 1 major", "KV703 layer-violation: 1 minor"]


def test_findings_with_different_fixes_are_not_grouped() -> None:
    first, second = judged("a.py"), judged("b.py", "x")
    same = second.finding.__class__
    other = same(
        "KV703", first.finding.message, place("b.py"), "another fix", frozenset(), source="s",
        evidence=(Evidence(place("b.py"), "import b"),),
    )  # fmt: skip
    changed = second.__class__(other, second.rule, "major", "f")
    text = render(report([first, changed]))
    assert "fix: do not: a may not import b" in text
    assert "fix: another fix" in text


def test_links_lead_to_the_file() -> None:
    text = render(report([judged("a b.py")]), View(links="/root/é"))
    assert "\x1b]8;;file:///root/%C3%A9/a%20b.py\x1b\\a b.py:3\x1b]8;;\x1b\\" in text


def test_words_from_right_to_left_are_isolated() -> None:
    made = report([judged("שלום.py")])
    assert "\u2068שלום.py\u2069:3" in render(made, View(isolated=True))
    assert "\u2068" not in render(made, PLAIN)


def test_a_path_is_no_command_to_a_runner() -> None:
    text = render(all_odd())
    assert "    \\::add-mask::x:3" in text
    assert "##\\[add-matcher]" in text
    assert inert("  plain: text") == "  plain: text"
