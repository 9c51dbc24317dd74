"""The language server and MCP under requests that no editor sends, and in a large workspace."""

import json
import subprocess
import threading
import time
from typing import Any

from scene import BASE, DRIFT, KL, MODEL, Scene

DEADLINE = 300  # a shared machine may be slow; the longest takes 8 s of processor time


class Server:
    """A server on pipes; `asked` returns the answer, or None after DEADLINE seconds."""

    def __init__(self, scene: Scene, command: str, framed: bool) -> None:
        self.framed = framed
        self.process = subprocess.Popen(
            [KL, command], cwd=scene.top, env=scene.environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.answers: dict[object, Any] = {}
        self.number = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while line := stream.readline():
            if self.framed:
                length = int(line.partition(b":")[2])
                while stream.readline().strip():
                    pass
                line = stream.read(length)
            message = json.loads(line)
            if "id" in message and "method" not in message:
                self.answers[message["id"]] = message

    def raw(self, content: bytes) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(content)
            self.process.stdin.flush()
        except OSError:
            pass

    def say(self, method: str, params: Any, number: int | None = None) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        body = json.dumps(message if number is None else {**message, "id": number}).encode()
        self.raw(
            b"Content-Length: %d\r\n\r\n%s" % (len(body), body) if self.framed else body + b"\n"
        )

    def asked(self, method: str, params: Any, seconds: float = DEADLINE) -> Any:
        self.number += 1
        self.say(method, params, self.number)
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            if self.number in self.answers:
                return self.answers[self.number]
            time.sleep(0.02)
        return self.answers.get(self.number)

    def ended(self, seconds: float = 20) -> bool:
        """Whether the server ends once nobody speaks to it any more."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.close()
            self.process.wait(seconds)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            return False
        return True


def editor(scene: Scene) -> Server:
    server = Server(scene, "server", framed=True)
    server.asked(
        "initialize", {"processId": None, "rootUri": scene.top.as_uri(), "capabilities": {}}
    )
    server.say("initialized", {})
    return server


def main() -> None:
    scene = Scene()
    scene.new({**BASE, **DRIFT})
    uri = (scene.top / MODEL).as_uri()

    def opened(server: Server, text: str, version: int = 1) -> None:
        document = {"uri": uri, "languageId": "python", "version": version, "text": text}
        server.say("textDocument/didOpen", {"textDocument": document})

    def hovered(server: Server, line: int = 1) -> Any:
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": 8}}
        return server.asked("textDocument/hover", place)

    server = editor(scene)
    opened(server, str(DRIFT[MODEL]))
    scene.attempt("control: a hover", bool(hovered(server)))
    for name, text in (
        ("a text of 8 MB", "import os\n" * 800_000),
        ("one line of 3 MB", "x = '" + "y" * 3_000_000 + "'\n"),
        ("100,000 imports", "".join(f"import a{n}\n" for n in range(100_000))),
        ("40,000 open brackets", "(" * 40_000),
        ("a zero byte and halves of characters", "import os\0\ud800\nfrom shop.api import v\n"),
    ):
        opened(server, text, 2)
        scene.attempt(f"{name}, and a hover", hovered(server, 0) is not None)
    for number in range(300):
        change = {"textDocument": {"uri": uri, "version": 3 + number},
                  "contentChanges": [{"text": f"import os\nx = {number}\nfrom shop.api import v\n"}]}  # fmt: skip
        server.say("textDocument/didChange", change)
    scene.attempt("300 changes at once, and a hover", hovered(server, 2) is not None)
    for name, params in (
        ("no document", {}), ("a list", []), ("a number", 7),
        ("a line below zero", {"textDocument": {"uri": uri}, "position": {"line": -1, "character": -1}}),
        ("a huge line", {"textDocument": {"uri": uri}, "position": {"line": 10**30, "character": 0}}),
        ("no file", {"textDocument": {"uri": "file:///etc/passwd"}, "position": {"line": 0, "character": 0}}),
        ("an address of 100 kB", {"textDocument": {"uri": "file:///" + "a" * 100_000}, "position": {"line": 0, "character": 0}}),
        ("a device", {"textDocument": {"uri": "file:///dev/zero"}, "position": {"line": 0, "character": 0}}),
        ("dots", {"textDocument": {"uri": scene.top.as_uri() + "/../../../etc/passwd"}, "position": {"line": 0, "character": 0}}),
    ):  # fmt: skip
        for method in ("textDocument/hover", "textDocument/definition", "textDocument/codeAction"):
            # Of parameters that are none pygls sends no answer; what follows is answered.
            answer = server.asked(method, params, 2)
            alive = hovered(server, 2) is not None
            scene.attempt(f"{method} of {name}", alive and "root:" not in str(answer), answer)
    server.say("workspace/executeCommand", {"command": "kavro.new", "arguments": ["/etc/x"]})
    scene.attempt("alive after all that", hovered(server, 2) is not None)
    scene.attempt("ends with its input", server.ended())
    for name, content in (
        ("no header", b"{}\n\n"), ("a huge length", b"Content-Length: 99999999999\r\n\r\n{}"),
        ("a length below zero", b"Content-Length: -5\r\n\r\n{}"), ("zeros", b"\0" * 100_000),
        ("a header of 5 MB", b"X: " + b"a" * 5_000_000 + b"\r\n\r\n"),
        ("deep JSON", b"Content-Length: 200000\r\n\r\n" + b"[" * 200_000),
        ("no JSON", b"Content-Length: 5\r\n\r\nhello"), ("no UTF-8", b"Content-Length: 4\r\n\r\n\xff\xfe\xff\xfe"),
        ("a number of 100,000 digits", b"Content-Length: 100000\r\n\r\n" + b"9" * 100_000),
    ):  # fmt: skip
        server = editor(scene)
        server.raw(content)
        scene.attempt(f"frames: {name}; it ends with its input", server.ended())
    # Names that are asked for by their last part, in a workspace of 100,000 of them.
    for number in range(100):
        folder = scene.top / f"src/shop/models/d{number}"
        folder.mkdir()
        for other in range(1000):
            (folder / f"f{number}_{other}.txt").touch()
    server = editor(scene)
    opened(server, str(DRIFT[MODEL]))
    scene.attempt("100,000 basenames, and a hover", hovered(server) is not None)
    started = time.monotonic()
    again = hovered(server)
    scene.attempt("... and once more", again is not None and time.monotonic() - started < 20)
    server.ended()

    agent = Server(scene, "mcp", framed=False)
    agent.asked("initialize", {"protocolVersion": "2025-03-26", "capabilities": {},
                               "clientInfo": {"name": "x", "version": "1"}})  # fmt: skip
    agent.say("notifications/initialized", {})

    def called(tool: str, arguments: Any) -> Any:
        return agent.asked("tools/call", {"name": tool, "arguments": arguments})

    scene.attempt(
        "control: MCP", "PASS" in str(called("check", {})) or "BLOCK" in str(called("check", {}))
    )
    for name, tool, arguments in (
        ("a text of 8 MB", "propose", {"path": MODEL, "content": "import os\n" * 800_000}),
        ("a path outside", "propose", {"path": "../../etc/x", "content": "x"}),
        ("an absolute path", "propose", {"path": "/etc/passwd", "content": "x"}),
        ("the Git folder", "propose", {"path": ".git/config", "content": "x"}),
        ("a pattern as base", "check", {"base": "--output=/tmp/x"}),
        ("a long base", "check", {"base": "a" * 1_000_000}),
        ("no such tool", "approve", {"subject": "blueprint"}),
        ("wrong types", "check", {"base": {"a": [1]}}),
        ("10,000 names", "explain", {"what": ["models"] * 10_000}),
        ("a name of 1 MB", "explain", {"what": ["m" * 1_000_000]}),
        ("null bytes", "explain", {"what": ["\0"]}),
    ):
        answer = called(tool, arguments)
        text = json.dumps(answer)
        held = answer is not None and "Traceback" not in text and len(text) < 20_000
        scene.attempt(f"MCP: {name}", held, text[:300])
    scene.attempt("MCP: alive", called("status", {}) is not None)
    # The SDK refuses halves of characters before anybody else sees them.
    agent.asked("tools/call", {"name": "propose", "arguments": {"path": "\ud800"}}, 2)
    agent.raw(b"[" * 100_000 + b"\n" + b"\xff\n" + b"{}\n" + b'{"jsonrpc": "2.0", "id": 5}\n')
    scene.attempt("MCP: alive after junk", called("status", {}) is not None)
    scene.attempt("MCP: it ends with its input", agent.ended())
    scene.attempt(
        "nothing was written", not scene.git("status", "--porcelain", "--", "docs", "src/shop/api")
    )
    scene.end()


main()
