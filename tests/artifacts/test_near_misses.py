"""Near misses of a blueprint: what a person almost wrote is said, with the name that is read."""

import pytest

from kavro_lint.artifacts.blueprint import Blueprint, read_blueprint
from kavro_lint.artifacts.markdown import parse

ROW = "|---|---|---|\n| web | `web/` | {} |\n"
LAYERED = (
    "| Module | Paths | Layer |\n|---|---|---|\n| web | `web/` | top |\n| db | `db/` | low |\n\n"
)


def read(text: str) -> Blueprint:
    return read_blueprint(parse("b.md", text.encode()), "", ("web", "db"))


def said(text: str) -> list[str]:
    return [f"{each.message}: {each.fix}" for each in read(text).problems if each.rule == "KV204"]


@pytest.mark.parametrize(
    ("head", "right"),
    [
        ("May imports", "May import"), ("may  import:", ""), ("Depends on", "May import"),
        ("Dependencies", "May import"), ("Allowed import", "May import"),
        ("MAY IMPROT", "May import"),
        ("Must not imports", "Must not import"), ("May not import", "Must not import"),
        ("Must not raech", "Must not reach"), ("Externals", "External"), ("Extrenal", "External"),
        ("Packages", "External"), ("Layers", "Layer"), ("Lyaer", "Layer"),
        ("Public API", "Public"), ("Exports", "Public"), ("Publc", "Public"),
        ("Responsibilities", ""), ("Owner", ""), ("Notes", ""), ("Why", ""), ("Description", ""),
        ("External", ""), ("Third-party", ""), ("Exposes", ""), ("Status", ""), ("Language", ""),
    ],
)  # fmt: skip
def test_a_column_that_is_almost_one_of_the_contract(head: str, right: str) -> None:
    found = said(f"| Module | Paths | {head} |\n" + ROW.format(""))
    assert len(found) == bool(right)
    if right:
        assert f"name the column `{right}`" in found[0]


def test_a_column_that_is_there_already_may_stand_beside_a_similar_one() -> None:
    head = "| Module | Paths | May import | Dependencies |\n|---|---|---|---|\n"
    assert said(f"{head}| web | `web/` | none | x |\n") == []


@pytest.mark.parametrize(
    ("header", "fix"),
    [
        ("Modules | Paths | Layer", "write `Module` for `Modules`"),
        ("Module | Location | May import", "write `Paths` for `Location`"),
        ("Module | Directory | Notes", "write `Paths` for `Directory`"),
        ("Component | Path | May import", "write `Module` for `Component`"),
        ("Module | Layer | May import", "write a column `Paths`"),
        ("Module | Purpose | Notes", ""), ("Name | Path | Why", ""),
        ("Endpoint | Path | Layer", ""),
        ("Module | Layer | Why", ""),
    ],
)  # fmt: skip
def test_a_table_that_is_almost_the_modules_table(header: str, fix: str) -> None:
    found = said(f"| {header} |\n" + ROW.format("x"))
    found = [each for each in found if "almost the Modules table" in each]
    assert len(found) == bool(fix)
    assert fix in "".join(found)
    # Beside a Modules table it is prose.
    assert not [each for each in said(f"{LAYERED}# More\n\n| {header} |\n" + ROW.format("x"))
                if "almost" in each]  # fmt: skip


@pytest.mark.parametrize(("head", "count"), [("Why", 1), ("Reason", 0)])
@pytest.mark.parametrize("kind", ["Ungoverned", "Generated"])
def test_exemptions_without_a_reason_are_not_read(kind: str, head: str, count: int) -> None:
    found = said(f"| {kind} | {head} |\n|---|---|\n| `x/` | old |\n")
    assert len(found) == count
    assert count == 0 or f"the table {kind} has no column `Reason`" in found[0]


@pytest.mark.parametrize(
    "heading", ["Layers", "The layers", "Our layering", "3. Layer order", "The Layers (top first)"]
)
@pytest.mark.parametrize("marks", ["12", "--", "**"])
def test_layers_are_read_under_what_people_write(heading: str, marks: str) -> None:
    items = "".join(
        f"{mark}{'.' * mark.isdigit()} `{name}`\n"
        for mark, name in zip(marks, ("top", "low"), strict=True)
    )
    blueprint = read(f"{LAYERED}## {heading}\n\n{items}")
    assert [layer.name for layer in blueprint.layers] == ["top", "low"]
    assert blueprint.problems == ()


def test_bullets_below_a_numbered_list_are_remarks() -> None:
    blueprint = read(f"{LAYERED}## Layers\n\n1. top\n2. low\n\nRemarks:\n\n- never mind\n")
    assert [layer.name for layer in blueprint.layers] == ["top", "low"]


def test_that_no_list_of_layers_was_found_is_said_once() -> None:
    found = said(f"{LAYERED}## How we stack it\n\n1. top\n2. low\n")
    assert found == [
        "modules name layers (top, low), and no list of layers was found: "
        "rename the heading `How we stack it` (line 6) to `Layers`"
    ]
    assert "list them under a heading `Layers`" in said(LAYERED)[0]
    assert len(said(f"{LAYERED}## Layers\n\n1. tpo\n2. low\n")) == 1
