"""The language server, headless, as Neovim and as VS Code use it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="the extra lsp is not installed")
pytest_lsp = pytest.importorskip("pytest_lsp")

from lsprotocol import types as lsp  # noqa: E402
from pytest_lsp import (  # noqa: E402
    ClientServerConfig,
    LanguageClient,
    client_capabilities,
    make_test_lsp_client,
)

from tests.building import repository, write  # noqa: E402

EDITORS = ("neovim", "visual_studio_code")
MODULES, FILES = 50, 1_000
COMMAND = [sys.executable, "-m", "kavro_lint"]


def many(folder: Path) -> Path:
    """A repository of a thousand files in fifty modules, each of which imports the one below."""
    rows = ["| Module | Paths | May import |", "|---|---|---|"]
    files = {}
    for module in range(MODULES):
        below = f"m{module - 1:02}" if module else "none"
        rows.append(f"| m{module:02} | `m{module:02}/` | {below} |")
        files[f"m{module:02}/__init__.py"] = ""
        for number in range(FILES // MODULES - 1):
            lead = f"from m{module - 1:02} import f{number:02}\n" if module else "import os\n"
            files[f"m{module:02}/f{number:02}.py"] = lead
    files["docs/kavro/blueprint.md"] = "\n".join(rows) + "\n"
    return repository(folder, files)


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many(tmp_path_factory.mktemp("editors").resolve() / "r")


def editor() -> LanguageClient:
    """A client that lets the server register what it watches."""
    made = make_test_lsp_client()
    made.watched = []

    @made.feature(lsp.CLIENT_REGISTER_CAPABILITY)
    def register(client: LanguageClient, params: lsp.RegistrationParams) -> None:
        made.watched += [registration.register_options for registration in params.registrations]

    return made


@pytest_lsp.fixture(
    params=EDITORS,
    config=ClientServerConfig(server_command=[*COMMAND, "server"], client_factory=editor),
)
async def client(
    request: pytest.FixtureRequest, lsp_client: LanguageClient, top: Path
) -> AsyncIterator[None]:
    await lsp_client.initialize_session(
        lsp.InitializeParams(
            capabilities=client_capabilities(request.param),
            workspace_folders=[lsp.WorkspaceFolder(uri=top.as_uri(), name="r")],
            root_uri=top.as_uri(),
        )
    )
    yield
    await lsp_client.shutdown_session()


async def shown(client: LanguageClient, uri: str) -> list[lsp.Diagnostic]:
    """Wait for the next diagnostics of a document."""
    client.diagnostics.pop(uri, None)
    while uri not in client.diagnostics:
        await client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return list(client.diagnostics[uri])


def opened(client: LanguageClient, uri: str, text: str) -> None:
    client.text_document_did_open(
        lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(uri, "python", 1, text))
    )


def typed(client: LanguageClient, uri: str, version: int, text: str) -> None:
    client.text_document_did_change(
        lsp.DidChangeTextDocumentParams(
            lsp.VersionedTextDocumentIdentifier(version=version, uri=uri),
            [lsp.TextDocumentContentChangeWholeDocument(text=text)],
        )
    )


@pytest.mark.asyncio
async def test_drift_is_shown_as_one_types_among_a_thousand_files(
    client: LanguageClient, top: Path
) -> None:
    uri = (top / "m10/f00.py").as_uri()
    text = (top / "m10/f00.py").read_text()
    opened(client, uri, text)
    assert await shown(client, uri) == []
    seconds = []
    for version in range(2, 8):
        begun = time.perf_counter()
        typed(client, uri, version, f"{text}from m11 import f0{version}\n")
        (result,) = [entry for entry in await shown(client, uri) if entry.code == "KV704"]
        seconds.append(time.perf_counter() - begun)
        assert result.range.start.line == 1
    # The target is 0.3 s; a machine that others use may be ten times as slow.
    assert min(seconds) < 3
    # Of a burst of keys the last text is the one that counts; a slow machine may judge in between.
    for version in range(8, 20):
        typed(client, uri, version, f"{text}from m11 import f0{version}\n")
    typed(client, uri, 20, text)
    judged = 1
    while await asyncio.wait_for(shown(client, uri), 30):
        judged += 1
    assert judged < 12
    client.text_document_did_close(lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri)))


@pytest.mark.asyncio
async def test_a_broken_blueprint_is_a_diagnostic_in_it_and_goes(
    client: LanguageClient, top: Path
) -> None:
    path = "docs/kavro/blueprint.md"
    uri, good = (top / path).as_uri(), (top / path).read_text()
    saved = lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(uri))
    try:
        write(top, {path: good.replace("| Paths |", "| Pathes |")})
        client.text_document_did_save(saved)
        result = await shown(client, uri)
        assert any("Pathes" in entry.message for entry in result), result
    finally:
        write(top, {path: good})
    client.text_document_did_save(saved)
    # What was published before the file was right again may come first.
    while await asyncio.wait_for(shown(client, uri), 30):
        continue


@pytest.mark.asyncio
async def test_an_editor_that_can_is_asked_to_watch_documents(
    client: LanguageClient, top: Path
) -> None:
    """Where it cannot, what changes on disk is seen when a file is saved."""
    write(top, {"m10/new.py": "from m11 import f00\n"})
    uri = (top / "m10/new.py").as_uri()
    try:
        changed = lsp.FileEvent(uri=uri, type=lsp.FileChangeType.Created)
        client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([changed]))
        result = await asyncio.wait_for(shown(client, uri), 30)
        assert "KV704" in [entry.code for entry in result]
        assert all("**/*.md" in str(options) for options in client.watched)
    finally:
        (top / "m10/new.py").unlink()


CLIENT_THAT_DIES = """
import subprocess, sys, time
server = subprocess.Popen(
    [sys.executable, "-m", "kavro_lint", "server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
)
print(server.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="kills by signals of POSIX")
def test_no_server_is_left_when_its_editor_is_killed(tmp_path: Path) -> None:
    top = repository(tmp_path / "r", {"a.py": ""})
    editor = subprocess.Popen(
        [sys.executable, "-c", CLIENT_THAT_DIES], cwd=top, stdout=subprocess.PIPE, text=True
    )
    assert editor.stdout is not None
    server = int(editor.stdout.readline())
    editor.send_signal(signal.SIGKILL)
    editor.wait(10)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and _runs(server):
        time.sleep(0.1)
    assert not _runs(server)


def _runs(process: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        if Path("/proc/self/stat").exists():
            return False
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        return True
    return state != "Z"


def test_a_keystroke_reads_no_other_file(tmp_path: Path) -> None:
    """What is typed is judged from memory: counted, not timed."""
    from kavro_lint.server.state import WorkingTree

    top = many(tmp_path / "r")
    tree = WorkingTree(top)
    tree.examined()
    read: list[str] = []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and str(arguments[0]).endswith(".py") and str(top) in str(arguments[0]):
            read.append(str(arguments[0]))
        elif event in ("subprocess.Popen", "os.posix_spawn") and read is not None:
            read.append("a process")

    sys.addaudithook(hook)
    findings = tree.proposed({"m10/f00.py": b"from m11 import f00\n"}).report.findings
    counted, read = list(read), []
    assert [judged.rule.id for judged in findings] == ["KV704", "KV705"]
    assert not counted
