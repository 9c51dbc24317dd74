"""Ownership: the module of each file, and the files that the contract does not govern."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, cached_property

from kavro_lint.architecture.code_conventions import test_files
from kavro_lint.architecture.governed import Policy, Reason, compile_pattern, reasons
from kavro_lint.architecture.module_contracts import UNGOVERNED
from kavro_lint.model.facts import Facts
from kavro_lint.model.frozen import field, frozen
from kavro_lint.model.plan import Plan
from kavro_lint.patterns import LastMatch

# So many states share what is known of patterns.
MOST_REUSED = 50


@frozen
class Rows:
    """The path patterns of one plan: which row matches a path last.

    `places` are the patterns as written, from the repository's root; `known` and
    `owners` are the answers that were given, for the states of a history have most paths in common.
    """

    root: str
    names: tuple[str, ...]
    places: tuple[str, ...]
    match: LastMatch
    known: dict[str, tuple[str, ...]] = field(default_factory=dict)
    owners: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> "Rows":
        """Compile a plan's patterns; those that are none (KV204) are left out."""
        entries = [
            (module.name, f"{plan.root}{text.removeprefix('./').removeprefix('/')}", pattern)
            for module in plan.modules
            for text in module.patterns
            if (pattern := compile_pattern(text, plan.root)) is not None
        ]
        names, places, patterns = zip(*entries, strict=True) if entries else ((), (), ())
        return cls(plan.root, names, places, LastMatch(patterns))

    def owner(self, path: str) -> str | None:
        """Return the module whose row matches `path` last."""
        if path in self.owners:
            return self.owners[path]
        index = self.match.find(path)
        owner = self.owners[path] = None if index is None else self.names[index]
        return owner

    def matching(self, path: str) -> tuple[str, ...]:
        """Return the modules of all rows that match `path`, its owner last."""
        known = self.known.get(path)
        if known is None:
            known = tuple([self.names[index] for index in self.match.all(path)])
            self.known[path] = known
        return known

    def matching_places(self, path: str) -> tuple[str, ...]:
        """Return the patterns of all rows that match `path`."""
        return tuple([self.places[index] for index in self.match.all(path)])


# Compiling patterns takes time that not every question needs.
RowsOf = Callable[[], Sequence[Rows]]


@frozen
class Ownership:
    """`owners` maps governed files that a row matches to modules; `undeclared` are the others.

    `ungoverned` maps files of a supported language that the contract does not govern to the
    reason; `reason` gives it for any path, also for one that is not in the snapshot. `tests` are
    the files that are test code.
    """

    rows: RowsOf
    owners: Mapping[str, str]
    undeclared: tuple[str, ...]
    ungoverned: Mapping[str, Reason]
    tests: frozenset[str] = frozenset()
    reason: Callable[[str], Reason | None] = lambda path: None

    def exempt(self, path: str) -> bool:
        """Whether the contract would not govern a file at this path."""
        return self.reason(path) is not None

    def places(self, path: str) -> tuple[str, ...]:
        """Return the patterns of all rows that match a path."""
        rows = self.nearest(path)
        return rows.matching_places(path) if rows is not None else ()

    def nearest(self, path: str) -> Rows | None:
        """Return the rows of the plan that governs `path`: the one with the longest root."""
        for rows in self.rows():
            if path.startswith(rows.root):
                return rows
        return None

    def owner(self, path: str) -> str | None:
        """Return the module that owns a file or a folder, `ungoverned`, or None."""
        if path in self.ungoverned:
            return UNGOVERNED
        if path in self.owners:
            return self.owners[path]
        rows = self.nearest(path)
        if rows is None:
            return None
        return self._folder_owner(path, rows) if path.endswith("/") else rows.owner(path)

    def owner_of_target(self, target: str, reaches: Collection[str] = ()) -> str | None:
        """Return the module that owns what an import resolves to, `ungoverned`, or None.

        A package of several files belongs to the module that owns those of them that are no
        tests; where several do, the row that matches its folder decides, else the module that
        owns the most of them.
        """
        files = [path for path in reaches if path not in self.tests] or reaches
        if not files:
            return self.owner(target)
        owned = [name for path in files if (name := self.owners.get(path))]
        if len(set(owned)) > 1:
            rows = self.nearest(target.lstrip("/"))
            decided = rows.owner(target.lstrip("/") + "*") if rows is not None else None
            return decided if decided in owned else Counter(owned).most_common(1)[0][0]
        if owned:
            return owned[0]
        return UNGOVERNED if any(path in self.ungoverned for path in files) else None

    def module_around(self, path: str) -> str | None:
        """Return the module whose row matches an ungoverned file."""
        rows = self.nearest(path)
        return rows.owner(path) if rows is not None else None

    def _folder_owner(self, folder: str, rows: Rows) -> str | None:
        """Return the module that owns a folder's files; where several do, the row decides."""
        folder = folder.lstrip("/")
        owners = self._folder_owners.get(folder, frozenset())
        declared = owners - {None, UNGOVERNED}
        if len(declared) == 1:
            return next(iter(declared))
        if declared or not owners:
            return rows.owner(folder + "*")
        return None if None in owners else UNGOVERNED

    @cached_property
    def _folder_owners(self) -> Mapping[str, frozenset[str | None]]:
        """The owners of each folder's own files, else of those below; tests count last.

        None stands for files that no row matches.
        """
        owners_by_folder: dict[str, dict[int, set[str | None]]] = {}
        files: list[tuple[str, str | None]] = [*self.owners.items()]
        files += [(path, None) for path in self.undeclared]
        files += [(path, UNGOVERNED) for path in self.ungoverned]
        for path, owner in files:
            folder = path[: path.rfind("/") + 1]
            # The first of these that a folder has is what counts.
            standing = 2 * (path in self.tests) + 4 * (owner == UNGOVERNED)
            owners_by_folder.setdefault(folder, {}).setdefault(standing, set()).add(owner)
            while folder:
                folder = folder[: folder.rfind("/", 0, -1) + 1]
                owners_by_folder.setdefault(folder, {}).setdefault(standing + 1, set()).add(owner)
        return {
            folder: frozenset(by_standing[min(by_standing)])
            for folder, by_standing in owners_by_folder.items()
        }


def patterns_of(plan: Plan) -> RowsOf:
    """Return a function that gives the patterns of a plan and its nested plans, innermost first."""

    @cache
    def rows() -> Sequence[Rows]:
        unsorted = (Rows.of(inner) for inner in plan.all() if inner.blueprint is not None)
        return sorted(unsorted, key=lambda plan_rows: len(plan_rows.root), reverse=True)

    return rows


def assign(
    plan: Plan,
    facts: Facts,
    policy: Policy | None = None,
    rows: RowsOf | None = None,
    known: dict[str, Reason | None] | None = None,
) -> Ownership:
    """Give every governed file its module.

    `rows` are those of the plan, where they are known, and `known` reasons of earlier states.
    """
    rows = patterns_of(plan) if rows is None else rows
    plans = [inner for inner in plan.all() if inner.blueprint is not None]
    bare = Ownership(rows, {}, (), {})
    reason = reasons(plans, policy or Policy(), facts, bare.places, known)
    ungoverned: dict[str, Reason] = {}
    owners: dict[str, str] = {}
    undeclared: list[str] = []
    for path in facts.languages:
        why = reason(path)
        nearest = bare.nearest(path) if why is None else None
        owner = nearest.owner(path) if nearest is not None else None
        if why is not None:
            ungoverned[path] = why
        elif owner is None:
            undeclared.append(path)
        else:
            owners[path] = owner
    tests = test_files(facts.languages)
    return Ownership(rows, owners, tuple(undeclared), ungoverned, tests, reason)


class RepeatedAssignment:
    """Gives the files of one state after the other their modules, by one plan and policy.

    What was asked about a path is known for the states that follow: most have it, too. Trials of
    patterns are limited for one state, so after some states all is asked again.
    """

    def __init__(self, plan: Plan, policy: Callable[[], Policy]) -> None:
        self._plan = plan
        self._make_policy = policy
        self._policy = Policy()
        self._rows: RowsOf | None = None
        self._known: dict[str, Reason | None] = {}
        self._states = 0

    def of(self, facts: Facts) -> Ownership:
        """Return the modules of the files of a state."""
        if self._states % MOST_REUSED == 0:
            policy = self._make_policy()
            self._policy = Policy(cache(policy.excluded), cache(policy.attributes))
            self._rows, self._known = None, {}
        self._states += 1
        ownership = assign(self._plan, facts, self._policy, self._rows, self._known)
        self._rows = ownership.rows
        return ownership
