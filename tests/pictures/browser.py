"""A real browser, driven by the WebDriver protocol (https://www.w3.org/TR/webdriver2/)."""

import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--window-size=1400,900",
)  # fmt: skip
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    """One window. Elements are named by CSS selectors; the first that matches is meant."""

    def __init__(self, session: str) -> None:
        self._session = session

    def _ask(self, path: str, body: dict[str, object] | None = None) -> Any:
        return ask(f"{self._session}{path}", body)

    def open(self, page: Path) -> None:
        self._ask("/url", {"url": page.as_uri()})

    def run(self, script: str) -> Any:
        """Return what a script returns; `$(selector)` and `all(selector)` are there for it."""
        given = (
            "const $ = (s) => document.querySelector(s);"
            "const all = (s) => [...document.querySelectorAll(s)];"
        )
        return self._ask("/execute/sync", {"script": given + script, "args": []})

    def click(self, selector: str) -> None:
        result = self._ask("/element", {"using": "css selector", "value": selector})
        self._ask(f"/element/{result[ELEMENT]}/click", {})

    def keys(self, text: str) -> None:
        """Press keys, one after the other, where the focus is."""
        pressed = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._ask("/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": pressed}]})

    def complaints(self) -> list[str]:
        """Return what the page has written to the console: errors, refused requests."""
        return [entry["message"] for entry in self._ask("/se/log", {"type": "browser"})]


def ask(address: str, body: dict[str, object] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as response:
            return json.load(response)["value"]
    except urllib.error.HTTPError as error:
        raise AssertionError(error.read().decode()) from None


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = subprocess.Popen(
        [str(DRIVER), f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                ask(f"{address}/status")
                break
            except OSError:
                time.sleep(0.1)
        options = {
            "binary": CHROMIUM,
            "args": [*FLAGS, f"--user-data-dir={profile}"],
        }
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        made = ask(f"{address}/session", {"capabilities": {"alwaysMatch": wanted}})
        session = f"{address}/session/{made['sessionId']}"
        try:
            yield Browser(session)
        finally:
            close = urllib.request.Request(session, method="DELETE")
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(close, timeout=60)
    finally:
        driver.terminate()
        driver.wait()
