"""Snapshot → facts: every source of a known language is read, extracted and resolved."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from kavro_lint.languages.protocol import Language, Project
from kavro_lint.languages.registry import KNOWN_SUFFIXES, by_suffix, languages, suffix_of
from kavro_lint.model import Facts, Failure, Import, Location, Snapshot, SourceFacts, Unreadable

# https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\n"

Progress = Callable[[int, int], None]


def read_facts(
    snapshot: Snapshot,
    source_roots: tuple[str, ...] = (),
    limit: int = 5_000_000,
    progress: Progress = lambda done, of: None,
) -> Facts:
    """Return what all sources of the snapshot say. `limit` is the largest size in bytes."""
    known = by_suffix()
    spoken = {
        path: known[suffix] for path in snapshot.sources if (suffix := suffix_of(path)) in known
    }
    failures = [Failure(Location(path), why) for path, why in snapshot.unreadable.items()]
    extracted: dict[str, SourceFacts] = {}
    for done, (path, language) in enumerate(spoken.items()):
        progress(done, len(spoken))
        try:
            content = snapshot.read(path, limit)
            if content.startswith(LFS_POINTER):
                raise Unreadable("it is a pointer of Git LFS; its content is not here")
            extracted[path] = language.extract(content, suffix_of(path))
        except Unreadable as error:
            failures.append(Failure(Location(path), str(error)))
            continue
        failures.extend(_lost(path, extracted[path]))
    project = project_of(snapshot, source_roots)
    return Facts(
        languages={path: language.NAME for path, language in spoken.items()},
        imports=tuple(_resolve(project, spoken, extracted)),
        failures=tuple(failures),
        unanalysable={path: f.unanalysable for path, f in extracted.items() if f.unanalysable},
        not_analysed=_not_analysed(snapshot.sources),
    )


def _lost(path: str, facts: SourceFacts) -> Iterator[Failure]:
    for line, column in facts.lost:
        reason = "a syntax error touches an import here, so imports may be lost"
        yield Failure(Location(path, line, column), reason, lost_imports=True)


def _resolve(
    project: Project, spoken: Mapping[str, Language], extracted: Mapping[str, SourceFacts]
) -> Iterator[Import]:
    """Yield each file's imports, one for a statement and what it leads to."""
    resolvers = {language.NAME: language.resolver(project) for language in languages()}
    for path, facts in extracted.items():
        resolver = resolvers[spoken[path].NAME]
        seen: set[tuple[object, ...]] = set()
        for raw in facts.imports:
            each = resolver.resolve(path, raw)
            # `from x import a, b` is one statement: two names in one target are one import.
            leads_to = each.target or each.module or (raw.specifier, raw.name)
            key = (raw.line, raw.column, each.outcome, leads_to)
            if key not in seen:
                seen.add(key)
                yield each


def project_of(snapshot: Snapshot, source_roots: tuple[str, ...] = ()) -> Project:
    """Return what resolution may know of a snapshot."""
    files = {path: path for path in snapshot.sources}
    files.update(_through_links(snapshot))
    folders = {""}
    for path in files:
        folder = path.rpartition("/")[0]
        while folder and folder + "/" not in folders:
            folders.add(folder + "/")
            folder = folder.rpartition("/")[0]

    def read(path: str) -> bytes | None:
        try:
            return snapshot.read(files[path])
        except (KeyError, Unreadable):
            return None

    return Project(files, frozenset(folders), read, source_roots)


# More paths than this through links, and the links are a maze rather than a layout.
MAX_LINKED = 100_000


def _through_links(snapshot: Snapshot) -> Mapping[str, str]:
    """Return the paths that exist only through a symbolic link, with the files they are."""
    linked: dict[str, str] = {}
    for link, target in snapshot.links.items():
        if target in snapshot.sources:
            linked[link] = target
            continue
        folder = target.rstrip("/") + "/"
        for path in snapshot.sources:
            if path.startswith(folder) and len(linked) < MAX_LINKED:
                linked[f"{link}/{path[len(folder) :]}"] = path
    return linked


def _not_analysed(paths: Iterable[str]) -> Mapping[str, int]:
    readable = by_suffix()
    counts: dict[str, int] = {}
    for path in paths:
        suffix = suffix_of(path)
        if suffix in KNOWN_SUFFIXES and suffix not in readable:
            counts[suffix] = counts.get(suffix, 0) + 1
    return dict(sorted(counts.items()))
