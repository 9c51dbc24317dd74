import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.artifacts.markdown import Document, is_nothing, is_placeholder, key_of, parse, plain
from kavro_lint.model.facts import Unreadable


def read(text: str) -> Document:
    return parse("x.md", text.encode())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2. Folder & Module Structure", "Folder and module structure"),
        ("Section 2 - Folder and Module Structure", "folder & module structure"),
        ("**Scope - In**", "Scope – In"),
        ("Scope: In", "scope — in"),
        ("`Module`", "MODULE"),
        ("3) Data Design", "Data design"),
    ],
)
def test_equal_keys_are_folded(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


def test_different_keys_stay_apart() -> None:
    assert key_of("1.2.3") != key_of("1.2.4")
    assert key_of("Scope in") != key_of("Scope out")


@pytest.mark.parametrize("text", ["", " ", "TBD", "todo", "...", "[why it was rejected]", "TODO."])
def test_text_left_from_a_template_is_a_placeholder(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`__init__`", "__init__"),
        ("`__pypy__`, `_x_`", "__pypy__, _x_"),
        ("**`shop`**", "shop"),
        ("__`shop`__", "shop"),
        ("[`shop`](shop.md)", "shop"),
        ("`[a](b)`", "[a](b)"),
        ("**`a` and `b`**", "a and b"),
        ("` `", ""),
    ],
)
def test_code_is_as_it_is(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize("text", ["None", "-", "–", "—", "`none`"])
def test_a_dash_or_none_means_an_empty_value(text: str) -> None:
    assert is_nothing(text)


def test_every_fact_has_its_line() -> None:
    document = read(
        "---\nstatus: approved\n---\n# Title\n\n**Goal:** one\ntwo\n- **Scope:** `a`\n\n"
        "| A | B |\n|---|---|\n| 1 | `x, y`, z |\n\n```mermaid\n%% kavro\n```\n1. step\n"
    )
    assert document.front_matter["status"] == "approved"
    assert [(head.text, head.line) for head in document.headings] == [("Title", 4)]
    fields = {field.name: (field.value, field.line) for field in document.fields}
    assert fields["goal"] == ("one\ntwo", 6)
    assert fields["scope"][1] == 8
    (table,) = document.tables
    assert (table.line, table.rows[0].line) == (10, 12)
    assert table.rows[0].cells[1].values == ("x, y", "z")
    assert (document.fences[0].info, document.fences[0].line) == ("mermaid", 14)
    assert (document.items[-1].number, document.items[-1].line) == (1, 17)


def test_comments_and_fenced_code_are_no_content() -> None:
    document = read("<!-- **Goal:** no\n\n# No -->\n```\n**Goal:** no\n# No\n| A |\n|---|\n```\n")
    assert not document.headings
    assert not document.fields
    assert not document.tables


def test_a_short_row_is_told_from_an_empty_cell() -> None:
    (table,) = read("| A | B |\n|---|---|\n| 1 |\n| 1 | |\n").tables
    assert [row.short for row in table.rows] == [True, False]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_are_read(end: str, mark: bytes) -> None:
    text = end.join(["# A", "", "**Goal:** b", ""])
    document = parse("x.md", mark + text.encode())
    assert document.headings[0].line == 1
    assert (document.fields[-1].name, document.fields[-1].line) == ("goal", 3)


def test_broken_front_matter_is_a_problem_and_not_an_error() -> None:
    for text in ("---\nopen: 1\n", "---\n- list\n---\n", "---\na: [\n---\n", "---\n!!x y\n---\n"):
        assert read(text).problems, text


def test_bytes_that_are_not_utf_8_are_a_problem() -> None:
    with pytest.raises(Unreadable, match="line 2"):
        parse("x.md", b"# A\n\xff")


pieces = st.sampled_from(
    ["# A\n", "|a|b|\n", "|-|-|\n", "|1|\n", "```\n", "~~~\n", "<!--", "-->", "**x:** y\n", "- z\n",
     "1. q\n", "\n", "> ", "---\n", "`", "[x](y)", "  ", "\t", "é", "\\", "*", "<br>", "{", ","]
)  # fmt: skip


@given(st.lists(pieces, max_size=40).map("".join))
def test_any_text_is_read_and_lines_are_in_it(text: str) -> None:
    document = read(text)
    last = text.count("\n") + 1
    parts = (document.headings, document.tables, document.fences, document.items, document.fields)
    for part in parts:
        lines = [entry.line for entry in part]
        assert all(1 <= line <= last for line in lines)
        assert lines == sorted(lines)


@given(st.lists(st.tuples(*[st.from_regex(r"[a-z]{0,6}", fullmatch=True)] * 3), max_size=6))
def test_every_cell_that_is_written_is_read(rows: list[tuple[str, str, str]]) -> None:
    text = "| A | B | C |\n|---|---|---|\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)
    (table,) = read(text).tables
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == rows
