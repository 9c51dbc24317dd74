"""Compare kavro-lint's edges of JavaScript and TypeScript repositories with dependency-cruiser's.

    npm install dependency-cruiser typescript svelte vue
    npm install @tsconfig/node22 astro        # what a repository's tsconfig.json extends
    python -m benchmarks.compare_cruiser --cruiser node_modules/dependency-cruiser REPOSITORY...

Prints, for each repository, the edges that only one of the two has, each with the reason why
kavro-lint is right; exits 1 where a difference has none. It also checks every line: the statement
that kavro-lint reports at a line must begin there and hold the specifier. Workspace packages are
linked in `node_modules` of a copy, as an installation would, so that the other tool can find
them; nothing of the repository is run.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kavro_lint.git.repository import open_repository
from kavro_lint.git.worktree_snapshot import worktree_snapshot
from kavro_lint.languages.javascript import SUFFIXES as PLAIN
from kavro_lint.languages.javascript.configs import NAMES, Problems
from kavro_lint.languages.javascript.resolution import JavaScriptResolver
from kavro_lint.languages.javascript.workspace_packages import Packages
from kavro_lint.languages.reading import read_facts
from kavro_lint.languages.registry import suffix_of
from kavro_lint.languages.typescript import SUFFIXES as TYPED
from kavro_lint.languages.visible_files import project_of
from kavro_lint.model.facts import Facts, Snapshot, Unreadable
from kavro_lint.model.frozen import replace
from kavro_lint.model.imports import Import

Edge = tuple[str, str]

OPTIONS = {
    "doNotFollow": {"path": "node_modules"},
    "exclude": {"path": "(^|/)(node_modules|\\.git)/"},
    "tsPreCompilationDeps": True,
    "moduleSystems": ["es6", "cjs", "tsd"],
    "combinedDependencies": True,
    "enhancedResolveOptions": {
        "exportsFields": ["exports"],
        "conditionNames": ["import", "require", "node", "default"],
        "mainFields": ["module", "main", "types", "typings"],
    },
}


@dataclass(frozen=True)
class Theirs:
    """What the other tool found: edges, and by importer the specifiers it could not resolve.

    `broken` are files that it cannot parse.
    """

    edges: frozenset[Edge]
    specifiers: Mapping[Edge, frozenset[str]]
    lost: Mapping[str, frozenset[str]]
    broken: frozenset[str]


@dataclass
class Comparison:
    """The edges of one repository, and its differences by reason; `""` is unexplained."""

    both: int
    missing: dict[Edge, str] = field(default_factory=dict)
    extra: dict[Edge, str] = field(default_factory=dict)
    lines: int = 0
    wrong_lines: list[str] = field(default_factory=list)


def compare(repository: Path, cruiser: Path) -> Comparison:
    """Return how the edges of a repository differ."""
    snapshot = worktree_snapshot(open_repository(repository))
    facts = read_facts(snapshot)
    ours: dict[Edge, list[Import]] = {}
    for statement in facts.imports:
        if (
            statement.target
            and statement.importer != statement.target
            and suffix_of(statement.importer) in _ALL
        ):
            ours.setdefault((statement.importer, statement.target), []).append(statement)
    theirs = _theirs(snapshot, cruiser)
    result = Comparison(len(theirs.edges & ours.keys()))
    judge = _Judge(snapshot, facts, theirs)
    for edge in sorted(theirs.edges - ours.keys()):
        result.missing[edge] = judge.missing(edge)
    for edge in sorted(ours.keys() - theirs.edges):
        result.extra[edge] = judge.extra(edge, ours[edge])
    for statement in facts.imports:
        if suffix_of(statement.importer) in _ALL:
            result.lines += 1
            if not _stands(snapshot, statement):
                place = f"{statement.importer}:{statement.raw.line}:{statement.raw.column}"
                result.wrong_lines.append(f"{place} {statement.raw.text}")
    return result


def _stands(snapshot: Snapshot, import_: Import) -> bool:
    """Whether the statement begins at the line, and the specifier follows it closely."""
    content = snapshot.read(import_.importer).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = content.decode("utf-8-sig").split("\n")
    line = lines[import_.raw.line - 1][import_.raw.column - 1 :]
    rest = "\n".join([line, *lines[import_.raw.line : import_.raw.line + 300]])
    written = import_.raw.specifier.removeprefix("glob:")
    first = import_.raw.text.split()[0][:6]
    return line.startswith(first) and written.removeprefix("./") in rest


def _theirs(snapshot: Snapshot, cruiser: Path) -> Theirs:
    with tempfile.TemporaryDirectory() as place:
        root = Path(place).resolve()
        for path in snapshot.sources:
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                target.write_bytes(snapshot.read(path, 50_000_000))
            except Unreadable:
                target.write_bytes(b"")
        _link(snapshot, root)
        _link_bases(root, cruiser.parent)
        return _cruised(snapshot, root, cruiser)


def _link(snapshot: Snapshot, root: Path) -> None:
    """Link the workspace packages as an installation does."""
    packages = Packages(project_of(snapshot), Problems())
    for names in packages._members.values():
        for name, package in names.items():
            link = root / "node_modules" / name
            if package.folder and not link.exists():
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(root / package.folder, target_is_directory=True)


def _link_bases(root: Path, installed: Path) -> None:
    """Link the packages that the root's tsconfig extends, from beside the tool."""
    config = root / "tsconfig.json"
    text = config.read_text(errors="replace") if config.is_file() else ""
    for specifier in re.findall(r'"extends":\s*\[?\s*"([^."][^"]*)"', text):
        name = specifier.partition("/")[0]
        link = root / "node_modules" / name
        if (installed / name).is_dir() and not link.exists():
            link.parent.mkdir(exist_ok=True)
            link.symlink_to((installed / name).resolve(), target_is_directory=True)


def _cruised(snapshot: Snapshot, root: Path, cruiser: Path) -> Theirs:
    options = dict(OPTIONS)
    if "tsconfig.json" in snapshot.sources:
        options["tsConfig"] = {"fileName": "tsconfig.json"}
    (root / ".cruise.json").write_text(json.dumps({"options": options}))
    tops = sorted({path.split("/")[0] for path in snapshot.sources if suffix_of(path) in _ALL})
    node = cruiser.parent / ".bin" / "node"
    command = [
        str(node) if node.exists() else shutil.which("node") or "node",
        "--max-old-space-size=8000",
        str(cruiser / "bin" / "dependency-cruise.mjs"),
        *("--config", ".cruise.json", "--output-type", "json", "--no-cache", "--", *tops),
    ]
    broken: set[str] = set()
    while True:
        done = subprocess.run(command, cwd=root, capture_output=True, check=False)
        if done.stdout.startswith(b"{"):
            break
        # It gives up at the first file that it cannot parse; such files are emptied for it.
        message = done.stderr.decode()
        place = re.search(r"\.\.\. in (\S+)", message)
        if place is None or place[1] in broken:
            raise SystemExit(f"dependency-cruiser: {message[:2000]}")
        broken.add(place[1])
        (root / place[1]).write_text("")
    edges: dict[Edge, set[str]] = {}
    lost: dict[str, set[str]] = {}
    modules = json.loads(done.stdout)["modules"]
    for module in modules:
        for statement in module["dependencies"]:
            if statement["couldNotResolve"] or statement["coreModule"]:
                lost.setdefault(module["source"], set()).add(statement["module"])
            else:
                target = statement["resolved"]
                edges.setdefault((module["source"], target), set()).add(statement["module"])
    own = {
        edge: frozenset(specifiers)
        for edge, specifiers in edges.items()
        if edge[0] in snapshot.sources and edge[0] != edge[1] and "node_modules/" not in edge[1]
    }
    return Theirs(
        frozenset(own),
        own,
        {path: frozenset(entry) for path, entry in lost.items()},
        frozenset(broken),
    )


_ALL = (*PLAIN, *TYPED)


class _Judge:
    """Says why a difference is none of our fault."""

    def __init__(self, snapshot: Snapshot, facts: Facts, theirs: Theirs) -> None:
        self._snapshot = snapshot
        self._theirs = theirs
        self._by_specifier: dict[tuple[str, str], Import] = {}
        for import_ in facts.imports:
            self._by_specifier[import_.importer, import_.raw.specifier] = import_
        self._broken = {failure.location.path for failure in facts.failures}
        project = project_of(snapshot)
        self._resolver = JavaScriptResolver(project)
        nested = [path for path in project.files if path.endswith(NAMES) and "/" in path]
        without = {path: real for path, real in project.files.items() if path not in set(nested)}
        self._rooted = JavaScriptResolver(replace(project, files=without))

    def missing(self, edge: Edge) -> str:
        """Return the reason for an edge that only they have."""
        importer, target = edge
        if importer in self._broken:
            return "the importer has a syntax error, which kavro-lint reports as KV002"
        for specifier in self._theirs.specifiers[edge]:
            ours = self._by_specifier.get((importer, specifier))
            if ours is None:
                return ""
            if ours.outcome == "internal":
                return self._other_file(ours, target)
            return ""
        return ""

    def _way(self, import_: Import) -> str:
        """Return how an import was resolved that they could not resolve."""
        steps: list[str] = []
        self._resolver.resolve(import_.importer, import_.raw, steps)
        for step in reversed(steps):
            for text, reason in _WAYS:
                if text in step:
                    return reason
        if import_.raw.specifier.startswith(("@/", "~/", "$lib", "@site/", "~~/", "@@/")):
            return "by an alias of a framework (`@/`, `~/`, `$lib`), to a file that is there"
        if steps and steps[-1].endswith(": found") and import_.raw.specifier.startswith("."):
            return "of a file that is there, with a suffix that they do not look for"
        return ""

    def _by_root(self, import_: Import) -> str | None:
        """Return where an import leads if the root's tsconfig governs, as it does for them."""
        return self._rooted.resolve(import_.importer, import_.raw).target

    def _nested_in_module(self, importer: str, imports: list[Import]) -> bool:
        text = self._snapshot.read(importer)
        return b"declare module" in text and all(import_.raw.column > 1 for import_ in imports)

    def _other_file(self, ours: Import, theirs: str) -> str:
        target = ours.target or ""
        if theirs not in self._snapshot.sources:
            return "they name a path that is no file of the repository"
        steps: list[str] = []
        self._resolver.resolve(ours.importer, ours.raw, steps)
        if self._by_root(ours) == theirs and self._by_root(ours) != target:
            return (
                "the root's tsconfig leads to theirs; it does not govern the importer (tried both)"
            )
        stated = [step for step in steps if ": paths `" in step]
        if stated and not stated[-1].startswith("tsconfig.json:") and steps[-1].endswith(": found"):
            return "by `paths` of the nearest tsconfig, which they do not know"
        if any(" > types: " in step and step.endswith(": found") for step in steps):
            return "a type, for which TypeScript takes the condition `types`; they have no kinds"
        if any(f" > {name}: " in step for name in _BUNDLER for step in steps):
            return "by the condition `module` or `module-sync`, which bundlers and Node.js have"
        if _is_required(ours) and any("exports `" in step for step in steps):
            return "a require(), which takes no `import` condition; they have one list for both"
        return ""

    def extra(self, edge: Edge, imports: list[Import]) -> str:
        """Return the reason for an edge that only we have."""
        importer, _ = edge
        if importer in self._theirs.broken:
            return "they cannot parse the importer"
        lost = self._theirs.lost.get(importer, frozenset())
        for statement in imports:
            specifier = statement.raw.specifier
            if specifier in lost or specifier.partition("?")[0] in lost:
                return self._way(statement)
            theirs = {
                used
                for (user, used), names in self._theirs.specifiers.items()
                if user == importer and specifier in names
            }
            if theirs:
                reason = self._other_file(statement, next(iter(theirs)))
                if reason:
                    return reason
            text = statement.raw.text
            if specifier.startswith("glob:") or text.startswith("new URL"):
                return "a glob, or a worker's URL, which they do not read"
            if "createRequire" in text or "__dirname" in text or "Worker(" in text:
                return "a function that createRequire makes, a path from __dirname, or a worker"
            if text.startswith(("jest.", "vi.", "vitest.", "/// <")) or "require.resolve" in text:
                return "a mock, a reference or require.resolve, which they do not read"
            if statement.raw.kind in ("type-only", "dynamic") and "import(" in text:
                return "import() in a type, or of a module they cannot tell, which they do not read"
        if suffix_of(importer) == ".astro":
            return "they do not read Astro components"
        typed = all(import_.raw.kind == "type-only" for import_ in imports)
        if suffix_of(importer) == ".svelte" and typed:
            return "a type-only import of a component, which the Svelte compiler drops before them"
        if importer.endswith(".d.ts") and self._nested_in_module(importer, imports):
            return "an import inside `declare module`, which they do not read"
        return ""


# What the last telling step of a resolution says, and what that means for the other tool.
_WAYS = (
    ("a build makes it of", "of what a build makes, mapped to its source; nothing is built there"),
    ("by convention the source", "of an unbuilt package, mapped to the source it begins with"),
    ("the package as a whole", "of an unbuilt package without a known source: its folder"),
    (": paths `", "by `paths` of a nested or extended tsconfig; they know the root's only"),
    (": baseUrl ", "by `baseUrl` of a nested tsconfig; they know the root's only"),
    (": alias ", "by an alias that a bundler's configuration states literally"),
    (": exports `", "by `exports` of a package of the repository"),
    (": imports `", "by `imports` of the package.json"),
    ("the package ", "of a package that imports itself, or the one that holds the importer"),
    (" is file:", "of a package that a manifest names by its folder (`file:`)"),
    (" is link:", "of a package that a manifest names by its folder (`link:`)"),
    ("a workspace package", "of a workspace package by its name"),
    ("no manifest names a package", "from a folder that no manifest names a package like"),
    ("without loader and query", "with a query or a loader, taken off"),
    (": a folder", "of a folder"),
)


_BUNDLER = ("module", "module-sync")


def _is_required(import_: Import) -> bool:
    return import_.raw.kind == "lazy" or "require" in import_.raw.text


def _stem(path: str) -> str:
    name = path.removesuffix("/")
    for suffix in (".d.ts", ".d.mts", ".d.cts", *_ALL):
        if name.endswith(suffix):
            return name[: -len(suffix)]
    return name


def _report(name: str, comparison: Comparison) -> Iterator[str]:
    explained = sum(bool(why) for why in (*comparison.missing.values(), *comparison.extra.values()))
    missing = [edge for edge, why in comparison.missing.items() if not why]
    extra = [edge for edge, why in comparison.extra.items() if not why]
    yield (
        f"{name}: {comparison.both} equal  {len(missing)} missing  {len(extra)} extra  "
        f"{explained} explained  {comparison.lines} lines, {len(comparison.wrong_lines)} wrong"
    )
    yield from (f"  missing: {a} -> {b}" for a, b in missing)
    yield from (f"  extra: {a} -> {b}" for a, b in extra)
    yield from (f"  line: {place}" for place in comparison.wrong_lines[:20])
    reasons = {
        "only theirs": Counter(why for why in comparison.missing.values() if why),
        "only ours": Counter(why for why in comparison.extra.values() if why),
    }
    for side, counts in reasons.items():
        yield from (f"  {count} {side}: {why}" for why, count in counts.most_common())


def main() -> int:
    """Compare the repositories that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--cruiser", type=Path, required=True)
    parser.add_argument("--all", action="store_true", help="print explained differences too")
    arguments = parser.parse_args()
    differs = False
    for repository in arguments.repositories:
        result = compare(repository, arguments.cruiser.resolve())
        print("\n".join(_report(repository.resolve().name, result)), flush=True)
        if arguments.all:
            for edge, why in (*result.missing.items(), *result.extra.items()):
                print(f"    {edge[0]} -> {edge[1]}: {why}")
        differs = differs or any(
            not why for why in (*result.missing.values(), *result.extra.values())
        )
        differs = differs or bool(result.wrong_lines)
    return int(differs)


if __name__ == "__main__":
    sys.exit(main())
