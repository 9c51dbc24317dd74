"""The tools for the Model Context Protocol, asked in memory."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.building import repository

pytest.importorskip("mcp", reason="the extra mcp is not installed")

from mcp import Client

from kavro_lint.server.mcp import server

TABLE = (
    "| Module | Paths | May import |\n|---|---|---|\n| a | `a.py` | b |\n| b | `b.py` | none |\n"
)
FILES = {"docs/kavro/blueprint.md": TABLE, "a.py": "import b\n", "b.py": ""}


def call(top: Path, tool: str, arguments: Mapping[str, object] | None = None) -> str:
    async def asked() -> str:
        async with Client(server(top)) as client:
            result = await client.call_tool(tool, dict(arguments or {}))
            return "".join(getattr(part, "text", "") for part in result.content)

    return asyncio.run(asked())


def test_each_tool_answers_in_text(tmp_path: Path) -> None:
    top = repository(tmp_path / "r", FILES)
    assert "Code may be written now" in call(top, "status")
    assert call(top, "check", {"base": "HEAD"}).startswith("PASS: 0 findings")
    assert "forbidden-dependency" in call(top, "explain", {"what": ["KV704"]})
    said = call(top, "propose", {"path": "b.py", "content": "import a\n"})
    assert "KV704 forbidden-dependency at b.py:1" in said
    assert (top / "b.py").read_text() == ""


def test_what_cannot_be_judged_is_said(tmp_path: Path) -> None:
    assert "Could not judge" in call(tmp_path, "status")


def test_the_definitions_cost_little_context(tmp_path: Path) -> None:
    async def listed() -> str:
        async with Client(server(tmp_path)) as client:
            tools = (await client.list_tools()).tools
            return json.dumps(
                [{"n": t.name, "d": t.description, "i": t.input_schema} for t in tools]
            )

    # A token is about four characters.
    assert len(asyncio.run(listed())) < 4 * 400
