"""How long an editor waits for diagnostics after a change.

    python -m benchmarks.server_latency [--files 1000] [--changes 15]

Starts `kavro-lint server` in a generated repository, opens a file, and types imports into it, every
second one forbidden. Prints milliseconds from the change until its diagnostics, and those from a
save until the diagnostics of the workspace.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.growth import generate

MODULES = 100
PATH = "app/m0050/f00003.py"


class Editor:
    """A client on the pipes of a server: JSON behind a length."""

    def __init__(self, top: Path) -> None:
        command = [sys.executable, "-m", "kavro_lint", "server"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=top, stdin=pipe, stdout=pipe)
        self.send("initialize", {"rootUri": top.as_uri(), "capabilities": {}}, 1)
        while self.read().get("id") != 1:
            continue
        self.send("initialized", {})

    def send(self, method: str, params: object, number: int | None = None) -> None:
        """Send a message, a request where it has a number."""
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        body = json.dumps(message | ({} if number is None else {"id": number})).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        """Return the next message."""
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return message

    def diagnostics(self, uri: str) -> list[Any]:
        """Wait for the diagnostics of a document."""
        while True:
            message = self.read()
            is_published = message.get("method") == "textDocument/publishDiagnostics"
            if is_published and message["params"]["uri"] == uri:
                result: list[Any] = message["params"]["diagnostics"]
                return result


def measure(top: Path, changes: int) -> list[float]:
    """Return the milliseconds of each change."""
    editor, uri = Editor(top), (top / PATH).as_uri()
    text = (top / PATH).read_text()
    document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    editor.send("textDocument/didOpen", {"textDocument": document})
    editor.diagnostics(uri)
    times = []
    for number in range(changes):
        module = 51 if number % 2 else 49
        changed = f"from app.m{module:04} import f{number % 8:05}\n{text}"
        begun = time.perf_counter()
        version = {"uri": uri, "version": number + 2}
        changes_sent = [{"text": changed}]
        editor.send(
            "textDocument/didChange", {"textDocument": version, "contentChanges": changes_sent}
        )
        result = editor.diagnostics(uri)
        times.append(1000 * (time.perf_counter() - begun))
        if bool(result) != bool(number % 2):
            raise SystemExit(f"unexpected diagnostics: {result}")
    editor.send("shutdown", None, 9)
    editor.send("exit", None)
    editor.process.wait(20)
    return times


def main() -> int:
    """Print the times."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--changes", type=int, default=15)
    options = parser.parse_args()
    times = measure(generate(options.files, MODULES), options.changes)
    print(
        f"{options.files:,} files, change → diagnostics: {statistics.median(times):.0f} ms "
        f"({min(times):.0f} to {max(times):.0f})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
