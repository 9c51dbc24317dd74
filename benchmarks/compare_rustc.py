"""Compare kavro-lint's Rust edges of a directory with what rustc itself says.

    python -m benchmarks.compare_rustc DIRECTORY… [--libraries DIRECTORY]

The oracle is `rustc_paths.py`. An edge of rustc is a path in one file that names a module in
another. None of them may be missing; what kavro-lint has besides must be something that rustc does
not show, and the script says which of these it is:

- the file, or the lines, are compiled on no machine like this one (`cfg`), or stand in a macro's
  body, an attribute, a visibility or an `extern crate`: rustc shows no path there;
- a path begins at a library that cannot be compiled here: rustc shows an error;
- rustc tells what the path's last part is but not the modules before it (`super` in expressions),
  and the definition is in the module that kavro-lint says, or below it.

It needs rustc and cargo; `--libraries` are folders with the sources of libraries. Exits 1 where a
difference is not explained.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.rustc_paths import Compiled, Compiler, Named, packages
from kavro_lint.languages.protocol import Project, is_indexed
from kavro_lint.languages.registry import by_name

Edge = tuple[str, str]
Row = tuple[int, str, str]


class Oracle:
    """What rustc says of all targets of a directory."""

    def __init__(self, root: Path, libraries: Sequence[Path], folder: Path) -> None:
        self._root = root
        own = packages(root)
        known = [package for place in libraries for package in packages(place)]
        compiler = Compiler(known, own, folder)
        trees = [
            (package, target, compiler.tree(package, target))
            for package in own
            for target in package.targets
        ]
        self.edges: dict[Edge, list[Named]] = {}
        self.paths: dict[str, list[Named]] = {}
        self.files: set[str] = set()
        # Files in which a definition is that some path leads to, all the way up to the root.
        self.defined: dict[Edge, list[Named]] = {}
        libraries_of = {
            str(target["name"]).replace("-", "_"): tree
            for package, target, tree in trees
            if target is package.library
        }
        for _, _, tree in trees:
            self._take(tree, libraries_of)

    def _take(self, tree: Compiled, libraries: Mapping[str, Compiled]) -> None:
        tree = self._without_links(tree)
        self.files.update(tree.files.values())
        for named in tree.paths:
            self.paths.setdefault(named.file, []).append(named)
            target = self.file_of(named.module, tree, libraries)
            # Of a path with an error nobody knows how far it leads.
            if target is not None and target != named.file and not named.is_error:
                self.edges.setdefault((named.file, target), []).append(named)
        self._definitions(tree, libraries)

    def _without_links(self, tree: Compiled) -> Compiled:
        """Return a tree with the files that links lead to."""
        real = {
            file: os.path.relpath(os.path.realpath(self._root / file), self._root)
            for file in {*tree.files.values(), *(named.file for named in tree.paths)}
        }
        return Compiled(
            [named._replace(file=real[named.file]) for named in tree.paths],
            {module: real[file] for module, file in tree.files.items()},
        )

    def _definitions(self, tree: Compiled, libraries: Mapping[str, Compiled]) -> None:
        """Note where the definitions are that paths lead to: in which files, all the way up."""
        for named in tree.paths:
            if named.definition is None:
                continue
            crate, path = named.definition
            parts = path.split("::")
            for length in range(len(parts) - 1, -1, -1):
                place = self.file_of((crate, "::".join(parts[:length])), tree, libraries)
                if place is not None:
                    self.defined.setdefault((named.file, place), []).append(named)

    def file_of(
        self, module: tuple[str, str] | None, tree: Compiled, libraries: Mapping[str, Compiled]
    ) -> str | None:
        """Return the file of a module, None for one of a library."""
        if module is None:
            return None
        crate, path = module
        home = libraries.get(crate) if crate else tree
        return home.files.get(("", path)) if home is not None else None


def ours(root: Path) -> tuple[dict[Edge, list[Row]], int, float, float]:
    """Return kavro-lint's edges with their lines, the size, and the seconds of both steps."""
    rust = by_name("rust")
    if not is_indexed(rust):
        raise TypeError("Rust is read by its names")
    files = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    project = Project({p: p for p in files}, frozenset(), lambda p: (root / p).read_bytes())
    contents = {path: (root / path).read_bytes() for path in files if path.endswith(".rs")}
    start = time.process_time()
    facts = {path: rust.extract(content, ".rs") for path, content in contents.items()}
    read = time.process_time()
    resolver = rust.indexed(project, {path: fact.declares for path, fact in facts.items()})
    edges: dict[Edge, list[Row]] = {}
    for path, fact in facts.items():
        for line, _, kind, resolution in resolver.resolve_source(path, fact):
            target = resolution.target
            if target is not None and target != path:
                row = line, kind, resolution.specifier
                edges.setdefault((path, target), []).append(row)
    size = sum(map(len, contents.values()))
    return edges, size, read - start, time.process_time() - read


def reason(root: Path, edge: Edge, rows: Sequence[Row], oracle: Oracle) -> str | None:
    """Return why kavro-lint alone has an edge, None where that is not known."""
    if edge[0] not in oracle.files:
        return "the file is in no target that is compiled here"
    if edge[1] not in oracle.files:
        return "the target is a variant that is not compiled here"
    lines = (root / edge[0]).read_bytes().decode("utf-8", "replace").split("\n")
    shown: list[Named] = []
    for line, kind, _ in rows:
        end = line
        while kind != "reference" and ";" not in lines[end - 1] and end < len(lines):
            end += 1
        shown += [p for p in oracle.paths.get(edge[0], ()) if line <= p.line <= end]
    last = {specifier.rpartition("::")[2] for _, _, specifier in rows}
    parts = {part for _, _, specifier in rows for part in specifier.split("::")}
    about = [named for named in shown if parts & set(named.parts)]
    if not about:
        return "rustc shows no such path there: cfg, a macro's body, an attribute, extern crate"
    if any(named in oracle.defined.get(edge, ()) for named in about):
        return "rustc tells the definition, which is there, and not the module (super, crate)"
    if any(named.is_error for named in about):
        return "rustc shows an error: a library that is not here"
    return None if last else ""


def compare(root: Path, libraries: Sequence[Path]) -> int:
    """Print the comparison of one directory, and return how many differences have no reason."""
    with tempfile.TemporaryDirectory() as folder:
        oracle = Oracle(root, libraries, Path(folder))
    edges, size, reading, resolving = ours(root)
    missing = [edge for edge in oracle.edges if edge not in edges]
    extra = [edge for edge in edges if edge not in oracle.edges]
    reasons: Counter[str] = Counter()
    unexplained = 0
    for edge in sorted(missing):
        unexplained += 1
        named = oracle.edges[edge][0]
        print(f"  only rustc: {edge[0]}:{named.line} -> {edge[1]} {'::'.join(named.parts)}")
    for edge in sorted(extra):
        why = reason(root, edge, edges[edge], oracle)
        reasons[why or "no reason known"] += 1
        if why is None:
            unexplained += 1
            print(f"  only kavro-lint: {edge[0]} -> {edge[1]} {edges[edge][:3]}")
    print(
        f"{root.name}: {len(oracle.files)} files compiled, {len(oracle.edges)} edges of rustc, "
        f"{len(edges)} ours, {len(missing)} missing, {len(extra)} extra; "
        f"read {size / reading / 1e6:.1f} MB/s, "
        f"with resolving {size / (reading + resolving) / 1e6:.1f} MB/s (CPU)"
    )
    for why, count in reasons.most_common():
        print(f"  {count} extra: {why}")
    return unexplained


def main() -> None:
    """Compare each directory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("directories", nargs="+", type=Path)
    parser.add_argument("--libraries", nargs="*", type=Path, default=[], help="sources of others")
    options = parser.parse_args()
    libraries = [place.resolve() for place in options.libraries]
    unexplained = sum(compare(place.resolve(), libraries) for place in options.directories)
    sys.exit(unexplained > 0)


if __name__ == "__main__":
    main()
