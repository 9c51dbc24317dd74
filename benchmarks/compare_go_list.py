"""Compare kavro-lint's Go edges of a directory with what Go itself says.

    python benchmarks/compare_go_list.py DIRECTORY… [--go /path/to/go]

Two oracles, both Go's own. `go/parser` (ImportsOnly) reads the imports of every file, whatever
its build constraints: every (file, line, path) must be equal. `go list -e -find` says, from
inside each module, which folder a path is: every edge must be equal. `go list -e ./...` must see
the same source files. Nothing is downloaded: what a go.mod requires from elsewhere is left out
of the copy that Go looks at, except where there is a `vendor` folder. Prints what only one of
the two has, and exits 1 where a difference is not explained.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

READER = """
package main

import (
	"bufio"
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"strconv"
)

type spec struct {
	Path string
	Line int
}

func main() {
	lines, out := bufio.NewScanner(os.Stdin), json.NewEncoder(os.Stdout)
	for lines.Scan() {
		set, found := token.NewFileSet(), []spec{}
		file, err := parser.ParseFile(set, lines.Text(), nil, parser.ImportsOnly)
		if file != nil {
			for _, each := range file.Imports {
				path, _ := strconv.Unquote(each.Path.Value)
				place := set.PositionFor(each.Path.Pos(), false)
				found = append(found, spec{path, place.Line})
			}
		}
		out.Encode(map[string]any{"file": lines.Text(), "imports": found, "broken": err != nil})
	}
}
"""
FILES = "GoFiles CgoFiles IgnoredGoFiles InvalidGoFiles TestGoFiles XTestGoFiles".split()
# Paths that `go list` takes at once.
CHUNK = 400

Place = tuple[str, int, str]
Edge = tuple[str, str]


@dataclass
class Comparison:
    """What both have, and what only one of them has; `explained` counts the reasons."""

    files: int = 0
    imports: int = 0
    edges: int = 0
    differences: list[str] = field(default_factory=list)
    explained: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Ours:
    """The facts that kavro-lint read, by file: targets are folders, None for all else."""

    files: frozenset[str]
    imports: frozenset[Place]
    targets: dict[tuple[str, str], str | None]
    broken: frozenset[str]
    repository_wide: frozenset[tuple[str, str]]


def read_ours(folder: Path) -> Ours:
    """Return what kavro-lint says of a repository."""
    from kavro_lint.git.repository import open_repository
    from kavro_lint.git.worktree_snapshot import worktree_snapshot
    from kavro_lint.languages.go.resolution import GoResolver
    from kavro_lint.languages.reading import read_facts
    from kavro_lint.languages.visible_files import project_of

    snapshot = worktree_snapshot(open_repository(folder))
    facts = read_facts(snapshot)
    resolver = GoResolver(project_of(snapshot))
    wide: set[tuple[str, str]] = set()
    asked: dict[tuple[str, str], bool] = {}
    for each in facts.imports:
        key = (each.importer.rpartition("/")[0], each.raw.specifier)
        if each.outcome == "internal" and key not in asked:
            steps: list[str] = []
            resolver.resolve(each.importer, each.raw, steps)
            asked[key] = "in this repository, is module" in steps[-1]
        if asked.get(key):
            wide.add((each.importer, each.raw.specifier))
    return Ours(
        frozenset(path for path, name in facts.languages.items() if name == "go"),
        frozenset(
            (import_.importer, import_.raw.line, import_.raw.specifier) for import_ in facts.imports
        ),
        {(import_.importer, import_.raw.specifier): import_.target for import_ in facts.imports},
        frozenset(failure.location.path for failure in facts.failures),
        frozenset(wide),
    )


class Go:
    """The go command, offline, on a copy of the sources."""

    def __init__(self, command: str, folder: Path, in_own_tree: bool) -> None:
        self.command = command
        self.folder = folder
        self.in_own_tree = in_own_tree

    def run(self, *arguments: str, at: str = "", given: str = "", **environment: str) -> str:
        """Return what a command prints; with `-e` its errors are in there."""
        done = subprocess.run(
            [self.command, *arguments],
            cwd=self.folder / at,
            input=given,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOFLAGS": "",
                 "GONOSUMDB": "*", "GOSUMDB": "off", **environment},
        )  # fmt: skip
        if not done.stdout and done.returncode:
            raise SystemExit(f"go {' '.join(arguments[:4])} in {at or '.'}: {done.stderr[:2000]}")
        return done.stdout

    def imports(self, files: Iterable[str]) -> Iterator[tuple[str, list[tuple[str, int]], bool]]:
        """Yield the imports of each file, and whether its head has a syntax error."""
        with tempfile.TemporaryDirectory() as place:
            program = Path(place) / "reader.go"
            program.write_text(READER)
            output = self.run("run", str(program), given="\n".join(sorted(files)), GOWORK="off")
        for line in output.splitlines():
            each = json.loads(line)
            result = [(spec["Path"], spec["Line"]) for spec in each["imports"]]
            yield each["file"], result, each["broken"]

    def _list(self, module: str, *arguments: str) -> Iterator[dict[str, object]]:
        workspace = self._environment(module)
        output = self.run("list", "-e", *arguments, at=module, **workspace)
        decoder, offset = json.JSONDecoder(), 0
        while (start := output.find("{", offset)) >= 0:
            each, offset = decoder.raw_decode(output, start)
            yield each

    def _environment(self, module: str) -> dict[str, str]:
        if self.in_own_tree:
            return {}
        if (self.folder / module / "vendor" / "modules.txt").is_file():
            return {"GOFLAGS": "-mod=vendor", "GOWORK": "off"}
        in_use = self.run("env", "GOWORK", at=module).strip()
        if in_use and self._uses(Path(in_use), module):
            return {"GOWORK": in_use}
        return {"GOFLAGS": "-mod=mod", "GOWORK": "off"}

    def _uses(self, workspace: Path, module: str) -> bool:
        document = json.loads(self.run("work", "edit", "-json", str(workspace)))
        folders = [workspace.parent / entry["DiskPath"] for entry in document.get("Use") or []]
        return any(folder.resolve() == (self.folder / module).resolve() for folder in folders)

    def folders(self, module: str, paths: list[str]) -> dict[str, str | None]:
        """Return the folder, below ours, that each import path is for a module."""
        result: dict[str, str | None] = {}
        names = [path for path in paths if path != "C"]
        for start in range(0, len(names), CHUNK):
            wanted = names[start : start + CHUNK]
            for entry in self._list(module, "-find", "-json=ImportPath,Dir", "--", *wanted):
                path = str(entry["ImportPath"])
                if self.in_own_tree:
                    path = re.sub(r"^(cmd/)?vendor/", "", path)
                result[path] = self._below(str(entry.get("Dir") or ""))
        return result

    def sources(self, module: str, *patterns: str) -> set[str]:
        """Return the files that the go command sees in packages of a module."""
        fields = "-json=Dir," + ",".join(FILES)
        return {
            f"{folder}{name}".lstrip("/")
            for entry in self._list(module, fields, *patterns)
            if (folder := self._below(str(entry.get("Dir") or ""))) is not None
            for name in [name for result in FILES for name in entry.get(result) or ()]  # type: ignore[attr-defined]
        }

    def _below(self, folder: str) -> str | None:
        place = Path(folder).resolve()
        root = self.folder.resolve()
        # With -e, a package that does not exist has the folder where it should be.
        if not folder or not place.is_dir() or not place.is_relative_to(root):
            return None
        inside = place.relative_to(root).as_posix()
        return "/" if inside == "." else f"{inside}/"


def copied(source: Path, target: Path) -> None:
    """Make a repository of the Go files and manifests of a directory."""
    subprocess.run(["git", "init", "--quiet", str(target)], check=True)
    for folder, folders, names in os.walk(source):
        folders[:] = [name for name in folders if name != ".git"]
        for name in names:
            if name.endswith(".go") or name in ("go.mod", "go.work", "modules.txt"):
                place = target / Path(folder).relative_to(source) / name
                if (Path(folder) / name).is_file():
                    place.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(Path(folder) / name, place)


def without_requirements(go: Go, manifests: list[Path]) -> None:
    """Take out of each go.mod what would have to be downloaded."""
    local = {json.loads(go.run("mod", "edit", "-json", str(manifest)))["Module"]["Path"]
             for manifest in manifests}  # fmt: skip
    for each in manifests:
        if (each.parent / "vendor" / "modules.txt").is_file():
            continue
        document = json.loads(go.run("mod", "edit", "-json", str(each)))
        replaced = {
            result["Old"]["Path"]: result["New"] for result in document.get("Replace") or ()
        }
        drops = ["-toolchain=none"]
        for result in document.get("Require") or ():
            new = replaced.get(result["Path"])
            if new is None or "Version" in new or result["Path"] not in local:
                drops.append(f"-droprequire={result['Path']}")
        drops += [f"-droptool={result['Path']}" for result in document.get("Tool") or ()]
        go.run("mod", "edit", *drops, str(each))


def compare(source: Path, command: str) -> Comparison:
    """Return how kavro-lint and Go differ on a directory."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve() / "copy"
        copied(source, folder)
        ours = read_ours(folder)
        own_tree = "module std" in _text(folder / "go.mod")
        go = Go(command, source.resolve() if own_tree else folder, own_tree)
        modules = sorted(
            f"{path.parent.relative_to(folder).as_posix()}/".removeprefix("./")
            for path in folder.rglob("go.mod")
            if _is_seen(path.relative_to(folder)) and re.search(r"(?m)^module", _text(path))
        )
        if not own_tree:
            without_requirements(go, [folder / module / "go.mod" for module in modules])
        return _compared(ours, go, modules)


def _text(path: Path) -> str:
    return path.read_text(errors="replace") if path.is_file() else ""


def _is_seen(path: Path) -> bool:
    parts = path.parts[:-1]
    return not any(p in ("testdata", "vendor") or p.startswith(("_", ".")) for p in parts)


def _compared(ours: Ours, go: Go, modules: list[str]) -> Comparison:
    result = Comparison(files=len(ours.files))
    theirs: dict[str, list[tuple[str, int]]] = {}
    broken: set[str] = set()
    for file, imports, is_broken in go.imports(ours.files):
        theirs[file] = imports
        if is_broken:
            broken.add(file)
    read = {(file, line, path) for file, specs in theirs.items() for path, line in specs}
    result.imports = len(read & ours.imports)
    for kind, places in (("missing", read - ours.imports), ("extra", ours.imports - read)):
        for place in sorted(places):
            if place[0] in broken and place[0] in ours.broken:
                result.explained["a syntax error among the imports, reported as KV002"] += 1
            else:
                result.differences.append(f"{kind} import: {place[0]}:{place[1]} {place[2]}")
    owner = {file: _module_of(file, modules) for file in theirs}
    both: set[Edge] = set()
    for module in modules:
        files = [file for file in theirs if owner[file] == module and "vendor/" not in file]
        paths = sorted({path for file in files for path, _ in theirs[file] if path})
        folders = go.folders(module, paths)
        for file in files:
            for path, _ in theirs[file]:
                _judge(ours, result, both, (file, path), folders.get(path))
    result.edges = len(both)
    _compare_sources(ours, go, modules, owner, result)
    outside = sum(1 for file in ours.files if owner[file] is None)
    if outside:
        result.explained["a file outside of every module, which go list cannot be asked about"] = (
            outside
        )
    return result


def _compare_sources(
    ours: Ours, go: Go, modules: list[str], owner: dict[str, str | None], comparison: Comparison
) -> None:
    """Compare which files are sources at all."""
    if go.in_own_tree:
        seen = go.sources("", "std", "cmd", "builtin")
    else:
        seen = {file for module in modules for file in go.sources(module, "./...")}
    mine = {file for file in ours.files if "vendor/" not in file and owner[file] is not None}
    for file in sorted(mine ^ {entry for entry in seen if "vendor/" not in entry}):
        which = "extra" if file in mine else "missing"
        module = owner.get(file) or ""
        if which == "extra" and file in go.sources(module, f"./{_below(file, module)}"):
            comparison.explained[
                "`./...` leaves out a folder that no build has; asked, Go reads it"
            ] += 1
        else:
            comparison.differences.append(f"{which} source: {file}")


def _below(file: str, module: str) -> str:
    return file.removeprefix(module).rpartition("/")[0]


def _module_of(file: str, modules: list[str]) -> str | None:
    around = [module for module in modules if module == "./" or file.startswith(module)]
    return max(around, key=len) if around else None


def _judge(
    ours: Ours,
    comparison: Comparison,
    both: set[Edge],
    written: tuple[str, str],
    target: str | None,
) -> None:
    """Compare where an import (a file and the path that it imports) leads to."""
    file, path = written
    mine = ours.targets.get(written)
    edge = (file.rpartition("/")[0] + "/", mine or target or "")
    if mine == target:
        if mine is not None:
            both.add(edge)
    elif target is None and written in ours.repository_wide:
        comparison.explained[
            "a module of this repository that its go.mod takes from elsewhere"
        ] += 1
    elif mine is not None and target is not None and target.endswith(f"vendor/{path}/"):
        comparison.explained["`vendor` has a copy of a module of this repository"] += 1
    else:
        comparison.differences.append(f"edge: {file} {path}: ours {mine}, go list {target}")


def main() -> int:
    """Compare the directories that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directories", nargs="+", type=Path)
    parser.add_argument("--go", default="go")
    options = parser.parse_args()
    differs = False
    for directory in options.directories:
        result = compare(directory, options.go)
        print(
            f"{directory.name:<20} {result.files:>6} files {result.imports:>7} imports equal "
            f"{result.edges:>6} edges equal  {len(result.differences)} different  "
            f"{result.explained.total()} explained"
        )
        for text in result.differences[:40]:
            print(f"  {text}")
        for reason, count in sorted(result.explained.items()):
            print(f"  {count} explained: {reason}")
        sys.stdout.flush()
        differs = differs or bool(result.differences)
    return int(differs)


if __name__ == "__main__":
    sys.exit(main())
