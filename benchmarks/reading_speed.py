"""Speed and peak memory of reading languages in which names are edges; Java beside jdeps.

    python -m benchmarks.reading_speed DIRECTORY [--language kotlin] [--jdeps]

Reads, indexes and resolves all sources of a directory in a process of its own, on one core and
without a cache, and prints megabytes a second of processor time and the peak of memory. Beside it
stands what the grammar alone takes to parse the same files: no reader that asks it is faster. With
`--jdeps` (Java) the same sources are compiled by javac, libraries missing, and what it could
compile is read by jdeps: both are timed apart, for jdeps needs the classes. Name a folder of main
sources for it: what tests import is not there. ArchUnit reads classes as jdeps does, and comes from
Maven Central only.
"""

import argparse
import gc
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
from kavro_lint.model import Unreadable


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
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, after.ru_maxrss / 1e3


def jdeps(root: Path) -> str:
    """Compile what compiles without libraries, ask jdeps, and return what both cost."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "sources.txt"
        listed.write_text("".join(f'"{path}"\n' for path in sorted(root.rglob("*.java"))))
        classes = Path(folder) / "classes"
        compiling = timed(
            folder,
            ["javac", "-proc:none", "-nowarn", "-Xmaxerrs", "1", "-d", str(classes),
             "-XDshould-stop.ifError=GENERATE", f"@{listed}"]
        )  # fmt: skip
        count = sum(1 for _ in classes.rglob("*.class"))
        asking = timed(folder, ["jdeps", "-v", "--ignore-missing-deps", str(classes)])
    return (
        f"javac: {compiling[0]:.1f} s, {compiling[1]:.0f} MB, {count} classes; "
        f"jdeps on them: {asking[0]:.1f} s, {asking[1]:.0f} MB (peaks: the larger of both)"
    )


def main() -> None:
    """Print what reading costs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    names = [language.NAME for language in languages() if is_indexed(language)]
    parser.add_argument("directory", type=Path)
    parser.add_argument("--language", choices=names, default="java")
    parser.add_argument("--jdeps", action="store_true", help="time javac and jdeps as well")
    options = parser.parse_args()
    print(read(options.directory.resolve(), options.language))
    if options.jdeps:
        print(jdeps(options.directory.resolve()))


if __name__ == "__main__":
    main()
