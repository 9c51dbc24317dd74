"""The language server, spoken to as editors do."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.building import repository, write

pytest.importorskip("pygls", reason="the extra lsp is not installed")

TABLE = """| Module | Paths | May import |
|---|---|---|
| a | `a/` | b |
| b | `b/` | none |
"""
FILES = {
    "docs/kavro/blueprint.md": TABLE,
    "a/one.py": "from b import two\n",
    "b/two.py": "",
    "a/__init__.py": "",
    "b/__init__.py": "",
}


class Client:
    """A client on the server's pipes: content-length framed JSON."""

    def __init__(self, top: Path) -> None:
        command = [sys.executable, "-m", "kavro_lint", "-C", str(top), "server"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.top = top
        self.number = 0
        self.diagnostics: dict[str, list[Any]] = {}
        self.ask("initialize", {"processId": None, "rootUri": top.as_uri(), "capabilities": {}})
        self.say("initialized", {})

    def say(self, method: str, params: Any, number: int | None = None) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        if number is not None:
            message["id"] = number
        body = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def ask(self, method: str, params: Any) -> Any:
        self.number += 1
        self.say(method, params, self.number)
        while True:
            message = self.read()
            if message.get("id") == self.number and "method" not in message:
                return message.get("result")

    def read(self) -> Any:
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message = json.loads(self.process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            self.diagnostics[params["uri"]] = params["diagnostics"]
        return message

    def shown(self, path: str) -> list[Any]:
        """Wait for the next diagnostics of a file."""
        uri = (self.top / path).as_uri()
        self.diagnostics.pop(uri, None)
        while uri not in self.diagnostics:
            self.read()
        return self.diagnostics[uri]

    def open(self, path: str, text: str) -> list[Any]:
        uri = (self.top / path).as_uri()
        document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self.say("textDocument/didOpen", {"textDocument": document})
        return self.shown(path)

    def type(self, path: str, text: str) -> list[Any]:
        document = {"uri": (self.top / path).as_uri(), "version": 2}
        self.say(
            "textDocument/didChange",
            {"textDocument": document, "contentChanges": [{"text": text}]},
        )
        return self.shown(path)

    def at(self, path: str, line: int) -> Any:
        place = {"line": line, "character": 3}
        return {"textDocument": {"uri": (self.top / path).as_uri()}, "position": place}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    made = Client(repository(tmp_path.resolve() / "r", FILES))
    yield made
    made.ask("shutdown", None)
    made.say("exit", None)
    assert made.process.wait(10) == 0


def test_drift_is_shown_while_one_types_and_goes_with_it(client: Client) -> None:
    assert client.open("b/two.py", "") == []
    shown, cycle = client.type("b/two.py", "import os\nfrom a import one\n")
    assert (shown["code"], cycle["code"]) == ("KV704", "KV705")
    assert shown["range"]["start"]["line"] == 1
    assert shown["codeDescription"]["href"].endswith("rules/forbidden-dependency.md")
    related = shown["relatedInformation"][0]["location"]
    assert related["uri"].endswith("docs/kavro/blueprint.md")
    assert related["range"]["start"]["line"] == 3
    assert client.type("b/two.py", "import os\n") == []


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_columns_are_counted_in_the_units_of_the_protocol(client: Client, end: str) -> None:
    text = end.join(
        ("import os", "x = '\N{GRINNING FACE}\N{LATIN SMALL LETTER E WITH ACUTE}'; import a")
    )
    shown = client.open("b/two.py", text)[0]
    assert shown["range"]["start"] == {"line": 1, "character": len("x = '**e'; ")}


def test_columns_of_a_file_that_is_not_open_are_counted_too(client: Client) -> None:
    write(client.top, {"b/two.py": "x = '\N{GRINNING FACE}'; import a.one\n"})
    client.say(
        "textDocument/didSave", {"textDocument": {"uri": (client.top / "a/one.py").as_uri()}}
    )
    assert client.shown("b/two.py")[0]["range"]["start"]["character"] == len("x = '**'; ")


def test_saving_shows_drift_of_other_files(client: Client) -> None:
    client.open("a/one.py", FILES["a/one.py"])
    write(client.top, {"b/two.py": "import a.one\n"})
    client.say(
        "textDocument/didSave", {"textDocument": {"uri": (client.top / "a/one.py").as_uri()}}
    )
    assert client.shown("b/two.py")[0]["code"] == "KV704"


def test_hover_and_definition_of_an_import_and_of_a_row(client: Client) -> None:
    hover = client.ask("textDocument/hover", client.at("a/one.py", 0))["contents"]["value"]
    assert "leads to `b/two.py`, module **b**" in hover
    assert "docs/kavro/blueprint.md:3" in hover
    places = client.ask("textDocument/definition", client.at("a/one.py", 0))
    assert [Path(place["uri"]).name for place in places] == ["two.py", "blueprint.md"]
    row = client.ask("textDocument/hover", client.at("docs/kavro/blueprint.md", 3))
    assert "imported by: a" in row["contents"]["value"]
    files = client.ask("textDocument/definition", client.at("docs/kavro/blueprint.md", 3))
    assert [Path(place["uri"]).name for place in files] == ["__init__.py", "two.py"]
    assert client.ask("textDocument/hover", client.at("a/one.py", 5)) is None


def test_actions_remove_the_import_and_show_the_contract(client: Client) -> None:
    client.open("b/two.py", "")
    shown = client.type("b/two.py", "from a import one\n")[0]
    given = {
        "textDocument": {"uri": (client.top / "b/two.py").as_uri()},
        "range": shown["range"],
        "context": {"diagnostics": [shown]},
    }
    actions = client.ask("textDocument/codeAction", given)
    assert [action["title"] for action in actions] == [
        "Remove this import", "Show the line of the contract", "Explain KV704",
    ]  # fmt: skip


def test_a_missing_document_is_begun_by_an_action(client: Client) -> None:
    roadmap = (
        "# Roadmap\n\n- 🔄 1.1.1 - Orders\n\n## Task 1.1.1 - Orders\n\n**Goal:** Orders are kept.\n"
        "**Scope - In:** `a`\n"
    )
    write(client.top, {"docs/kavro/roadmap.md": roadmap, "kavro-lint.toml": "phases = [5]\n"})
    place = "docs/kavro/roadmap.md"
    document = {"uri": (client.top / place).as_uri()}
    client.say("textDocument/didSave", {"textDocument": document})
    (missing,) = [entry for entry in client.shown(place) if entry["code"] == "KV501"]
    context = {"diagnostics": [missing]}
    given = {"textDocument": document, "range": missing["range"], "context": context}
    actions = client.ask("textDocument/codeAction", given)
    (begin,) = [action for action in actions if action["title"].startswith("Begin ")]
    create, edit = begin["edit"]["documentChanges"]
    assert create["uri"].endswith("docs/kavro/prompts/1.1.1.md")
    assert "1.1.1" in edit["edits"][0]["newText"]


def test_a_broken_blueprint_is_a_diagnostic(client: Client) -> None:
    write(client.top, {"kavro-lint.toml": "fail-on = 1\n"})
    uri = (client.top / "a/one.py").as_uri()
    client.say("textDocument/didSave", {"textDocument": {"uri": uri}})
    (shown,) = client.shown("kavro-lint.toml")
    assert "fail-on" in shown["message"]


def test_the_server_ends_with_its_input(tmp_path: Path) -> None:
    client = Client(repository(tmp_path.resolve() / "r", FILES))
    assert client.process.stdin is not None
    client.process.stdin.close()
    client.process.wait(10)


def test_a_file_outside_the_repository_gets_no_answer(client: Client) -> None:
    client.open("b/two.py", "")
    place = client.top / "b/two.py"
    drift = "from a import one\n"
    strange = [f"git:{place}?ref", f"untitled:{place}", "file:///etc/passwd", "file:///a%00b",
               f"{client.top.as_uri()}/b/../../x.py", "", f"file://{'/a' * 3000}"]  # fmt: skip
    for uri in strange:
        document = {"uri": uri, "languageId": "python", "version": 1, "text": drift}
        client.say("textDocument/didOpen", {"textDocument": document})
        where = {"textDocument": {"uri": uri}, "position": {"line": 2**31 - 1, "character": 0}}
        assert client.ask("textDocument/hover", where) is None
    assert client.type("b/two.py", "x = '\ud800'\n") == []
    shown = client.type("b/two.py", f"x = '\ud800'\n{drift}")
    assert "KV705" in {diagnostic["code"] for diagnostic in shown}
    assert {Path(uri).name for uri in client.diagnostics} <= {"two.py", "one.py", "blueprint.md"}
