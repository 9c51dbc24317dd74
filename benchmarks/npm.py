"""The repositories of JavaScript and TypeScript that are measured, and dependency-cruiser.

All from the npm registry, made below `.work/` where `npm` is there.
"""

import json
import shutil
import subprocess
from pathlib import Path

from benchmarks import typescript
from benchmarks.corpora import NAMES, WORK, blueprint, commit

# Layers, highest first, of the folders and files in the package's `src`.
THREE = [
    ["renderers", "helpers", "loaders"],
    ["nodes", "scenes", "animation", "audio"],
    ["objects", "lights", "cameras", "extras"],
    ["geometries", "materials", "textures"],
    ["core", "math", "constants", "utils"],
]
GENERATED = 1_000


class Missing(Exception):
    """What a corpus needs is not there; `str()` says what."""


def cruiser() -> list[str]:
    """Return the command of dependency-cruiser, installed where it is missing. Raises Missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise Missing("npm is not installed")
    folder = WORK / "npm"
    program = folder / "node_modules/.bin/depcruise"
    if not (program.exists() and (folder / "node_modules/three").exists()):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}\n')
        quiet = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        # What dependency-cruiser can work with: the compiler in Go has another interface.
        wanted = ["dependency-cruiser", "typescript@<7", "three"]
        subprocess.run([npm, "install", *quiet, *wanted], cwd=folder, check=True)
    return [node, str(program), "--config", ".cruise.json", "src"]


def three() -> Path:
    """Return the repository of three.js: its source, and the layers for both tools."""
    root = WORK / "three"
    if not (root / ".git").exists():
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(WORK / "npm/node_modules/three/src", root / "src")
        (root / "docs/kavro").mkdir(parents=True)
        (root / "docs/kavro/blueprint.md").write_text(blueprint("src", THREE, ".js"))
        (root / ".cruise.json").write_text(_rules(THREE))
        (root / ".gitignore").write_text(".cache/\n")
        commit(root)
    return root


def generated(files: int = GENERATED) -> Path:
    """Return a repository of generated TypeScript (see `typescript.py`)."""
    root = WORK / f"typescript-{files}"
    if not (root / ".git").exists():
        shutil.rmtree(root, ignore_errors=True)
        typescript.write(root, files)
    return root


def _rules(layers: list[list[str]]) -> str:
    """Return the rules for dependency-cruiser: no layer may use one above it."""
    above: list[str] = []
    rules = []
    for name, names in zip(NAMES, layers, strict=True):
        here, there = (f"^src/({'|'.join(entry)})[/.]" for entry in (names, above))
        if above:
            rules.append(
                {"name": name, "severity": "error", "from": {"path": here}, "to": {"path": there}}
            )
        above += names
    options = {"cache": {"folder": ".cache", "strategy": "content"}}
    return json.dumps({"forbidden": rules, "options": options}, indent=1) + "\n"
