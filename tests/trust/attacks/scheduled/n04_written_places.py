"""Point 4: whatever writes does not write where a link of the repository leads."""

import os
import shutil

from scene import BASE, Link, Scene

ROADMAP = "# R\n\n- [~] 1.1.1 - a\n\n## Task 1.1.1 - a\n\n**Goal:** g\n"


def main() -> None:
    scene = Scene()
    outside, victim = scene.place / "outside", scene.place / "victim"

    def attack(name: str, files: dict[str, object], *command: str, stdin: bytes = b"{}") -> None:
        """Run a command where the repository holds links, and look outside of it."""
        shutil.rmtree(outside, ignore_errors=True)
        outside.mkdir()
        victim.write_text("precious\n")
        scene.new({**BASE, "docs/kavro/roadmap.md": ROADMAP, **files})
        done = scene.run(*command, timeout=30, stdin=stdin)
        wrong = [path.name for path in outside.rglob("*")]
        if not victim.exists() or victim.read_text() != "precious\n":
            wrong.append("victim")
        if (scene.place / "dangling").exists():
            wrong.append("dangling")
            (scene.place / "dangling").unlink()
        scene.attempt(name, not wrong and done.returncode in (0, 1, 2), wrong, done.returncode,
                      done.stderr[-200:])  # fmt: skip

    scene.new(BASE)
    scene.run("check", "--output", "o.txt")
    scene.attempt("control: a plain file is written", (scene.top / "o.txt").exists())
    file, folder = Link(str(victim)), Link(str(outside))
    dangling = Link(str(scene.place / "dangling"))
    attack("diff --output", {"o.md": file}, "diff", "HEAD", "--output", "o.md")
    attack("a link that leads nowhere", {"o": dangling}, "check", "--output", "o")
    attack("a link to a link", {"o": Link("p"), "p": file}, "check", "--output", "o")
    attack("a link in a folder's place, deep", {"a/b": folder}, "check", "--output", "a/b/c")
    attack("a link back to itself", {"o": Link("o")}, "check", "--output", "o")
    attack("a path through `..` of a link", {"l": folder}, "check", "--output", "l/../victim")
    attack("report --output", {"r.html": file}, "report", "--output", "r.html")
    attack("graph --output", {"g": folder}, "graph", "--output", "g/x.html")
    attack("approve", {"docs/kavro/approvals": folder}, "approve", "blueprint", "--by", "A")
    attack("new decision", {"docs/kavro/decisions": folder}, "new", "decision", "x")
    attack("new validation", {"docs/kavro/validation": folder}, "new", "validation", "1.1.1")
    attack("new validation, the file", {"docs/kavro/validation/1.1.1.md": dangling},
           "new", "validation", "1.1.1")  # fmt: skip
    attack("init, the file", {"docs/kavro/blueprint.md": dangling}, "init")
    attack("init --ci", {".github": folder}, "init", "--ci")
    attack("init --codeowners", {"CODEOWNERS": file, ".github": folder}, "init", "--codeowners")
    attack("init --update", {"docs/kavro/blueprint.md": file}, "init", "--update")
    for tool in ("claude", "codex", "cursor", "windsurf", "gemini", "copilot"):
        folders = {f".{tool}": folder, ".github": folder, "AGENTS.md": file, "CLAUDE.md": file}
        attack(f"agents install {tool}", folders, "agents", "install", tool)
    attack("agents uninstall", {".claude": folder, "AGENTS.md": file}, "agents", "uninstall")
    attack("org scan --into", {"into": folder, "o.toml": '[[repository]]\nname="a"\npath="."\n'},
           "org", "scan", "o.toml", "--into", "into")  # fmt: skip

    def in_git(name: str, place: str, leads: Link, *commands: tuple[str, ...]) -> None:
        """Put a link into the Git folder, as an archive may bring it."""
        shutil.rmtree(outside, ignore_errors=True)
        outside.mkdir()
        (outside / "precious.txt").write_text("precious\n")
        victim.write_text("precious\n")
        scene.new({**BASE, "docs/kavro/roadmap.md": ROADMAP})
        target = scene.top / ".git" / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(str(leads))
        event = (
            b'{"hook_event_name": "SessionStart", "session_id": "s", "cwd": "%s"}'
            % os.fsencode(scene.top)
        )
        codes = [scene.run(*command, timeout=30, stdin=event).returncode for command in commands]
        left = sorted(path.name for path in outside.rglob("*"))
        held = left == ["precious.txt"] and victim.read_text() == "precious\n"
        scene.attempt(name, held and max(codes) < 3, left, codes)

    every = (("check",), ("history",), ("hook",), ("report",), ("blame",), ("cache", "clear"))
    in_git("the cache's folder", "kavro-lint", folder, *every)
    in_git("the folder of hooks' records", "kavro-lint/hooks", folder, *every)
    for name in ("history.sqlite", "history.db", "imports.sqlite", "cache.sqlite", "heartbeat",
                 "clock", "record.jsonl"):  # fmt: skip
        in_git(f"a file of the cache, {name}", f"kavro-lint/{name}", file, *every[:4])
    in_git("hooks of Git", "hooks/pre-commit", file, ("init", "--hook"))
    scene.end()


main()
