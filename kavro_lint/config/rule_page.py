"""The parts of a rule page: front matter, sections and queries."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from kavro_lint.config.toml import BrokenToml, read_toml
from kavro_lint.errors import CannotJudge
from kavro_lint.expressions import expression
from kavro_lint.model.frozen import frozen
from kavro_lint.spelling import nearest

# The keys of the front matter, with what each takes. `message`, `fix` and `paths` are for
# rules whose check is `standards`.
KEYS: Mapping[str, tuple[type, str]] = {
    "id": (str, 'a text, such as "SHOP1"'),
    "severity": (str, '"minor", "major" or "critical"'),
    "phase": (int, "a number from 0 to 7"),
    "check": (str, "the name of the check that finds it"),
    "judged": (list, 'a list of "always", "change" and "workflow"'),
    "history": (list, "a list of the history that it needs"),
    "blind": (bool, "true or false"),
    "needs-person": (bool, "true or false"),
    "denies-edit": (bool, "true or false"),
    "amendable": (bool, "true or false"),
    "begins": (str, "the kind of artifact that is missing"),
    "open": (bool, "true or false"),
    "settings": (list, "a list of names of settings"),
    "message": (str, "one line of text"),
    "fix": (str, "one line of text"),
    "paths": (list, "a list of names of modules and folders"),
}

_FENCE = expression(r" {0,3}(`{3,}|~{3,})\s*(.*?)\s*$")
_ID = expression(r"[A-Z]+\d+")
_Value = TypeVar("_Value", str, int, bool)
_PACKAGE = Path(__file__).parent.parent


def folder() -> Path:
    """Return where the pages are: inside the package once installed, beside it in a checkout."""
    installed = _PACKAGE / "rules"
    return installed if installed.is_dir() else _PACKAGE.parent / "rules"


@frozen
class Page:
    """The parts of a page. `sections` maps a heading to the lines below it."""

    path: str
    text: str
    lines: tuple[str, ...]
    data: Mapping[str, object]
    title: str
    title_line: int
    sections: Mapping[str, Sequence[str]]
    queries: Mapping[str, str]

    def get(self, key: str, default: _Value) -> _Value:
        """Return a value of the front matter, already known to have its type."""
        value = self.data.get(key, default)
        return value if isinstance(value, type(default)) else default

    def names(self, key: str) -> tuple[str, ...]:
        """Return a list of the front matter, already known to hold texts."""
        value = self.data.get(key, [])
        return tuple(map(str, value)) if isinstance(value, list) else ()

    def summary(self, heading: str) -> str:
        """Return the first paragraph below a heading, "" for none."""
        text = "\n".join(self.sections.get(heading, ())).strip()
        return " ".join(re.split(r"\n\s*\n", text, maxsplit=1)[0].split())

    def wrong(self, key: str, message: str, remedy: str) -> CannotJudge:
        """Build the error for a key of the front matter, at its line or at the page's first."""
        at = next((n for n, text in enumerate(self.lines, 1) if text.startswith(key)), 1)
        return CannotJudge(f"{self.path}:{at}: {message}", remedy)


def read_page(path: str, content: bytes) -> Page:
    """Return the parts of a page. Raises CannotJudge with its path and line."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise CannotJudge(f"{path}:1: the rule page is not UTF-8", "save it as UTF-8") from None
    lines = text.split("\n")
    if lines[0].rstrip() != "+++" or "+++" not in (line.rstrip() for line in lines[1:]):
        raise CannotJudge(
            f"{path}:1: the rule page has no front matter",
            'begin it with TOML between two `+++` lines: id = "SHOP1"',
        )
    end = next(n for n, line in enumerate(lines) if n and line.rstrip() == "+++")
    try:
        data = read_toml("\n".join(["", *lines[1:end]]))
    except BrokenToml as error:
        place = re.search(r"line (\d+)", str(error))
        message = f"{path}:{place[1] if place else 1}: the front matter is not valid TOML: {error}"
        raise CannotJudge(message, "correct that line") from None
    title, sections, queries = ("", 1), {}, {}
    for heading, line, body in _headings(lines[end + 1 :], end + 2):
        level, _, name = heading.partition(" ")
        if level == "#" and not title[0]:
            title = (name.strip(), line)
        sections[name.strip()] = body
        # Few pages have queries.
        for info, fenced in _fences(body) if "query" in text else ():
            kind, _, language = info.partition(" ")
            if kind == "query":
                queries[language.strip()] = fenced
    return Page(path, text, tuple(lines), data, *title, sections, queries)


def _headings(lines: Sequence[str], first: int) -> Iterator[tuple[str, int, list[str]]]:
    """Yield each heading with its line and the lines below it; a fence hides headings."""
    heading, at, body, fence = "", first, list[str](), ""
    for number, line in enumerate(lines, first):
        fence = _fence_after(fence, line)
        if not fence and line.startswith("#") and re.match(r"#{1,6} ", line):
            yield heading, at, body
            heading, at, body = line, number, []
        else:
            body.append(line)
    yield heading, at, body


def _fence_after(fence: str, line: str) -> str:
    """Return the marker of the fence that is open after this line, or ""."""
    # Most lines are looked at no further.
    match = _FENCE.match(line) if "```" in line or "~~~" in line else None
    if match is None:
        return fence
    if not fence:
        return match[1]
    return "" if match[1].startswith(fence) and not match[2] else fence


def _fences(body: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the info and the content of each fenced block."""
    fence, info, inside = "", "", list[str]()
    for line in body:
        before, fence = fence, _fence_after(fence, line)
        if fence and not before:
            match = _FENCE.match(line)
            info, inside = (match[2] if match else ""), []
        elif before and not fence:
            yield info, "\n".join(inside) + "\n"
        else:
            inside.append(line)


def validate(page: Page) -> None:
    """Raise CannotJudge for a key or a value that the front matter cannot have."""
    for key, value in page.data.items():
        if key not in KEYS:
            near = nearest(key, KEYS, 0)
            raise page.wrong(key, f"unknown key `{key}`", f"did you mean `{near}`?")
        expected, words = KEYS[key]
        texts = value if isinstance(value, list) else []
        if type(value) is not expected or not all(isinstance(text, str) for text in texts):
            raise page.wrong(key, f"`{key}` is {value!r}", f"`{key}` takes {words}")
    if not _ID.fullmatch(page.get("id", "")):
        remedy = 'write a line such as `id = "SHOP1"`: capital letters and a number'
        raise page.wrong("id", f"the id is {page.data.get('id')!r}", remedy)
