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
    answer = call(top, "propose", {"path": "b.py", "content": "import a\n"})
    assert "KV704 forbidden-dependency at b.py:1" in answer
    assert (top / "b.py").read_text() == ""


def test_what_cannot_be_judged_is_reported(tmp_path: Path) -> None:
    assert "Could not judge" in call(tmp_path, "status")


def test_a_long_name_is_cut_in_the_answer(tmp_path: Path) -> None:
    top = repository(tmp_path / "r", FILES)
    answer = call(top, "explain", {"what": ["m" * 1_000_000]})
    assert answer.startswith("Could not judge: mmm")
    assert len(answer) < 2_000


def test_the_definitions_cost_little_context(tmp_path: Path) -> None:
    async def listed() -> str:
        async with Client(server(tmp_path)) as client:
            tools = (await client.list_tools()).tools
            return json.dumps(
                [{"n": t.name, "d": t.description, "i": t.input_schema} for t in tools]
            )

    # A token is about four characters.
    assert len(asyncio.run(listed())) < 4 * 400


def test_every_tool_says_that_it_only_reads(tmp_path: Path) -> None:
    async def listed() -> list[bool | None]:
        async with Client(server(tmp_path)) as client:
            tools = (await client.list_tools()).tools
            return [tool.annotations and tool.annotations.read_only_hint for tool in tools]

    assert asyncio.run(listed()) == [True] * 4


def test_what_changed_on_disk_is_seen_by_the_next_question(tmp_path: Path) -> None:
    top = repository(tmp_path / "r", FILES)
    tools = server(top)

    async def asked() -> list[str]:
        async with Client(tools) as client:
            results = []
            for text in ("", "import a\n", "import os\n"):
                (top / "b.py").write_text(text)
                result = await client.call_tool("check", {"base": "HEAD"})
                results += [getattr(part, "text", "") for part in result.content]
            return results

    first, second, third = asyncio.run(asked())
    assert first.startswith("PASS")
    assert "KV704 forbidden-dependency at b.py:1" in second
    assert third.startswith("PASS")


def test_what_is_the_same_is_not_read_again(tmp_path: Path) -> None:
    import time

    from kavro_lint.server.state import WorkingTree

    top = repository(tmp_path / "r", FILES)
    # What is younger than two seconds is looked at again.
    time.sleep(2.1)
    tree = WorkingTree(top)
    first = tree.current()
    assert tree.current() is first
    (top / "b.py").write_text("import a\n")
    assert tree.current() is not first


@pytest.mark.parametrize("path", ["../x.py", "/etc/passwd", "."])
def test_a_path_outside_the_repository_is_reported(tmp_path: Path, path: str) -> None:
    top = repository(tmp_path / "r", FILES)
    answer = call(top, "propose", {"path": path, "content": "import a\n"})
    assert answer.startswith("Could not judge")


@pytest.mark.parametrize("path", ["\ud800.py", "x" * 5000 + ".py"])
def test_a_text_that_no_file_can_hold_is_refused(tmp_path: Path, path: str) -> None:
    tools = server(repository(tmp_path / "r", FILES))
    # Past the client, which would not send half of a character.
    answer = asyncio.run(tools.call_tool("propose", {"path": path, "content": "import a\n"}))
    assert "Could not judge" in str(answer)
