"""UTF-8 source → raw imports: found by scanning, read by tree-sitter (decision 0009)."""

import re
from collections.abc import Iterator, Sequence

from kavro_lint.languages.go.import_specs import read_specs
from kavro_lint.languages.go.scanning import COMMENTS, MOST_LOST, FoundSpec, Scanner
from kavro_lint.model.facts import SourceFacts
from kavro_lint.model.places import RawImport, placed_statements

LONGEST_TEXT = 400
# Number of specs that are parsed together.
BATCH = 1000

# Directives by which a package uses what it does not import: files that are embedded, and
# functions of other packages (https://pkg.go.dev/embed, https://pkg.go.dev/cmd/compile).
_DIRECTIVE = re.compile(rb"^//go:(?:embed[ \t]|linkname[ \t]+\S+[ \t]+\S*[./])", re.MULTILINE)
# https://pkg.go.dev/plugin: a built file, whatever it was built from.
_PLUGIN = re.compile(rb"(?<![\w.])plugin\s*+\.\s*+Open\s*+\(")


def facts(content: bytes) -> SourceFacts:
    """Return the imports of a file, whatever its build constraints say."""
    if b"import" not in content:
        return SourceFacts()
    scanner = Scanner(content)
    scanner.scan()
    imports = list(_read_imports(scanner.specs, scanner.lost))
    lost = tuple(sorted(scanner.lost.values()))
    statements = tuple(placed_statements(imports))
    unanalysable = _count_directives(content) + _count_plugins(content)
    lines = sorted({spec.place[0] for spec in scanner.specs if spec.spec == b'"C"'})
    if not lines:
        return SourceFacts(statements, unanalysable, lost)
    from kavro_lint.languages.go.preambles import included

    preambles = included(content, lines)
    return SourceFacts(
        statements=tuple(sorted((*statements, *preambles.statements), key=lambda row: row[:2])),
        unanalysable=unanalysable + preambles.unanalysable,
        lost=tuple(sorted((*lost, *preambles.lost))),
    )


def _read_imports(
    specs: Sequence[FoundSpec], lost: dict[int, tuple[int, int]]
) -> Iterator[RawImport]:
    """Yield the imports of specs; add the places of broken specs to `lost`."""
    for start in range(0, len(specs), BATCH):
        batch = specs[start : start + BATCH]
        paths = read_specs(found_spec.spec for found_spec in batch)
        for found_spec in batch:
            if len(lost) >= MOST_LOST:
                return
            path = paths[found_spec.spec]
            if path is None:
                lost.setdefault(found_spec.spec_place[0], found_spec.spec_place)
            else:
                text = found_spec.text.decode("utf-8", "replace")[:LONGEST_TEXT]
                yield RawImport(path, None, "import", *found_spec.place, text)


def _count_directives(content: bytes) -> int:
    """Count the directives that use what is not imported."""
    if b"//go:embed" not in content and b"//go:linkname" not in content:
        return 0
    places = {match.start() for match in _DIRECTIVE.finditer(content)}
    if not places:
        return 0
    return sum(match.start() in places for match in COMMENTS.finditer(content))


def _count_plugins(content: bytes) -> int:
    """Count the calls that load a built file."""
    if b'"plugin"' not in content or _PLUGIN.search(content) is None:
        return 0
    return len(_PLUGIN.findall(COMMENTS.sub(b" ", content)))
