"""Settings of a change that are weaker than those of its base."""

from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.checks.gate_files import HIGH_COMPLEXITY, gates_of
from kavro_lint.config.rulebook import severities_of
from kavro_lint.config.settings import Settings
from kavro_lint.model.findings import SEVERITIES, Rule, Severity
from kavro_lint.model.frozen import frozen

# The order of `fail-on`, the strictest first.
FAIL_ON = ("minor", "major", "critical", "never")


@frozen
class Weakened:
    """A setting that lost strength, and how, in words; of a table, the rule or gate in it."""

    key: str
    how: str
    entry: str = ""


def weakened(base: Settings, current: Settings, rules: Sequence[Rule]) -> Iterator[Weakened]:
    """Yield each setting that decides about a change and that the change makes weaker.

    What the other settings clear shows in the findings.
    """
    if base.approvers:
        yield from _lost_names("approvers", base.approvers, current.approvers, "no longer names")
        yield from _lost_names("approvers", current.approvers, base.approvers, "now names")
    yield from _lost_names("agents", base.agents, current.agents, "no longer names")
    yield from _lost_names("bots", current.bots, base.bots, "now names")
    for key, old, new in (
        ("mainline", base.mainline, current.mainline),
        ("adopted", base.adopted, current.adopted),
    ):
        if old != new:
            yield Weakened(key, f"`{key}` was {old or 'not set'} and is {new or 'not set'}")
    if FAIL_ON.index(current.fail_on) > FAIL_ON.index(base.fail_on):
        yield Weakened("fail-on", f"`fail-on` was {base.fail_on} and is {current.fail_on}")
    yield from _severities(base, current, rules)
    yield from _gates(base.gates, current.gates)


def _lost_names(
    key: str, names: Sequence[str], remaining: Sequence[str], verb: str
) -> Iterator[Weakened]:
    missing = [name for name in names if name not in remaining]
    if missing:
        yield Weakened(key, f"`{key}` {verb} {', '.join(missing)}")


def _severities(base: Settings, current: Settings, rules: Sequence[Rule]) -> Iterator[Weakened]:
    old, new = (
        severities_of(rules, _known_severities(settings, rules)) for settings in (base, current)
    )
    for rule in rules:
        before, after = old.get(rule.id, rule.severity), new.get(rule.id, rule.severity)
        if _rank(after) < _rank(before):
            how = f"{rule.id} was {before or 'off'} and is {after or 'off'}"
            yield Weakened("severity", how, rule.id)


def _known_severities(settings: Settings, rules: Sequence[Rule]) -> Mapping[str, Severity | None]:
    """Return the setting `severity` for words that these rules know."""
    words = {word.casefold() for rule in rules for word in (rule.id, rule.name)}
    ids = [rule.id.casefold() for rule in rules]
    return {
        word: grade
        for word, grade in settings.severity.items()
        if word.casefold() in words or any(rule_id.startswith(word.casefold()) for rule_id in ids)
    }


def _rank(severity: Severity | None) -> int:
    return -1 if severity is None else SEVERITIES.index(severity)


def _gates(
    base: Mapping[str, tuple[str, ...]], current: Mapping[str, tuple[str, ...]]
) -> Iterator[Weakened]:
    old, new = gates_of(base), gates_of(current)
    for name, patterns in old.items():
        missing = [text for text in patterns if text not in new.get(name, ())]
        if missing:
            how = f"the gate {name} no longer has {', '.join(missing)}"
            yield Weakened("gates", how, name)
    if base.get(HIGH_COMPLEXITY, ("on",)) and not current.get(HIGH_COMPLEXITY, ("on",)):
        yield Weakened("gates", f"the gate {HIGH_COMPLEXITY} is off", HIGH_COMPLEXITY)
