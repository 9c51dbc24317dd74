"""Compare kavro-lint's Java edges of a directory with what javac itself says.

    python benchmarks/compare_javac.py DIRECTORY… [--classpath JARS]

The oracle is javac's Tree API (`Names.java`): each type name that a source writes, and the source
that declares the type, with libraries missing. Both sets of (importer, target) must be equal, but
for what the script itself can explain:

- javac lists the parameters of the constructor of an anonymous class, which nobody writes: the name
  does not stand on its line;
- an import of a library that is not on the class path hides a type of the package (JLS 6.4.1), and
  javac, which cannot find it, takes the package's;
- the type of a chain of calls is inferred.

Prints what only one of the two has, and the time that reading took; exits 1 where a difference is
not explained. It needs a JDK (11 or later).
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from kavro_lint.languages.protocol import Project, is_indexed
from kavro_lint.languages.registry import by_name, is_manifest
from kavro_lint.languages.visible_files import DEFAULTS

READER = Path(__file__).with_name("Names.java")
NO_SOURCES = ("module-info.java", "package-info.java")
Edge = tuple[str, str]


def oracle_edges(
    root: Path, sources: list[str], classpath: str
) -> dict[Edge, list[tuple[int, str]]]:
    """Return javac's edges with the lines and names that make them."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["javac", "-d", folder, str(READER)], check=True)
        listed = Path(folder) / "sources.txt"
        listed.write_text("".join(f"{root / path}\n" for path in sources))
        done = subprocess.run(
            ["java", "-cp", folder, "Names", str(listed), classpath],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    edges: dict[Edge, list[tuple[int, str]]] = {}
    start = len(f"{root}/")
    for row in done.stdout.splitlines():
        importer, line, target, name = row.split("\t")
        edges.setdefault((importer[start:], target[start:]), []).append((int(line), name))
    return edges


def ours(root: Path, sources: list[str]) -> tuple[dict[Edge, tuple[int, str]], float, float]:
    """Return kavro-lint's edges with their lines and texts, and the seconds of both steps."""
    java = by_name("java")
    if not is_indexed(java):
        raise TypeError("Java is read by its names")
    files = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    folders = {f"{path.rpartition('/')[0]}/" for path in files}
    project = Project(
        {path: path for path in files},
        frozenset(folders),
        lambda path: (root / path).read_bytes() if is_manifest(path) else None,
        DEFAULTS,
    )
    contents = {path: (root / path).read_bytes() for path in sources}
    start = time.process_time()
    facts = {path: java.extract(content, ".java") for path, content in contents.items()}
    read = time.process_time()
    resolver = java.indexed(project, {path: fact.declares for path, fact in facts.items()})
    edges: dict[Edge, tuple[int, str]] = {}
    for path, fact in facts.items():
        for line, _, _, resolution in resolver.resolve_source(path, fact):
            target = resolution.target
            # A file that imports a type of its own is not an edge to javac.
            if target is not None and target != path and not target.endswith("/"):
                edges.setdefault((path, target), (line, resolution.text))
    return edges, read - start, time.process_time() - read


def reason(root: Path, edge: Edge, places: list[tuple[int, str]]) -> str | None:
    """Return why javac alone has an edge, None where that is not known."""
    text = (root / edge[0]).read_bytes().decode("utf-8", "replace")
    lines = text.splitlines()
    # The name of a type, or that of a member with the type before it.
    written = [
        match[1] or name
        for line, name in places
        if line <= len(lines)
        and (match := re.search(rf"(?:(\w+)\.)?\b{re.escape(name)}\b", lines[line - 1]))
    ]
    if not written:
        return "the constructor of an anonymous class has it as a parameter; nobody writes it"
    called = [
        name
        for line, name in places
        if line <= len(lines)
        and re.search(rf"\.\s*{re.escape(name)}\(", "\n".join(lines[line - 1 :]).partition(";")[0])
    ]
    if called and len(called) == len(places):
        return "a method is called on a type that is inferred; nobody writes it"
    if all(re.search(rf"^import [\w.]+\.{re.escape(name)};", text, re.M) for name in written):
        return "an import of a library that is not there hides the package's type (JLS 6.4.1)"
    return None


def compare(root: Path, classpath: str) -> int:
    """Print the comparison of one directory, and return how many differences have no reason."""
    sources = sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*.java")
        if path.name not in NO_SOURCES and "/archetype-resources/" not in path.as_posix()
    )
    expected = oracle_edges(root, sources, classpath)
    edges, reading, resolving = ours(root, sources)
    size = sum((root / path).stat().st_size for path in sources)
    missing = [edge for edge in expected if edge not in edges]
    extra = [edge for edge in edges if edge not in expected]
    reasons: Counter[str] = Counter()
    unexplained = len(extra)
    for edge in missing:
        why = reason(root, edge, expected[edge])
        reasons[why or "no reason known"] += 1
        if why is None:
            unexplained += 1
            print(f"  only javac: {edge[0]} -> {edge[1]} {expected[edge][:3]}")
    for edge in extra:
        print(f"  only kavro-lint: {edge[0]}:{edges[edge][0]} -> {edge[1]} | {edges[edge][1]}")
    print(
        f"{root.name}: {len(sources)} files, {len(expected)} edges of javac, {len(edges)} ours, "
        f"{len(missing)} missing, {len(extra)} extra; read {size / reading / 1e6:.1f} MB/s, "
        f"with resolving {size / (reading + resolving) / 1e6:.1f} MB/s (CPU)"
    )
    for why, count in reasons.items():
        print(f"  {count}: {why}")
    return unexplained


def main() -> None:
    """Compare each directory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("directories", nargs="+", type=Path)
    parser.add_argument("--classpath", default=".", help="jars, with `:` between")
    options = parser.parse_args()
    unexplained = sum(compare(place.resolve(), options.classpath) for place in options.directories)
    sys.exit(unexplained > 0)


if __name__ == "__main__":
    main()
