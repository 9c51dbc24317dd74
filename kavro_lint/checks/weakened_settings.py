"""Settings of a change that are weaker than those of its base."""

from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.checks.gate_files import HIGH_COMPLEXITY, gates_of
from kavro_lint.config.rulebook import severities_of
from kavro_lint.config.settings import Settings
from kavro_lint.model import SEVERITIES, Rule, Severity
from kavro_lint.model.frozen import frozen

# The order of `fail-on`, the strictest first.
FAIL_ON = ("minor", "major", "critical", "never")


@frozen
class Weakened:
    """A setting that lost strength, and how, in words."""

    key: str
    how: str


def weakened(base: Settings, own: Settings, rules: Sequence[Rule]) -> Iterator[Weakened]:
    """Yield each setting that decides about a change and that the change makes weaker.

    What the other settings clear shows in the findings.
    """
    if base.approvers:
        yield from _names("approvers", base.approvers, own.approvers, "no longer names")
        yield from _names("approvers", own.approvers, base.approvers, "now names")
    yield from _names("agents", base.agents, own.agents, "no longer names")
    yield from _names("bots", own.bots, base.bots, "now names")
    for key, old, new in (
        ("mainline", base.mainline, own.mainline),
        ("adopted", base.adopted, own.adopted),
    ):
        if old != new:
            yield Weakened(key, f"`{key}` was {old or 'not set'} and is {new or 'not set'}")
    if FAIL_ON.index(own.fail_on) > FAIL_ON.index(base.fail_on):
        yield Weakened("fail-on", f"`fail-on` was {base.fail_on} and is {own.fail_on}")
    yield from _severities(base, own, rules)
    yield from _gates(base.gates, own.gates)


def _names(key: str, those: Sequence[str], others: Sequence[str], verb: str) -> Iterator[Weakened]:
    missing = [name for name in those if name not in others]
    if missing:
        yield Weakened(key, f"`{key}` {verb} {', '.join(missing)}")


def _severities(base: Settings, own: Settings, rules: Sequence[Rule]) -> Iterator[Weakened]:
    old, new = (severities_of(rules, _known(each, rules)) for each in (base, own))
    for rule in rules:
        was, now = old.get(rule.id, rule.severity), new.get(rule.id, rule.severity)
        if _rank(now) < _rank(was):
            yield Weakened("severity", f"{rule.id} was {was or 'off'} and is {now or 'off'}")


def _known(settings: Settings, rules: Sequence[Rule]) -> Mapping[str, Severity | None]:
    """Return the setting `severity` for words that these rules know."""
    words = {word.casefold() for rule in rules for word in (rule.id, rule.name)}
    ids = [rule.id.casefold() for rule in rules]
    return {
        word: grade
        for word, grade in settings.severity.items()
        if word.casefold() in words or any(each.startswith(word.casefold()) for each in ids)
    }


def _rank(severity: Severity | None) -> int:
    return -1 if severity is None else SEVERITIES.index(severity)


def _gates(
    base: Mapping[str, tuple[str, ...]], own: Mapping[str, tuple[str, ...]]
) -> Iterator[Weakened]:
    old, new = gates_of(base), gates_of(own)
    for name, patterns in old.items():
        missing = [text for text in patterns if text not in new.get(name, ())]
        if missing:
            yield Weakened("gates", f"the gate {name} no longer has {', '.join(missing)}")
    if base.get(HIGH_COMPLEXITY, ("on",)) and not own.get(HIGH_COMPLEXITY, ("on",)):
        yield Weakened("gates", f"the gate {HIGH_COMPLEXITY} is off")
