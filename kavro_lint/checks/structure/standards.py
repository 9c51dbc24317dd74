"""Standards: what a rule page's query or its list of names finds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing

from kavro_lint.architecture.case import Case
from kavro_lint.artifacts import id_pattern
from kavro_lint.config.rulebook import shipped_rules
from kavro_lint.model.findings import Finding, Rule
from kavro_lint.model.places import Evidence, Location
from kavro_lint.patterns.linear import IdPattern

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.checks.page_queries import Questions
    from kavro_lint.languages.tree_queries import Capture

# A page with a query or a list of names is a rule: nothing else is needed.
RULES = tuple(rule.id for rule in shipped_rules() if rule.check == "standards")
NEEDS = "code"

# Paths of files → their languages.
Files = Mapping[str, str]

# A capture of this name marks a finding only where its text names no task.
UNTRACKED = "untracked"
FINDING = "finding"


def findings(case: Case) -> Iterator[Finding]:
    """Run the rules on standards: those that are asked for, and the user's own always."""
    rules = [rule for rule in case.rules if rule.is_standard and case.judges(rule)]
    if not rules:
        return
    architecture, ungoverned = case.architecture, case.architecture.ownership.ungoverned
    files = {
        path: language
        for path, language in architecture.facts.languages.items()
        if path not in ungoverned and (case.queried is None or path in case.queried)
    }
    for rule in rules:
        if rule.paths:
            yield from _named(rule, files, architecture.module)
    # Most runs ask of no file.
    from kavro_lint.checks.page_queries import Questions

    with closing(Questions(case.snapshot, files, case.settings.max_file_size)) as questions:
        yield from _queried(case, rules, files, questions)


def _queried(
    case: Case, rules: Sequence[Rule], files: Files, questions: "Questions"
) -> Iterator[Finding]:
    task_id = id_pattern(case.settings.task_id)
    queried = [rule for rule in rules if rule.queries]
    for path, language in files.items():
        for rule in queried:
            if language in rule.queries:
                for capture in _marked(questions.ask(rule, path), task_id):
                    yield _captured(rule, path, capture, case.architecture.module(path))


def _marked(captures: "Iterable[Capture]", task_id: IdPattern) -> "Iterator[Capture]":
    """Yield the captures that mark a finding: those named so, or all where none is."""
    captured = list(captures)
    names = {capture.name for capture in captured}
    marks = {FINDING, UNTRACKED} & names or {name for name in names if not name.startswith("_")}
    for capture in captured:
        if capture.name in marks and not (
            capture.name == UNTRACKED and task_id.search(capture.text)
        ):
            yield capture


def _captured(rule: Rule, path: str, capture: "Capture", owner: str | None) -> Finding:
    place = Location(path, capture.line, capture.column)
    first = capture.text.split("\n", 1)[0].strip()
    return Finding(
        rule=rule.id,
        message=rule.message or rule.summary,
        location=place,
        fix=rule.fix or f"see `kavro-lint explain {rule.id}`",
        atoms=frozenset({("standard", rule.id, path, " ".join(capture.text.split())[:200])}),
        contract=_page(rule),
        source=owner or path,
        evidence=(Evidence(place, first),),
    )


def _page(rule: Rule) -> Location | None:
    return Location(rule.origin) if rule.origin else None


def _named(rule: Rule, files: Files, owner: Callable[[str], str | None]) -> Iterator[Finding]:
    """Yield each file and each topmost folder whose name the rule is against, once.

    PHP, C# and Java begin such names with a capital letter.
    """
    names = frozenset(map(str.casefold, rule.paths))
    seen: set[str] = set()
    for path in sorted(files):
        parts = path.split("/")
        for depth, part in enumerate(parts, 1):
            stem = part.rpartition(".")[0] or part if depth == len(parts) else part
            place = "/".join(parts[:depth])
            if stem.casefold() not in names:
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
