"""A hook, an editor, a check and commits at the same time: each answer is of a state that was there."""

import json
import subprocess

from scene import BASE, DRIFT, KL, MODEL, Scene

ROUNDS = 8


def main() -> None:
    scene = Scene()
    scene.new(BASE)
    scene.branch()
    event = {
        "hook_event_name": "PreToolUse", "session_id": "s", "cwd": str(scene.top),
        "tool_name": "Write", "tool_input": {"file_path": str(scene.top / "src/shop/models/n.py"),
                                             "content": "from shop.api import v\n"},
    }  # fmt: skip

    def start(*arguments: str, stdin: str = "") -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [KL, *arguments], cwd=scene.top, env=scene.environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(stdin.encode())
        process.stdin.close()
        process.stdin = None
        return process

    def asked() -> dict[str, "subprocess.Popen[bytes]"]:
        return {
            "a hook that must deny": start("hook", "--agent", "claude", stdin=json.dumps(event)),
            "an editor with drift": start("check", "--stdin-filename", MODEL, "--format", "json",
                                          stdin=str(DRIFT[MODEL])),
            "an editor without": start("check", "--stdin-filename", MODEL, "--format", "json",
                                       stdin="import re\n"),
            "the working tree": start("check", "--format", "json"),
            "the change": start("check", "--base", "main", "--format", "json"),
        }  # fmt: skip

    wrong: dict[str, list[object]] = {}
    for number in range(ROUNDS):
        running = asked()
        # What is committed meanwhile is clean or drifts, by turns.
        for step in range(3):
            text = f"# {number} {step}\n" + (str(DRIFT[MODEL]) if step % 2 else "import os\n")
            scene.write({MODEL: text})
            scene.git("commit", "-qam", "c")
            scene.git("notes", "--ref=kavro", "add", "-f", "-m", str(step))
        for name, process in running.items():
            output, errors = process.communicate()
            code, text = process.returncode, output.decode()
            held = code in (0, 1, 2) and b"Traceback" not in errors
            if "hook" in name:
                held &= '"deny"' in text
            elif "with drift" in name:
                # Where the drift is committed already, the proposal adds nothing.
                held &= code in (0, 1)
            elif "without" in name:
                held &= code == 0
            else:
                held &= code in (0, 1) and bool(json.loads(text))
            if not held:
                wrong.setdefault(name, []).append((code, text[-300:], errors[-300:]))
    for name in asked():
        scene.attempt(f"{ROUNDS} rounds: {name}", name not in wrong, wrong.get(name))
    for arguments in (
        ("check", "--format", "json"),
        ("check", "--base", "main", "--format", "json"),
    ):
        kept, fresh = scene.run(*arguments), scene.run(*arguments, "--no-cache")
        scene.attempt(f"afterwards {arguments}", (kept.returncode, kept.stdout)
                      == (fresh.returncode, fresh.stdout), kept.returncode, fresh.returncode)  # fmt: skip
    scene.end()


main()
