"""rules/*.md → rules: TOML front matter, a page of documentation, queries (style.md, rules/)."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from kavro_lint.config.toml import BrokenToml, read_toml
from kavro_lint.errors import CannotJudge
from kavro_lint.model import SEVERITIES, Rule, Severity
from kavro_lint.model.frozen import frozen

SECTIONS = ("What it does", "Why it matters", "Example", "Instead", "References")

# The keys of the front matter, with what each takes. `message`, `fix` and `paths` are for
# rules whose check is `standards`.
KEYS: Mapping[str, tuple[type, str]] = {
    "id": (str, 'a text, such as "SHOP1"'),
    "severity": (str, '"minor", "major" or "critical"'),
    "phase": (int, "a number from 0 to 7"),
    "check": (str, "the name of the check that finds it"),
    "settings": (list, "a list of names of settings"),
    "message": (str, "one line of text"),
    "fix": (str, "one line of text"),
    "paths": (list, "a list of names of modules and folders"),
}

_HERE = Path(__file__).parent.parent
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*(.*?)\s*$")
_ID = re.compile(r"[A-Z]+\d+")
_Value = TypeVar("_Value", str, int)


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Return the rules of kavro-lint, sorted by id. Raises CannotJudge for a broken page."""
    return _sorted(_rule(path.name, path.read_bytes()) for path in sorted(_folder().glob("*.md")))


def _folder() -> Path:
    """Return where the pages are: inside the package once installed, beside it in a checkout."""
    installed = _HERE / "rules"
    return installed if installed.is_dir() else _HERE.parent / "rules"


def user_rules(pages: Mapping[str, bytes]) -> tuple[Rule, ...]:
    """Return the rules of the user's own pages, by repository path. All are queries.

    Raises CannotJudge for a page that is no rule, and for an id or name that is taken.
    """
    rules = _sorted(_user_rule(path, content) for path, content in sorted(pages.items()))
    taken: dict[str, str] = {}
    for rule in (*shipped_rules(), *rules):
        for word in (rule.id, rule.name):
            if word in taken:
                raise CannotJudge(
                    f"{rule.origin}:1: the rule `{word}` exists already, in {taken[word]}",
                    "give this rule another id and name",
                )
            taken[word] = rule.origin or "kavro-lint itself"
    return rules


def find_rule(rules: Sequence[Rule], word: str) -> Rule:
    """Return the rule with that id or name. Raises CannotJudge, naming the nearest."""
    wanted = word.strip().casefold()
    found = (rule for rule in rules if wanted in (rule.id.casefold(), rule.name.casefold()))
    rule = next(found, None)
    if rule is None:
        raise _unknown(rules, word)
    return rule


def select(rules: Sequence[Rule], words: Iterable[str]) -> frozenset[str]:
    """Return the ids that the words name: ids, names, and prefixes of ids such as `KV7`.

    Raises CannotJudge for a word that names nothing.
    """
    ids: set[str] = set()
    for word in words:
        wanted = word.strip().casefold()
        named = {
            rule.id
            for rule in rules
            if wanted in (rule.id.casefold(), rule.name) or _is_prefix(wanted, rule.id.casefold())
        }
        if not named:
            raise _unknown(rules, word)
        ids |= named
    return frozenset(ids)


def _is_prefix(word: str, rule_id: str) -> bool:
    """Whether the word begins the id and holds at least all of its letters."""
    return rule_id.startswith(word) and word.startswith(rule_id.rstrip("0123456789"))


def _unknown(rules: Sequence[Rule], word: str) -> CannotJudge:
    wanted = word.strip()
    known = {name.casefold(): name for rule in rules for name in (rule.id, rule.name)}
    near = difflib.get_close_matches(wanted.casefold(), known, 1, 0.4)
    hint = f"did you mean `{known[near[0]]}`? " if near else ""
    return CannotJudge(f"unknown rule `{wanted}`", f"{hint}`kavro-lint rules` lists all of them")


def _sorted(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: (rule.id, rule.origin or "")))


@frozen
class _Page:
    """A page taken apart. `sections` maps a heading to its first paragraph."""

    path: str
    text: str
    lines: tuple[str, ...]
    data: Mapping[str, object]
    title: str
    title_line: int
    sections: Mapping[str, str]
    queries: Mapping[str, str]

    def get(self, key: str, default: _Value) -> _Value:
        """Return a value of the front matter, already known to have its type."""
        value = self.data.get(key, default)
        return value if isinstance(value, type(default)) else default

    def names(self, key: str) -> tuple[str, ...]:
        """Return a list of the front matter, already known to hold texts."""
        value = self.data.get(key, [])
        return tuple(map(str, value)) if isinstance(value, list) else ()

    def wrong(self, key: str, message: str, remedy: str) -> CannotJudge:
        """Build the error for a key of the front matter, at its line or at the page's first."""
        at = next((n for n, text in enumerate(self.lines, 1) if text.startswith(key)), 1)
        return CannotJudge(f"{self.path}:{at}: {message}", remedy)


def _user_rule(path: str, content: bytes) -> Rule:
    rule = _rule(path, content, origin=path)
    page = _read(path, content)
    if rule.id.startswith("KV"):
        raise page.wrong(
            "id", f"the id `{rule.id}` is reserved: KV is for kavro-lint's own", "use other letters"
        )
    if rule.check != "standards":
        raise page.wrong(
            "check", f"a rule of your own cannot use the check `{rule.check}`", "remove that line"
        )
    if not rule.queries and "paths" not in page.data:
        raise page.wrong(
            "+++", "the rule looks for nothing", "add a ```query python block, or `paths = [...]`"
        )
    return rule


def _rule(path: str, content: bytes, origin: str | None = None) -> Rule:
    """Build a rule from a page. Raises CannotJudge with its path and line."""
    page = _read(path, content)
    _validate(page)
    name = path.rpartition("/")[2].removesuffix(".md")
    if page.title != name:
        raise CannotJudge(
            f"{path}:{page.title_line}: the heading is `{page.title}`",
            f"the page's first heading is the rule's name, as its file name: `# {name}`",
        )
    summary = page.sections.get(SECTIONS[0], "")
    if not summary:
        raise CannotJudge(
            f"{path}:{page.title_line}: the section `## {SECTIONS[0]}` is missing or empty",
            "say there in one sentence what the rule finds",
        )
    return Rule(
        id=page.get("id", ""),
        name=name,
        severity=_severity(page),
        phase=page.get("phase", 7),
        check=page.get("check", "standards"),
        summary=re.split(r"(?<=[.!?])\s", summary, maxsplit=1)[0],
        text=page.text,
        queries=page.queries,
        paths=page.names("paths"),
        message=page.get("message", ""),
        fix=page.get("fix", ""),
        origin=origin,
    )


def _severity(page: _Page) -> Severity:
    for severity in SEVERITIES:
        if severity == page.get("severity", "minor"):
            return severity
    expected = KEYS["severity"][1]
    raise page.wrong("severity", f"unknown severity {page.data['severity']!r}", f"use {expected}")


def _validate(page: _Page) -> None:
    for key, value in page.data.items():
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, 1, 0)
            raise page.wrong(key, f"unknown key `{key}`", f"did you mean `{near[0]}`?")
        expected, words = KEYS[key]
        texts = value if isinstance(value, list) else []
        if type(value) is not expected or not all(isinstance(each, str) for each in texts):
            raise page.wrong(key, f"`{key}` is {value!r}", f"`{key}` takes {words}")
    if not _ID.fullmatch(page.get("id", "")):
        remedy = 'write a line such as `id = "SHOP1"`: capital letters and a number'
        raise page.wrong("id", f"the id is {page.data.get('id')!r}", remedy)


def _read(path: str, content: bytes) -> _Page:
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
    for heading, line, body in _parts(lines[end + 1 :], end + 2):
        level, _, name = heading.partition(" ")
        if level == "#" and not title[0]:
            title = (name.strip(), line)
        sections[name.strip()] = _first_paragraph(body)
        for info, fenced in _fences(body):
            kind, _, language = info.partition(" ")
            if kind == "query":
                queries[language.strip()] = fenced
    return _Page(path, text, tuple(lines), data, *title, sections, queries)


def _parts(lines: Sequence[str], first: int) -> Iterator[tuple[str, int, list[str]]]:
    """Yield each heading with its line and the lines below it; a fence hides headings."""
    heading, at, body, fence = "", first, list[str](), ""
    for number, line in enumerate(lines, first):
        fence = _fence_after(fence, line)
        if not fence and re.match(r"#{1,6} ", line):
            yield heading, at, body
            heading, at, body = line, number, []
        else:
            body.append(line)
    yield heading, at, body


def _fence_after(fence: str, line: str) -> str:
    """Return the marker of the fence that is open after this line, or ""."""
    match = _FENCE.match(line)
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


def _first_paragraph(body: Sequence[str]) -> str:
    text = "\n".join(body).strip()
    return " ".join(re.split(r"\n\s*\n", text, maxsplit=1)[0].split())
