"""Why findings went away, and what brought them in.

Where a commit changes code and contract at once, the new code is judged by the contract as it was:
what is still there then went by the contract, and what is not there yet came by it.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cache

from kavro_lint.architecture.architecture import Architecture, assemble
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.ownership import assign
from kavro_lint.cache.memory import Memory
from kavro_lint.checks import checks
from kavro_lint.commands.history.drift_records import Cause, Drift, How, Key, State
from kavro_lint.commands.history.keys import drifts_of
from kavro_lint.commands.history.state_contract import Contract, Difference
from kavro_lint.config.rulebook import shipped_rules
from kavro_lint.model.facts import Facts
from kavro_lint.model.frozen import frozen
from kavro_lint.pipeline.survey import facts_of


@frozen(eq=False)
class Transition:
    """Two states that follow each other, and what differs between their contracts.

    `paths_before` are the files of the first; `moved` maps paths of it to those of the second.
    """

    before: State
    now: State
    contract_before: Contract | None
    contract: Contract
    difference: Difference
    code_differs: bool
    architecture: Architecture
    paths_before: Collection[str]
    moved: Mapping[str, str]
    memory: Memory


class Causes:
    """Tells the causes of one transition; states that never were are judged only when asked for."""

    def __init__(self, transition: Transition) -> None:
        self._transition = transition
        self._by_old_contract: frozenset[Key] | None = None
        self._by_old_settings: frozenset[Key] | None = None

    def how(self, drift: Drift, key: Key) -> How:
        """Return how drift went away; `key` is the one that it would have now."""
        transition = self._transition
        if key in transition.now.waived:
            return "waived"
        if self._is_deleted(drift):
            return "deleted"
        difference = transition.difference
        if not difference.any:
            return "fixed"
        if drift.rule not in amendable_rules():
            only_settings = difference.is_setting and not difference.plan
            return "setting" if only_settings and not transition.code_differs else "fixed"
        if transition.code_differs and key not in self._old_contract():
            return "fixed"
        return "setting" if self._is_by_setting(key, had=False) else "amended"

    def cause(self, key: Key) -> Cause:
        """Return what brought drift in that was not there before."""
        transition = self._transition
        if key in transition.before.waived:
            return "expired"
        difference = transition.difference
        if transition.contract_before is None:
            return "contract"
        if not difference.any:
            return "code"
        if key[0] not in amendable_rules():
            only_settings = difference.is_setting and not difference.plan
            return "setting" if only_settings else "contract" if difference.plan else "code"
        if transition.code_differs and key in self._old_contract():
            return "code"
        return "setting" if self._is_by_setting(key, had=True) else "contract"

    def _is_deleted(self, drift: Drift) -> bool:
        """Whether all files went that drift was about, and went nowhere else."""
        transition = self._transition
        present = transition.architecture.snapshot.sources
        files = [mark[1] for mark in drift.marks if mark[0] == "file"] or [drift.path]
        return all(
            path in transition.paths_before and transition.moved.get(path, path) not in present
            for path in files
        )

    def _is_by_setting(self, key: Key, *, had: bool) -> bool:
        """Whether settings made the difference, rather than the blueprint."""
        difference = self._transition.difference
        if not difference.is_setting:
            return False
        if not difference.plan:
            return True
        # By the new blueprint under the old settings it is as it was before: settings changed it.
        return (key in self._old_settings()) != had

    def _old_contract(self) -> frozenset[Key]:
        if self._by_old_contract is None:
            before = self._transition.contract_before
            self._by_old_contract = self._keys(before, before)
        return self._by_old_contract

    def _old_settings(self) -> frozenset[Key]:
        if self._by_old_settings is None:
            before = self._transition.contract_before
            self._by_old_settings = self._keys(self._transition.contract, before)
        return self._by_old_settings

    def _keys(self, plan_of: Contract | None, settings_of: Contract | None) -> frozenset[Key]:
        """Return the keys of what the new code has by the blueprint and the settings of two."""
        if plan_of is None or settings_of is None or not plan_of.exists:
            return frozenset()
        transition = self._transition
        snapshot, settings = transition.architecture.snapshot, settings_of.settings
        facts: Facts = transition.architecture.facts
        if settings.sources != transition.contract.settings.sources:
            facts = facts_of(snapshot, settings, transition.memory)
        ownership = assign(plan_of.plan, facts, settings_of.policy)
        architecture = assemble(snapshot, plan_of.plan, facts, ownership, settings.type_only)
        case = Case(architecture, settings, settings_of.rules)
        findings = [
            finding
            for check in checks()
            if not amendable_rules().isdisjoint(check.rules)
            for finding in check.findings(case)
        ]
        selection = settings_of.selection
        return frozenset(drift.key for drift in drifts_of(findings, settings_of.rules, selection))


@cache
def amendable_rules() -> frozenset[str]:
    """Return the rules on code against the contract; all others are about a document."""
    return frozenset(rule.id for rule in shipped_rules() if rule.amendable)


def overlapping(key: Key, keys: Iterable[Key]) -> Key | None:
    """Return the key of the same rule that has most in common with one, None for none."""
    rule, marks, _ = key
    shared = [
        (-len(marks & candidate[1]), sorted(map(str, candidate[1])), candidate[2], candidate)
        for candidate in keys
        if candidate[0] == rule and not marks.isdisjoint(candidate[1])
    ]
    return min(shared, key=lambda entry: entry[:3])[3] if shared else None
