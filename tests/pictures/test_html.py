"""The page: self-contained, escaped, bounded. What it does in a browser is in test_browser."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.commands.graph.formats import html
from kavro_lint.commands.graph.picture import Picture
from kavro_lint.errors import CannotJudge
from tests.pictures.drawing import picture_of

HOSTILE = ["</script><script>alert(1)</script>", "<!--", "]]>", "&lt;", "{{script}}", "\u2028"]


class Read(HTMLParser):
    """The elements of a page, with the text of scripts and style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags:
            self.texts.setdefault(self.tags[-1][0], []).append(data)


def data_of(text: str) -> dict[str, list[dict[str, object]]]:
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert match
    document: dict[str, list[dict[str, object]]] = json.loads(match[1])
    return document


@given(st.lists(st.one_of(st.text(min_size=1), st.sampled_from(HOSTILE)), min_size=1, unique=True))
def test_no_name_leaves_the_data(names: list[str]) -> None:
    empty = Read(html.render(picture_of(["a"])))
    page = html.render(picture_of(names))
    assert [tag for tag, _ in Read(page).tags] == [tag for tag, _ in empty.tags]
    assert len(data_of(page)["nodes"]) == len(names)
    embedded = page.partition('id="data">')[2].partition("</script>")[0]
    assert not set("<>&") & set(embedded)


def test_the_title_is_escaped() -> None:
    picture = picture_of(["a"])
    hostile = Picture("module", picture.nodes, picture.arrows, title="<img src=x onerror=alert(1)>")
    page = html.render(hostile)
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_the_page_asks_nobody_for_anything() -> None:
    page = html.render(picture_of(["a", "b"]))
    addresses = set(re.findall(r"\b\w+://[^\s\"'`)]+", page))
    assert addresses == {"http://www.w3.org/2000/svg"}
    read = Read(page)
    assert not {"link", "img", "iframe", "object", "base"} & {tag for tag, _ in read.tags}
    attributes = {name for _, attributes in read.tags for name in attributes}
    assert not {"src", "href", "style", "action"} & attributes
    assert not [name for name in attributes if name.startswith("on")]
    scripts = "".join(files(html.__package__).joinpath("page", n).read_text() for n in html.SCRIPTS)
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "fetch(", "import("):
        assert word not in scripts


def test_the_policy_allows_the_pages_own_parts_only() -> None:
    page = html.render(picture_of(["a"]))
    policy = next(
        str(attributes["content"])
        for tag, attributes in Read(page).tags
        if attributes.get("http-equiv") == "Content-Security-Policy" and tag == "meta"
    )
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for part, directive in (("style", "style-src"), ("script", "script-src")):
        match = re.search(rf"<{part}>(.*?)</{part}>", page, re.DOTALL)
        assert match
        digest = base64.b64encode(hashlib.sha256(match[1].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy


def test_every_script_is_in_the_page() -> None:
    folder = files(html.__package__).joinpath("page")
    there = {path.name for path in folder.iterdir() if path.name.endswith(".js")}
    assert there == set(html.SCRIPTS)


def test_too_many_nodes_are_refused_with_a_remedy() -> None:
    names = [f"m{n}" for n in range(html.MOST_NODES + 1)]
    with pytest.raises(CannotJudge, match="too many for one page") as caught:
        html.render(picture_of(names))
    assert "--focus" in caught.value.remedy
