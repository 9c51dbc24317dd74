"""Compare the imports that are read without a parser with those of the full parse.

    python -m benchmarks.compare_extraction FOLDER… [--all]

Takes every `.py` and `.pyi` below the folders (the standard library and site-packages of this
Python where none is named). Prints how many files are plain, how many are left to the parser, and
each difference with its place, and exits 1 if there is one in a file without a syntax error. In a
file with one, an import that is whole is read either way; the parser may also say that it is lost.
"""

import argparse
import sys
import sysconfig
import time
from collections import Counter
from pathlib import Path

from kavro_lint.languages.python.decoding import decoded
from kavro_lint.languages.python.extraction import facts
from kavro_lint.languages.python.scanning import scanned_facts
from kavro_lint.languages.python.statements import grammar
from kavro_lint.languages.syntax import parse
from kavro_lint.model.facts import Unreadable


def compare(path: Path, counts: Counter[str]) -> str:
    """Count a file and return what it is: equal, parsed, broken, different or unreadable."""
    try:
        content, stub = decoded(path.read_bytes()), path.suffix == ".pyi"
    except (Unreadable, OSError):
        return "unreadable"
    if b"import" not in content:
        return "without imports"
    begun = time.perf_counter_ns()
    quick = scanned_facts(content, stub)
    between = time.perf_counter_ns()
    parsed = facts(content, stub)
    counts["quick ns"] += between - begun
    counts["parse ns"] += time.perf_counter_ns() - between
    counts["bytes"] += len(content)
    counts["imports"] += len(parsed.imports)
    if quick is None:
        counts["bytes left to the parser"] += len(content)
        return "left to the parser"
    if quick == parsed:
        return "equal"
    if parse(grammar, content).root_node.has_error:
        return "broken, equal but for lost" if quick.imports == parsed.imports else "broken"
    different = set(quick.imports) ^ set(parsed.imports)
    for entry in sorted(different, key=lambda raw: (raw.line, raw.name or ""))[:4]:
        print(f"{path}:{entry.line}: {'quick' if entry in quick.imports else 'parsed'}: {entry}")
    return "different"


def main() -> None:
    """Compare, print, exit 1 for a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    here = [sysconfig.get_path("stdlib"), sysconfig.get_path("purelib")]
    folders = parser.parse_args().folders or [Path(entry) for entry in here]
    counts: Counter[str] = Counter()
    for folder in folders:
        for path in sorted((*folder.rglob("*.py"), *folder.rglob("*.pyi"))):
            counts[compare(path, counts)] += 1
    for name, count in sorted(counts.items()):
        print(f"{name}: {count:,}")
    for name in ("quick ns", "parse ns"):
        print(f"{name[:5]}: {counts['bytes'] * 1_000 / max(counts[name], 1):.0f} MB/s")
    sys.exit(1 if counts["different"] else 0)


if __name__ == "__main__":
    main()
