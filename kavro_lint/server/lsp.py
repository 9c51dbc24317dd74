"""The language server: what an editor sends, and the answers."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from kavro_lint import __version__
from kavro_lint.errors import CannotJudge
from kavro_lint.server.workspace import SHOW, SOURCE, Workspace

Answer = TypeVar("Answer")

# What changes what is judged beside the files that are open.
WATCHED = ("**/*.md", "**/kavro-lint.toml", "**/.kavro-lint.toml", "**/pyproject.toml",
           "**/.gitattributes", "**/.gitignore", "**/CODEOWNERS")  # fmt: skip
# Whoever types pauses for longer; what came meanwhile is judged once.
PAUSE_SECONDS = 0.05


class Session:
    """One editor that is connected: its server, and the folder that it opens."""

    def __init__(self, server: LanguageServer) -> None:
        self.server = server
        self._space: Workspace | None = None
        self._waiting: dict[str, asyncio.TimerHandle] = {}

    @property
    def space(self) -> Workspace:
        """The folder; the server learns it when the editor connects."""
        if self._space is None:
            self._space = Workspace(self.server, Path(self.server.workspace.root_path or "."))
        return self._space

    def ask(self, answer: Callable[[], Answer]) -> Answer | None:
        """Return an answer, None where the repository cannot be judged: a diagnostic says why."""
        try:
            return answer()
        except (CannotJudge, ValueError):
            # ValueError: a file outside of the repository.
            return None

    def edited(self, uri: str) -> None:
        """Judge a document as it is in the editor, as soon as nobody types any more."""
        path = self.ask(lambda: self.space.path(uri))
        if path is None:
            return
        document = self.server.workspace.get_text_document(uri)
        # Half of a character may come from an editor; no file holds one.
        self.space.open[path] = document.source.encode("utf-8", "replace")
        if path in self._waiting:
            self._waiting[path].cancel()
        self._waiting[path] = asyncio.get_running_loop().call_later(
            PAUSE_SECONDS, self._judge, path
        )

    def closed(self, uri: str) -> None:
        """Forget a document: from now on what is on disk counts."""
        path = self.ask(lambda: self.space.path(uri))
        if path is not None:
            self.space.open.pop(path, None)

    def _judge(self, path: str) -> None:
        self._waiting.pop(path, None)
        if path in self.space.open:
            self.space.typed(path)


def server() -> LanguageServer:
    """Return a language server; it learns its folder when an editor connects."""
    language_server = LanguageServer(SOURCE, __version__, lsp.TextDocumentSyncKind.Full)
    session = Session(language_server)
    _serve_documents(language_server, session)
    _serve_questions(language_server, session)
    return language_server


def _serve_documents(server: LanguageServer, session: Session) -> None:
    """Show diagnostics as documents are opened, typed, saved and closed."""

    @server.feature(lsp.INITIALIZED)
    def initialized(params: lsp.InitializedParams) -> None:
        _watch(server)
        session.space.saved()

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        session.edited(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        session.edited(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        session.closed(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        session.space.saved()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: lsp.DidChangeWatchedFilesParams) -> None:
        session.space.saved()


def _watch(server: LanguageServer) -> None:
    """Ask the editor to tell when documents or settings change on disk, if it can."""
    workspace = server.client_capabilities.workspace
    watched = workspace.did_change_watched_files if workspace is not None else None
    if watched is None or not watched.dynamic_registration:
        return
    watchers = [lsp.FileSystemWatcher(glob_pattern=pattern) for pattern in WATCHED]
    options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
    method = lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
    registration = lsp.Registration(id=method, method=method, register_options=options)
    server.client_register_capability(lsp.RegistrationParams([registration]))


def _serve_questions(server: LanguageServer, session: Session) -> None:
    """Answer what an editor asks about a place."""

    @server.command(SHOW)
    async def show(uri: str) -> None:
        await server.window_show_document_async(lsp.ShowDocumentParams(uri=uri, take_focus=True))

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        uri, line = params.text_document.uri, params.position.line + 1
        return session.ask(lambda: session.space.hover(uri, line))

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(params: lsp.DefinitionParams) -> list[lsp.Location] | None:
        uri, line = params.text_document.uri, params.position.line + 1
        return session.ask(lambda: session.space.definition(uri, line))

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION)
    def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction] | None:
        uri, diagnostics = params.text_document.uri, params.context.diagnostics
        return session.ask(lambda: session.space.actions(uri, diagnostics))
