"""The files that the contract governs, and why others are left out (the contract's 1.1)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Literal

from kavro_lint.architecture.code_conventions import is_bundle, vendored_folder
from kavro_lint.git.gitattributes import Attribute
from kavro_lint.model.facts import Facts
from kavro_lint.model.frozen import frozen
from kavro_lint.model.plan import Plan
from kavro_lint.patterns import LastMatch, Pattern

# Why a file is not governed: the setting `exclude`, `.gitattributes`, a convention, a table.
Reason = Literal["exclude", "attributes", "vendored", "generated", "table"]
CONVENTIONS: tuple[Reason, ...] = ("vendored", "generated")
AttributesOf = Callable[[str], Mapping[str, Attribute]]


@frozen
class Policy:
    """The policy that leaves files ungoverned, besides the blueprint's own tables.

    `excluded` says so of the setting's patterns, `attributes` what `.gitattributes` say.
    """

    excluded: Callable[[str], bool] = lambda path: False
    attributes: AttributesOf = lambda path: {}


def reasons(
    plans: Iterable[Plan],
    policy: Policy,
    facts: Facts,
    patterns_of: Callable[[str], Iterable[str]],
    known: dict[str, Reason | None] | None = None,
) -> Callable[[str], Reason | None]:
    """Return a function that says why a path is not governed, None for one that is.

    `patterns_of` gives the patterns of the blueprint's rows that match a path; `known` are answers
    that do not depend on the other files, from one state to the next.
    """
    by_tables, generated = _tables(plans), facts.generated
    known = {} if known is None else known

    @cache
    def written() -> Collection[str]:
        return {_folder(path) for path in facts.languages if not _is_generated(path, generated)}

    def reason(path: str) -> Reason | None:
        if path in known and path not in generated:
            return known[path]
        if policy.excluded(path):
            known[path] = "exclude"
            return "exclude"
        attributes = policy.attributes(path)
        if attributes and any(attribute.is_set for attribute in attributes.values()):
            known[path] = "attributes"
            return "attributes"
        convention = _convention(path, attributes, generated)
        if convention is not None and not _is_named(patterns_of(path), path, written()):
            return convention
        answer: Reason | None = "table" if by_tables(path) else None
        if convention is None:
            known[path] = answer
        return answer

    return reason


def _convention(
    path: str, attributes: Mapping[str, Attribute], generated: Collection[str]
) -> Reason | None:
    """Return the convention that a file follows, unless `.gitattributes` say that it does not."""
    if "linguist-vendored" not in attributes and vendored_folder(path):
        return "vendored"
    if "linguist-generated" not in attributes and _is_generated(path, generated):
        return "generated"
    return None


def _is_generated(path: str, generated: Collection[str]) -> bool:
    return is_bundle(path) or path in generated


def _folder(path: str) -> str:
    return path[: path.rfind("/") + 1]


def _is_named(patterns: Iterable[str], path: str, written: Collection[str]) -> bool:
    """Whether a row's pattern names a file by its own path or folder.

    A pattern that itself follows a convention (`**/vendor/`, `*.min.js`) names what it matches.
    A folder that people have `written` files in stands for those.
    """
    folder = _folder(path)
    return any(
        place == path
        or (f"{place}/" == folder and folder not in written)
        or vendored_folder(f"{place}/")
        or is_bundle(place)
        for pattern in patterns
        for place in [pattern.rstrip("/")]
    )


def _tables(plans: Iterable[Plan]) -> Callable[[str], bool]:
    patterns = [
        pattern
        for plan in plans
        for row in plan.ungoverned
        if (pattern := compile_pattern(row.pattern, plan.root)) is not None
    ]
    if not patterns:
        return lambda path: False
    match = LastMatch(patterns)
    return lambda path: match.find(path) is not None


def compile_pattern(text: str, root: str) -> Pattern | None:
    """Compile a pattern, or return None for one that KV204 reports."""
    try:
        return Pattern(text, root)
    except ValueError:
        return None
