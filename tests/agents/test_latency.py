"""What a hook costs, counted: processes and modules. Never timed.

How many times as long as Python itself it takes is in `benchmarks/hook_latency.py`.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.agents.test_hook import FORBIDDEN, planned, shop
from tests.building import write

COUNTED = """
import json, sys
processes = []
def hook(event, arguments):
    if event in ("subprocess.Popen", "os.posix_spawn"):
        processes.append([word for word in arguments[1] if "=" not in word][-1])
sys.addaudithook(hook)
from kavro_lint.cli import main
try:
    main()
finally:
    print(json.dumps([len(processes), sorted(sys.modules)]), file=sys.stderr)
"""
HEAVY = {"typer", "networkx", "markdown_it", "yaml", "pathspec", "sqlite3", "tomllib"}


def counted(top: Path, name: str, path: str = "", text: str = "") -> tuple[int, set[str], str]:
    """Return the processes that a hook starts, the modules it imports, and its answer."""
    event = {
        "session_id": "s", "cwd": os.fspath(top), "hook_event_name": name,
        "tool_input": {"file_path": os.fspath(top / path), "content": text} if path else {},
    }  # fmt: skip
    command = [sys.executable, "-c", COUNTED, "hook", "--agent", "claude"]
    done = subprocess.run(command, cwd=top, input=json.dumps(event), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    processes, modules = json.loads(done.stderr.splitlines()[-1])
    return processes, set(modules), done.stdout


def ours(modules: set[str]) -> int:
    return sum(name.startswith("kavro_lint") for name in modules)


@pytest.mark.parametrize(
    ("path", "text", "most", "holds"),
    [
        ("shop/models/order.py", "x = 1\n", 110, ""),
        ("shop/models/order.py", "import json\n", 190, ""),
        ("shop/models/order.py", FORBIDDEN, 190, "KV703"),
    ],
)
def test_an_edit_of_a_known_state_starts_no_process(
    tmp_path: Path, path: str, text: str, most: int, holds: str
) -> None:
    top = shop(tmp_path)
    # What is younger than two seconds is looked at again.
    time.sleep(2.1)
    counted(top, "SessionStart")
    processes, modules, answer = counted(top, "PreToolUse", path, text)
    assert processes == 0
    assert not modules & HEAVY
    assert ours(modules) <= most
    assert holds in answer if holds else not answer
    started, modules, result = counted(top, "SessionStart")
    assert (started, ours(modules) <= 61) == (0, True)
    assert "the plan is docs/kavro/blueprint.md" in result


def test_an_edit_of_a_task_in_hand_starts_no_process(tmp_path: Path) -> None:
    top = planned(tmp_path)
    time.sleep(2.1)
    counted(top, "SessionStart")
    processes, modules, answer = counted(top, "PreToolUse", "shop/api/views.py", "")
    assert processes == 0
    assert not modules & {"typer", "networkx", "markdown_it"}
    assert "KV734" in answer


def test_after_an_edit_the_next_one_is_known(tmp_path: Path) -> None:
    top = shop(tmp_path)
    write(top, {"shop/models/order.py": "import json\n"})
    time.sleep(2.1)
    counted(top, "PostToolUse", "shop/models/order.py", "import json\n")
    processes, modules, _ = counted(top, "PreToolUse", "shop/models/order.py", "import os\n")
    assert processes == 0
    assert "markdown_it" not in modules


@pytest.mark.parametrize("damage", [b"", b"x", b"{}", b"[1,2]", b'{"record":"Standing"}'])
def test_what_was_kept_and_is_damaged_is_found_out_again(tmp_path: Path, damage: bytes) -> None:
    from kavro_lint.agents.standing import stand_of
    from kavro_lint.cache.stored_answers import load_answer, save_answer

    top = shop(tmp_path)
    time.sleep(2.1)
    counted(top, "SessionStart")
    (place,) = (top / ".git/kavro-lint").glob("answer-*")
    answer = load_answer(os.fspath(place))
    assert answer is not None
    answer.output = damage
    save_answer(os.fspath(place), answer)
    assert stand_of(top, os.environ).standing is None
    _, _, result = counted(top, "PreToolUse", "shop/models/order.py", FORBIDDEN)
    assert "KV703" in result


def test_where_the_work_stands_is_known_after_an_import_that_is_nothing_to_report(
    tmp_path: Path,
) -> None:
    top = shop(tmp_path)
    time.sleep(2.1)  # stat data of what is younger are not believed
    _, _, before = counted(top, "SessionStart")
    place = top / "shop/models/order.py"
    write(top, {"shop/models/order.py": place.read_text() + "import json\n"})
    started, modules, result = counted(top, "SessionStart")
    assert (started, result) == (0, before)
    assert not {name for name in modules if name.startswith("kavro_lint.checks")}
