"""Compare kavro-lint's file-level edges of an installed package with grimp's.

    python benchmarks/compare_grimp.py django sphinx sqlalchemy

Prints, for each package, the edges that only one of the two has; exits 1 where any of them is
not explained. Dynamic imports, which grimp does not read, are counted apart.
"""

import argparse
import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# What a compiled module may be there as; only that it is there counts.
EXTENSIONS = (".pyx", ".so", ".pyd")

Edge = tuple[str, str]


@dataclass(frozen=True)
class Comparison:
    """The edges of one package, as pairs of paths below its parent folder."""

    package: str
    both: int
    missing: frozenset[Edge]
    extra: frozenset[Edge]
    explained: dict[Edge, str]
    dynamic: int


def compare(package: str) -> Comparison:
    """Return how the edges of an installed package differ."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{package} is no installed package")
    folder = Path(next(iter(spec.submodule_search_locations)))
    ours, dynamic, broken = _ours(folder)
    stubbed = {(importer, _folder(used)) for importer, used in ours if not used.endswith(".py")}
    ours = {edge for edge in ours if edge[1].endswith(".py")}
    theirs = _theirs(package, folder)
    explained = {
        edge: reason
        for edge in (theirs - ours) | (ours - theirs)
        if (reason := _reason(folder, edge, broken, stubbed))
    }
    return Comparison(
        package=package,
        both=len(ours & theirs),
        missing=frozenset(theirs - ours - explained.keys()),
        extra=frozenset(ours - theirs - explained.keys()),
        explained=explained,
        dynamic=len(dynamic - theirs),
    )


def _ours(folder: Path) -> tuple[set[Edge], set[Edge], set[str]]:
    """Return kavro-lint's edges, those of dynamic imports only, and files with lost imports."""
    from kavro_lint.git.repository import open_repository
    from kavro_lint.git.worktree_snapshot import worktree_snapshot
    from kavro_lint.languages.reading import read_facts

    with tempfile.TemporaryDirectory() as place:
        # A repository that holds nothing but the package, through Git's own eyes.
        subprocess.run(["git", "init", "--quiet", place], check=True)
        _copy(folder, Path(place) / folder.name)
        facts = read_facts(worktree_snapshot(open_repository(Path(place))))
    edges: set[Edge] = set()
    dynamic: set[Edge] = set()
    for import_ in facts.imports:
        if (
            import_.outcome != "internal"
            or import_.target is None
            or import_.importer == import_.target
        ):
            continue
        if import_.importer.endswith(".pyi") or import_.target.endswith("/"):
            continue
        (dynamic if import_.raw.kind == "dynamic" else edges).add(
            (import_.importer, import_.target)
        )
    return edges, dynamic - edges, {failure.location.path for failure in facts.failures}


def _copy(source: Path, target: Path) -> None:
    for path in source.rglob("*"):
        if path.suffix in (".py", ".pyi", *EXTENSIONS) and path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(b"" if path.suffix in EXTENSIONS else path.read_bytes())


def _theirs(package: str, folder: Path) -> set[Edge]:
    import grimp

    graph = grimp.build_graph(package, cache_dir=None)
    files = {name: path for name in graph.modules if (path := _file(folder, name))}
    return {
        (files[importer], files[imported])
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if importer in files and imported in files and files[importer] != files[imported]
    }


def _file(folder: Path, module: str) -> str | None:
    stem = Path(*module.split("."))
    for path in (stem / "__init__.py", stem.with_name(stem.name + ".py")):
        if (folder.parent / path).is_file():
            return path.as_posix()
    return None


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _reason(folder: Path, edge: Edge, broken: set[str], stubbed: set[Edge]) -> str:
    """Return why the difference is no fault of ours, or ""."""
    importer = folder.parent / edge[0]
    if edge[1].endswith("/__init__.py") and (edge[0], _folder(edge[1])) in stubbed:
        return "the name is a compiled module, ours leads to its stub or source"
    if edge[0] in broken:
        return "the file has a syntax error, which kavro-lint reports as KV002"
    if not _is_regular(importer, folder):
        return "the importer is below a folder without __init__.py, which grimp leaves out"
    if not _is_regular(folder.parent / edge[1], folder):
        return "the imported file is below a folder without __init__.py"
    if "." in importer.stem or "-" in importer.relative_to(folder.parent).as_posix():
        return "the importer's path is no module name, so grimp leaves it out"
    return ""


def _is_regular(path: Path, folder: Path) -> bool:
    while path != folder:
        path = path.parent
        if not (path / "__init__.py").is_file():
            return False
    return True


def _lines(comparison: Comparison) -> Iterator[str]:
    yield (
        f"{comparison.package:<16} {comparison.both:>6} equal  {len(comparison.missing)} missing  "
        f"{len(comparison.extra)} extra  {len(comparison.explained)} explained  "
        f"{comparison.dynamic} dynamic"
    )
    for title, edges in (("missing", comparison.missing), ("extra", comparison.extra)):
        yield from (f"  {title}: {a} -> {b}" for a, b in sorted(edges))
    reasons: dict[str, int] = {}
    for reason in comparison.explained.values():
        reasons[reason] = reasons.get(reason, 0) + 1
    yield from (f"  {count} explained: {reason}" for reason, count in sorted(reasons.items()))


def main() -> int:
    """Compare the packages that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", nargs="+")
    differs = False
    for package in parser.parse_args().packages:
        result = compare(package)
        print("\n".join(_lines(result)), flush=True)
        differs = differs or bool(result.missing or result.extra)
    return int(differs)


if __name__ == "__main__":
    sys.exit(main())
