"""A state of the working tree as a `check` has kept it, without reading its documents again.

What was judged is kept with the answer (`kept_report.py`), and where imports lead beside it
(`cache/packed_imports.py`). How many imports each dependency between modules has is known by
numbers; they are put together where somebody asks for them.
"""

import os
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial

from kavro_lint.architecture import (
    UNGOVERNED,
    Architecture,
    Edge,
    Ownership,
    assemble,
    denials,
)
from kavro_lint.architecture.architecture import Step
from kavro_lint.architecture.edges import EdgeRules, Pair, edges_of
from kavro_lint.architecture.ownership import patterns_of
from kavro_lint.cache.cached_run import CachedRun
from kavro_lint.cache.contributions import LEAD, PAIR, TEST, Contributions
from kavro_lint.cache.hashing import blob_id
from kavro_lint.cache.known_paths import ID, Tree, Unsure
from kavro_lint.cache.memory import Memory, memory_of
from kavro_lint.cache.neutral import ChangedSources
from kavro_lint.cache.packed_imports import FileImports, key_of
from kavro_lint.cache.stored_answers import MOST_CHANGED, Answer, on_disk
from kavro_lint.git.repository import repository_at
from kavro_lint.languages.registry import families, is_source
from kavro_lint.languages.resolving import importing_when_run, renamed, rows_of
from kavro_lint.languages.sources import languages_of
from kavro_lint.model import (
    Facts,
    Imports,
    PlacedResolution,
    Rule,
    Snapshot,
    SourceSettings,
    Unreadable,
)
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.judged_alone import JudgedAlone
from kavro_lint.pipeline.kept_report import KeptPolicy, on_code_in, policy_in
from kavro_lint.pipeline.survey import Kept, Survey

Rows = Mapping[str, Sequence[PlacedResolution]]
_HEX = 2 * ID


def kept_survey(run: CachedRun, answer: Answer, added: Contributions) -> Survey | None:
    """Return the state that an answer is of, None where not all of it is kept.

    Reading one of its files raises Unsure where that has changed meanwhile.
    """
    tree, prefix = run.tree, _prefix(run)
    if tree is None or prefix is None:
        return None
    try:
        policy = policy_in(added.policy)
    except ValueError:
        return None
    sources = ChangedSources(tree, answer.limit, {}, _reading(run.place.top, tree, answer))
    snapshot = JudgedAlone(policy, added, sources).snapshot
    memory = memory_of(run.place.common, run)
    languages = languages_of(snapshot)
    rows = _rows(memory, snapshot, languages, policy.settings.sources, tree)
    if rows is None:
        return None
    repository = repository_at(run.place.top, run.place.git_dir, run.place.common)
    named = {path: known.NAME for path, known in languages.items() if path not in policy.foreign}
    architecture = _KeptState(policy, added, tree).architecture(
        snapshot, renamed(named, rows), rows
    )
    return Survey(
        replace(repository, prefix=prefix),
        policy.settings,
        tuple(Rule(rule, name, "minor", 0, "", "", "") for rule, name in policy.names.items()),
        architecture,
        memory,
        Kept(policy.tasks, policy.tasks_of, on_code_in(added.on_code)),
    )


def _prefix(run: CachedRun) -> str | None:
    """Return the folder below the root that the user stands in, None for one in Git's own."""
    here, top = map(os.path.realpath, (run.request.directory, run.place.top))
    prefix = os.path.relpath(here, top).replace(os.sep, "/")
    if prefix.partition("/")[0] in ("..", ".git"):
        return None
    return "" if prefix == "." else f"{prefix}/"


def _reading(top: str, tree: Tree, answer: Answer) -> Callable[[str], bytes | None]:
    """Return what reads the files of a tree that an answer depends on, as they were looked at.

    It raises Unsure for others.
    """
    contents = on_disk(top)

    def read(path: str) -> bytes | None:
        name = os.fsencode(path)
        number = tree.index(name)
        if number is None or not tree.is_file(number):
            return None
        content = next(iter(contents(tree, [number])))
        is_known = name in answer.reads or tree.is_source(number)
        if not is_known or blob_id(content) != tree.id(number):
            raise Unsure
        return content

    return read


def _rows(
    memory: Memory,
    snapshot: Snapshot,
    languages: Iterable[str],
    settings: SourceSettings,
    tree: Tree,
) -> Rows | None:
    """Return where the imports of all sources lead, None where too much of it is not kept."""
    stored = memory.imports(key_of(snapshot, settings))
    hashes = tree.ids.hex()
    blobs = {
        path: hashes[number * _HEX : number * _HEX + _HEX] for path, number in tree.files().items()
    }
    if stored is None or any(
        blobs.get(path, "") != blob for path, blob in stored.manifests.items()
    ):
        return None
    files = {path: stored.find(path, blobs[path]) for path in languages}
    changed = [path for path, file in files.items() if file is None]
    if len(changed) > MOST_CHANGED:
        return None
    try:
        files |= _read_anew(snapshot, settings, changed)
    except Unreadable:
        return None
    known = {path: file for path, file in files.items() if file is not None}
    return rows_of(known, importing_when_run(known)) if len(known) == len(files) else None


def _read_anew(
    snapshot: Snapshot, settings: SourceSettings, paths: Sequence[str]
) -> Mapping[str, FileImports | None]:
    """Return what files say whose imports are not kept. Raises Unreadable."""
    if not paths:
        return {}
    from kavro_lint.languages.reading import Reading

    reading, limit = Reading(snapshot, settings, Memory(None)), settings.max_file_size
    return {path: reading.of_content(path, snapshot.read(path, limit)) for path in paths}


class _KeptState:
    """The kept parts of a state: plan, owners of files, and the numbers of dependencies."""

    def __init__(self, policy: KeptPolicy, added: Contributions, tree: Tree) -> None:
        self._policy = policy
        self._added = added
        self._tree = tree

    def architecture(
        self, snapshot: Snapshot, languages: Mapping[str, str], rows: Rows
    ) -> Architecture:
        """Return the architecture of the state, with the languages of files and their imports."""
        policy = self._policy
        facts = Facts(languages, Imports(rows), is_source=is_source, families=families())
        ownership = self._ownership(languages)
        type_only = policy.settings.type_only
        architecture = assemble(snapshot, policy.plan, facts, ownership, type_only)
        rules = EdgeRules(ownership, architecture.contracts, type_only == "strict")
        none, edges = Imports({}), dict(sorted(self._edges(rows, rules)))
        return replace(architecture, step=Step(facts, type_only, rules, edges, none, none))

    def _ownership(self, languages: Iterable[str]) -> Ownership:
        policy, added, numbers = self._policy, self._added, self._tree.files()
        names = ["", *added.modules.split("\n")]
        owners = {
            path: names[owner] for path in languages if (owner := added.owners[numbers[path]])
        }
        undeclared = tuple(
            path for path in languages if path not in owners and path not in policy.ungoverned
        )
        tests = frozenset(path for path in languages if added.flags[numbers[path]] & TEST)
        return Ownership(patterns_of(policy.plan), owners, undeclared, policy.ungoverned, tests)

    def _edges(self, rows: Rows, rules: EdgeRules) -> Iterator[tuple[Pair, Edge]]:
        """Yield the dependencies between modules, whose imports are looked for when asked for."""
        names = [UNGOVERNED, *self._added.modules.split("\n")]
        pairs = self._added.pairs
        for number in range(len(pairs) // PAIR):
            importer, imported, files, weight, *_ = pairs[number * PAIR :][:PAIR]
            if files:
                pair = names[importer], names[imported]
                imports = Imports(_LazyImports(partial(self._between, pair, number, rows, rules)))
                yield pair, Edge(*pair, imports, denials(rules.contracts, *pair), rules, weight)

    def _between(self, pair: Pair, number: int, rows: Rows, rules: EdgeRules) -> Rows:
        """Return the imports of a dependency, by file."""
        added, paths = self._added, self._tree.paths
        places = (at for at, lead in enumerate(added.leads[::LEAD]) if lead == number)
        files = sorted(os.fsdecode(paths[bisect_right(added.ends, at * LEAD)]) for at in places)
        return edges_of(Imports({path: rows[path] for path in files}), rules)[pair].imports.files


class _LazyImports(Mapping[str, Sequence[PlacedResolution]]):
    """Imports by file that are put together when somebody asks for them."""

    def __init__(self, rows: Callable[[], Rows]) -> None:
        self._rows = cache(rows)

    def __getitem__(self, path: str) -> Sequence[PlacedResolution]:
        return self._rows()[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows())

    def __len__(self) -> int:
        return len(self._rows())
