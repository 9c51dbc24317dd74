"""Rule pages and the list of rules, as text and JSON."""

import json
from collections.abc import Sequence

from kavro_lint.config.rulebook import find_rule, rule_place, shipped_rules
from kavro_lint.expressions import expression
from kavro_lint.model.findings import Rule

_BESIDE = expression(r"\[([^\]\n]{1,200})\]\(\.\./[^)\n]{0,200}\)")


def page(word: str, format_name: str, rules: Sequence[Rule] | None = None) -> str:
    """Return the page of a rule, a shipped one where no `rules` are given.

    As JSON `{"schema", "kind": "rule", "id", "name", "severity", "phase", "summary", "origin",
    "page"}`; `origin` is the path of a rule of the user's own. Raises CannotJudge that names
    the nearest rule.
    """
    rule = find_rule(shipped_rules() if rules is None else rules, word)
    if format_name == "json":
        head = {"schema": 1, "kind": "rule", **_document(rule), "origin": rule.origin}
        return json.dumps({**head, "page": rule.text}, indent=2) + "\n"
    head_line = f"{rule.id} {rule.name} ({rule.severity}, phase {rule.phase})\n\n"
    return head_line + _without_front_matter(rule.text)


def page_address(rule: Rule) -> str | None:
    """Return the address of a shipped rule's page on this machine, None for a user's own rule."""
    place = rule_place(rule)
    return place.as_uri() if place is not None else None


def listing(format_name: str) -> str:
    """Return all rules, one per line; as JSON, a list."""
    rules = shipped_rules()
    if format_name == "json":
        return json.dumps([_document(rule) for rule in rules], indent=2) + "\n"
    width = max(len(rule.name) for rule in rules)
    return "".join(
        f"{rule.id}  {rule.name:<{width}}  {rule.severity:<8}  {rule.summary}\n" for rule in rules
    )


def _document(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "name": rule.name,
        "severity": rule.severity,
        "phase": rule.phase,
        "summary": rule.summary,
    }


def _without_front_matter(text: str) -> str:
    _, _, page = text.partition("+++\n")
    # Where a page is printed, the files beside it are not there.
    return _BESIDE.sub(r"\1", page.partition("+++\n")[2].lstrip("\n"))
