"""Events of agent tools that no tool sends: the hook never exits 1, and denies what it must."""

import json
from pathlib import Path

from scene import BASE, MODEL, Scene

BAD = "from shop.api import v\n"


def main() -> None:
    scene = Scene()
    scene.new(BASE)
    top = str(scene.top)

    def event(**changes: object) -> bytes:
        whole = {
            "hook_event_name": "PreToolUse", "session_id": "s", "cwd": top, "tool_name": "Write",
            "tool_input": {"file_path": f"{top}/{MODEL}", "content": BAD}, **changes,
        }  # fmt: skip
        return json.dumps(
            {key: value for key, value in whole.items() if value is not None}
        ).encode()

    def answered(name: str, content: bytes, denied: bool | None = None) -> None:
        done = scene.run("hook", "--agent", "claude", stdin=content, timeout=60)
        held = (
            done.returncode in (0, 2)
            and b"Traceback" not in done.stderr
            and len(done.stdout) < 10_000
        )
        if done.stdout.strip():
            json.loads(done.stdout)
        if denied is not None:
            held &= (b'"deny"' in done.stdout or done.returncode == 2) == denied
        scene.attempt(name, held, done.returncode, done.stdout[-200:], done.stderr[-200:])

    answered("control: denied", event(), True)
    for name, path in (
        ("dots", f"{top}/src/shop/api/../models/m.py"), ("doubled slashes", f"{top}//src///shop/models/m.py"),
        ("a relative path", MODEL), ("the folder by a link", f"{scene.place}/alias/{MODEL}"),
        ("a new file", f"{top}/src/shop/models/new.py"), ("a dot", f"{top}/./{MODEL}"),
        ("a file's link", f"{top}/linked.py"),
    ):  # fmt: skip
        if not (scene.place / "alias").exists():
            (scene.place / "alias").symlink_to(top)
            (scene.top / "linked.py").symlink_to(MODEL)
        answered(f"denied by {name}", event(tool_input={"file_path": path, "content": BAD}), True)
    edit = {"file_path": f"{top}/{MODEL}", "old_string": "import os\n", "new_string": BAD}
    answered("a replacement", event(tool_name="Edit", tool_input=edit), True)
    answered("all of them", event(tool_name="Edit", tool_input={**edit, "replace_all": True}), True)
    answered("several", event(tool_name="MultiEdit", tool_input={
        "file_path": f"{top}/{MODEL}", "edits": [{"old_string": "os", "new_string": "re"},
                                                 {"old_string": "import re\n", "new_string": BAD}]}), True)  # fmt: skip
    for name, content in (
        ("nothing", b""), ("no JSON", b"hello"), ("a list", b"[]"), ("null", b"null"), ("no UTF-8", b"\xff\xfe{}"),
        ("deep", b"[" * 200_000), ("a deep field", b'{"tool_input": ' + b'{"a":' * 100_000),
        ("a huge number", b'{"cwd": ' + b"9" * 100_000 + b"}"), ("NaN", b'{"cwd": NaN}'),
        ("a mark of order", b"\xef\xbb\xbf" + event()), ("two events", event() + b"\n" + event()),
        ("a folder that is none", event(cwd="/nowhere")), ("a folder that is a number", event(cwd=7)),
        ("a path that is a list", event(tool_input={"file_path": [MODEL], "content": BAD})),
        ("a null byte", event(tool_input={"file_path": f"{top}/a\0b.py", "content": BAD})),
        ("half of a character", event(tool_input={"file_path": f"{top}/a\ud800.py", "content": BAD})),
        ("a path of 1 MB", event(tool_input={"file_path": "a" * 1_000_000, "content": BAD})),
        ("a text of 8 MB", event(tool_input={"file_path": f"{top}/{MODEL}", "content": "import os\n" * 800_000})),
        ("no input", event(tool_input=None)), ("an unknown tool", event(tool_name="Nope")),
        ("an unknown moment", event(hook_event_name="Nope")), ("the Git folder", event(
            tool_input={"file_path": f"{top}/.git/config", "content": "x"})),
        ("a session of 1 MB", event(session_id="s" * 1_000_000)), ("a session with slashes", event(
            session_id="../../../../etc/x")), ("twice the key", b'{"cwd": "/", ' + event()[1:]),
    ):  # fmt: skip
        answered(name, content)
    strange = [path for path in scene.place.iterdir() if path.name not in ("r", "home", "alias")]
    scene.attempt(
        "nothing was written elsewhere", not strange and not Path("/etc/x").exists(), strange
    )
    scene.end()


main()
