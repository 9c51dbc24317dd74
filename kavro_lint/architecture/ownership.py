"""Which module owns which file, and which files the contract does not govern."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from kavro_lint.architecture.terms import UNGOVERNED
from kavro_lint.model import Facts, Plan, Snapshot
from kavro_lint.model.frozen import frozen
from kavro_lint.patterns import LastMatch, Pattern


@frozen
class Rows:
    """The path patterns of one plan: which row matches a path last."""

    root: str
    names: tuple[str, ...]
    match: LastMatch

    @classmethod
    def of(cls, plan: Plan) -> "Rows":
        """Compile a plan's patterns; those that are none (KV204) are left out."""
        pairs = [
            (module.name, pattern)
            for module in plan.modules
            for text in module.patterns
            if (pattern := compile_pattern(text, plan.root)) is not None
        ]
        return cls(
            plan.root, tuple(name for name, _ in pairs), LastMatch(match for _, match in pairs)
        )

    def owner(self, path: str) -> str | None:
        """Return the module whose row matches `path` last."""
        index = self.match.find(path)
        return None if index is None else self.names[index]

    def matching(self, path: str) -> tuple[str, ...]:
        """Return the modules of all rows that match `path`, its owner last."""
        return tuple([self.names[index] for index in self.match.all(path)])


@frozen
class Ownership:
    """`owners` maps governed files that a row matches to modules; `undeclared` are the others.

    `ungoverned` are files of a supported language that the contract does not govern; `exempt`
    says so of any path, also of one that is not in the snapshot.
    """

    rows: tuple[Rows, ...]
    owners: Mapping[str, str]
    undeclared: tuple[str, ...]
    ungoverned: frozenset[str]
    exempt: Callable[[str], bool] = lambda path: False

    def nearest(self, path: str) -> Rows | None:
        """Return the rows of the plan that governs `path`: the one with the longest root."""
        for rows in self.rows:
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

    def owner_of_target(self, target: str, reaches: Iterable[str] = ()) -> str | None:
        """Return the module that what an import leads to belongs to, `ungoverned`, or None.

        A package of several files belongs to the module that owns them; where several do, the
        row that matches its folder decides, else the module that owns the most of them.
        """
        owned = [name for path in reaches if (name := self._file_owner(path))]
        if not owned:
            return self.owner(target)
        if len(set(owned)) == 1:
            return owned[0]
        rows = self.nearest(target.lstrip("/"))
        decided = rows.owner(target.lstrip("/") + "*") if rows is not None else None
        return decided if decided in owned else Counter(owned).most_common(1)[0][0]

    def _file_owner(self, path: str) -> str | None:
        return UNGOVERNED if path in self.ungoverned else self.owners.get(path)

    def _folder_owner(self, folder: str, rows: Rows) -> str | None:
        """Return the module that owns a folder's files; where several do, the row decides."""
        folder = folder.lstrip("/")
        below = [(path, name) for path, name in self.owners.items() if path.startswith(folder)]
        direct = {name for path, name in below if "/" not in path[len(folder) :]}
        found = direct or {name for _, name in below}
        return next(iter(found)) if len(found) == 1 else rows.owner(folder + "*")


def assign(
    plan: Plan, snapshot: Snapshot, facts: Facts, excluded: Callable[[str], bool]
) -> Ownership:
    """Give every governed file its module.

    `excluded` says which files the settings or `.gitattributes` leave out.
    """
    plans = [each for each in plan.all() if each.blueprint is not None]
    rows = tuple(
        sorted((Rows.of(each) for each in plans), key=lambda each: len(each.root), reverse=True)
    )
    by_tables = _exempt(plans)

    def exempt(path: str) -> bool:
        return excluded(path) or by_tables(path)

    ungoverned = frozenset(filter(exempt, facts.languages))
    bare = Ownership(rows, {}, (), ungoverned)
    owners: dict[str, str] = {}
    undeclared: list[str] = []
    for path in facts.languages:
        if path in ungoverned:
            continue
        nearest = bare.nearest(path)
        owner = nearest.owner(path) if nearest else None
        if owner is None:
            undeclared.append(path)
        else:
            owners[path] = owner
    return Ownership(rows, owners, tuple(undeclared), ungoverned, exempt)


def _exempt(plans: Iterable[Plan]) -> Callable[[str], bool]:
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
