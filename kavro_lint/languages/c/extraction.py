"""UTF-8 source → includes, imports of modules, and the module that a file is of."""

import re
from bisect import bisect_right

from kavro_lint.languages.c.scanning import GAP, Line, Scanner, joined_lines
from kavro_lint.model.facts import SourceFacts
from kavro_lint.model.places import PlacedStatement, Statement

# After so many broken lines the rest of the file is not read.
MOST_LOST = 100
LONGEST_NAME = 4096

# Files that an assembler reads, named in the text that it is given.
_ASSEMBLED = re.compile(rb"\.inc(?:lude|bin)\s++(?:\\\"|<)")
# Directives that name a file.
_NAMING = frozenset((b"include", b"include_next", b"embed", b"import"))
_HEADER = re.compile(
    GAP + rb"(?:\"(?P<quoted>[^\"\n]*+)\"|<(?P<angled>[^>\n]*+)>|(?P<macro>[A-Za-z_\x80-\xff])|)"
)
_NAME = rb"[A-Za-z_][A-Za-z0-9_]*+(?:\.[A-Za-z_][A-Za-z0-9_]*+)*+"
# [module.unit], [module.import]: attributes may follow.
_MODULE = re.compile(
    GAP + rb"(?:\"(?P<quoted>[^\"\n]*+)\"|<(?P<angled>[^>\n]*+)>"
    rb"|(?P<name>" + _NAME + rb")?" + GAP + rb"(?::" + GAP + rb"(?P<part>" + _NAME + rb"))?)"
    + GAP + rb"(?:\[\[[^\]\n]*+\]\]" + GAP + rb")?;"
)  # fmt: skip
_LOGICAL_LINE = re.compile(rb"[^\n\\]*+(?:\\[\s\S][^\n\\]*+)*+")
# Conditions that ask whether there is what is then included, or that are never true.
_ASKS = re.compile(rb"__has_include|(?:\b|_)(?:HAVE|HAS|USE|WITH|ENABLE)_|^\s*0\s*(?:$|/)")


def facts(content: bytes, has_modules: bool) -> SourceFacts:
    """Return what a file says, whatever its conditions are."""
    text, breaks = joined_lines(b"\n" + content)
    return _Extraction(text, breaks, has_modules).facts()


class _Extraction:
    """What one file says, collected line by line."""

    def __init__(self, content: bytes, breaks: list[int], has_modules: bool) -> None:
        self._content = content
        self._breaks = breaks
        self._scanner = Scanner(content, has_modules)
        self._statements: list[PlacedStatement] = []
        self._lost: list[tuple[int, int]] = []
        self._optional: list[tuple[int, int]] = []
        self._unanalysable = sum(1 for _ in _ASSEMBLED.finditer(content))
        # Whether each condition around asks for what it guards.
        self._asks: list[bool] = []
        self._asking = 0
        self._module = b""
        self._declared: list[str] = []
        # The last place, its line, and where that line begins.
        self._counted, self._line, self._line_start = 0, 0, 0

    def facts(self) -> SourceFacts:
        """Return what the file says."""
        for line in self._scanner.lines():
            if len(self._lost) >= MOST_LOST:
                break
            if line.word in (
                b"include",
                b"include_next",
                b"embed",
                b"import",
            ) and self._is_directive(line):
                self._include(line)
            elif self._is_directive(line):
                self._condition(line)
            else:
                self._module_line(line)
        if self._scanner.unended is not None:
            self._lost.append(self._place(self._scanner.unended))
        return SourceFacts(
            statements=tuple(self._statements),
            unanalysable=self._unanalysable,
            lost=tuple(self._lost),
            optional=tuple(self._optional),
            declares="\n".join(self._declared).encode(),
        )

    def _is_directive(self, line: Line) -> bool:
        return self._content[line.start : line.start + 1] in (b"#", b"%", b"?")

    def _place(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of a place behind the last; both from 1."""
        content = self._content
        if offset >= self._counted:
            self._line += content.count(b"\n", self._counted, offset)
            self._line_start = max(self._line_start, content.rfind(b"\n", 0, offset) + 1)
            self._counted = offset
        line = self._line + bisect_right(self._breaks, offset)
        column = len(content[self._line_start : offset].decode("utf-8", "replace")) + 1
        return line, column

    def _include(self, line: Line) -> None:
        header = _HEADER.match(self._content, line.rest)
        if header is None or header.lastgroup is None:
            self._lost.append(self._place(line.start))
        elif header["macro"] is not None:
            self._unanalysable += 1
        else:
            quoted, angled = header["quoted"], header["angled"]
            self._add_header(line, f"#{_text(line.word)} ", quoted, angled, "")

    def _add_header(
        self, line: Line, before: str, quoted: bytes | None, angled: bytes | None, after: str
    ) -> None:
        """Add what names a header, between quotes or angle brackets."""
        name = quoted if quoted is not None else angled or b""
        place = self._place(line.start)
        if not name.strip() or len(name) > LONGEST_NAME:
            self._lost.append(place)
            return
        text = _text(name)
        specifier = text if quoted is not None else f"<{text}>"
        shown = f'"{text}"' if quoted is not None else specifier
        statement = Statement(((specifier, None),), f"{before}{shown}{after}")
        self._statements.append(PlacedStatement(*place, "include", statement))
        if self._asking:
            self._optional.append(place)

    def _condition(self, line: Line) -> None:
        """Note where a condition begins, goes on or ends."""
        if line.word == b"endif":
            self._end_condition()
            return
        asks = False
        if line.word != b"else":
            logical = _LOGICAL_LINE.match(self._content, line.rest)
            asks = logical is not None and _ASKS.search(logical[0]) is not None
        if not line.word.startswith(b"if"):
            self._end_condition()
        self._asks.append(asks)
        self._asking += asks

    def _end_condition(self) -> None:
        if self._asks:
            self._asking -= self._asks.pop()

    def _module_line(self, line: Line) -> None:
        """Read an import or a declaration of a module; other code may look like its beginning."""
        rest = _MODULE.match(self._content, line.rest)
        if rest is None:
            return
        words = line.word.split()
        is_export, is_import = words[0] == b"export", words[-1].endswith(b"import")
        before = f"{'export ' * is_export}{'import' if is_import else 'module'} "
        if rest["quoted"] is not None or rest["angled"] is not None:
            if is_import:
                self._add_header(line, before, rest["quoted"], rest["angled"], ";")
            return
        name, part = rest["name"] or b"", rest["part"]
        if not is_import:
            self._declaration(line, before, name, part, is_export)
        elif bool(name) != (part is not None):
            full_name = name or self._module + b":" + (part or b"")
            self._add_module(line, before, _text(full_name), _text(name or b":" + (part or b"")))

    def _declaration(
        self, line: Line, before: str, name: bytes, part: bytes | None, is_export: bool
    ) -> None:
        """Read which module the file is of: an implementation imports its interface."""
        if not name:
            return
        self._module = name
        if is_export or part is not None:
            self._declared.append(_text(name + (b":" + part if part is not None else b"")))
        else:
            self._add_module(line, before, _text(name), _text(name))

    def _add_module(self, line: Line, before: str, name: str, shown: str) -> None:
        statement = Statement(((name, None),), f"{before}{shown};")
        self._statements.append(PlacedStatement(*self._place(line.start), "import", statement))


def _text(name: bytes) -> str:
    return name.decode("utf-8", "replace")
