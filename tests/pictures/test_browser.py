"""The page in a real browser: what a reader does with it."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from kavro_lint.commands.graph.marked import View
from tests.building import repository
from tests.pictures.browser import CHROMIUM, DRIVER, Browser, browser
from tests.pictures.drawing import SHOP, drawn

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None,
    reason="chromium and chromedriver are not installed",
)

ENTER, ESCAPE, RIGHT, DOWN = "\ue007", "\ue00c", "\ue014", "\ue015"
HOSTILE = "<img src=x onerror=document.title='owned'>"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    files = {**SHOP, "orders/o.py": f"{SHOP['orders/o.py']}import billing.b  # {HOSTILE}\n"}
    repository(folder / "shop", files, commit=False)
    made = folder / "graph.html"
    made.write_text(drawn(folder / "shop", "html"), encoding="utf-8")
    return made


@pytest.fixture
def shop(window: Browser, page: Path) -> Iterator[Browser]:
    window.open(page)
    yield window
    assert window.complaints() == []


def heading(window: Browser) -> object:
    return window.run("return $('#panel h2').textContent")


def test_layers_stand_from_top_to_bottom(shop: Browser) -> None:
    tops = shop.run(
        "return ['api', 'billing.invoices', 'store'].map((name) => "
        '$(`.node[data-name="${name}"]`).getBoundingClientRect().top)'
    )
    assert tops == sorted(set(tops))
    assert shop.run("return all('.band > text').map((e) => e.firstChild.data)") == [
        "outside the layers", "− delivery", "− domain", "− data",
    ]  # fmt: skip


def test_no_node_lies_over_another(shop: Browser) -> None:
    overlaps = shop.run(
        "const r = all('.node .face').map((e) => e.getBoundingClientRect());"
        "return r.flatMap((a, i) => r.slice(i + 1).filter((b) => a.left < b.right"
        " && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length"
    )
    assert overlaps == 0


def test_a_click_on_a_module_shows_its_edges_down_to_the_line(shop: Browser) -> None:
    shop.click('.node[data-name="store"]')
    assert heading(shop) == "store"
    shop.run("all('#panel details').forEach((each) => { each.open = true; })")
    text = shop.run(
        "return new Promise((done) => setTimeout(() => done($('#panel').innerText), 50))"
    )
    for expected in (
        "store/__init__.py:2", "import web.w", "KV703", "docs/kavro/blueprint.md:8",
        "waived by docs/kavro/decisions/0001-prices.md", "billing/invoices/i.py:2", "KV706",
    ):  # fmt: skip
        assert expected in text


def test_the_overview_lists_violations_cycles_and_what_is_waived(shop: Browser) -> None:
    text = str(shop.run("return $('#panel').innerText")).casefold()
    for expected in ("not allowed (2)", "cycles (1)", "waived by a decision (1)", "kv705"):
        assert expected in text


def test_repository_text_stays_text(shop: Browser) -> None:
    shop.click('.node[data-name="orders"]')
    shop.run("all('#panel details').forEach((each) => { each.open = true; })")
    shop.run("return new Promise((done) => setTimeout(done, 50))")
    assert shop.run("return all('img').length") == 0
    assert shop.run("return document.title") == "shop - dependency graph"


def test_search_finds_opens_and_chooses(shop: Browser) -> None:
    shop.click("#fold")
    assert shop.run("return all('.node[data-name=\"billing.ledger\"]').length") == 0
    shop.click("#search")
    shop.keys("ledg")
    assert shop.run("return all('#results li').map((e) => e.textContent)") == ["billing.ledger"]
    shop.keys(ENTER)
    assert heading(shop) == "billing.ledger"
    assert shop.run("return document.activeElement.dataset.name") == "billing.ledger"


def test_groups_collapse_to_one_node_with_all_its_edges(shop: Browser) -> None:
    shop.click("#fold")
    arrows = shop.run("return all('.edge').map((e) => e.dataset.edge)")
    assert "api → billing" in arrows
    assert "api → billing.ledger" not in arrows
    shop.run("$('.node[data-name=\"billing\"]').dispatchEvent(new MouseEvent('dblclick'))")
    assert "api → billing.ledger" in shop.run("return all('.edge').map((e) => e.dataset.edge)")


def test_the_keyboard_reaches_and_opens_everything(shop: Browser) -> None:
    shop.run("$('#stage svg').focus()")
    seen = set()
    for _ in range(4):
        shop.keys(DOWN)
        seen.add(shop.run("return document.activeElement.dataset.name"))
    assert len(seen) == 4
    shop.keys(ENTER)
    assert heading(shop) == shop.run("return document.activeElement.dataset.name")
    shop.keys(ESCAPE)
    assert heading(shop) == "shop"
    shop.keys("m")
    assert shop.run("return $('#show-matrix').getAttribute('aria-pressed')") == "true"
    assert shop.run("return all('.node, .cell').filter((e) => e.tabIndex === 0).length") == 1


def test_the_matrix_has_what_runs_against_the_layers_above_the_diagonal(shop: Browser) -> None:
    shop.click("#show-matrix")
    cells = shop.run(
        "return all('.cell').map((e) => { const r = e.querySelector('rect');"
        "return [e.dataset.edge, e.getAttribute('class').split(' ')[1],"
        "Math.sign(+r.getAttribute('x') - +r.getAttribute('y'))]; })"
    )
    above = {(edge, state) for edge, state, side in cells if side > 0}
    assert ("store → web", "broken") in above
    assert ("store → billing.invoices", "waived") in above
    assert not any(state == "allowed" for _, state in above)
    shop.run("$('.cell.broken').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    assert "→" in str(heading(shop))
    status = str(shop.run("return $('#status').textContent"))
    assert status.endswith("1 import, not allowed")


def test_states_can_be_hidden(shop: Browser) -> None:
    shop.click("#filter-allowed")
    shown = shop.run(
        "return all('.edge').filter((e) => getComputedStyle(e).display !== 'none')"
        ".map((e) => e.getAttribute('class').split(' ')[1])"
    )
    assert shown
    assert "allowed" not in shown


def test_the_page_can_be_zoomed_and_moved(shop: Browser) -> None:
    place = "return $('#stage svg > g').getAttribute('transform')"
    fitted = shop.run(place)
    shop.click("#zoom-in")
    zoomed = shop.run(place)
    shop.run(
        "const s = $('#stage svg');"
        "s.dispatchEvent(new PointerEvent('pointerdown', {clientX: 300, clientY: 300}));"
        "window.dispatchEvent(new PointerEvent('pointermove', {clientX: 350, clientY: 340}));"
        "window.dispatchEvent(new PointerEvent('pointerup', {}));"
    )
    assert len({fitted, zoomed, shop.run(place)}) == 3
    shop.click("#zoom-fit")
    assert shop.run(place) == fitted


def test_three_hundred_modules_and_five_thousand_edges_are_drawn(
    window: Browser, tmp_path: Path
) -> None:
    names = [f"m{n:03}" for n in range(300)]
    layers = ["top", "middle", "low"]
    rows = "".join(
        f"| {name} | `{name}.py` | {layers[n // 100]} |\n" for n, name in enumerate(names)
    )
    order = "".join(f"{n}. `{layer}`\n" for n, layer in enumerate(layers, 1))
    files = {
        f"{name}.py": "".join(
            f"import {names[(n + step * step) % 300]}\n" for step in range(1, 18) if n + step < 300
        )
        for n, name in enumerate(names)
    }
    table = f"| Module | Paths | Layer |\n|--|--|--|\n{rows}\n## Layers\n\n{order}"
    repository(tmp_path / "big", {**files, "docs/kavro/blueprint.md": table}, commit=False)
    made = tmp_path / "big.html"
    made.write_text(drawn(tmp_path / "big", "html"), encoding="utf-8")
    window.open(made)
    assert window.run("return all('.node').length") == 300
    assert window.run("return all('.edge').length") > 4900
    window.click("#show-matrix")
    assert window.run("return all('.cell').length") > 4900
    assert window.complaints() == []


def test_files_can_be_looked_at(window: Browser, page: Path, tmp_path: Path) -> None:
    made = tmp_path / "files.html"
    made.write_text(drawn(page.parent / "shop", "html", View("file")), encoding="utf-8")
    window.open(made)
    window.click('.node[data-name="store/__init__.py"]')
    assert heading(window) == "store/__init__.py"
    assert window.complaints() == []


WAYS = {
    "a.py": "import b\nimport c\n", "b.py": "import c\n", "c.py": "import d\n", "d.py": "",
    "e.py": "import f\nimport g\n", "f.py": "import e\nimport g\n", "g.py": "",
}  # fmt: skip


def of_modules(folder: Path, files: dict[str, str]) -> Path:
    rows = "".join(f"| {path[:-3]} | `{path}` |\n" for path in files)
    table = f"| Module | Paths |\n|--|--|\n{rows}"
    repository(folder / "r", {**files, "docs/kavro/blueprint.md": table}, commit=False)
    made = folder / "graph.html"
    made.write_text(drawn(folder / "r", "html"), encoding="utf-8")
    return made


SEEN = (
    "return all('.edge').filter((e) => getComputedStyle(e).display !== 'none')"
    ".map((e) => e.dataset.edge).sort()"
)


def test_what_longer_ways_imply_is_hidden_on_demand(window: Browser, tmp_path: Path) -> None:
    window.open(of_modules(tmp_path, WAYS))
    every = window.run(SEEN)
    assert window.run("return $('#filter-implied').checked") is True
    assert "a → c" in every
    window.click("#filter-implied")
    # In a cycle nothing is implied: each of the two arrows to `g` may be what matters.
    assert [edge for edge in every if edge not in window.run(SEEN)] == ["a → c"]
    # What is chosen shows all its arrows.
    window.click('.node[data-name="a"]')
    assert "a → c" in window.run(SEEN)
    assert window.complaints() == []


def test_a_crowd_begins_without_what_longer_ways_imply(window: Browser, tmp_path: Path) -> None:
    names = [f"m{number:02}" for number in range(20)]
    files = {
        f"{name}.py": "".join(f"import {other}\n" for other in names[number + 1 :])
        for number, name in enumerate(names)
    }
    window.open(of_modules(tmp_path, files))
    assert window.run("return all('.edge').length") == 190
    assert window.run("return $('#filter-implied').checked") is False
    assert window.run(SEEN) == [f"{result} → {two}" for result, two in itertools.pairwise(names)]
    window.click("#filter-implied")
    assert len(window.run(SEEN)) == 190


def test_two_modules_show_the_shortest_way_between_them(window: Browser, tmp_path: Path) -> None:
    window.open(of_modules(tmp_path, WAYS))
    window.click('.node[data-name="a"]')
    window.click('.node[data-name="d"]')
    assert window.run("return all('.way-title').map((e) => e.textContent)") == [
        "Shortest way a → d (2)",
        "No way d → a",
    ]
    assert window.run("return all('.edge.way').map((e) => e.dataset.edge).sort()") == [
        "a → c",
        "c → d",
    ]
    assert window.run("return all('#panel ul.way summary').map((e) => e.textContent)") == [
        "a → c 1",
        "c → d 1",
    ]
    window.keys(ESCAPE)
    assert window.run("return all('.way').length") == 0
    assert window.complaints() == []
