"""Standards: what a rule page's query or its list of names finds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from kavro_lint.linear import IdPattern
from kavro_lint.model import Evidence, Finding, Location, Rule

# A capture of this name marks a finding only where its text names no task.
UNTRACKED = "untracked"
FINDING = "finding"


class Captured(Protocol):
    """What a query captured: a place, from 1, and the text that stands there."""

    @property
    def name(self) -> str:
        """The capture's name, without `@`."""
        ...

    @property
    def line(self) -> int:
        """The line."""
        ...

    @property
    def column(self) -> int:
        """The column, in characters."""
        ...

    @property
    def text(self) -> str:
        """The text of the node."""
        ...


Files = Mapping[str, str]
Ask = Callable[[Rule, str], Iterable[Captured]]


def findings(
    rules: Sequence[Rule],
    files: Files,
    ask: Ask,
    owner: Callable[[str], str | None],
    task_id: IdPattern,
) -> Iterator[Finding]:
    """Yield what the rules find in the files.

    `files` maps paths to languages; `ask` runs a rule's query over a file; `owner` gives a
    file's module; `task_id` finds the id of a task in a comment.
    """
    for rule in rules:
        if rule.paths:
            yield from _named(rule, files, owner)
    queried = [rule for rule in rules if rule.queries]
    for path, language in files.items():
        for rule in queried:
            if language in rule.queries:
                for found in _marked(ask(rule, path), task_id):
                    yield _captured(rule, path, found, owner(path))


def _marked(captures: Iterable[Captured], task_id: IdPattern) -> Iterator[Captured]:
    """Yield the captures that mark a finding: those named so, or all where none is."""
    found = list(captures)
    names = {each.name for each in found}
    marks = {FINDING, UNTRACKED} & names or {name for name in names if not name.startswith("_")}
    for each in found:
        if each.name in marks and not (each.name == UNTRACKED and task_id.search(each.text)):
            yield each


def _captured(rule: Rule, path: str, found: Captured, owner: str | None) -> Finding:
    place = Location(path, found.line, found.column)
    first = found.text.split("\n", 1)[0].strip()
    return Finding(
        rule=rule.id,
        message=rule.message or rule.summary,
        location=place,
        fix=rule.fix or f"see `kavro-lint explain {rule.id}`",
        atoms=frozenset({("standard", rule.id, path, " ".join(found.text.split())[:200])}),
        contract=_page(rule),
        source=owner or path,
        evidence=(Evidence(place, first),),
    )


def _page(rule: Rule) -> Location | None:
    return Location(rule.origin) if rule.origin else None


def _named(rule: Rule, files: Files, owner: Callable[[str], str | None]) -> Iterator[Finding]:
    """Yield each file and each topmost folder whose name the rule is against, once."""
    seen: set[str] = set()
    for path in sorted(files):
        parts = path.split("/")
        for depth, part in enumerate(parts, 1):
            stem = part.rpartition(".")[0] or part if depth == len(parts) else part
            place = "/".join(parts[:depth])
            if stem not in rule.paths:
                continue
            if place not in seen:
                seen.add(place)
                shown = place + ("" if depth == len(parts) else "/")
                yield Finding(
                    rule=rule.id,
                    message=f"{shown}: {rule.message or rule.summary}",
                    location=Location(path),
                    fix=rule.fix or f"see `kavro-lint explain {rule.id}`",
                    atoms=frozenset({("standard", rule.id, shown)}),
                    contract=_page(rule),
                    source=owner(path) or path,
                )
            break
