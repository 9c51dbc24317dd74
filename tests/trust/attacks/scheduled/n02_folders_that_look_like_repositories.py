"""Point 2: folders of the tree that Git would take for a repository bring no configuration."""

import shutil
from pathlib import Path

from scene import BASE, DRIFT, Scene

COMMANDS = (("check",), ("blame",), ("status",), ("explain", "models"), ("history",), ("hook",))


def inner(scene: Scene) -> Path:
    """Return a repository whose parts are copied into the tree of another."""
    scene.new({**BASE, **DRIFT})
    place = scene.place / "inner"
    shutil.rmtree(place, ignore_errors=True)
    scene.top.rename(place)
    return place


def plant(scene: Scene, source: Path, form: str) -> str:
    """Write a folder of the tree that looks like a repository, and return it."""
    folder = scene.top / "vendor/fixture"
    config = (
        f"[core]\n\trepositoryformatversion = 0\n\tbare = {str(form == 'bare').lower()}\n"
        f"\tfsmonitor = touch {scene.place}/RAN; false\n\tworktree = .\n"
        f'\thooksPath = .\n[diff "evil"]\n\ttextconv = touch {scene.place}/RAN; cat\n'
    )
    if form == "bare":
        config = config.replace("\tworktree = .\n", "")
    parts = folder / "store" if form in ("git file", "commondir") else folder
    shutil.copytree(source / "docs", folder / "docs")
    shutil.copytree(source / "src", folder / "src")
    shutil.copytree(source / ".git/objects", parts / "objects")
    (parts / "refs/heads").mkdir(parents=True)
    shutil.copy(source / ".git/refs/heads/main", parts / "refs/heads/main")
    shutil.copy(source / ".git/index", parts / "index")
    (parts / "HEAD").write_text("ref: refs/heads/main\n")
    (parts / "config").write_text(config)
    (parts / "info").mkdir()
    (parts / "info/attributes").write_text("* diff=evil\n")
    for name in ("post-index-change", "reference-transaction"):
        (parts / name).write_text(f"#!/bin/sh\ntouch {scene.place}/RAN\n")
        (parts / name).chmod(0o755)
    if form == "git file":
        # No clone brings it; an archive does.
        (folder / ".git").write_text("gitdir: store\n")
    if form == "commondir":
        (folder / "HEAD").write_text("ref: refs/heads/main\n")
        (folder / "commondir").write_text("store\n")
        shutil.copy(parts / "index", folder / "index")
    return "vendor/fixture"


def main() -> None:
    scene = Scene()
    source = inner(scene)
    for form in ("worktree", "bare", "commondir", "git file"):
        scene.new(BASE)
        where = plant(scene, source, form)
        if form != "git file":
            scene.commit("fixture")
        scene.git("log", "-p", "-1", cwd=scene.top / where, check=False)
        scene.git("status", cwd=scene.top / where, check=False)
        scene.attempt(f"{form}, control: Git itself runs it", (scene.place / "RAN").exists())
        (scene.place / "RAN").unlink(missing_ok=True)
        for command in COMMANDS:
            for folder in (where, f"{where}/src/shop"):
                done = scene.run(*command, cwd=scene.top / folder, stdin=b"{}")
                ran = (scene.place / "RAN").exists()
                (scene.place / "RAN").unlink(missing_ok=True)
                scene.attempt(
                    f"{form}, {command[0]} in {folder}", not ran and done.returncode < 3,
                    done.returncode, done.stderr[-200:],
                )  # fmt: skip
    scene.end()


main()
