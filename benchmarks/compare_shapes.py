"""What is read by the shapes of sources, compared with what their grammars say.

    python -m benchmarks.compare_shapes DIRECTORY… [--language java]

Reads each source of some directories twice: as a check does, and by the grammar alone. All facts
must be equal: declarations, imports, and names with their places. Prints what differs, and how much
was left to the grammar because its shape left a doubt. Where the grammar's tree shows that it
misread the source (an error, a word of the language as a name, the body of a class as a lambda)
the facts may differ, and such sources are counted apart. Exits 1 where anything else differs.
"""

import argparse
import importlib
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from tree_sitter import QueryCursor

from kavro_lint.languages import shapes
from kavro_lint.languages.protocol import Language
from kavro_lint.languages.registry import by_name
from kavro_lint.languages.syntax import parse
from kavro_lint.languages.tree_queries import compiled
from kavro_lint.model.facts import SourceFacts, Unreadable

LANGUAGES = ("java", "kotlin", "php", "csharp", "rust")
# What a tree has only where the grammar takes code for something else.
MISREADINGS = {
    "java": "(ERROR) @misread",
    "php": "(ERROR) @misread",
    "rust": "(ERROR) @misread",
    "csharp": "[(ERROR) (foreach_statement left: (binary_expression))] @misread",
    "kotlin": """
(ERROR) @misread
((identifier) @misread (#any-of? @misread
  "class" "interface" "object" "fun" "val" "var" "if" "else" "when" "while" "for" "do" "try" "is"))
(explicit_delegation (call_expression (annotated_lambda)) @misread)
""",
}


def read(language: Language, content: bytes, suffix: str) -> SourceFacts | str:
    """Return the facts of a source, or why it is not read."""
    try:
        return language.extract(content, suffix)
    except Unreadable as error:
        return str(error)


def doubt(language: Language, content: bytes, suffix: str) -> str | None:
    """Return what only the grammar can tell of a source, None for nothing."""
    shape = importlib.import_module(f"kavro_lint.languages.{language.NAME}.shape")
    try:
        shape.occurrences_by_shape(language.decode(content, suffix))
    except shapes.Doubt as reason:
        return str(reason)
    return None


def grammar_of(name: str) -> Callable[[], object]:
    """Return what makes a language's grammar, as a second process may look it up too."""
    wheel = importlib.import_module(f"kavro_lint.languages.{name}.tree_sitter_wheel")
    grammar: Callable[[], object] = wheel.grammar
    return grammar


def misread(name: str, content: bytes) -> bool:
    """Whether the grammar takes a source for something else than it is."""
    grammar = grammar_of(name)
    root = parse(grammar, content).root_node
    query = compiled(grammar, MISREADINGS[name])
    return root.has_error or bool(QueryCursor(query).captures(root))


def main() -> int:
    """Compare, and return how many sources differ, at most 1."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("directories", type=Path, nargs="+")
    parser.add_argument("--language", choices=LANGUAGES, default="java")
    options = parser.parse_args()
    language = by_name(options.language)
    different = misread_count = count = size = 0
    doubts: Counter[str] = Counter()
    for path in sorted(path for folder in options.directories for path in folder.rglob("*")):
        suffix = next((end for end in language.SUFFIXES if path.name.endswith(end)), None)
        if suffix is None or not path.is_file() or not language.is_source(path.as_posix()):
            continue
        content = path.read_bytes()
        count, size = count + 1, size + len(content)
        reason = doubt(language, content, suffix)
        if reason is not None:
            doubts[reason] += len(content)
            continue
        by_shape = read(language, content, suffix)
        with patch.object(shapes, "LONGEST", 0):
            by_grammar = read(language, content, suffix)
        if by_shape == by_grammar:
            continue
        if misread(language.NAME, language.decode(content, suffix)):
            misread_count += 1
        else:
            different += 1
            print(f"{path} differs")
    left = ", ".join(f"{reason} {size_ / size:.2%}" for reason, size_ in doubts.most_common())
    print(
        f"{count} sources, {size / 1e6:.1f} MB: {different} differ, and "
        f"{misread_count} that the grammar misreads; left to the grammar: {left}"
    )
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
