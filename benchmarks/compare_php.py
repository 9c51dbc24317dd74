r"""Compare kavro-lint's PHP edges of a directory with what PHP-Parser and Composer say.

    python benchmarks/compare_php.py --parser PHP-PARSER DIRECTORY…

The oracle is nikic/PHP-Parser (`names.php`), which resolves each name as PHP does, and Composer,
whose optimised class map says where each class is. Both sets of (importer, target) must be equal,
but for what the script itself can explain:

- a name that several files declare: the oracle cannot tell which is meant;
- a function that tests declare in a namespace of production code, which means the global one;
- a source that PHP-Parser, too, finds to be broken;
- a file that is loaded by its path (`require`), which is no name;
- a class that a literal string names (`new ReflectionProperty('A\B', 'c')`), which is none either.

Prints what only one of the two has, and the speed of reading; exits 1 where a difference is not
explained. `apt-get install php-cli composer` brings PHP and Composer; PHP-Parser is a clone of its
repository.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kavro_lint.languages.php.declared import key, unpack
from kavro_lint.languages.php.scopes import Kind
from kavro_lint.languages.protocol import Project, is_indexed
from kavro_lint.languages.registry import by_name
from kavro_lint.languages.visible_files import DEFAULTS
from kavro_lint.model.facts import SourceFacts

READER = Path(__file__).with_name("names.php")
CLASS_MAP = "echo json_encode(require 'vendor/composer/autoload_classmap.php');"
NOT_COPIED = shutil.ignore_patterns(".git", "vendor", "node_modules")
KINDS: Mapping[str, Kind] = {"class": "class", "function": "function", "constant": "constant"}
Edge = tuple[str, str]


class Oracle(NamedTuple):
    """PHP-Parser's answer: edges, those of which one of several is meant, and broken sources."""

    edges: dict[Edge, tuple[int, str]]
    choices: dict[tuple[str, frozenset[str]], tuple[int, str]]
    broken: frozenset[str]
    classes: frozenset[tuple[str, str]]


def oracle_edges(root: Path, sources: Sequence[str], parser: Path) -> Oracle:
    """Ask PHP-Parser."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("".join(f"{path}\n" for path in sources))
        listed.flush()
        done = subprocess.run(
            ["php", "-d", "error_reporting=0", str(READER), str(root), listed.name],
            check=True, capture_output=True, text=True, errors="replace",
            env={**os.environ, "PHP_PARSER": str(parser)},
        )  # fmt: skip
    rows = [line.split("\t", 4) for line in done.stdout.splitlines()]
    files: dict[str, set[str]] = {}
    for path, _, what, kind, name in rows:
        if what == "declares":
            files.setdefault(_key(kind, name), set()).add(path)
    edges: dict[Edge, tuple[int, str]] = {}
    choices: dict[tuple[str, frozenset[str]], tuple[int, str]] = {}
    for path, line, what, kind, name in rows:
        if what not in ("use", "writes"):
            continue
        # A function or a constant that is not in the namespace is the global one.
        keys = (_key(kind, candidate) for candidate in name.split("|"))
        result = next((files[found_key] for found_key in keys if found_key in files), set())
        if path in result:
            continue
        if len(result) == 1:
            edges.setdefault((path, next(iter(result))), (int(line), name))
        elif result:
            choices.setdefault((path, frozenset(result)), (int(line), name))
    broken = frozenset(path for path, _, what, _, _ in rows if what == "fails")
    classes = frozenset(
        (name, path) for path, _, what, kind, name in rows if (what, kind) == ("declares", "class")
    )
    return Oracle(edges, choices, broken, classes)


def _key(kind: str, name: str) -> str:
    return key(KINDS[kind], name)


class Ours(NamedTuple):
    """kavro-lint's answer: edges, names that several files declare, facts, and seconds."""

    edges: dict[Edge, tuple[int, str, str]]
    ambiguous: set[tuple[str, frozenset[str]]]
    facts: Mapping[str, SourceFacts]
    reading: float
    resolving: float


def ours(root: Path, sources: Sequence[str]) -> Ours:
    """Read and resolve the sources."""
    php = by_name("php")
    if not is_indexed(php):
        raise TypeError("PHP is read by its names")
    files = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    folders = {f"{path.rpartition('/')[0]}/" for path in files}
    project = Project(
        {path: path for path in files},
        frozenset(folders),
        lambda path: (root / path).read_bytes() if php.is_manifest(path) else None,
        DEFAULTS,
    )
    contents = {path: (root / path).read_bytes() for path in sources}
    start = time.process_time()
    facts = {path: php.extract(content, ".php") for path, content in contents.items()}
    read = time.process_time()
    resolver = php.indexed(project, {path: fact.declares for path, fact in facts.items()})
    edges: dict[Edge, tuple[int, str, str]] = {}
    ambiguous = set()
    for path, fact in facts.items():
        for line, _, kind, resolution in resolver.resolve_source(path, fact):
            if resolution.outcome == "ambiguous":
                ambiguous.add((path, frozenset(resolution.candidates)))
            if resolution.target is not None:
                edges.setdefault((path, resolution.target), (line, kind, resolution.text))
    return Ours(edges, ambiguous, facts, read - start, time.process_time() - read)


def class_map(root: Path) -> dict[str, str] | None:
    """Return Composer's map of classes to files, None where there is no composer.json."""
    if not (root / "composer.json").is_file():
        return None
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "copy"
        shutil.copytree(root, place, ignore=NOT_COPIED)
        (place / "composer.lock").unlink(missing_ok=True)
        command = "composer dump-autoload -o -n -q --no-plugins --no-scripts".split()
        environment = {**os.environ, "COMPOSER_ALLOW_SUPERUSER": "1"}
        subprocess.run(command, cwd=place, env=environment, check=True)
        done = subprocess.run(
            ["php", "-r", CLASS_MAP], cwd=place, check=True, capture_output=True, text=True
        )
        result = json.loads(done.stdout) or {}
        start = len(f"{place.resolve()}/")
        return {name: path[start:] for name, path in result.items() if "/vendor/" not in path}


def compare_classes(root: Path, facts: Mapping[str, SourceFacts], oracle: Oracle) -> int:
    """Print how the index differs from Composer's class map; return the differences."""
    expected = class_map(root)
    if expected is None:
        return 0
    declared = {(n, path) for path, fact in facts.items() for n in unpack(fact.declares).classes}
    missing = [row for row in expected.items() if row not in declared and row[1] in facts]
    print(f"  {len(expected)} classes in Composer's map, {len(missing)} missing in the index")
    wrong = declared ^ oracle.classes
    wrong = {row for row in wrong if row[1] not in oracle.broken}
    print(f"  {len(declared)} declared classes, {len(wrong)} other than PHP-Parser's")
    for row in [*missing, *sorted(wrong)][:10]:
        print(f"    {row[0]} in {row[1]}")
    return len(missing) + len(wrong)


def compare(root: Path, parser: Path) -> int:
    """Print the comparison of one directory, and return how many differences have no reason."""
    php = by_name("php")
    sources = sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*.php")
        if php.is_source(path.as_posix()) and path.is_file()
    )
    oracle, answer = oracle_edges(root, sources, parser), ours(root, sources)
    reasons: Counter[str] = Counter()
    chosen = set()
    for (path, files), (line, name) in oracle.choices.items():
        reached = [file for file in files if (path, file) in answer.edges]
        chosen.update((path, file) for file in reached)
        if len(reached) == 1:
            reasons["several files declare the name, and the nearest was chosen"] += 1
        elif any(path == importer and named <= files for importer, named in answer.ambiguous):
            reasons["several files declare the name, equally near: ambiguous (KV711)"] += 1
        elif not reached:
            print(f"  only PHP-Parser: {path}:{line} {name} -> one of {len(files)}")
            reasons["no reason known"] += 1
    missing = [edge for edge in oracle.edges if edge not in answer.edges]
    extra = [edge for edge in answer.edges if edge not in oracle.edges and edge not in chosen]
    for edge in missing:
        if _is_put_before(*edge, oracle.edges[edge][1]):
            reasons["a function that tests put before the global one"] += 1
            continue
        reasons["no reason known"] += 1
        print(f"  only PHP-Parser: {edge[0]} -> {edge[1]} {oracle.edges[edge]}")
    for edge in extra:
        line, kind, text = answer.edges[edge]
        if kind == "include":
            reasons["a file that is loaded by its path"] += 1
        elif re.search(rf"['\"\\\\]{Path(edge[1]).stem}(?:::\\w+)?['\"]", text) is not None:
            reasons["a literal string names what is loaded"] += 1
        elif edge[0] in oracle.broken or edge[1] in oracle.broken:
            reasons["PHP-Parser does not read one of the two files"] += 1
        else:
            reasons["no reason known"] += 1
            print(f"  only kavro-lint: {edge[0]}:{line} -> {edge[1]} | {text}")
    size = sum((root / path).stat().st_size for path in sources)
    both = answer.reading + answer.resolving
    print(
        f"{root.name}: {len(sources)} files, {len(oracle.edges)} edges of PHP-Parser, "
        f"{len(answer.edges)} ours, {len(missing)} missing, {len(extra)} extra; "
        f"read {size / answer.reading / 1e6:.1f} MB/s, with resolving {size / both / 1e6:.1f} (CPU)"
    )
    for why, count in sorted(reasons.items()):
        print(f"  {count}: {why}")
    return reasons["no reason known"] + compare_classes(root, answer.facts, oracle)


def _is_put_before(importer: str, target: str, name: str) -> bool:
    """Whether a name may be a global one, and only tests declare it in the namespace."""
    return "|" in name and "tests/" in target.lower() and "tests/" not in importer.lower()


def main() -> None:
    """Compare each directory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("directories", nargs="+", type=Path)
    parser.add_argument("--parser", type=Path, required=True, help="a clone of nikic/PHP-Parser")
    options = parser.parse_args()
    unexplained = sum(compare(place.resolve(), options.parser) for place in options.directories)
    sys.exit(unexplained > 0)


if __name__ == "__main__":
    main()
