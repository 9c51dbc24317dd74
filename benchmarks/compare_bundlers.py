"""Compare where kavro-lint says that imports lead with what compilers and bundlers say themselves.

    python -m benchmarks.compare_bundlers [TOOL…] [--verbose]

Installs TypeScript, esbuild, Vite, Vitest, webpack, Rspack, Jest, Babel's module-resolver and Metro
below `.work/bundlers`, writes the small projects of `bundler_projects.py` there, and asks each tool
through its own interface (`ask_bundlers.mjs`): TypeScript's `resolveModuleName`, esbuild's
metafile, the plugin container of Vite and Vitest, the statistics of webpack and Rspack, Jest's
resolver, what Babel writes, Metro's graph. Prints each difference with its reason, and exits 1
where one has none.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.bundler_projects import PACKAGE, Small, projects
from benchmarks.corpora import WORK

FOLDER = WORK / "bundlers"
ASK = Path(__file__).with_name("ask_bundlers.mjs")
# The packages of each tool; the first says the version.
PACKAGES = {
    # The compiler in Go has another interface.
    "typescript": ["typescript@<7"],
    "esbuild": ["esbuild"],
    "vite": ["vite"],
    "vitest": ["vitest"],
    "webpack": ["webpack"],
    "rspack": ["@rspack/core"],
    "jest": ["jest-resolve", "jest-config", "jest-runtime"],
    "babel": ["babel-plugin-module-resolver", "@babel/core"],
    "metro": ["metro"],
}
# Why the two differ, by tool, project, importer and target.
_NODE = "esbuild builds for browsers unless told otherwise, and kavro-lint reads Node's condition"
REASONS = {
    ("esbuild", "subpaths", "src/main.js", "src/lib/b.js"): _NODE,
    ("esbuild", "subpaths", "src/main.js", "src/theme.js"): _NODE,
}
UNRESOLVED = "nothing"
# A file, and what it imports: a file, `package NAME`, or nothing.
Edge = tuple[str, str]


def install() -> None:
    """Install the tools where one is missing."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is not installed")
    wanted = [package for packages in PACKAGES.values() for package in packages]
    if all((FOLDER / "node_modules" / _name(package)).exists() for package in wanted):
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text('{"private": true}\n')
    quiet = ["--silent", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    subprocess.run([npm, "install", *quiet, *wanted], cwd=FOLDER, check=True)


def version(tool: str) -> str:
    """Return the version of a tool."""
    manifest = FOLDER / "node_modules" / _name(PACKAGES[tool][0]) / "package.json"
    return str(json.loads(manifest.read_text("utf-8"))["version"])


def _name(package: str) -> str:
    return package.partition("@<")[0]


def write(project: Small) -> Path:
    """Write a project and return its folder."""
    installed = FOLDER / "node_modules" / PACKAGE
    installed.mkdir(parents=True, exist_ok=True)
    (installed / "package.json").write_text(f'{{"name": "{PACKAGE}", "version": "1.0.0"}}\n')
    (installed / "index.js").write_text("module.exports = 1;\n")
    (installed / "index.d.ts").write_text("export {};\n")
    folder = FOLDER / "projects" / f"{project.tool}-{project.name}"
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in {**project.files, ".gitignore": "node_modules\n"}.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    for name, target in project.links.items():
        link = folder / "node_modules" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to((folder / target).resolve())
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def oracle_edges(tool: str, folder: Path) -> set[Edge]:
    """Return the edges that the tool itself finds."""
    done = subprocess.run(
        ["node", str(ASK), tool, str(folder)],
        env={**os.environ, "TOOLS": str(FOLDER)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{tool} has no answer for {folder.name}:\n{done.stderr or done.stdout}")
    answers = json.loads(done.stdout.splitlines()[-1])
    edges = {(_shown(importer, folder), _shown(target, folder)) for importer, target in answers}
    return {edge for edge in edges if not edge[0].startswith("package ")}


def _shown(place: str | None, folder: Path) -> str:
    """Return a path in the project, the package that it belongs to, or that there is none."""
    if place is None:
        return UNRESOLVED
    path = Path(place).resolve()
    if path.is_relative_to(folder) and "node_modules" not in path.relative_to(folder).parts:
        return path.relative_to(folder).as_posix()
    parts = path.as_posix().rpartition("/node_modules/")[2].split("/")
    return "package " + "/".join(parts[: 2 if parts[0].startswith("@") else 1])


def ours(folder: Path) -> set[Edge]:
    """Return the edges that kavro-lint finds, but for those of configurations."""
    program = Path(sys.executable).with_name("kavro-lint")
    command = [str(program), "graph", "--level", "file", "--format", "json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    graph = json.loads(done.stdout)
    edges = {(edge["from"], edge["to"]) for edge in graph["edges"]}
    edges |= {(edge["from"], f"package {edge['package']}") for edge in graph["externals"]}
    edges |= {(edge["from"], UNRESOLVED) for edge in graph["unresolved"]}
    return {edge for edge in edges if edge[0].startswith(("src/", "packages/", "generated/"))}


def _folded(edge: Edge, edges: set[Edge]) -> Edge:
    """Return an edge to a file as one to its folder, where a pattern's edge leads to the folder."""
    importer, target = edge
    folders = [f"{parent.as_posix()}/" for parent in Path(target).parents]
    return next(((importer, name) for name in folders if (importer, name) in edges), edge)


def compare(project: Small, verbose: bool) -> tuple[int, int, int]:
    """Return how many edges are equal, how many differences have a reason, and how many none."""
    folder = write(project)
    expected, edges = oracle_edges(project.tool, folder), ours(folder)
    # An npm alias is another name of the same package.
    edges = {
        (importer, f"package {PACKAGE}" if target == "package other" else target)
        for importer, target in edges
    }
    expected = {_folded(edge, edges) for edge in expected}
    explained = unexplained = 0
    for edge in sorted(expected ^ edges):
        reason = REASONS.get((project.tool, project.name, *edge))
        side = f"only {project.tool}" if edge in expected else "only kavro-lint"
        if reason is None:
            unexplained += 1
        else:
            explained += 1
        print(f"  {project.name}, {side}: {edge[0]} -> {edge[1]}: {reason or 'no reason known'}")
    if verbose:
        for importer, target in sorted(expected & edges):
            print(f"  {project.name}, equal: {importer} -> {target}")
    return len(expected & edges), explained, unexplained


def main() -> int:
    """Ask the tools that the command line names, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tools", nargs="*", help=f"of {', '.join(PACKAGES)}")
    parser.add_argument("--verbose", action="store_true", help="print what is equal, too")
    options = parser.parse_args()
    unknown = set(options.tools) - set(PACKAGES)
    if unknown:
        parser.error(f"no such tool: {', '.join(sorted(unknown))}")
    install()
    differs = False
    for tool in options.tools or PACKAGES:
        counts = [
            compare(project, options.verbose) for project in projects() if project.tool == tool
        ]
        equal, explained, unexplained = (sum(column) for column in zip(*counts, strict=True))
        print(
            f"{tool} {version(tool)}: {len(counts)} projects, {equal} equal, "
            f"{explained} explained, {unexplained} unexplained",
            flush=True,
        )
        differs = differs or unexplained > 0
    return int(differs)


if __name__ == "__main__":
    sys.exit(main())
