"""`make agents`: four real agents, each led by a scripted model into what the plan forbids.

    python -m benchmarks.agents [claude codex copilot gemini]

The agents come from npm into `.cache/agents/`. For each: a forbidden import is denied before it
is written, and the model is told rule, contract line and fix; a good edit passes; governed source
before approval is denied; an edit outside the task's scope is denied; drift written by a shell
blocks the stop once and then lets go; `agents status` says when the hook fired.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.agents.clis import Agent, run
from benchmarks.agents.model import Model, Script, Turn

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = ROOT / ".cache" / "agents"
PACKAGES = {
    "claude": "@anthropic-ai/claude-code",
    "codex": "@openai/codex",
    "copilot": "@github/copilot",
    "gemini": "@google/gemini-cli",
}
BLUEPRINT = """---
status: {status}
version: 1
---
# Shop

| Module | Paths | Layer | External |
|---|---|---|---|
| api | `shop/api/` | delivery | none |
| models | `shop/models/` | data | none |

## Layers

1. delivery
2. data
"""
# What the workflow asks of a blueprint and of research.
SECTIONS = "".join(
    f"\n## {name}\n\nN/A - a small shop\n"
    for name in (
        "High-Level Architecture", "Folder & Module Structure", "API Layer Design", "Data Design",
        "Cross-Cutting Concerns", "Scalability & Resilience", "Testing Strategy",
        "Deployment Strategy", "Decision Log",
    )
)  # fmt: skip
ROADMAP = """# Roadmap

- 🔄 1.1.1 - Models

## Task 1.1.1 - Models

**Goal:** Orders are stored.
**Scope - In:** `shop/models/`
**Scope - Out:** the API
**Dependencies:** None
**Expected output:** `shop/models/order.py`
**Implementation strategy:** one class
**Validation steps:**

1. `python -c "import shop.models.order"` ends without an error

**Rollback plan:** revert the commit
**Complexity:** Low
"""
SETTINGS = '[tool.kavro-lint]\nmainline = "main"\n'
FORBIDDEN = "from shop.api import views\n"
GOOD = "class Order:\n    pass\n"


def main(names: Sequence[str]) -> int:
    """Run every scenario with every agent; return how many failed."""
    programs = _installed()
    failed = 0
    for name in names or tuple(PACKAGES):
        version = _output([str(programs / name), "--version"]).strip().split("\n")[0]
        print(f"{name} ({version})")
        for title, scenario in SCENARIOS.items():
            with tempfile.TemporaryDirectory() as folder:
                result = scenario(Agent(name, programs, Path(folder) / "home"), Path(folder))
            failed += result != ""
            print(f"  {'ok  ' if not result else 'FAIL'} {title}{': ' + result if result else ''}")
    return failed


def _installed() -> Path:
    programs = CACHE / "node_modules" / ".bin"
    if not all((programs / name).exists() for name in PACKAGES):
        CACHE.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(CACHE)]
        subprocess.run([*command, *PACKAGES.values()], check=True, stdout=sys.stderr)
    return programs


def _repository(folder: Path, agent: str, status: str = "approved", workflow: bool = True) -> Path:
    top = folder / "repository"
    files = {
        "docs/kavro/blueprint.md": BLUEPRINT.format(status=status),
        "kavro-lint.toml": SETTINGS.replace("[tool.kavro-lint]\n", ""),
    }
    if workflow:
        planned = BLUEPRINT.format(status=status) + SECTIONS
        for name in ("api", "models"):
            planned = planned.replace(f"\n| {name} |", f"\n| {name} (planned) |")
        files["docs/kavro/blueprint.md"] = planned
        files["docs/kavro/roadmap.md"] = ROADMAP
        research = ROOT / "kavro_lint/agents/skill/references/research.md"
        files["docs/kavro/research.md"] = research.read_text().split("````")[1].partition("\n")[2]
    else:
        files["shop/api/views.py"] = ""
        files["shop/models/__init__.py"] = ""
    for path, text in files.items():
        place = top / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    git = ["git", "-C", str(top), "-c", "user.name=a", "-c", "user.email=a@example.invalid"]
    subprocess.run(["git", "init", "-q", "-b", "main", str(top)], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", "Begin"], check=True)
    subprocess.run([_kavro_lint(), "-C", str(top), "agents", "install", agent], check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    return top


def _write(agent: str, top: Path, path: str, text: str) -> Turn:
    """Return the turn in which the model of an agent writes a new file."""
    place = str(top / path)
    if agent == "codex":
        lines = "".join(f"+{line}\n" for line in text.splitlines())
        return ("apply_patch", f"*** Begin Patch\n*** Add File: {path}\n{lines}*** End Patch")
    if agent == "copilot":
        return ("create", {"path": place, "file_text": text})
    name = "Write" if agent == "claude" else "write_file"
    return (name, {"file_path": place, "content": text})


def _shell(agent: str, command: str) -> Turn:
    """Return the turn in which the model of an agent runs a shell command."""
    if agent == "codex":
        return ("exec_command", {"cmd": command})
    name = {"claude": "Bash", "copilot": "bash", "gemini": "run_shell_command"}[agent]
    return (name, {"command": command, "description": "run"})


def _play(agent: Agent, top: Path, turns: list[Turn]) -> Script:
    script = Script([*turns, "done"])
    model = Model(script)
    run(agent, top, model.address, str(Path(_kavro_lint()).parent))
    model.shutdown()
    return script


def _forbidden(agent: Agent, folder: Path) -> str:
    top = _repository(folder, agent.name, workflow=False)
    path = "shop/models/order.py"
    script = _play(agent, top, [_write(agent.name, top, path, FORBIDDEN)])
    if (top / path).exists():
        return "the file was written"
    return _lacks(script, ("KV703", "docs/kavro/blueprint.md:", "Fix:"))


def _good(agent: Agent, folder: Path) -> str:
    top = _repository(folder, agent.name, workflow=False)
    path = "shop/models/order.py"
    _play(agent, top, [_write(agent.name, top, path, GOOD)])
    return "" if (top / path).exists() else "the file was not written"


def _unapproved(agent: Agent, folder: Path) -> str:
    top = _repository(folder, agent.name, status="draft")
    path = "shop/models/order.py"
    script = _play(agent, top, [_write(agent.name, top, path, GOOD)])
    return "the file was written" if (top / path).exists() else _lacks(script, ("KV737",))


def _outside_scope(agent: Agent, folder: Path) -> str:
    top = _repository(folder, agent.name)
    subprocess.run([_kavro_lint(), "-C", str(top), "approve", "blueprint", "--by", "Ada"],
                   check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    path = "shop/api/views.py"
    script = _play(agent, top, [_write(agent.name, top, path, "x = 1\n")])
    if (top / path).exists():
        return "the file was written"
    return _lacks(script, ("KV734", "shop/models/"))


def _stopped_once(agent: Agent, folder: Path) -> str:
    top = _repository(folder, agent.name, workflow=False)
    command = f"printf '{FORBIDDEN.strip()}\\n' > shop/models/order.py"
    script = _play(agent, top, [_shell(agent.name, command)])
    if not (top / "shop/models/order.py").exists():
        return "the shell did not write"
    blocks = sum("this work adds drift" in result for result in script.told[-1:])
    if not blocks:
        return "the stop was not blocked"
    return "" if len(script.told) <= 4 else f"{len(script.told)} turns: the stop did not let go"


def _fired(agent: Agent, folder: Path) -> str:
    top = _repository(folder, agent.name, workflow=False)
    _play(agent, top, [_write(agent.name, top, "shop/models/order.py", GOOD)])
    result = _output([_kavro_lint(), "-C", str(top), "agents", "status"])
    row = next((line for line in result.splitlines() if line.startswith(agent.name)), "")
    return "" if "last fired 20" in row else f"status says {row!r}"


def _lacks(script: Script, words: Sequence[str]) -> str:
    """Return what the model was not told."""
    output = "\n".join(json.dumps(json.loads(body), ensure_ascii=False) for body in script.told)
    missing = [word for word in words if word not in output]
    return f"the model was not told {', '.join(missing)}" if missing else ""


def _kavro_lint() -> str:
    return str(Path(sys.executable).parent / "kavro-lint")


def _output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


SCENARIOS: dict[str, Callable[[Agent, Path], str]] = {
    "a forbidden import is denied, with rule, contract line and fix": _forbidden,
    "a good edit passes": _good,
    "source before approval is denied": _unapproved,
    "an edit outside the task's scope is denied": _outside_scope,
    "drift by a shell blocks the stop once": _stopped_once,
    "status says when the hook fired": _fired,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) > 0)
