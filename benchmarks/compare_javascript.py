"""Compare what is read of JavaScript and TypeScript files in three ways.

    python -m benchmarks.compare_javascript FOLDER…

As `extract` does it; with every place told by the tree, the head of the file too; and with the
expressions alone saying what a statement imports. Prints each file that differs, and exits 1 if
there is one. A file whose head is no valid code may differ from its tree; it is counted.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from kavro_lint.languages.javascript import SUFFIXES as PLAIN
from kavro_lint.languages.javascript import extraction
from kavro_lint.languages.javascript.decoding import decoded, foreign
from kavro_lint.languages.javascript.scripts import grammar_of
from kavro_lint.languages.syntax import parse
from kavro_lint.model.facts import Unreadable

SUFFIXES = (*PLAIN, ".ts", ".tsx", ".mts", ".cts")


def compare(path: Path, counts: Counter[str]) -> str:
    """Count a file and return what it is."""
    content = path.read_bytes()
    if foreign(content, path.suffix) is not None:
        return "of another kind"
    try:
        text = decoded(content)
        result = extraction.facts(text, lambda: grammar_of(text, path.suffix))
        tree = extraction.whole_tree(text, lambda: grammar_of(text, path.suffix))
        plain = _by_expressions(text, path.suffix)
    except Unreadable:
        return "unreadable"
    counts["imports"] += len(result.imports)
    if result == tree == plain:
        return "equal"
    if result == plain and parse(grammar_of(text, path.suffix), text).root_node.has_error:
        return "broken, and other than its tree"
    print(f"{path}: {'other than its tree' if result != tree else 'other than the expressions'}")
    return "different"


def _by_expressions(text: bytes, suffix: str) -> object:
    with patch.object(extraction, "read_clauses", dict.fromkeys):
        return extraction.facts(text, lambda: grammar_of(text, suffix))


def _files(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES)


def main() -> None:
    """Compare, print, exit 1 for a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    counts: Counter[str] = Counter()
    for path in _files(parser.parse_args().folders):
        if path.is_file():
            counts[compare(path, counts)] += 1
    for name, count in sorted(counts.items()):
        print(f"{name}: {count:,}")
    sys.exit(1 if counts["different"] else 0)


if __name__ == "__main__":
    main()
