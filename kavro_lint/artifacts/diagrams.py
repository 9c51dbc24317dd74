"""Contract diagrams: mermaid flowcharts that contain `%% kavro`.

See docs/contract.md#13-blueprint-diagrams-and-trees.
"""

import re
from collections.abc import Iterator

from kavro_lint.artifacts.markdown import Document, Fence, plain
from kavro_lint.artifacts.problems import problem
from kavro_lint.expressions import expression
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import Location
from kavro_lint.spelling import nearest

# Lines of a flowchart that hold no edge.
_NOT_AN_EDGE = expression(
    r"(?:%%|subgraph\b|end$|direction\b|classDef\b|class\b|style\b|linkStyle\b|click\b|acc\w+\s*:)"
)
_COMMENT = expression(r"%%\s*(\w{1,20})")
_HEADER = expression(r"(?:flowchart|graph)(?:-elk)?(?:\s+\w+)?\s*(?:;|$)")
_NODE = expression(r"[\w./]+(?:-(?![-.>])[\w./]+)*")
_QUOTED = expression(r'\s*"([^"]*)"\s*')
_ARROW = expression(r"\s*(<)?(?:-{2,}|={2,}|-\.+-)>\s*(?:\|[^|]*\|)?\s*")
_TEXT_ARROW = expression(r"\s*(<)?(?:--|==|-\.)(?![->=.])[^|>]{1,200}?(?:-{2,}|={2,}|\.+-)>\s*")
_LINE = expression(
    r"\s*(?:-{3,}|={3,}|-\.+-|~{3,}|[-=]{2,}[xo](?=\s)|--[^->|\n]{1,200}?---)\s*(?:\|[^|]*\|)?\s*"
)
_CLASS = expression(r"\s*(?::::\s*[\w-]+|@\{[^}]*\})")
_CLOSING = {"[": "]", "(": ")", "{": "}", ">": "]"}


@frozen
class Node:
    """A node: its id, and its label where it has one."""

    id: str
    label: str
    line: int


@frozen
class DrawnArrow:
    """`user --> used`, by the nodes' ids."""

    importer: str
    imported: str
    line: int


@frozen
class Diagram:
    """A contract diagram. A node that is seen again with a label has that label."""

    nodes: tuple[Node, ...]
    arrows: tuple[DrawnArrow, ...]
    line: int


def read_diagrams(document: Document) -> tuple[Diagram, ...]:
    """Return the contract diagrams of a blueprint; other diagrams are pictures."""
    return tuple(_diagram(fence) for fence in document.fences if is_contract(fence))


def is_contract(fence: Fence) -> bool:
    """Whether a fence is a mermaid flowchart with the comment `%% kavro`."""
    if fence.info.split(" ")[0].lower() != "mermaid":
        return False
    lines = [line.strip() for line in fence.body.split("\n")]
    return any(re.fullmatch(r"%%\s*kavro\b.*", line) for line in lines) and any(
        _HEADER.match(line) for line in lines
    )


def near_contracts(document: Document) -> Iterator[Finding]:
    """Yield the flowcharts with a comment that is almost `%% kavro`: they are pictures (KV204)."""
    for fence in document.fences:
        if fence.info.split(" ")[0].lower() != "mermaid" or is_contract(fence):
            continue
        for number, line in enumerate(fence.body.split("\n"), 1):
            comment = _COMMENT.fullmatch(line.strip())
            if comment is not None and nearest(comment[1], ("kavro",), 0.7) is not None:
                yield problem(
                    "KV204",
                    Location(document.path, fence.line + number),
                    f"the comment `%% {comment[1]}` does not make this diagram a contract",
                    "write `%% kavro`, or another comment",
                    "diagram",
                    comment[1],
                )


def _count_front_matter_lines(lines: list[str]) -> int:
    """Count the lines of a diagram's YAML front matter."""
    if lines[0].strip() != "---":
        return 0
    end = (number for number, line in enumerate(lines[1:], 2) if line.strip() == "---")
    return next(end, 0)


def _diagram(fence: Fence) -> Diagram:
    nodes: dict[str, Node] = {}
    arrows: list[DrawnArrow] = []
    lines = fence.body.split("\n")
    front_matter_lines = _count_front_matter_lines(lines)
    for number, line in enumerate(lines[front_matter_lines:], fence.line + 1 + front_matter_lines):
        for statement in _statements(line):
            for part in _Chain(statement, number).read():
                if isinstance(part, DrawnArrow):
                    arrows.append(part)
                elif part.id not in nodes or part.label:
                    nodes[part.id] = part
    return Diagram(tuple(nodes.values()), tuple(arrows), fence.line)


def _statements(line: str) -> Iterator[str]:
    """Yield what stands between semicolons outside quotes and brackets, if it is an edge."""
    for statement in (
        re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', line) if len(line) < 2000 else [line]
    ):
        text = statement.strip()
        if text and not _NOT_AN_EDGE.match(text) and not _HEADER.match(text):
            yield text


class _Chain:
    """`a & b --> c -->|text| d`: reads a statement from left to right."""

    def __init__(self, text: str, line: int) -> None:
        self._text = text
        self._at = 0
        self._line = line

    def read(self) -> Iterator[Node | DrawnArrow]:
        """Yield the nodes and arrows up to where the statement is understood."""
        left_nodes: list[Node] = []
        forth = back = False
        while (group := self._group()) is not None:
            yield from group
            for left_node in left_nodes:
                for right_node in group:
                    if forth:
                        yield DrawnArrow(left_node.id, right_node.id, self._line)
                    if back:
                        yield DrawnArrow(right_node.id, left_node.id, self._line)
            link = self._link()
            if link is None:
                return
            left_nodes, (forth, back) = group, link

    def _group(self) -> list[Node] | None:
        """Read nodes joined by `&`."""
        nodes: list[Node] = []
        while (node := self._node()) is not None:
            nodes.append(node)
            ampersand = re.compile(r"\s*&\s*").match(self._text, self._at)
            if ampersand is None:
                break
            self._at = ampersand.end()
        return nodes or None

    def _node(self) -> Node | None:
        match = _NODE.match(self._text, self._at)
        if match is None:
            return None
        self._at = match.end()
        label = self._label()
        while (style := _CLASS.match(self._text, self._at)) is not None:
            self._at = style.end()
        return Node(match[0], label, self._line)

    def _label(self) -> str:
        """Read a shape, `[label]`, `("label")`, `{{label}}`, and return its label."""
        start = self._at
        closing = ""
        while self._at < len(self._text) and self._text[self._at] in _CLOSING:
            closing = _CLOSING[self._text[self._at]] + closing
            self._at += 1
        if not closing:
            return ""
        quoted = _QUOTED.match(self._text, self._at)
        begin = quoted.end() if quoted else self._at
        end = self._text.find(closing, begin)
        if end < 0:
            self._at = start
            return ""
        label = quoted[1] if quoted else self._text[begin:end]
        self._at = end + len(closing)
        return plain(label.split("<br")[0].strip("/\\ ")).strip()

    def _link(self) -> tuple[bool, bool] | None:
        """Read a link: whether it points forth and back, or None where there is none."""
        for pattern, points in ((_ARROW, True), (_TEXT_ARROW, True), (_LINE, False)):
            match = pattern.match(self._text, self._at)
            if match is not None:
                self._at = match.end()
                return points, points and match[1] is not None
        return None
