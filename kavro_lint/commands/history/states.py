"""The findings of one state after the other: what a commit cannot change is not judged again."""

import datetime
from collections.abc import Collection
from typing import TypeVar

from kavro_lint.architecture.architecture import Architecture, assemble
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.exempting import policy_of
from kavro_lint.architecture.ownership import Ownership, RepeatedAssignment
from kavro_lint.cache.memory import Memory
from kavro_lint.cache.recording import recorded
from kavro_lint.commands.history.contract_facts import Counting, facts_of_plan
from kavro_lint.commands.history.drift_records import State
from kavro_lint.commands.history.state_contract import (
    EVERYTHING,
    NO_CONTRACT,
    Contract,
    Difference,
    may_differ,
    may_have_contract,
    read_contract,
)
from kavro_lint.commands.history.state_findings import Again, Findings
from kavro_lint.errors import CannotJudge
from kavro_lint.languages.incremental import IncrementalFacts
from kavro_lint.languages.kept_facts import KeptFacts
from kavro_lint.languages.registry import is_manifest, is_source
from kavro_lint.languages.snapshot_changes import Changes
from kavro_lint.model.facts import Facts, Snapshot, SourceSettings
from kavro_lint.model.history import History

NO_HISTORY = History()
T = TypeVar("T")


class StateJudge:
    """Judges the states of a line of commits, each by its own contract or all by one.

    `contract` is that of the last state, or the one that all are judged by (`today`). What is
    remembered is of the last state that could be judged.
    """

    def __init__(self, memory: Memory, today: Contract | None = None) -> None:
        self._memory = memory
        self._today = today
        self.next_contract: Contract | None = today
        self._differing: Collection[str] | None = None
        self._reading: IncrementalFacts | None = None
        self._read_with: SourceSettings | None = None
        self._kept: KeptFacts | None = None
        self._ownership: Ownership | None = None
        # The files that are marked as generated, and those that are of another language.
        self._marks: tuple[Collection[str], Collection[str]] = ((), ())
        self._assignment: RepeatedAssignment | None = None
        self._findings = Findings(today=today is not None)
        self._counting = Counting()
        self._state = State(why_not=NO_CONTRACT)
        self.contract = today
        self.difference = EVERYTHING
        self.architecture: Architecture | None = None
        self.code_differs = True
        self.governs_less = False
        self._reads_history = False

    def cannot_differ(self, changes: Changes) -> bool:
        """Whether changes touch nothing that findings can depend on, on whatever day."""
        if self.contract is None or self.architecture is None or changes.layout:
            return False
        if self._today is None and (
            self._reads_history or self.contract.has_exceptions
            or may_differ(self.contract, changes).any
        ):  # fmt: skip
            return False
        return not any(
            is_source(path) or is_manifest(path) or self._findings.asked(path)
            for path in changes.paths
        )

    def read_contract(self, snapshot: Snapshot, changes: Changes) -> str:
        """Read the contract of the next state, and return why it cannot be judged, else ""."""
        before = self.contract if self.architecture is not None else None
        if self._today is not None:
            self.difference = EVERYTHING if before is None else Difference()
            return ""
        if before is None and not may_have_contract(snapshot):
            return NO_CONTRACT
        try:
            contract, self.difference = read_contract(snapshot, before, changes)
        except CannotJudge as error:
            return str(error)
        self.next_contract = contract
        return "" if contract.exists else NO_CONTRACT

    def read(self, snapshot: Snapshot, changes: Changes) -> Architecture:
        """Read the state whose contract was read; `changes` are those since the last judged.

        Raises CannotJudge; then this judge is of no use any more.
        """
        contract = _known(self.next_contract)
        settings = contract.settings
        differing = self._read_facts(snapshot, changes, settings.sources)
        self._kept = None
        self.code_differs = differing is None or bool(differing) or changes.layout
        facts = _known(self._reading).facts
        owners_differ = self._assign(contract, facts, changes)
        snapshot = recorded(snapshot)
        ownership, before = _known(self._ownership), self.architecture
        if before is None or owners_differ or self.difference.any:
            plan = contract.plan
            architecture = assemble(snapshot, plan, facts, ownership, settings.type_only)
            differing = None
        else:
            depending: Collection[str] = ()
            if before.ownership is not ownership:
                depending = _depending_on_layout(before, ownership, facts, changes.present)
            architecture = before.after(snapshot, facts, ownership, depending)
            differing = {*differing, *depending} if differing is not None else None
        self._differing = differing
        self.contract, self.architecture = self.next_contract, architecture
        return architecture

    def _read_facts(
        self, snapshot: Snapshot, changes: Changes, settings: SourceSettings
    ) -> Collection[str] | None:
        """Read what differs, and return the files that say or lead to something else.

        None is returned for all files.
        """
        if self._reading is not None and self._read_with == settings:
            return self._reading.step(snapshot, changes)
        self._reading, self._read_with = IncrementalFacts(self._memory, settings), settings
        if self._kept is not None and self._reading.restore(snapshot, self._kept):
            return None
        return self._reading.step(snapshot, changes)

    def restore(self, kept: KeptFacts) -> None:
        """Take the facts of the state that is read next from what another run has kept."""
        self._kept = kept

    def kept(self) -> KeptFacts | None:
        """Return what another run needs to go on from the last state, None where none was read."""
        return self._reading.kept() if self._reading is not None else None

    def judge(self, changes: Changes, history: History, day: datetime.date) -> State:
        """Judge the state that was read."""
        contract, architecture = _known(self.next_contract), _known(self.architecture)
        difference = self.difference
        self._reads_history = history is not NO_HISTORY
        reads_differ = difference.any or history is not NO_HISTORY
        reads_differ = reads_differ or any(map(self._findings.asked, changes.paths))
        selection = contract.selection
        case = Case(
            architecture=architecture,
            settings=contract.settings,
            rules=contract.rules,
            history=history,
            today=day,
            reported=selection.on,
            standards=contract.settings.standards != "off",
        )
        again = Again(
            self._differing,
            self.code_differs or reads_differ,
            changes.paths,
            is_steady=not (reads_differ or changes.layout),
        )
        self._findings.step(case, again, selection)
        is_other = self.code_differs or difference.any
        self._state = State(
            drifts=self._findings.unwaived,
            waived=self._findings.waived,
            facts=facts_of_plan(contract) if difference.any else self._state.facts,
            numbers=self._counting.numbers(architecture) if is_other else self._state.numbers,
        )
        return self._state

    def _assign(self, contract: Contract, facts: Facts, changes: Changes) -> bool:
        """Give files their modules, and return whether a file that stayed has another."""
        marks = facts.generated, frozenset(facts.foreign)
        before = self._ownership
        if before is None or self._assignment is None or self.difference.any:
            attributes, settings = contract.attributes, contract.settings
            self._assignment = RepeatedAssignment(
                contract.plan, lambda: policy_of(attributes, settings)
            )
            self._ownership = self._assignment.of(facts)
            self._marks = marks
            return True
        if changes.layout or marks != self._marks:
            self._ownership = self._assignment.of(facts)
            governed = {*before.owners, *before.undeclared}
            self.governs_less = not governed.isdisjoint(self._ownership.ungoverned)
            # A file that is not a source any more may still be there, and imports may lead to it.
            is_other = marks[1] != self._marks[1] or _owners_differ(before, self._ownership)
            self._marks = marks
            return is_other
        self.governs_less = False
        return False


def _known(value: T | None) -> T:
    if value is None:
        raise ValueError("a state is judged only after it was read")
    return value


def _owners_differ(before: Ownership, now: Ownership) -> bool:
    """Whether a file that is in both states has another module, or another reason to have none."""
    owners = before.owners
    if any(owners.get(path, owner) != owner for path, owner in now.owners.items()):
        return True
    if any(path in owners for path in (*now.undeclared, *now.ungoverned)):
        return True
    reasons = before.ungoverned
    if any(reasons.get(path, why) != why for path, why in now.ungoverned.items()):
        return True
    outside = {*before.undeclared, *reasons}
    return (
        any(path in outside for path in now.owners)
        or any(path in reasons for path in now.undeclared)
        or any(path in now.ungoverned for path in before.undeclared)
    )


def _depending_on_layout(
    before: Architecture, ownership: Ownership, facts: Facts, present: Collection[str]
) -> Collection[str]:
    """Return the files whose imports may be judged otherwise where other files come or go.

    An import of a folder belongs to the module of its files; whether a file is public may depend
    on where others are, and whether it is a test on whether there is what it is named after.
    `ownership` and `facts` are those of the next state; `present` came or went.
    """
    imports = facts.imports
    if any(module.public for plan in before.plan.all() for module in plan.modules):
        return imports.files.keys()
    tests = before.ownership.tests ^ ownership.tests
    leading = {
        id(resolution)
        for resolution in imports.resolutions()
        if resolution.reaches
        or (resolution.target is not None
            and (resolution.target.endswith("/") or resolution.target in present))
    }  # fmt: skip
    return [
        path
        for path, rows in imports.files.items()
        if path in tests or (leading and any(id(row[3]) in leading for row in rows))
    ]
