"""A state of the working tree as a `check` has kept it, without reading its documents again.

What was judged is kept with the answer (`kept_report.py`), and where imports lead beside it
(`cache/packed_imports.py`). How many imports each dependency between modules has is known by
numbers; they are put together where somebody asks for them.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from itertools import count

from kavro_lint.architecture.architecture import Architecture, Step, assemble
from kavro_lint.architecture.edges import Edge, EdgeRules, Pair, edges_of
from kavro_lint.architecture.module_contracts import UNGOVERNED
from kavro_lint.architecture.ownership import Ownership, patterns_of
from kavro_lint.architecture.permissions import denials
from kavro_lint.cache.cached_run import CachedRun
from kavro_lint.cache.contributions import LEAD, PAIR, TEST, Contributions
from kavro_lint.cache.folder import DIGEST
from kavro_lint.cache.hashing import blob_id
from kavro_lint.cache.import_rows import ImportRows
from kavro_lint.cache.known_paths import Tree, Unsure
from kavro_lint.cache.memory import Memory, memory_of
from kavro_lint.cache.neutral import ChangedSources
from kavro_lint.cache.packed_imports import FileImports, key_of
from kavro_lint.cache.stored_answers import MOST_CHANGED, Answer, on_disk
from kavro_lint.git.repository import repository_at
from kavro_lint.languages.registry import families, is_source
from kavro_lint.languages.resolving import importing_when_run, renamed, rows_of
from kavro_lint.languages.sources import languages_of
from kavro_lint.model.facts import Facts, Snapshot, SourceSettings, Unreadable
from kavro_lint.model.findings import Rule
from kavro_lint.model.frozen import replace
from kavro_lint.model.imports import Imports, PlacedResolution
from kavro_lint.pipeline.incremental.kept_imports import KeptImports, Rows
from kavro_lint.pipeline.incremental.kept_report import KeptPolicy, on_code_in, policy_in
from kavro_lint.pipeline.incremental.kept_tree import heeded_in, snapshot_of
from kavro_lint.pipeline.survey import Kept, Survey


def kept_survey(run: CachedRun, answer: Answer, added: Contributions) -> Survey | None:
    """Return the state that an answer is of, None where not all of it is kept.

    Reading one of its files raises Unsure where that has changed meanwhile.
    """
    tree, prefix = run.tree, _prefix(run)
    if tree is None or prefix is None:
        return None
    sources = ChangedSources(tree, answer.limit, {}, _reading(run.place.top, tree, answer))
    try:
        policy, resolved_by = policy_in(added.policy), heeded_in(added.heeded)
    except ValueError:
        return None
    snapshot = snapshot_of(sources, resolved_by)
    memory = memory_of(run.place.common, run)
    languages = languages_of(snapshot)
    imports = _imports(memory, snapshot, languages, policy, tree)
    if imports is None:
        return None
    repository = repository_at(run.place.top, run.place.git_dir, run.place.common)
    named = {path: known.NAME for path, known in languages.items() if path not in policy.foreign}
    architecture = _KeptState(policy, added, tree).architecture(
        snapshot, renamed(named, imports.files), imports
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


def _imports(
    memory: Memory,
    snapshot: Snapshot,
    languages: Iterable[str],
    policy: KeptPolicy,
    tree: Tree,
) -> KeptImports | None:
    """Return where the imports of all sources lead, None where too much of it is not kept."""
    settings = policy.settings.sources
    key = key_of(snapshot, settings)
    rows = memory.import_rows(key)
    numbers = tree.files()
    if rows is None or any(
        blob != (tree.id(numbers[path]).hex() if path in numbers else "")
        for path, blob in rows.manifests.items()
    ):
        return None
    changed = _changed(rows, languages, tree)
    if len(changed) > MOST_CHANGED:
        return None
    try:
        anew = _read_anew(snapshot, settings, changed)
    except Unreadable:
        return None
    if anew is None:
        return None
    if not policy.checking:
        return KeptImports(rows, {path: file.rows for path, file in anew.items()})
    # Other files may say what is for type checkers only.
    stored = memory.imports(key)
    if stored is None:
        return None
    files = {**stored.files, **anew}
    importing = importing_when_run(files)
    others = rows_of({path: files[path] for path in {*importing, *anew}}, importing)
    return KeptImports(rows, {**dict.fromkeys(anew, ()), **others})


def _changed(rows: ImportRows, languages: Iterable[str], tree: Tree) -> list[str]:
    """Return the sources that say something else than when their imports were kept."""
    numbers, facts, paths = tree.files(), bytes(tree.facts), list(languages)
    places = [numbers[path] * DIGEST for path in paths]
    now = [facts[at : at + DIGEST] for at in places]
    if rows.facts == b"".join(now) and paths == list(rows.paths):
        return []
    then = (rows.facts[at : at + DIGEST] for at in count(0, DIGEST))
    known = dict(zip(rows.paths, then, strict=False))
    return [path for path, digest in zip(paths, now, strict=True) if known.get(path) != digest]


def _read_anew(
    snapshot: Snapshot, settings: SourceSettings, paths: Sequence[str]
) -> Mapping[str, FileImports] | None:
    """Return what files say whose imports are not kept, None if that takes more than a file.

    Raises Unreadable.
    """
    if not paths:
        return {}
    from kavro_lint.languages.reading import Reading

    reading, limit = Reading(snapshot, settings, Memory(None)), settings.max_file_size
    files = {path: reading.of_content(path, snapshot.read(path, limit)) for path in paths}
    known = {path: file for path, file in files.items() if file is not None}
    return known if len(known) == len(files) else None


class _KeptState:
    """The kept parts of a state: plan, owners of files, and the numbers of dependencies."""

    def __init__(self, policy: KeptPolicy, added: Contributions, tree: Tree) -> None:
        self._policy = policy
        self._added = added
        self._tree = tree

    def architecture(
        self, snapshot: Snapshot, languages: Mapping[str, str], imports: Imports
    ) -> Architecture:
        """Return the architecture of the state, with the languages of files and their imports."""
        policy = self._policy
        facts = Facts(languages, imports, is_source=is_source, families=families())
        ownership = self._ownership(languages)
        type_only = policy.settings.type_only
        architecture = assemble(snapshot, policy.plan, facts, ownership, type_only)
        rules = EdgeRules(ownership, architecture.contracts, type_only == "strict")
        none, edges = Imports({}), dict(sorted(self._edges(imports, rules)))
        return replace(architecture, step=Step(facts, type_only, rules, rules, edges, none, none))

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

    def _edges(self, imports: Imports, rules: EdgeRules) -> Iterator[tuple[Pair, Edge]]:
        """Yield the dependencies between modules, whose imports are looked for when asked for."""
        names = [UNGOVERNED, *self._added.modules.split("\n")]
        pairs = self._added.pairs
        for number in range(len(pairs) // PAIR):
            importer, imported, files, weight, *_ = pairs[number * PAIR :][:PAIR]
            if files:
                pair = names[importer], names[imported]
                rows = _LazyRows(
                    partial(self._files_of, number), partial(self._between, pair, imports, rules)
                )
                denied = denials(rules.contracts, *pair)
                yield pair, Edge(*pair, Imports(rows), denied, rules, weight)

    def _between(
        self, pair: Pair, imports: Imports, rules: EdgeRules, paths: Iterable[str]
    ) -> Rows:
        """Return the imports of a dependency in some of its files."""
        return edges_of(imports.of_files(paths), rules)[pair].imports.files

    def _files_of(self, number: int) -> Sequence[str]:
        """Return the files of a dependency, in order."""
        return sorted(os.fsdecode(self._tree.paths[file]) for file in self._files_of_pairs[number])

    @cached_property
    def _files_of_pairs(self) -> Mapping[int, Sequence[int]]:
        """The numbers of the files that each dependency is of."""
        files: dict[int, list[int]] = {}
        start = 0
        for number, end in enumerate(self._added.ends):
            for pair in self._added.leads[start:end:LEAD]:
                files.setdefault(pair, []).append(number)
            start = end
        return files


class _LazyRows(Mapping[str, Sequence[PlacedResolution]]):
    """Imports by file: put together when they are asked for, from file to file more at once."""

    def __init__(
        self, paths: Callable[[], Sequence[str]], rows: Callable[[Iterable[str]], Rows]
    ) -> None:
        self._paths = cache(paths)
        self._between = rows
        self._rows: dict[str, Sequence[PlacedResolution]] = {}

    def __getitem__(self, path: str) -> Sequence[PlacedResolution]:
        """Return the rows of a file. Raises KeyError."""
        paths = self._paths()
        while path not in self._rows and len(self._rows) < len(paths):
            start = len(self._rows)
            self._rows |= self._between(paths[start : 2 * start + 1])
        return self._rows[path]

    def __iter__(self) -> Iterator[str]:
        """Yield the files in order."""
        return iter(self._paths())

    def __len__(self) -> int:
        """Count the files."""
        return len(self._paths())
