"""rules/*.md → rules: TOML front matter, a page of documentation, queries (style.md, rules/)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from kavro_lint.config.rule_page import KEYS, Page, folder, read_page, validate
from kavro_lint.errors import CannotJudge
from kavro_lint.model.findings import SEVERITIES, STANDARDS, Rule, Severity
from kavro_lint.spelling import nearest

SECTIONS = ("What it does", "Why it matters", "Example", "Instead", "References")

# What only rules with a check of their own say: when they are judged, what of the past they
# need, whether they say that something could not be judged, whether they wait for a person.
OF_CHECKS = (
    "judged", "history", "blind", "needs-person", "denies-edit", "amendable", "begins",
)  # fmt: skip


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Return the rules of kavro-lint, sorted by id. Raises CannotJudge for a broken page."""
    return _sorted(_rule(path.name, path.read_bytes()) for path in sorted(folder().glob("*.md")))


def rule_place(rule: Rule) -> Path | None:
    """Return the path of a shipped rule's page on this machine, None for a user's rule."""
    return None if rule.origin is not None else folder() / f"{rule.name}.md"


def user_rules(pages: Mapping[str, bytes]) -> tuple[Rule, ...]:
    """Return the rules of the user's own pages, by repository path. All are queries.

    Raises CannotJudge for a page that is not a rule, and for an id or name that is taken.
    """
    rules = _sorted(_user_rule(path, content) for path, content in sorted(pages.items()))
    origins: dict[str, str] = {}
    for rule in (*shipped_rules(), *rules):
        for word in (rule.id, rule.name):
            if word in origins:
                raise CannotJudge(
                    f"{rule.origin}:1: the rule `{word}` exists already, in {origins[word]}",
                    "give this rule another id and name",
                )
            origins[word] = rule.origin or "kavro-lint itself"
    return rules


def find_rule(rules: Sequence[Rule], word: str) -> Rule:
    """Return the rule with that id or name. Raises CannotJudge, naming the nearest."""
    folded = word.strip().casefold()
    matches = (rule for rule in rules if folded in (rule.id.casefold(), rule.name.casefold()))
    rule = next(matches, None)
    if rule is None:
        raise _unknown_rule(rules, word)
    return rule


def select(rules: Sequence[Rule], words: Iterable[str], *, setting: str = "") -> frozenset[str]:
    """Return the ids that the words name: ids, names, and prefixes of ids such as `KV7`.

    Raises CannotJudge for a word that names nothing, with the `setting` that it stands in.
    """
    ids: set[str] = set()
    for word in words:
        folded = word.strip().casefold()
        named = {
            rule.id
            for rule in rules
            if folded in (rule.id.casefold(), rule.name) or _is_prefix(folded, rule.id.casefold())
        }
        if not named:
            raise _unknown_rule(rules, word, setting)
        ids |= named
    return frozenset(ids)


def severities_of(
    rules: Sequence[Rule], setting: Mapping[str, Severity | None]
) -> Mapping[str, Severity | None]:
    """Return the severities that the setting `severity` gives, by rule id; None is *off*."""
    return {
        rule: grade
        for word, grade in setting.items()
        for rule in select(rules, [word], setting="severity")
    }


def _is_prefix(word: str, rule_id: str) -> bool:
    """Whether the word begins the id and holds at least all of its letters."""
    return rule_id.startswith(word) and word.startswith(rule_id.rstrip("0123456789"))


def _unknown_rule(rules: Sequence[Rule], word: str, setting: str = "") -> CannotJudge:
    word = word.strip()
    known = {name.casefold(): name for rule in rules for name in (rule.id, rule.name)}
    near = nearest(word, known, 0.4)
    hint = f"did you mean `{known[near]}`? " if near else ""
    place = f"the setting `{setting}` names an " if setting else ""
    return CannotJudge(
        f"{place}unknown rule `{word}`", f"{hint}`kavro-lint rules` lists all of them"
    )


def _sorted(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: (rule.id, rule.origin or "")))


def _user_rule(path: str, content: bytes) -> Rule:
    rule = _rule(path, content, origin=path)
    page = read_page(path, content)
    if rule.id.startswith("KV"):
        raise page.wrong(
            "id", f"the id `{rule.id}` is reserved: KV is for kavro-lint's own", "use other letters"
        )
    if not rule.is_standard:
        raise page.wrong(
            "check", f"a rule of your own cannot use the check `{rule.check}`", "remove that line"
        )
    for key in OF_CHECKS:
        if key in page.data:
            raise page.wrong(key, f"a rule of your own cannot set `{key}`", "remove that line")
    if not rule.queries and "paths" not in page.data:
        raise page.wrong(
            "+++", "the rule looks for nothing", "add a ```query python block, or `paths = [...]`"
        )
    return rule


def _rule(path: str, content: bytes, origin: str | None = None) -> Rule:
    """Build a rule from a page. Raises CannotJudge with its path and line."""
    page = read_page(path, content)
    validate(page)
    name = path.rpartition("/")[2].removesuffix(".md")
    if page.title != name:
        raise CannotJudge(
            f"{path}:{page.title_line}: the heading is `{page.title}`",
            f"the page's first heading is the rule's name, as its file name: `# {name}`",
        )
    summary = page.summary(SECTIONS[0])
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
        check=page.get("check", STANDARDS),
        summary=re.split(r"(?<=[.!?])\s", summary, maxsplit=1)[0],
        text=page.text,
        queries=page.queries,
        paths=page.names("paths"),
        message=page.get("message", ""),
        fix=page.get("fix", ""),
        origin=origin,
        judged=page.names("judged"),
        history=page.names("history"),
        blind=page.get("blind", False),
        needs_person=page.get("needs-person", False),
        denies_edit=page.get("denies-edit", False),
        amendable=page.get("amendable", False),
        begins=page.get("begins", ""),
        open=page.get("open", False),
    )


def _severity(page: Page) -> Severity:
    for severity in SEVERITIES:
        if severity == page.get("severity", "minor"):
            return severity
    expected = KEYS["severity"][1]
    raise page.wrong("severity", f"unknown severity {page.data['severity']!r}", f"use {expected}")
