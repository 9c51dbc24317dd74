"""A change of sources that adds nothing to report: only the counts of imports are others.

Neither contract nor history is read, and no check runs. What is not sure to be neutral is judged.
"""

import os
from array import array
from collections.abc import Iterable, Mapping, Sequence

from kavro_lint.cache.contributions import (
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
from kavro_lint.cache.neutral import ChangedSources
from kavro_lint.languages.layout import folders_of
from kavro_lint.languages.protocol import Indexed, Language, Project, Resolver, is_checking
from kavro_lint.languages.registry import language_of
from kavro_lint.languages.resolving import resolved
from kavro_lint.languages.sources import SourceFile, extracted
from kavro_lint.model import PlacedResolution, SourceSettings, Unreadable
from kavro_lint.printable import wrapped
from kavro_lint.reports.wording import counted_imports

_AT = {outcome: at for at, outcome in enumerate(COUNTED)}
_INTERNAL, _UNLISTED, _UNANALYSABLE = (
    _AT[name] for name in ("internal", "unlisted", "unanalysable")
)
# Imports of this kind close no cycle.
_TYPE_ONLY = "type-only"


class _NotNeutral(Exception):
    """A change that must be judged."""


def output_after(
    output: bytes, contributions: Contributions, changed: ChangedSources
) -> bytes | None:
    """Return what a `check` prints after a change of sources, None where it must be judged.

    `contributions` are those of the state that `output` is of, and become those of the tree.
    """
    if not NeutralChange(contributions, changed).apply():
        return None
    start, end, width = contributions.shown
    if start == end:
        return output
    counts = dict(zip(COUNTED, contributions.totals, strict=True))
    shown = counted_lines(contributions.lead_in, counts, width)
    if shown.count(b"\n") != output[start:end].count(b"\n"):
        # A line more or less, and others might have to be left out.
        return None
    contributions.shown[1] = start + len(shown)
    return output[:start] + shown + output[end:]


def counted_lines(lead_in: str, imports: Mapping[str, int], width: int) -> bytes:
    """Return the sentence on what was counted, as a report in text shows it."""
    words = ", ".join(counted_imports(imports)) or "none"
    return "\n".join(wrapped(f"{lead_in}{words}.", width)).encode()


class NeutralChange:
    """The sources that differ from those that contributions are of."""

    def __init__(self, contributions: Contributions, changed: ChangedSources) -> None:
        self._contributions = contributions
        self._changed = changed
        self._resolvers: dict[str, Resolver] = {}

    def apply(self) -> bool:
        """Put in what the changed sources add now; False where the change must be judged."""
        pairs = self._contributions.pairs[:]
        try:
            for number, content in self._changed.contents.items():
                path = os.fsdecode(self._changed.tree.paths[number])
                self._contributions.put(number, self._contribution(number, path, content))
            self._see_that_cycles_stay(pairs)
        except (_NotNeutral, Unreadable):
            return False
        return True

    def _contribution(self, number: int, path: str, content: bytes) -> Contribution:
        """Return what a file adds now. Raises _NotNeutral and Unreadable."""
        language = language_of(path)
        if not self._contributions.flags[number] & PLAIN:
            raise _NotNeutral
        if language is None or isinstance(language, Indexed):
            # Where names are edges, other files may lead elsewhere now.
            raise _NotNeutral
        (facts,) = extracted([SourceFile(path, language, content)])
        if isinstance(facts, Unreadable):
            raise facts
        if facts.lost or facts.foreign or facts.given_up or facts.generated:
            raise _NotNeutral
        resolver = self._resolver(language)
        if is_checking(resolver) and any(resolver.checking(path, facts.checking)):
            # What imports of other files are for, this file may say now.
            raise _NotNeutral
        rows = resolved(resolver, path, facts)
        counts, is_plain = counted(rows)
        counts[_UNANALYSABLE] = facts.unanalysable
        before = self._contributions.of(number)
        if not is_plain or (before.counts[_INTERNAL] and not counts[_INTERNAL]):
            raise _NotNeutral
        targets = self._contributions.targets
        if targets and targets[number * MARK :][:MARK] != targets_mark(rows):
            # A chain of imports may lead where a row forbids it now.
            raise _NotNeutral
        now = Contribution(tuple(counts), self._leads(number, rows))
        self._see_that_nothing_is_named(path, before, now)
        return now

    def _leads(self, number: int, rows: Iterable[PlacedResolution]) -> Mapping[int, int]:
        """Return the dependencies that imports are of, and how many can close a cycle."""
        flags = self._contributions.flags[number]
        leads: dict[int, int] = {}
        for _, _, kind, resolution in rows:
            if resolution.package and resolution.outcome != "standard" and flags & LIMITED:
                raise _NotNeutral
            if resolution.outcome == "internal":
                pair = self._pair(number, resolution.target or "", resolution.reaches)
                if pair is not None:
                    closes = kind != _TYPE_ONLY and not flags & TEST
                    leads[pair] = leads.get(pair, 0) + closes
        return leads

    def _pair(self, number: int, target: str, reaches: Sequence[str]) -> int | None:
        """Return the dependency that an import is of, None for one inside of a module.

        Raises _NotNeutral for what is not allowed, or new between two modules.
        """
        contributions = self._contributions
        place = self._changed.tree.index(os.fsencode(target))
        owner = NOBODY if place is None or reaches else contributions.owners[place]
        if place is None or owner == NOBODY:
            raise _NotNeutral
        here, there = contributions.flags[number], contributions.flags[place]
        if there & MOVABLE or here & there & TASK:
            raise _NotNeutral
        importer = contributions.owners[number]
        if owner == importer:
            return None
        pair = contributions.number_of_pair.get((importer, owner))
        if pair is None:
            raise _NotNeutral
        return pair

    def _see_that_nothing_is_named(
        self, path: str, before: Contribution, now: Contribution
    ) -> None:
        """Raise _NotNeutral where a finding names an import that comes or goes, or would."""
        pairs, paths = self._contributions.pairs, self._changed.tree.paths
        for pair in before.leads.keys() | now.leads.keys():
            _, _, _, _, holds, shown = pairs[pair * PAIR : pair * PAIR + PAIR]
            closes, closed = now.leads.get(pair, 0), before.leads.get(pair, 0)
            if holds & CLOSED or (holds & CUT and closes != closed):
                raise _NotNeutral
            # Of a dependency on a cycle the first import is shown.
            if shown and closes and not closed and path < os.fsdecode(paths[shown - 1]):
                raise _NotNeutral

    def _see_that_cycles_stay(self, before: "array[int]") -> None:
        """Raise _NotNeutral where the modules' dependencies make another finding than before."""
        now, is_other = self._contributions.pairs, False
        for at in range(0, len(now), PAIR):
            holds, weight, weighed = now[at + HOLDS], now[at + WEIGHT], before[at + WEIGHT]
            if holds & USED and bool(now[at + FILES]) != bool(before[at + FILES]):
                raise _NotNeutral
            is_other |= weight != weighed and bool(holds & CYCLIC or not weighed)
        if is_other:
            # Most changes touch no cycle.
            from kavro_lint.pipeline.module_cycles import has_same_cycles

            if not has_same_cycles(before, now, self._contributions.modules.split("\n")):
                raise _NotNeutral

    def _resolver(self, language: Language) -> Resolver:
        if language.NAME not in self._resolvers:
            self._resolvers[language.NAME] = language.resolver(self._project())
        return self._resolvers[language.NAME]

    def _project(self) -> Project:
        """Return what resolution may know of the tree."""
        tree = self._changed.tree
        files = {path: path for path in tree.files()}
        roots = tuple(filter(None, self._contributions.settings.split("\n")))
        settings = SourceSettings(source_roots=roots, max_file_size=self._changed.limit)
        return Project(files, folders_of(files), self._changed.read, settings)


def targets_mark(rows: Iterable[PlacedResolution]) -> bytes:
    """Return what tells the files that imports lead to from others; not those for types alone."""
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
