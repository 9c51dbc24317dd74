"""How each command line agent is started: no account, no network, a home of its own."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

# The command line, and what is added to the environment.
Command = tuple[list[str], dict[str, str]]


@dataclass(frozen=True)
class Agent:
    """An agent, npm's folder of commands, and a home folder of its own."""

    name: str
    programs: Path
    home: Path


def run(agent: Agent, folder: Path, address: str, path: str) -> str:
    """Run an agent once on a prompt, in a repository, against the model at an address.

    `path` is put before PATH. Returns what it printed.
    """
    agent.home.mkdir(parents=True, exist_ok=True)
    command, extra = _COMMANDS[agent.name](agent.programs, agent.home, folder, address)
    environment = {
        "HOME": str(agent.home),
        "PATH": f"{path}{os.pathsep}{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        **extra,
    }
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return done.stdout + done.stderr


def _claude(programs: Path, home: Path, folder: Path, address: str) -> Command:
    command = [
        str(programs / "claude"),
        "-p",
        "go",
        "--permission-mode",
        "acceptEdits",
        "--allowedTools",
        "Bash",
    ]
    extra = {
        "ANTHROPIC_BASE_URL": address,
        "ANTHROPIC_API_KEY": "none",
        "IS_SANDBOX": "1",
        "DISABLE_TELEMETRY": "1",
        "DISABLE_AUTOUPDATER": "1",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    }
    return command, extra


def _codex(programs: Path, home: Path, folder: Path, address: str) -> Command:
    place = home / ".codex"
    place.mkdir(exist_ok=True)
    (place / "config.toml").write_text(
        'model = "gpt-5.5"\nmodel_provider = "scripted"\n'
        f'[model_providers.scripted]\nname = "scripted"\nbase_url = "{address}/v1"\n'
        'wire_api = "responses"\nenv_key = "SCRIPTED_KEY"\n'
        f'[projects."{folder}"]\ntrust_level = "trusted"\n'
    )
    command = [
        str(programs / "codex"),
        "exec",
        "--dangerously-bypass-hook-trust",
        "-s",
        "danger-full-access",
        "go",
    ]
    return command, {"CODEX_HOME": str(place), "SCRIPTED_KEY": "none"}


def _gemini(programs: Path, home: Path, folder: Path, address: str) -> Command:
    place = home / ".gemini"
    place.mkdir(exist_ok=True)
    (place / "settings.json").write_text(
        json.dumps({"security": {"auth": {"selectedType": "gemini-api-key"}}})
    )
    (place / "trustedFolders.json").write_text(json.dumps({str(folder): "TRUST_FOLDER"}))
    command = [str(programs / "gemini"), "-p", "go", "--yolo", "-m", "gemini-2.5-flash"]
    extra = {
        "GEMINI_API_KEY": "none",
        "GOOGLE_GEMINI_BASE_URL": address,
        "GEMINI_CLI_TRUST_WORKSPACE": "true",
        "GEMINI_TELEMETRY_ENABLED": "false",
    }
    return command, extra


def _copilot(programs: Path, home: Path, folder: Path, address: str) -> Command:
    place = home / ".copilot"
    place.mkdir(exist_ok=True)
    (place / "config.json").write_text(json.dumps({"trustedFolders": [str(folder)]}))
    command = [str(programs / "copilot"), "-p", "go", "--allow-all-tools"]
    extra = {
        "COPILOT_PROVIDER_BASE_URL": f"{address}/v1",
        "COPILOT_PROVIDER_TYPE": "openai",
        "COPILOT_PROVIDER_API_KEY": "none",
        "COPILOT_MODEL": "claude-sonnet-4.5",
        "COPILOT_OFFLINE": "true",
    }
    return command, extra


_COMMANDS = {"claude": _claude, "codex": _codex, "gemini": _gemini, "copilot": _copilot}
