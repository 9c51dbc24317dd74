"""The language server: what an editor sends, and the answers."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from kavro_lint import __version__
from kavro_lint.errors import CannotJudge
from kavro_lint.server.workspace import SHOW, SOURCE, Workspace

Answer = TypeVar("Answer")


def _asked(answer: Callable[[], Answer]) -> Answer | None:
    """Return an answer, None where the repository cannot be judged: a diagnostic says why."""
    try:
        return answer()
    except (CannotJudge, ValueError):
        # ValueError: a file outside of the repository.
        return None


def server() -> LanguageServer:
    """Return a language server; it learns its folder when an editor connects."""
    pygls_server = LanguageServer(SOURCE, __version__, lsp.TextDocumentSyncKind.Full)
    spaces: dict[str, Workspace] = {}

    def space() -> Workspace:
        if "" not in spaces:
            spaces[""] = Workspace(pygls_server, Path(pygls_server.workspace.root_path or "."))
        return spaces[""]

    def edited(uri: str) -> None:
        try:
            path = space().path(uri)
        except (CannotJudge, ValueError):
            # No repository, or a file outside of it: there is nothing to say.
            return
        space().open[path] = pygls_server.workspace.get_text_document(uri).source.encode()
        space().typed(path)

    @pygls_server.feature(lsp.INITIALIZED)
    def initialized(params: lsp.InitializedParams) -> None:
        space().saved()

    @pygls_server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        edited(params.text_document.uri)

    @pygls_server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        edited(params.text_document.uri)

    @pygls_server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        try:
            space().open.pop(space().path(params.text_document.uri), None)
        except (CannotJudge, ValueError):
            # As above.
            return

    @pygls_server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        space().saved()

    @pygls_server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: lsp.DidChangeWatchedFilesParams) -> None:
        space().saved()

    @pygls_server.command(SHOW)
    async def show(uri: str) -> None:
        await pygls_server.window_show_document_async(
            lsp.ShowDocumentParams(uri=uri, take_focus=True)
        )

    @pygls_server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        return _asked(lambda: space().hover(params.text_document.uri, params.position.line + 1))

    @pygls_server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(params: lsp.DefinitionParams) -> list[lsp.Location] | None:
        uri, line = params.text_document.uri, params.position.line + 1
        return _asked(lambda: space().definition(uri, line))

    @pygls_server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION)
    def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction] | None:
        uri, diagnostics = params.text_document.uri, params.context.diagnostics
        return _asked(lambda: space().actions(uri, diagnostics))

    return pygls_server
