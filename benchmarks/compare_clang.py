"""Compare kavro-lint's includes of C and C++ with those that clang's preprocessor sees.

    python benchmarks/compare_clang.py DIRECTORY=COMPILE_COMMANDS… [--stated]

The oracle is `clang -dependency-dot`: every direct include of each unit that the database
(compile_commands.json) compiles, also those that an include guard skips. Files are compared that
clang has read. Without `--stated` kavro-lint is not shown the database, as most repositories have
none: what is beside a file is stated, all else is found by the end of a path. With it, the database
counts as committed.

Each difference gets a reason by the script:

- missing: a macro names the header; a file has no suffix of C or C++; several files fit equally
  (KV711); the compiler itself adds it (`-include`);
- extra: the same folders of includes lead clang's own search to the same file, so the line stands
  in a branch that was not compiled; or no folder of the unit does: a guess, which is printed.

Prints speed too (CPU time); exits 1 where a difference has no reason. It needs clang.
"""

import argparse
import json
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from kavro_lint.languages.c.compile_commands import NAME, read_databases
from kavro_lint.languages.protocol import Project, is_indexed
from kavro_lint.languages.registry import by_name, is_manifest, language_of, suffix_of
from kavro_lint.languages.visible_files import DEFAULTS
from kavro_lint.model.facts import SourceFacts
from kavro_lint.model.imports import PlacedResolution
from kavro_lint.model.places import normal_path

Edge = tuple[str, str]
GUESS = "a guess by the end of a path; no folder of clang's leads there, and clang has not read it"
_BOX = re.compile(r'(header_\d+) \[ shape="box", label="([^"]*)"\];')
_ARROW = re.compile(r"(header_\d+) -> (header_\d+);")


def oracle_edges(root: Path, database: Path) -> tuple[set[Edge], set[str], Counter[str]]:
    """Return clang's edges within a directory, the files that it read, and what it could not."""
    edges: set[Edge] = set()
    files: set[str] = set()
    failed: Counter[str] = Counter()
    for command in json.loads(database.read_text()):
        pairs = list(_of_unit(command))
        if not pairs:
            failed[command["file"]] += 1
        names = {name for pair in pairs for name in pair}
        inside = {name: _inside(root, command["directory"], name) for name in names}
        files.update(path for path in inside.values() if path is not None)
        for importer, target in pairs:
            pair = inside[importer], inside[target]
            if pair[0] is not None and pair[1] is not None:
                edges.add((pair[0], pair[1]))
    return edges, files, failed


def _of_unit(command: Mapping[str, str]) -> Iterator[Edge]:
    """Yield the pairs of files of one unit, as clang names them."""
    words = shlex.split(command["command"])
    words = [word for word in words[1:] if word != "-c"]
    if "-o" in words:
        place = words.index("-o")
        del words[place : place + 2]
    is_plain = command["file"].endswith(".c")
    with tempfile.NamedTemporaryFile(suffix=".dot") as graph:
        subprocess.run(
            [
                "clang" if is_plain else "clang++", "-fsyntax-only", "-w",
                "-Xclang", "-dependency-dot", "-Xclang", graph.name, *words,
            ],
            cwd=command["directory"], capture_output=True, check=False,
        )  # fmt: skip
        text = Path(graph.name).read_text()
    names = dict(_BOX.findall(text))
    for importer, target in _ARROW.findall(text):
        if importer in names and target in names:
            yield names[importer], names[target]


def _inside(root: Path, directory: str, name: str) -> str | None:
    # clang writes absolute paths without their first slash.
    places = (Path(directory) / name, Path("/") / name)
    place = next((place for place in places if place.exists()), None)
    if place is None or not place.resolve().is_relative_to(root):
        return None
    return place.resolve().relative_to(root).as_posix()


class Ours:
    """kavro-lint's answer for the tracked files of a directory."""

    def __init__(self, root: Path, database: Path | None) -> None:
        done = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=True
        )
        paths = [path for path in done.stdout.decode().split("\0") if (root / path).is_file()]
        paths = [path for path in paths if not (root / path).is_symlink()]
        stated = {} if database is None else {NAME: database.read_bytes()}
        folders = {""}
        for path in paths:
            parts = path.split("/")[:-1]
            folders.update("/".join(parts[: end + 1]) + "/" for end in range(len(parts)))

        def read(path: str) -> bytes | None:
            if path in stated:
                return stated[path]
            return (root / path).read_bytes() if is_manifest(path) else None

        self.project = Project(
            {path: path for path in (*paths, *stated)}, frozenset(folders), read, DEFAULTS
        )
        contents = {
            path: (root / path).read_bytes()
            for path in paths
            if (language := language_of(path)) is not None and language.NAME in ("c", "cpp")
        }
        self.size = sum(map(len, contents.values()))
        language = by_name("cpp")
        if not is_indexed(language):
            raise TypeError("C and C++ have an index of modules")
        start = time.process_time()
        self.facts: dict[str, SourceFacts] = {
            path: language.extract(content, suffix_of(path)) for path, content in contents.items()
        }
        self.reading = time.process_time() - start
        declares = {path: facts.declares for path, facts in self.facts.items()}
        resolver = language.indexed(self.project, declares)
        self.rows: dict[str, list[PlacedResolution]] = {
            path: list(resolver.resolve_source(path, facts)) for path, facts in self.facts.items()
        }
        self.resolving = time.process_time() - start - self.reading

    def edges(self) -> dict[Edge, PlacedResolution]:
        """Return the edges within the directory, with their first statements."""
        edges: dict[Edge, PlacedResolution] = {}
        for path, rows in self.rows.items():
            for row in rows:
                if row[3].target is not None:
                    edges.setdefault((path, row[3].target), row)
        return edges


def missing_reason(ours: Ours, edge: Edge, forced: set[str]) -> str | None:
    """Return why clang alone has an edge, None where that is not known."""
    importer, target = edge
    facts = ours.facts.get(importer)
    if target not in ours.project.files or importer not in ours.project.files:
        return "a file that a build writes, or that is not tracked"
    if facts is None:
        return f"the file has no suffix of C or C++ ({suffix_of(importer)})"
    name = target.rpartition("/")[2]
    for _, _, _, resolution in ours.rows[importer]:
        if resolution.specifier.strip("<>").rpartition("/")[2] == name:
            if resolution.outcome == "ambiguous":
                return "several files fit equally: ambiguous (KV711)"
            if resolution.outcome == "external":
                return "between angle brackets and without a folder: taken for a library's"
            return None
    if target in forced:
        return "the compiler's command includes it (-include)"
    if facts.unanalysable:
        return "a macro names the header: not analysable"
    return None


def extra_reason(
    folders: Mapping[str, set[str]], edge: Edge, row: PlacedResolution, project: Project
) -> str | None:
    """Return why kavro-lint alone has an edge, None where it may be false."""
    importer, target = edge
    name = row[3].specifier.strip("<>")
    beside = f"{importer.rpartition('/')[0]}/{name}".lstrip("/")
    if target == normal_path(beside):
        return "beside the file, in a branch that was not compiled"
    for folder in folders.get(importer, folders[""]):
        if f"{folder}{name}" == target:
            return "clang's folders of includes lead there, in a branch that was not compiled"
        if f"{folder}{name}" in project.files or beside in project.files:
            return None
    return GUESS


def compare(root: Path, database: Path, is_stated: bool) -> int:
    """Print the comparison of one directory, and return how many differences have no reason."""
    expected, files, failed = oracle_edges(root, database)
    ours = Ours(root, database if is_stated else None)
    stated = Ours(root, database).project
    (read, *_), _ = read_databases(stated)
    folders: dict[str, set[str]] = {path: set(of) for path, of in read.by_source.items()}
    folders[""] = set(read.folders)
    forced = _forced(root, database)
    edges = {edge: row for edge, row in ours.edges().items() if edge[0] in files}
    tracked = {edge for edge in expected if edge[0] != edge[1] or edge in edges}
    missing = sorted(edge for edge in tracked if edge not in edges)
    extra = sorted(edge for edge in edges if edge not in tracked)
    reasons: Counter[str] = Counter()
    unexplained = 0
    for edge in missing:
        why = missing_reason(ours, edge, forced)
        reasons[f"only clang: {why or 'no reason known'}"] += 1
        if why is None:
            unexplained += 1
            print(f"  only clang: {edge[0]} -> {edge[1]}")
    for edge in extra:
        why = extra_reason(folders, edge, edges[edge], ours.project)
        reasons[f"only kavro-lint: {why or 'no folder of clang leads there'}"] += 1
        if why is None or why == GUESS:
            unexplained += why is None
            print(f"  only kavro-lint: {edge[0]}:{edges[edge][0]} -> {edge[1]}")
    seconds = ours.reading + ours.resolving
    print(
        f"{root.name}{' (database stated)' * is_stated}: {len(ours.facts)} files, "
        f"{len(tracked)} edges of clang in {len(files)} files, "
        f"{len(tracked) - len(missing)} found, "
        f"{len(missing)} missing, {len(extra)} extra; "
        f"read {ours.size / ours.reading / 1e6:.0f} MB/s, "
        f"with resolving {ours.size / seconds / 1e6:.0f} MB/s (CPU)"
        + (f"; clang read nothing of {len(failed)} units" if failed else "")
    )
    for why, count in reasons.most_common():
        print(f"  {count}: {why}")
    return unexplained


def _forced(root: Path, database: Path) -> set[str]:
    """Return the files that commands include by themselves."""
    paths: set[str] = set()
    for command in json.loads(database.read_text()):
        for name in re.findall(r"-include\s+(\S+)", command["command"]):
            path = _inside(root, command["directory"], name)
            paths.update([path] if path is not None else [])
    return paths


def main() -> None:
    """Compare each directory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("places", nargs="+", metavar="DIRECTORY=COMPILE_COMMANDS")
    parser.add_argument("--stated", action="store_true", help="as if the database were committed")
    options = parser.parse_args()
    unexplained = 0
    for place in options.places:
        directory, _, database = place.partition("=")
        root = Path(directory).resolve()
        unexplained += compare(root, Path(database).resolve(), options.stated)
    sys.exit(unexplained > 0)


if __name__ == "__main__":
    main()
