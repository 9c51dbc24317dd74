"""A committed compile_commands.json: the include folders of each source.

The format: https://clang.llvm.org/docs/JSONCompilationDatabase.html. It was written on another
machine, so where the repository was there is inferred from the sources that it names.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.languages.manifest_failures import broken_manifest
from kavro_lint.languages.protocol import Project
from kavro_lint.model.facts import Failure
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import Location, normal_path

NAME = "compile_commands.json"
# So many folders above a file are tried as the place of the repository.
MOST_FOLDERS = 40

_NAMES = r"-isystem|-iquote|-idirafter|-I|--include-directory=?|-F|/external:I|/I"
# Files that are read before the source, as if it included them at its beginning.
_FORCED = r"(?:-include|-imacros|--include=?|--imacros=?|[-/]FI)(?!-)"
_DOUBLE = r"(?:[^\"\\]|\\.)*+"


def _in_command(names: str) -> re.Pattern[str]:
    """Return an expression for options of those names in a command, each with its value."""
    return re.compile(
        rf"(?:^|(?<=\s))(?:\"(?:{names})\s*+(?P<whole>{_DOUBLE})\"|'(?:{names})\s*+(?P<all>[^']*+)'|"
        rf"(?:{names})\s*+(?:\"(?P<double>{_DOUBLE})\"|'(?P<single>[^']*+)'"
        rf"|(?P<bare>(?:[^\s\"'\\]|\\.)++)))"
    )


_OPTION, _FORCED_OPTION = _in_command(_NAMES), _in_command(_FORCED)
_ESCAPED = re.compile(r"\\(.)")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_ARGUMENT = re.compile(rf"(?:{_NAMES})(?P<value>.*)", re.DOTALL)
_FORCED_ARGUMENT = re.compile(rf"(?:{_FORCED})(?P<value>.*)", re.DOTALL)


@frozen
class Database:
    """A database: the folders of each source's includes, and those of all sources, frequent first.

    Folders are of the repository, end in `/`, and stand in the order in which they are tried.
    `forced` are the files that a source includes by its command (`-include`): paths of the
    repository, or names as they are written.
    """

    path: str
    by_source: Mapping[str, tuple[str, ...]]
    folders: tuple[str, ...]
    forced: Mapping[str, tuple[str, ...]]


@frozen
class _Entry:
    """A command: the absolute path of its source, and of the folders of its includes.

    `forced` are the names of the files that it includes, with their absolute paths.
    """

    source: str
    folders: tuple[str, ...]
    forced: tuple[tuple[str, str], ...]


def read_databases(project: Project) -> tuple[tuple[Database, ...], tuple[Failure, ...]]:
    """Return the databases of a snapshot, by their paths, and what was wrong with them."""
    databases: list[Database] = []
    failures: list[Failure] = []
    for path in sorted(path for path in project.files if path.rpartition("/")[2] == NAME):
        try:
            database = _read(path, project)
        except ValueError as error:
            failures.append(broken_manifest(path, error))
            continue
        if database is not None:
            databases.append(database)
        else:
            # It may be of a build that nobody has here: then it states nothing.
            reason = "none of the files that it names is in this repository"
            failures.append(Failure(Location(path), reason, lost_imports=True))
    return tuple(databases), tuple(failures)


def _read(path: str, project: Project) -> Database | None:
    """Read one database, None where it is of other files. Raises ValueError for a broken one."""
    content = project.read(path)
    if content is None:
        raise ValueError("it cannot be read, so the include folders are unknown")
    try:
        rows = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from None
    if not isinstance(rows, list):
        raise ValueError("it is not a list of commands, as a compilation database must be")
    entries = list(_entries(rows, path))
    if rows and not entries:
        raise ValueError("no command in it has a directory, a file, and a command or arguments")
    root = _root(entries, project.files)
    if root is None:
        return None if entries else Database(path, {}, (), {})
    by_source: dict[str, tuple[str, ...]] = {}
    forced: dict[str, tuple[str, ...]] = {}
    counts: Counter[str] = Counter()
    inside: dict[str, str | None] = {}
    for entry in entries:
        source = _within(entry.source, root)
        folders = []
        for folder in entry.folders:
            if folder not in inside:
                inside[folder] = _folder_within(folder, root, project)
            place = inside[folder]
            if place is not None and place not in folders:
                folders.append(place)
        counts.update(folders)
        if source is not None and source not in by_source:
            by_source[source] = tuple(folders)
        if source is not None and entry.forced:
            names = [_forced_within(name, place, root, project) for name, place in entry.forced]
            forced[source] = tuple(dict.fromkeys((*forced.get(source, ()), *names)))
    frequent_first = tuple(folder for folder, _ in counts.most_common())
    return Database(path, by_source, frequent_first, forced)


def _entries(rows: Iterable[object], path: str) -> Iterator[_Entry]:
    """Yield the commands; what has not the form of one is passed over."""
    # Relative folders are taken from the database's own.
    home = "/" + path.rpartition("/")[0]
    options: dict[str, tuple[list[str], list[str]]] = {}
    for row in rows:
        if not isinstance(row, dict):
            continue
        directory, file = row.get("directory"), row.get("file")
        command, arguments = row.get("command"), row.get("arguments")
        if not isinstance(file, str):
            continue
        folder = absolute(home, directory if isinstance(directory, str) else "")
        if isinstance(arguments, list):
            words = [str(word) for word in arguments]
            places = list(_of_arguments(words, _ARGUMENT))
            forced = list(_of_arguments(words, _FORCED_ARGUMENT))
        elif isinstance(command, str):
            if command not in options:
                options[command] = (
                    list(_of_command(command, _OPTION)), list(_of_command(command, _FORCED_OPTION))
                )  # fmt: skip
            places, forced = options[command]
        else:
            continue
        yield _Entry(
            absolute(folder, file),
            tuple(absolute(folder, place) for place in places),
            tuple((name, absolute(folder, name)) for name in forced),
        )


def _of_arguments(words: list[str], names: re.Pattern[str]) -> Iterator[str]:
    for number, word in enumerate(words):
        option = names.fullmatch(word)
        if option is not None:
            value = option["value"] or (words[number + 1] if number + 1 < len(words) else "")
            if value:
                yield value


def _of_command(command: str, names: re.Pattern[str]) -> Iterator[str]:
    for option in names.finditer(command):
        value = option[option.lastgroup or 0]
        if value:
            # A path of Windows has backslashes of its own.
            yield value if _DRIVE.match(value) else _ESCAPED.sub(r"\1", value)


def _forced_within(name: str, place: str, root: str, project: Project) -> str:
    """Return the path of a file that a command includes, its name where it is not there."""
    inside = _within(place, root)
    return inside if inside is not None and inside in project.files else name


def absolute(folder: str, place: str) -> str:
    """Return a path from a folder as an absolute one, with `/` between its parts."""
    place = place.replace("\\", "/")
    if _DRIVE.match(place):
        place = f"/{place}"
    return "/" + (normal_path(place if place.startswith("/") else f"{folder}/{place}") or "")


def _root(entries: Iterable[_Entry], files: Mapping[str, str]) -> str | None:
    """Return where the repository was when the database was written: "" for its own root."""
    votes: Counter[str] = Counter()
    for source in {entry.source for entry in entries}:
        parts = source.lstrip("/").split("/")
        for number in range(min(len(parts), MOST_FOLDERS)):
            if "/".join(parts[number:]) in files:
                votes["".join(f"/{part}" for part in parts[:number])] += 1
                break
    return votes.most_common(1)[0][0] if votes else None


def _within(path: str, root: str) -> str | None:
    """Return an absolute path as one of the repository, None for one outside of it."""
    return path[len(root) + 1 :] if path.startswith(f"{root}/") or not root else None


def _folder_within(folder: str, root: str, project: Project) -> str | None:
    if folder == root or (not root and folder == "/"):
        return ""
    inside = _within(folder, root)
    return f"{inside}/" if inside and f"{inside}/" in project.folders else None
