"""What is drawn: marks, circles, frames, focus and depth."""

import json
from pathlib import Path

import pytest

from kavro_lint.commands.graph.boxes import Box, needed
from kavro_lint.commands.graph.formats import drawings
from kavro_lint.commands.graph.marked import View, depict
from kavro_lint.errors import CannotJudge
from kavro_lint.pipeline.request import Request
from tests.building import repository, run
from tests.pictures.drawing import SHOP, drawn


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("shop"), SHOP, commit=False)


def page(folder: Path, view: View | None = None) -> dict[str, list[dict[str, object]]]:
    text = drawn(folder, "html", view)
    start = text.index('id="data">') + len('id="data">')
    document: dict[str, list[dict[str, object]]] = json.loads(
        text[start : text.index("</script>", start)]
    )
    return document


def edges(document: dict[str, list[dict[str, object]]]) -> dict[tuple[object, object], object]:
    names = [node["name"] for node in document["nodes"]]
    return {
        (names[int(str(e["from"]))], names[int(str(e["to"]))]): e["state"]
        for e in document["edges"]
    }


def test_every_sort_of_finding_is_on_its_arrow(shop: Path) -> None:
    assert edges(page(shop)) == {
        ("api", "billing.invoices"): "allowed",
        ("api", "billing.ledger"): "allowed",
        ("billing.invoices", "billing.ledger"): "allowed",
        ("billing.invoices", "store"): "broken",
        ("billing.ledger", "orders"): "cycle",
        ("orders", "billing.ledger"): "cycle",
        ("store", "web"): "broken",
        ("store", "billing.invoices"): "waived",
        ("tests", "api"): "allowed",
    }


def test_marks_say_which_rule_and_which_decision(shop: Path) -> None:
    marks = {(mark["rule"], mark["waived"]) for mark in page(shop)["marks"]}
    waived = "docs/kavro/decisions/0001-prices.md"
    assert marks == {("KV703", None), ("KV703", waived), ("KV705", None), ("KV706", None)}


def test_a_rule_that_is_off_marks_nothing(tmp_path: Path) -> None:
    settings = "[severity]\nKV703 = 'off'\nKV705 = 'off'\nKV706 = 'off'\n"
    folder = repository(tmp_path, {**SHOP, "kavro-lint.toml": settings}, commit=False)
    assert set(edges(page(folder)).values()) == {"allowed"}


def test_depth_folds_nested_modules(shop: Path) -> None:
    document = page(shop, View(depth=1))
    names = [node["name"] for node in document["nodes"]]
    assert names == ["api", "billing", "orders", "store", "web", "idle", "tests"]
    folded = edges(document)
    assert folded["billing", "store"] == "broken"
    assert folded["billing", "orders"] == "cycle"
    assert ("billing", "billing") not in folded
    counts = {e["from"]: e["count"] for e in document["edges"] if e["from"] == 0}
    assert counts == {0: 2}


def test_focus_keeps_neighbours_on_both_sides_and_its_own_arrows(shop: Path) -> None:
    document = page(shop, View(focus=("billing.invoices",)))
    assert [node["name"] for node in document["nodes"]] == [
        "api",
        "billing.invoices",
        "billing.ledger",
        "store",
    ]
    assert all("billing.invoices" in pair for pair in edges(document))


def test_a_module_in_focus_is_not_folded(shop: Path) -> None:
    names = {n["name"] for n in page(shop, View(focus=("orders",), depth=1))["nodes"]}
    assert names == {"orders", "billing"}
    names = {n["name"] for n in page(shop, View(focus=("billing.ledger",), depth=1))["nodes"]}
    assert names == {"billing.ledger", "billing", "api", "orders"}


def test_focus_on_an_outer_module_is_on_all_in_it(shop: Path) -> None:
    names = {n["name"] for n in page(shop, View(focus=("billing",)))["nodes"]}
    assert names == {"billing", "billing.invoices", "billing.ledger", "api", "orders", "store"}


def test_several_modules_may_be_in_focus(shop: Path) -> None:
    names = {n["name"] for n in page(shop, View(focus=("idle", "tests")))["nodes"]}
    assert names == {"idle", "tests", "api"}


@pytest.mark.parametrize("focus", ["orders", "orders/", "orders/o.py"])
def test_focus_on_files_takes_modules_folders_and_files(shop: Path, focus: str) -> None:
    names = {n["name"] for n in page(shop, View("file", (focus,)))["nodes"]}
    assert names == {"orders/o.py", "billing/ledger/l.py"}


def test_focus_limits_json_too(shop: Path) -> None:
    document = json.loads(drawn(shop, "json", View("file", ("orders",))))
    assert {edge["from"] for edge in document["edges"]} == {"orders/o.py", "billing/ledger/l.py"}
    assert document["externals"] == []


@pytest.mark.parametrize("form", drawings())
def test_an_unknown_focus_names_the_nearest(shop: Path, form: str) -> None:
    with pytest.raises(CannotJudge, match="no module is called that") as caught:
        depict(Request(shop, cached=False), View(focus=("ordres",)), form)
    assert "did you mean orders?" in caught.value.remedy


def test_depth_is_for_modules(shop: Path) -> None:
    with pytest.raises(CannotJudge, match="--depth and --level file cannot be combined"):
        depict(Request(shop, cached=False), View("file", depth=1), "mermaid")
    done = run(shop, "graph", "--depth", "0")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_without_a_blueprint_folders_are_drawn_and_folded(tmp_path: Path) -> None:
    files = {path: text for path, text in SHOP.items() if path.endswith(".py")}
    folder = repository(tmp_path, files, commit=False)
    document = page(folder)
    assert {"billing/invoices/", "store/"} <= {node["name"] for node in document["nodes"]}
    assert edges(document)["billing/ledger/", "orders/"] == "cycle"
    folded = page(folder, View(depth=1))
    assert {node["name"] for node in folded["nodes"]} == {
        "api/",
        "billing/",
        "idle/",
        "orders/",
        "store/",
        "tests/",
        "web/",
    }
    near = page(folder, View(focus=("orders",)))
    assert {node["name"] for node in near["nodes"]} == {"orders/", "billing/ledger/"}


def test_a_cycle_within_one_frame_has_its_own(tmp_path: Path) -> None:
    table = "| Module | Paths | Layer |\n|--|--|--|\n| a | `a.py` | one |\n| b | `b.py` | one |\n"
    table += "| c | `c.py` | one |\n\n## Layers\n\n1. `one`\n"
    files = {"docs/kavro/blueprint.md": table, "a.py": "import b\nimport c\n", "c.py": ""}
    folder = repository(tmp_path, {**files, "b.py": "import a\n"}, commit=False)
    for form in ("mermaid", "dot"):
        text = drawn(folder, form)
        assert text.count("dependency cycle") == 1


def test_empty_frames_are_left_out() -> None:
    src, shop, api = (Box("folder", key, key) for key in ("src/", "src/shop/", "src/shop/api/"))
    layer = Box("layer", "top", "top")
    assert needed({"a": (src, shop, api), "b": (src, shop)}) == {"a": (shop,), "b": (shop,)}
    assert needed({"a": (layer, src)}) == {"a": (layer,)}


def test_undeclared_files_are_shown_as_missing(tmp_path: Path) -> None:
    folder = repository(tmp_path, {**SHOP, "stray/s.py": "import api.a\n"}, commit=False)
    for form in ("mermaid", "dot", "html"):
        assert "1 file that no module declares is not drawn (KV701)." in drawn(folder, form)
    assert "stray" not in drawn(folder, "mermaid")
