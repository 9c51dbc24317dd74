"""Compare the imports that the fast scan finds with those that a whole syntax tree holds.

    python -m benchmarks.compare_scan FOLDER...

For each JavaScript or TypeScript file below a folder: the scan's facts; the facts of
`whole_tree`, which parses every file and shares the scan's reader; and an oracle that shares
nothing with it, tree-sitter queries for import and export statements and for calls of `require`
and `import` with a literal. Prints every file that differs and why it may; exits 1 where one does.
"""

import sys
from collections import Counter
from functools import partial
from pathlib import Path

from kavro_lint.languages.javascript.decoding import decoded, foreign
from kavro_lint.languages.javascript.extraction import Grammar, facts, whole_tree
from kavro_lint.languages.javascript.scripts import grammar_of
from kavro_lint.languages.syntax import parse
from kavro_lint.languages.tree_queries import captures
from kavro_lint.model.facts import SourceFacts, Unreadable

SUFFIXES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")

STATEMENTS = """
(import_statement source: (string) @literal)
(export_statement source: (string) @literal)
"""
CALLS = "(call_expression function: [(import) (identifier)] @function arguments: (arguments)) @call"
REQUIRED = "(import_require_clause source: (string) @literal)"

# How imports begin that the queries do not ask for.
NOT_ASKED_FOR = (
    "///", "jest.", "vi.", "vitest.", "new URL", "import.meta", "define", "requirejs", "System",
)  # fmt: skip

Found = Counter[str]


def oracle(content: bytes, grammar: Grammar, typed: bool) -> tuple[Found, bool]:
    """Return the literals that queries find, as they are written, and whether all was parsed."""
    root = parse(grammar, content).root_node
    result: Found = Counter()
    for query in (STATEMENTS, *((REQUIRED,) if typed else ())):
        for node in captures(grammar, query, root).get("literal", []):
            result[(node.text or b"").decode()[1:-1]] += 1
    for call in captures(grammar, CALLS, root).get("call", []):
        function, arguments = (
            call.child_by_field_name(entry) for entry in ("function", "arguments")
        )
        if function is None or arguments is None or function.text not in (b"import", b"require"):
            continue
        first = next((entry for entry in arguments.named_children if entry.type != "comment"), None)
        if first is not None and first.type == "string":
            result[(first.text or b"").decode()[1:-1]] += 1
    return result, not root.has_error


def ours(said: SourceFacts) -> Found:
    """Return the specifiers of the forms that the oracle knows."""
    return Counter(
        raw.specifier
        for raw in said.imports
        if raw.kind != "include"
        and not raw.text.startswith(NOT_ASKED_FOR)
        and "require.resolve" not in raw.text
        and "`" not in raw.text[-len(raw.specifier) - 4 :]
    )


def main() -> int:
    """Compare the folders that the command line names."""
    wrong = 0
    for folder in sys.argv[1:]:
        files = parsed_whole = imports = broken = 0
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix not in SUFFIXES or not path.is_file() or ".git" in path.parts:
                continue
            try:
                content = decoded(path.read_bytes())
            except Unreadable:
                continue
            if foreign(content, path.suffix):
                continue
            files += 1
            choose = partial(grammar_of, content, path.suffix)
            scanned = facts(content, choose)
            imports += len(scanned.imports)
            if scanned != whole_tree(content, choose):
                parsed_whole += 1
                print(f"  the whole tree gives other facts: {path}")
            expected, whole = oracle(
                content, choose(), path.suffix in (".ts", ".tsx", ".mts", ".cts")
            )
            got = ours(scanned)
            if expected != got:
                if not whole:
                    broken += 1
                else:
                    wrong += 1
                    print(
                        f"  {path}: only queries {expected - got}, only the scan {got - expected}"
                    )
        wrong += parsed_whole
        print(
            f"{folder}: {files} files, {imports} imports, {parsed_whole} differ from the whole "
            f"tree, {broken} from queries where the grammar reports an error",
            flush=True,
        )
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
