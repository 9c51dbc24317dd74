"""The graph as one HTML page: to pan, zoom, search and open, with a matrix as second view.

The page fetches nothing: style, scripts and data are in it, and its Content-Security-Policy
forbids all else. Its parts are files in `page/`; scripts are joined in the order of `SCRIPTS`.
"""

import base64
import hashlib
import html
import json
from collections.abc import Iterable, Mapping
from importlib.resources import files

from kavro_lint.commands.graph.boxes import Box, needed
from kavro_lint.commands.graph.formats._frames import cycle_numbers
from kavro_lint.commands.graph.picture import Arrow, Mark, Node, Picture, key
from kavro_lint.errors import CannotJudge
from kavro_lint.model.imports import Import
from kavro_lint.model.places import Location
from kavro_lint.printable import printable

SCRIPTS = (
    "model.js",
    "levels.js",
    "layout.js",
    "routes.js",
    "ways.js",
    "canvas.js",
    "graph.js",
    "matrix.js",
    "details.js",
    "main.js",
)

# More than that is neither drawn in good time nor read.
MOST_NODES = 2_000
# Statements kept for an arrow; those that something was found on always are.
MOST_STATEMENTS = 100

Json = dict[str, object]


def render(picture: Picture) -> str:
    """Return the page. Raises CannotJudge for more nodes than a page can show."""
    if len(picture.nodes) > MOST_NODES:
        by_file = picture.level == "file"
        unit = "files" if by_file else "modules"
        less = "take --level module" if by_file else "fold nested ones with --depth"
        raise CannotJudge(
            f"{len(picture.nodes)} {unit} are too many for one page (at most {MOST_NODES})",
            f"{less}, or look at a part with --focus",
        )
    style = _part("page.css")
    script = "".join(f"// {name}\n{_part(name)}" for name in SCRIPTS)
    title = printable(picture.title or "dependency graph")
    parts = {
        "policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src {_hash(style)}; script-src {_hash(script)}",
        "title": html.escape(title),
        "style": style,
        "data": _embedded(_document(picture)),
        "script": script,
    }
    page = _part("page.html")
    # One pass, so that nothing in the data is ever taken for a place to fill.
    pieces = page.split("{{")
    filled = [pieces[0]]
    for piece in pieces[1:]:
        name, _, tail = piece.partition("}}")
        filled += [parts[name], tail]
    return "".join(filled)


def _part(name: str) -> str:
    text = files(__package__).joinpath("page", name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _embedded(document: Json) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(document, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _document(picture: Picture) -> Json:
    boxes = _Boxes(picture.nodes)
    marks = _Marks(picture)
    numbers = {node.name: number for number, node in enumerate(picture.nodes)}
    cycles = cycle_numbers(picture)
    packages = _packages(picture)
    return {
        "title": printable(picture.title),
        "level": picture.level,
        "separator": picture.separator,
        "caveat": picture.caveat,
        "nodes": [
            {
                "name": printable(node.name),
                "files": node.files,
                "boxes": boxes.of(node.name),
                "about": printable(node.responsibility),
                "row": _place(node.row),
                "cycle": cycles.get(node.name),
                "packages": [
                    [printable(name), len(imports), marks.of(imports)]
                    for name, imports in sorted(packages.get(node.name, {}).items())
                ],
            }
            for node in picture.nodes
        ],
        "boxes": boxes.all,
        "edges": [
            {
                "from": numbers[arrow.importer],
                "to": numbers[arrow.imported],
                "count": arrow.count,
                "state": picture.state(arrow),
                "cycle": picture.cycle(arrow),
                "found": _statements(arrow, marks),
            }
            for arrow in picture.arrows
        ],
        "cycles": [
            {
                "nodes": [numbers[name] for name in cycle.nodes if name in numbers],
                "mark": marks.number(cycle.mark) if cycle.mark else None,
                "waived": cycle.waived,
            }
            for cycle in picture.cycles
        ],
        "marks": marks.all,
    }


def _statements(arrow: Arrow, marks: "_Marks") -> list[list[object]]:
    shown = [
        edge
        for number, edge in enumerate(arrow.imports)
        if number < MOST_STATEMENTS or marks.of([edge])
    ]
    return [
        [
            printable(edge.importer),
            edge.raw.line,
            edge.raw.kind,
            printable(edge.raw.text),
            marks.of([edge]),
        ]
        for edge in shown
    ]


def _packages(picture: Picture) -> Mapping[str, Mapping[str, list[Import]]]:
    """Return the third-party packages of each node, with the imports of each."""
    imports_by_node: dict[str, dict[str, list[Import]]] = {}
    for external in picture.externals:
        node = picture.owners.get(external.importer)
        if node is not None and external.package is not None:
            imports_by_node.setdefault(node, {}).setdefault(external.package, []).append(external)
    return imports_by_node


def _place(place: Location | None) -> str | None:
    return None if place is None else f"{printable(place.path)}:{place.line}"


class _Boxes:
    """The frames that are needed, each with a number and the number of the one around it."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._paths = needed({node.name: node.boxes for node in nodes})
        self._numbers: dict[tuple[Box, ...], int] = {}
        self.all: list[Json] = []

    def of(self, name: str) -> list[int]:
        path = self._paths[name]
        return [self._number(path[: n + 1]) for n in range(len(path))]

    def _number(self, path: tuple[Box, ...]) -> int:
        if path not in self._numbers:
            self._numbers[path] = len(self.all)
            box, outer = path[-1], path[:-1]
            self.all.append(
                {
                    "kind": box.kind,
                    "label": printable(box.label),
                    "rank": box.rank,
                    "outer": self._numbers[outer] if outer else None,
                }
            )
        return self._numbers[path]


class _Marks:
    """The marks, each once, with a number."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._numbers: dict[Mark, int] = {}
        self.all: list[Json] = []

    def of(self, imports: Iterable[Import]) -> list[int]:
        """Return the numbers of the marks on some imports."""
        marks = (mark for edge in imports for mark in self._picture.marks.get(key(edge), ()))
        return list(dict.fromkeys(self.number(mark) for mark in marks))

    def number(self, mark: Mark) -> int:
        """Return the number of a mark."""
        if mark not in self._numbers:
            self._numbers[mark] = len(self.all)
            self.all.append(
                {
                    "rule": mark.rule,
                    "message": printable(mark.message, 400),
                    "fix": printable(mark.fix, 400),
                    "contract": _place(mark.contract),
                    "waived": printable(mark.waived_by) if mark.waived_by else None,
                }
            )
        return self._numbers[mark]
