"""Sources that differ from those that an answer was made from, put into what files add to it.

Mostly they add nothing to report: neither contract nor history is read, and no check runs. Where
what is reported follows from them alone, they are *loud*: `judged_again` judges them. What is not
sure to be either is judged whole.
"""

import os
from array import array
from collections.abc import Iterable, Mapping, Sequence

from kavro_lint.cache.contributions import (
    ALONE,
    CLOSED,
    COUNTED,
    COUNTS,
    CUT,
    CYCLIC,
    FILES,
    HOLDS,
    LIMITED,
    MARK,
    MOVABLE,
    NEW,
    NOBODY,
    PAIR,
    PLAIN,
    TASK,
    TEST,
    USED,
    WEIGHT,
    Contribution,
    Contributions,
)
from kavro_lint.cache.folder import digest
from kavro_lint.cache.known_paths import decoded
from kavro_lint.cache.neutral import ChangedSources
from kavro_lint.languages.protocol import (
    Language,
    Project,
    Resolver,
    is_checking,
    is_indexed,
)
from kavro_lint.languages.registry import language_of
from kavro_lint.languages.resolving import resolved
from kavro_lint.languages.sources import facts_of
from kavro_lint.languages.visible_files import project_of
from kavro_lint.model.facts import Unreadable
from kavro_lint.model.imports import PlacedResolution
from kavro_lint.pipeline.incremental.kept_tree import heeded_in, snapshot_of

_AT = {outcome: at for at, outcome in enumerate(COUNTED)}
_INTERNAL, _UNLISTED, _UNANALYSABLE = (
    _AT[name] for name in ("internal", "unlisted", "unanalysable")
)
# Imports of this kind close no cycle.
_TYPE_ONLY = "type-only"


class _NotNeutral(Exception):
    """A change that only a whole run can judge."""


class ChangeOfSources:
    """The sources that differ from those that contributions are of.

    `loud` maps those that have, or may have, findings to the resolutions of their imports.
    """

    def __init__(self, contributions: Contributions, changed: ChangedSources) -> None:
        self.contributions = contributions
        self.changed = changed
        self.loud: dict[str, Sequence[PlacedResolution]] = {}
        self._resolvers: dict[str, Resolver] = {}

    def apply(self) -> bool:
        """Replace what the changed sources add. Return False if only a whole run can judge."""
        pairs = self.contributions.pairs[:]
        try:
            for number, content in self.changed.contents.items():
                path = os.fsdecode(self.changed.tree.paths[number])
                self.contributions.put(number, self._contribution(number, path, content))
            if len(self.contributions.pairs) > len(pairs):
                self._see_what_new_dependencies_are(len(pairs) // PAIR)
            self._see_that_cycles_stay(pairs)
        except (_NotNeutral, Unreadable):
            return False
        return True

    def _contribution(self, number: int, path: str, content: bytes) -> Contribution:
        """Return the contribution of a changed file. Raises _NotNeutral and Unreadable."""
        language = language_of(path)
        flags = self.contributions.flags[number]
        if not flags & (PLAIN | ALONE):
            raise _NotNeutral
        if language is None or is_indexed(language):
            # Where names are edges, other files may lead elsewhere now.
            raise _NotNeutral
        facts = facts_of(path, content)
        if isinstance(facts, Unreadable):
            raise facts
        if facts is None or facts.lost or facts.foreign or facts.given_up or facts.generated:
            raise _NotNeutral
        resolver = self._resolver(language)
        if is_checking(resolver) and any(resolver.checking(path, facts.checking)):
            # What imports of other files are for, this file may say now.
            raise _NotNeutral
        rows = resolved(resolver, path, facts)
        counts, is_plain = counted(rows)
        counts[_UNANALYSABLE] = facts.unanalysable
        before = self.contributions.of(number)
        if is_unlisted(rows) or (before.counts[_INTERNAL] and not counts[_INTERNAL]):
            raise _NotNeutral
        targets = self.contributions.targets
        if targets and targets[number * MARK :][:MARK] != targets_mark(rows):
            # A chain of imports may lead where a row forbids it now.
            raise _NotNeutral
        now = Contribution(tuple(counts), self._leads(number, rows))
        self._see_that_no_cycle_names_it(path, before.leads, now.leads)
        has_packages = any(row[3].package and row[3].outcome != "standard" for row in rows)
        if not (flags & PLAIN and is_plain) or (flags & LIMITED and has_packages):
            self.loud[path] = rows
        pairs = self.contributions.pairs
        if any(
            pairs[lead * PAIR + HOLDS] & (CLOSED | NEW)
            for lead in before.leads.keys() | now.leads.keys()
        ):
            self.loud[path] = rows
        if path in self.loud and not flags & ALONE:
            raise _NotNeutral
        return now

    def _leads(self, number: int, rows: Iterable[PlacedResolution]) -> Mapping[int, int]:
        """Return the dependencies that imports belong to, and how many can close a cycle."""
        flags = self.contributions.flags[number]
        leads: dict[int, int] = {}
        for _, _, kind, resolution in rows:
            if resolution.outcome == "internal":
                pair = self._pair(number, resolution.target or "", resolution.reaches)
                if pair is not None:
                    closes = kind != _TYPE_ONLY and not (flags & TEST or resolution.is_test)
                    leads[pair] = leads.get(pair, 0) + closes
        return leads

    def _pair(self, number: int, target: str, reaches: Sequence[str]) -> int | None:
        """Return the dependency that an import is of, None for one inside of a module.

        Raises _NotNeutral for what no module owns, or several do.
        """
        contributions = self.contributions
        places = [self.changed.number(path) for path in reaches or (target,)]
        numbers = [place for place in places if place is not None]
        target_flags = [contributions.flags[place] for place in numbers]
        product = [
            place for place, flags in zip(numbers, target_flags, strict=True) if not flags & TEST
        ]
        owners = {contributions.owners[place] for place in product or numbers}
        if len(numbers) < len(places) or len(owners) != 1 or NOBODY in owners:
            raise _NotNeutral
        own_flags = contributions.flags[number]
        if any(flags & MOVABLE or own_flags & flags & TASK for flags in target_flags):
            raise _NotNeutral
        owner_pair = contributions.owners[number], owners.pop()
        if owner_pair[0] == owner_pair[1]:
            return None
        pair = contributions.number_of_pair.get(owner_pair)
        return contributions.new_pair(*owner_pair) if pair is None else pair

    def _see_that_no_cycle_names_it(
        self, path: str, before: Mapping[int, int], now: Mapping[int, int]
    ) -> None:
        """Raise _NotNeutral if a finding on a cycle names an import of a file, or would."""
        pairs, paths = self.contributions.pairs, self.changed.tree.paths
        for pair in before.keys() | now.keys():
            _, _, _, _, holds, shown = pairs[pair * PAIR : pair * PAIR + PAIR]
            closes, closed = now.get(pair, 0), before.get(pair, 0)
            if holds & CUT and closes != closed:
                raise _NotNeutral
            # Of a dependency on a cycle the first import is shown.
            if shown and closes and not closed and path < os.fsdecode(paths[shown - 1]):
                raise _NotNeutral

    def _see_what_new_dependencies_are(self, first: int) -> None:
        """Raise _NotNeutral where all must be judged to tell what holds for those from `first`."""
        from kavro_lint.pipeline.incremental.judged_again import judging

        judged = judging(self)
        if judged is None or not judged.settle_new_edges():
            raise _NotNeutral
        for number in self.changed.contents:
            path, now = os.fsdecode(self.changed.tree.paths[number]), self.contributions.of(number)
            new = {pair: closes for pair, closes in now.leads.items() if pair >= first}
            self._see_that_no_cycle_names_it(path, {}, new)

    def _see_that_cycles_stay(self, before: "array[int]") -> None:
        """Raise _NotNeutral where the modules' dependencies make another finding than before."""
        now, is_other = self.contributions.pairs, False
        for at in range(0, len(now), PAIR):
            was_there = at < len(before) and before[at + FILES]
            weighed = before[at + WEIGHT] if at < len(before) else 0
            holds, weight = now[at + HOLDS], now[at + WEIGHT]
            if holds & USED and bool(now[at + FILES]) != bool(was_there):
                raise _NotNeutral
            is_other |= weight != weighed and bool(holds & CYCLIC or not weighed)
        if is_other:
            # Most changes touch no cycle.
            from kavro_lint.pipeline.incremental.module_cycles import has_same_cycles

            if not has_same_cycles(before, now, self.contributions.modules.split("\n")):
                raise _NotNeutral

    def _resolver(self, language: Language) -> Resolver:
        if language.NAME not in self._resolvers:
            self._resolvers[language.NAME] = language.resolver(self._project())
        return self._resolvers[language.NAME]

    def _project(self) -> Project:
        """Return the project that resolution reads. Raises _NotNeutral."""
        try:
            resolved_by = heeded_in(self.contributions.heeded)
        except ValueError:
            raise _NotNeutral from None
        snapshot = snapshot_of(self.changed, resolved_by)
        return project_of(snapshot, resolved_by.settings, self._folders())

    def _folders(self) -> frozenset[str] | None:
        """Return every folder that files are in, None where the tree may have others."""
        tree = self.changed.tree
        if not tree.above or len(tree.files()) < len(tree.paths):
            return None
        return frozenset("" if folder == "." else f"{folder}/" for folder in decoded(tree.above))


def targets_mark(rows: Iterable[PlacedResolution]) -> bytes:
    """Return a mark of the files that imports resolve to, without imports for types alone."""
    targets = {
        os.fsencode(place)
        for _, _, kind, resolution in rows
        if kind != _TYPE_ONLY and resolution.target is not None
        for place in (resolution.target, *resolution.reaches)
    }
    return digest(*sorted(targets))[:MARK]


def counted(rows: Iterable[PlacedResolution]) -> tuple[list[int], bool]:
    """Return how many imports have each outcome, and whether none of them is doubtful."""
    numbers, is_plain = [0] * COUNTS, True
    for _, _, _, resolution in rows:
        outcome = resolution.outcome
        numbers[_AT[outcome]] += 1
        if outcome == "external":
            listed = resolution.listed
            if listed != "yes":
                numbers[_UNLISTED] += 1
                is_plain &= listed != "no"
        elif outcome not in ("internal", "standard"):
            is_plain = False
    return numbers, is_plain


def is_unlisted(rows: Iterable[PlacedResolution]) -> bool:
    """Whether it is sure of an import that a manifest should name its package and does not."""
    return any(row[3].listed == "no" for row in rows)
