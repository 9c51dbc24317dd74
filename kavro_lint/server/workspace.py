"""The folder that an editor has opened, in the words of the language server protocol."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlparse

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from kavro_lint.commands.new_file import Record
from kavro_lint.commands.rules import page_address
from kavro_lint.errors import CannotJudge
from kavro_lint.model.findings import Judged, Rule
from kavro_lint.model.places import Location
from kavro_lint.pipeline.proposal import findings_in
from kavro_lint.server import navigation
from kavro_lint.server.state import WorkingTree

SOURCE = "kavro-lint"
# What a code action runs here: the editor opens a document.
SHOW = "kavro-lint.show"
# As the protocol ends lines.
_END_OF_LINE = re.compile(r"\r\n|\n|\r")
_SEVERITIES = {
    "minor": lsp.DiagnosticSeverity.Information,
    "major": lsp.DiagnosticSeverity.Error,
    "critical": lsp.DiagnosticSeverity.Error,
}


class Workspace:
    """The folder that an editor has opened, and the files that are open in it."""

    def __init__(self, server: LanguageServer, folder: Path) -> None:
        self.server = server
        self.tree = WorkingTree(folder)
        self.open: dict[str, bytes] = {}
        self._shown: set[str] = set()

    @property
    def top(self) -> Path:
        """The root of the repository. Raises CannotJudge."""
        return self.tree.examined().survey.repository.top or self.tree.folder

    def path(self, uri: str) -> str:
        """Return the path in the repository of a document. Raises ValueError for one outside.

        What is not a file on disk, such as `git:` for an older state of one, is outside.
        """
        address = urlparse(uri)
        if address.scheme != "file":
            raise ValueError(f"{address.scheme}: is no file")
        place = Path(unquote(address.path)).resolve()
        return place.relative_to(self.top.resolve()).as_posix()

    def uri(self, path: str) -> str:
        """Return the address of a path of the repository."""
        return (self.top.resolve() / path).as_uri()

    def saved(self) -> None:
        """Judge everything again, and show it."""
        self.tree.changed()
        try:
            examined = self.tree.examined()
        except CannotJudge as error:
            self._show_problem(error)
            return
        by_path: dict[str, list[Judged]] = {}
        for judged in examined.report.findings:
            by_path.setdefault(judged.finding.location.path, []).append(judged)
        for path in sorted(self._shown - by_path.keys()):
            self._publish(path, ())
        for path, findings in by_path.items():
            if path not in self.open:
                self._publish(path, findings)
        self._shown = set(by_path)
        for path in self.open:
            self.typed(path)

    def typed(self, path: str) -> None:
        """Show what stands in a file as it is in the editor."""
        try:
            examined = self.tree.examined()
            proposed = self.tree.proposed({path: self.open[path]})
        except CannotJudge as error:
            self._show_problem(error, path)
            return
        shown = {judged.fingerprint for judged in proposed.report.findings}
        shown |= {
            judged.fingerprint
            for judged in examined.report.findings
            if judged.finding.location.path == path
        }
        findings = findings_in(proposed, {path: self.open[path]})
        self._publish(path, [judged for judged in findings if judged.fingerprint in shown])
        self._shown.add(path)

    def _show_problem(self, error: CannotJudge, path: str | None = None) -> None:
        place = path or navigation.place_in(str(error)) or "docs/kavro/blueprint.md"
        diagnostic = lsp.Diagnostic(
            range=_line(1),
            message=f"{error}. {error.remedy}",
            severity=lsp.DiagnosticSeverity.Error,
            source=SOURCE,
        )
        uri = (self.tree.folder.resolve() / place).as_uri()
        self.server.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri=uri, diagnostics=[diagnostic])
        )

    def _publish(self, path: str, findings: Sequence[Judged]) -> None:
        lines = self._lines(path) if any(j.finding.location.column > 1 for j in findings) else []
        diagnostics = [self._diagnostic(judged, lines) for judged in findings]
        self.server.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri=self.uri(path), diagnostics=diagnostics)
        )

    def _lines(self, path: str) -> Sequence[str]:
        """Return the lines of a file as it is in the editor, else on disk."""
        content = self.open.get(path)
        if content is None:
            place = self.top / path
            content = place.read_bytes() if place.is_file() else b""
        return _END_OF_LINE.split(content.decode("utf-8", "replace"))

    def _column(self, line: str, column: int) -> int:
        """Return a column in the units that the editor counts, UTF-16 unless it says otherwise."""
        before = line[: column - 1]
        return int(self.server.workspace.position_codec.client_num_units(before)) + 1

    def _diagnostic(self, judged: Judged, lines: Sequence[str]) -> lsp.Diagnostic:
        finding, rule = judged.finding, judged.rule
        line, column = finding.location.line, finding.location.column
        related = [
            lsp.DiagnosticRelatedInformation(self._place(place), text)
            for place, text in navigation.related_places(judged)
        ]
        return lsp.Diagnostic(
            range=_line(
                line, self._column(lines[line - 1], column) if line <= len(lines) else column
            ),
            message=f"{finding.message}\n{finding.fix}".strip(),
            severity=_SEVERITIES[judged.severity],
            code=rule.id,
            code_description=_page(rule),
            data={
                "task": finding.task,
                "import": finding.kind is not None,
                "begins": rule.begins,
            },
            source=SOURCE,
            related_information=related or None,
        )

    def _place(self, place: Location) -> lsp.Location:
        return lsp.Location(uri=self.uri(place.path), range=_line(place.line, place.column))

    def hover(self, uri: str, line: int) -> lsp.Hover | None:
        """Say where an import leads, or what a module of the blueprint is."""
        text = navigation.hover(self.tree.examined(), self.path(uri), line)
        if text is None:
            return None
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text), range=_line(line))

    def definition(self, uri: str, line: int) -> list[lsp.Location]:
        """Return what an import resolves to and its line of the contract, or a module's files."""
        places = navigation.definition(self.tree.examined(), self.path(uri), line)
        return [self._place(place) for place in places]

    def actions(self, uri: str, diagnostics: Sequence[lsp.Diagnostic]) -> list[lsp.CodeAction]:
        """Return what can be done about diagnostics of ours."""
        actions: list[lsp.CodeAction] = []
        for diagnostic in diagnostics:
            if diagnostic.source == SOURCE:
                actions += self._actions(uri, diagnostic)
        return actions

    def _actions(self, uri: str, diagnostic: lsp.Diagnostic) -> Iterator[lsp.CodeAction]:
        rule = str(diagnostic.code)
        data = diagnostic.data if isinstance(diagnostic.data, dict) else {}
        if data.get("import"):
            line = diagnostic.range.start.line
            line_range = lsp.Range(lsp.Position(line, 0), lsp.Position(line + 1, 0))
            edit = lsp.WorkspaceEdit(changes={uri: [lsp.TextEdit(line_range, "")]})
            yield _action("Remove this import", diagnostic, edit=edit)
        kind, task = str(data.get("begins") or ""), str(data.get("task") or "")
        record = navigation.missing_artifact(self.tree.folder, kind, task)
        if record is not None:
            yield _action(f"Begin {record.path}", diagnostic, edit=self._new_file(record))
        for related in (diagnostic.related_information or [])[:1]:
            yield _shown("Show the line of the contract", diagnostic, related.location.uri)
        if diagnostic.code_description is not None:
            yield _shown(f"Explain {rule}", diagnostic, diagnostic.code_description.href)

    def _new_file(self, record: Record) -> lsp.WorkspaceEdit:
        uri = self.uri(record.path)
        document = lsp.OptionalVersionedTextDocumentIdentifier(uri=uri)
        text = lsp.TextEdit(lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0)), record.text)
        return lsp.WorkspaceEdit(
            document_changes=[lsp.CreateFile(uri), lsp.TextDocumentEdit(document, [text])]
        )


def _action(title: str, diagnostic: lsp.Diagnostic, edit: lsp.WorkspaceEdit) -> lsp.CodeAction:
    kind = lsp.CodeActionKind.QuickFix
    return lsp.CodeAction(title, kind=kind, diagnostics=[diagnostic], edit=edit)


def _shown(title: str, diagnostic: lsp.Diagnostic, uri: str) -> lsp.CodeAction:
    command = lsp.Command(title=title, command=SHOW, arguments=[uri])
    kind = lsp.CodeActionKind.Empty
    return lsp.CodeAction(title, kind=kind, diagnostics=[diagnostic], command=command)


def _page(rule: Rule) -> lsp.CodeDescription | None:
    address = page_address(rule)
    return lsp.CodeDescription(href=address) if address is not None else None


def _line(line: int, column: int = 1) -> lsp.Range:
    """Return a line of a file from a column on, counted from 1, as editors count."""
    return lsp.Range(lsp.Position(line - 1, column - 1), lsp.Position(line - 1, 10_000))
