"""Speed and peak memory of reading languages in which names are edges; Java and PHP beside rivals.

    python -m benchmarks.reading_speed DIRECTORY [--language kotlin] [--jdeps] [--archunit SOURCES]
    python -m benchmarks.reading_speed DIRECTORY --language php --deptrac PHAR

Reads, indexes and resolves all sources of a directory in a process of its own, on one core and
without a cache, and prints megabytes a second of processor time and the peak of memory. Beside it
stands what the grammar alone takes to parse the same files: no reader that asks it is faster. With
`--jdeps` (Java) the same sources are compiled by javac, libraries missing, and what it could
compile is read by jdeps: both are timed apart, for jdeps needs the classes. Name a folder of main
sources for it: what tests import is not there. `--archunit` judges the same classes by a layered
rule with ArchUnit: it comes from Maven Central only, so its core is compiled from a clone of
https://github.com/TNG/ArchUnit with Debian's libguava-java, libasm-java, libslf4j-java and
libjsr305-java, which is not timed. `--deptrac` (PHP) has deptrac judge the same sources, without a
cache, with a layer for each top folder, none of which may use another one; its phar is in the
repository qossmic/deptrac.
"""

import argparse
import gc
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import tree_sitter
from tree_sitter import Parser

from kavro_lint.languages.protocol import Language, Project, is_indexed
from kavro_lint.languages.registry import by_name, is_manifest, languages
from kavro_lint.languages.visible_files import DEFAULTS
from kavro_lint.model.facts import Unreadable

# What ArchUnit needs, as Debian has it.
JARS = [Path(f"/usr/share/java/{name}.jar") for name in ("guava", "asm", "slf4j-api", "jsr305")]


def read(root: Path, name: str) -> str:
    """Read, index and resolve all sources, and return what it cost."""
    language = by_name(name)
    if not is_indexed(language):
        raise TypeError(f"{name} is not read by its names")
    files = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    sources = {
        path: suffix
        for path in files
        for suffix in language.SUFFIXES
        if path.endswith(suffix) and language.is_source(path)
    }
    project = Project(
        {path: path for path in files},
        frozenset(),
        lambda path: (root / path).read_bytes() if is_manifest(path) else None,
        DEFAULTS,
    )
    # As the program itself does.
    gc.set_threshold(2_000_000, 20, 100)
    # Loading the program is no part of reading.
    language.extract(b"", language.SUFFIXES[0])
    language.indexed(Project({}, frozenset(), lambda _: None, DEFAULTS), {})
    parsed = parsing_seconds(root, language, sources)
    before = peak()
    size = 0
    start = time.process_time()
    facts = {}
    for path, suffix in sources.items():
        content = (root / path).read_bytes()
        size += len(content)
        with suppress(Unreadable):
            facts[path] = language.extract(content, suffix)
    extracted = time.process_time()
    resolver = language.indexed(project, {path: fact.declares for path, fact in facts.items()})
    rows = sum(len(resolver.resolve_source(path, fact)) for path, fact in facts.items())
    end = time.process_time()
    return (
        f"kavro-lint, {root.name}: {len(sources)} files, {size / 1e6:.1f} MB, {rows} imports and "
        f"references; {end - start:.1f} s = {size / (end - start) / 1e6:.1f} MB/s "
        f"(reading {size / (extracted - start) / 1e6:.1f}, "
        f"the grammar alone {size / parsed / 1e6:.1f}), peak {peak():.0f} MB, "
        f"{peak() - before:.0f} MB of it for this"
    )


def parsing_seconds(root: Path, language: Language, sources: Mapping[str, str]) -> float:
    """Return the processor time that the grammar alone takes to parse sources."""
    seconds = 0.0
    for path, suffix in sources.items():
        try:
            content = language.decode((root / path).read_bytes(), suffix)
        except Unreadable:
            continue
        parser = Parser(tree_sitter.Language(language.grammar(suffix)))
        start = time.process_time()
        parser.parse(content)
        seconds += time.process_time() - start
    return seconds


def peak() -> float:
    """Return the most memory that the process had at once, in MB."""
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def timed(folder: str, command: list[str]) -> tuple[float, float]:
    """Return the processor's seconds and the peak memory (MB) of a command."""
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1e3


def compiled(root: Path, folder: str) -> str:
    """Compile what compiles without libraries into `classes`, and return what it cost."""
    listed = Path(folder) / "sources.txt"
    listed.write_text("".join(f'"{path}"\n' for path in sorted(root.rglob("*.java"))))
    seconds, memory = timed(
        folder,
        ["javac", "-proc:none", "-nowarn", "-Xmaxerrs", "1", "-d", "classes",
         "-XDshould-stop.ifError=GENERATE", f"@{listed}"]
    )  # fmt: skip
    count = sum(1 for _ in (Path(folder) / "classes").rglob("*.class"))
    return f"javac: {seconds:.1f} s, {memory:.0f} MB, {count} classes"


def jdeps(folder: str) -> str:
    """Ask jdeps about `classes`, and return what it cost."""
    seconds, memory = timed(folder, ["jdeps", "-v", "--ignore-missing-deps", "classes"])
    return f"jdeps on them: {seconds:.1f} s, {memory:.0f} MB"


def archunit(folder: str, sources: Path) -> str:
    """Judge `classes` with ArchUnit, and return what it cost, or why it could not be had."""
    core = [sources.resolve() / f"archunit/src/{name}/java" for name in ("main", "jdk9main")]
    missing = [str(path) for path in (*core, *JARS) if not path.exists()]
    if missing:
        return f"ArchUnit cannot be had: {', '.join(missing)} is missing"
    path = ":".join(("archunit", *map(str, JARS)))
    files = [str(file) for part in core for file in part.rglob("*.java")]
    driver = str(Path(__file__).with_name("Layers.java"))
    compiling = ["javac", "-proc:none", "-nowarn", "-d", "archunit", "-cp", path, driver, *files]
    done = subprocess.run(compiling, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"ArchUnit cannot be had: {done.stderr.strip()}"
    asking = ["java", "-cp", path, "Layers", "classes"]
    judged = subprocess.run(asking, cwd=folder, capture_output=True, text=True, check=False)
    if judged.returncode:
        return f"ArchUnit failed: {judged.stderr.strip()}"
    seconds, memory = timed(folder, asking)
    return f"ArchUnit on them: {seconds:.1f} s, {memory:.0f} MB: {judged.stdout}"


def deptrac(root: Path, phar: Path) -> str:
    """Have deptrac judge sources with a layer for each top folder, and return what it cost."""
    names = sorted({path.relative_to(root).parts[0] for path in root.rglob("*.php")})
    layers = [
        {
            "name": f"L{at}",
            "collectors": [{"type": "directory", "value": f"^{re.escape(f'{root}/{name}/')}"}],
        }
        for at, name in enumerate(names)
    ]
    rules: dict[str, list[str]] = {str(layer["name"]): [] for layer in layers}
    # deptrac leaves tests out by itself where nothing is said.
    configuration = {
        "paths": [str(root)], "exclude_files": [], "layers": layers, "ruleset": rules
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        # JSON is YAML.
        stated, report = Path(folder) / "deptrac.yaml", Path(folder) / "report.json"
        stated.write_text(json.dumps({"deptrac": configuration}))
        seconds, memory = timed(
            str(root),
            ["php", "-d", "memory_limit=-1", str(phar), "analyse", f"--config-file={stated}",
             "--no-cache", "--no-progress", "--formatter=json", f"--output={report}"]
        )  # fmt: skip
        document = json.loads(report.read_text())["Report"]
    return (
        f"deptrac: {seconds:.1f} s, {memory:.0f} MB, "
        f"{document['Violations']} uses between folders, "
        f"{document['Uncovered']} of no layer, {document['Errors']} errors"
    )


def main() -> None:
    """Print what reading costs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    names = [language.NAME for language in languages() if is_indexed(language)]
    parser.add_argument("directory", type=Path)
    parser.add_argument("--language", choices=names, default="java")
    parser.add_argument("--jdeps", action="store_true", help="time javac and jdeps as well")
    parser.add_argument("--archunit", type=Path, help="time ArchUnit as well: a clone of it")
    parser.add_argument("--deptrac", type=Path, metavar="PHAR", help="time deptrac as well")
    options = parser.parse_args()
    print(read(options.directory.resolve(), options.language))
    if options.deptrac is not None:
        print(deptrac(options.directory.resolve(), options.deptrac.resolve()))
    if not (options.jdeps or options.archunit):
        return
    with tempfile.TemporaryDirectory() as folder:
        print(compiled(options.directory.resolve(), folder))
        if options.jdeps:
            print(jdeps(folder))
        if options.archunit:
            print(archunit(folder, options.archunit))


if __name__ == "__main__":
    main()
