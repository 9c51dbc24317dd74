"""The contract of a state, and whether the next one has another."""

from functools import cache

from kavro_lint.architecture.exempting import policy_of
from kavro_lint.architecture.governed import Policy
from kavro_lint.artifacts import read_plan
from kavro_lint.config.rulebook import severities_of
from kavro_lint.config.settings import FILES, Settings, read_settings
from kavro_lint.languages.snapshot_changes import Changes
from kavro_lint.model.facts import Snapshot
from kavro_lint.model.findings import Rule
from kavro_lint.model.frozen import frozen
from kavro_lint.model.plan import BLUEPRINTS, Plan
from kavro_lint.pipeline.survey import rules_of
from kavro_lint.pipeline.verdict import Selection

NO_CONTRACT = "no contract"


@frozen(eq=False)
class Contract:
    """What a state is judged by. `attributes` is the snapshot whose `.gitattributes` count."""

    settings: Settings
    rules: tuple[Rule, ...]
    plan: Plan
    policy: Policy
    attributes: Snapshot

    @property
    def exists(self) -> bool:
        """Whether there is a blueprint."""
        return any(plan.blueprint for plan in self.plan.all())

    @property
    def selection(self) -> Selection:
        """What is reported: all that is not off."""
        severities = severities_of(self.rules, self.settings.severity)
        return Selection(frozenset(rule.id for rule in self.rules), severities=severities)

    @property
    def has_exceptions(self) -> bool:
        """Whether a decision has a table of exceptions."""
        return any(decision.waivers for plan in self.plan.all() for decision in plan.decisions)


@frozen
class Difference:
    """Which parts of a contract differ from those of the state before."""

    settings: bool = False
    plan: bool = False
    attributes: bool = False
    rules: bool = False

    @property
    def any(self) -> bool:
        """Whether any part differs."""
        return self.settings or self.plan or self.attributes or self.rules

    @property
    def is_setting(self) -> bool:
        """Whether something other than the artifacts differs."""
        return self.settings or self.attributes or self.rules


EVERYTHING = Difference(True, True, True, True)


def may_differ(contract: Contract, changes: Changes) -> Difference:
    """Return which parts of a contract changes may touch."""
    return _touched(contract, changes, settings=any(path in FILES for path in changes.paths))


def _touched(contract: Contract, changes: Changes, *, settings: bool) -> Difference:
    """Return which parts of a contract changes may touch, where settings differ or not."""
    pages = tuple(place.strip("/").removeprefix("./") for place in contract.settings.rules)
    return Difference(
        settings=settings,
        plan=settings
        or changes.folders
        or any(_is_artifact(path, contract.settings) for path in changes.paths),
        attributes=any(path.rpartition("/")[2] == ".gitattributes" for path in changes.paths),
        rules=settings or any(path.startswith(page) for page in pages for path in changes.paths),
    )


def _is_artifact(path: str, settings: Settings) -> bool:
    if not path.endswith(".md"):
        return False
    folders = (settings.artifacts, *(folder.strip("/") for folder in settings.decisions))
    return any(path.startswith(f"{folder}/") or f"/{folder}/" in path for folder in folders)


def difference_between(before: Contract | None, now: Contract) -> Difference:
    """Return which parts of two contracts differ."""
    if before is now:
        return Difference()
    if before is None:
        return EVERYTHING
    return Difference(
        settings=before.settings != now.settings,
        plan=before.plan != now.plan,
        attributes=_attributes(before.attributes) != _attributes(now.attributes),
        rules=before.rules != now.rules,
    )


def _attributes(snapshot: Snapshot) -> dict[str, str | None]:
    return {
        path: source.blob
        for path, source in snapshot.sources.items()
        if path.rpartition("/")[2] == ".gitattributes"
    }


def read_contract(
    snapshot: Snapshot, before: Contract | None, changes: Changes
) -> tuple[Contract, Difference]:
    """Return the contract of a snapshot, and what of it differs. Raises CannotJudge."""
    if before is None:
        settings = read_settings(snapshot)
        rules = rules_of(snapshot, settings)
        return _contract(snapshot, settings, rules, None, EVERYTHING), EVERYTHING
    touched = may_differ(before, changes)
    if not touched.any:
        return before, touched
    settings = before.settings
    if touched.settings:
        # Most changes of `pyproject.toml` are about something else.
        settings = read_settings(snapshot)
        touched = _touched(before, changes, settings=settings != before.settings)
    rules = rules_of(snapshot, settings) if touched.rules else before.rules
    contract = _contract(snapshot, settings, rules, before, touched)
    return contract, Difference(
        settings=settings != before.settings,
        plan=contract.plan != before.plan,
        attributes=touched.attributes,
        rules=rules != before.rules,
    )


def _contract(
    snapshot: Snapshot,
    settings: Settings,
    rules: tuple[Rule, ...],
    before: Contract | None,
    touched: Difference,
) -> Contract:
    if before is not None and not touched.plan:
        plan = before.plan
    else:
        plan = read_plan(snapshot, settings.artifacts, settings.task_id, settings.decisions)
    if before is not None and not (
        touched.attributes or settings.exclude != before.settings.exclude
    ):
        return Contract(settings, rules, plan, before.policy, before.attributes)
    return Contract(settings, rules, plan, remembering(policy_of(snapshot, settings)), snapshot)


def remembering(policy: Policy) -> Policy:
    """Return a policy that is asked about each path once: states have most of them in common."""
    return Policy(cache(policy.excluded), cache(policy.attributes))


def may_have_contract(snapshot: Snapshot) -> bool:
    """Whether a tree has a file of a blueprint's name: most trees before the first have none."""
    ends = tuple(f"/{name}" for name in BLUEPRINTS)
    return any(f"/{path}".endswith(ends) for path in snapshot.sources)
