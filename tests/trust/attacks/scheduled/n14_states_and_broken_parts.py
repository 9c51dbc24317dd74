"""Point 14: an index or a Git folder in an odd state, or broken: judged as it is, or exit 2 says so."""

import os
import shutil
from collections.abc import Callable

from scene import BASE, DRIFT, MODEL, Scene

DRIFTING = str(DRIFT[MODEL])


def main() -> None:
    scene = Scene()

    def begin() -> None:
        scene.new(BASE)
        for _ in range(2):
            scene.run("check")

    def same(name: str, prepare: Callable[[], object], code: int) -> None:
        """Compare with a plain repository that has the same files."""
        begin()
        prepare()
        kept, fresh = scene.check(), scene.check("--no-cache")
        held = kept.code == fresh.code == code and kept.report == fresh.report
        plain = scene.place / "plain"
        shutil.rmtree(plain, ignore_errors=True)
        shutil.copytree(scene.top, plain, ignore=shutil.ignore_patterns(".git"), symlinks=True)
        scene.git("init", "-q", cwd=plain)
        scene.git("add", "-A", cwd=plain)
        scene.git("commit", "-qm", "x", cwd=plain)
        done = scene.run("check", "--format", "json", cwd=plain)
        scene.attempt(name, held and done.returncode == code, kept, fresh, done.returncode)

    def flagged(*flags: str) -> Callable[[], object]:
        def prepare() -> None:
            for flag in flags:
                scene.git("update-index", flag, MODEL, check=False)
            scene.write(DRIFT)

        return prepare

    same("control", lambda: None, 0)
    same("drift", lambda: scene.write(DRIFT), 1)
    same("assume-unchanged, edited", flagged("--assume-unchanged"), 1)
    same("skip-worktree, edited", flagged("--skip-worktree"), 1)
    same("both, edited", flagged("--assume-unchanged", "--skip-worktree"), 1)
    same("valid for a file watcher, edited", flagged("--fsmonitor", "--fsmonitor-valid"), 1)
    same("an intent to add", lambda: (
        scene.write({"src/shop/models/n.py": DRIFTING}), scene.git("add", "-N", ".")), 1)  # fmt: skip
    same("removed from the index only", lambda: (
        scene.write(DRIFT), scene.git("rm", "-q", "--cached", MODEL)), 1)  # fmt: skip
    same("the index is older than HEAD", lambda: (
        scene.write(DRIFT), scene.commit("d"), scene.git("read-tree", "HEAD~1")), 1)  # fmt: skip

    def conflict(command: str) -> Callable[[], object]:
        def prepare() -> None:
            scene.git("checkout", "-qb", "topic")
            scene.write({MODEL: "import sys\nimport re\n"})
            scene.commit("topic")
            scene.git("checkout", "-q", "main")
            scene.write({MODEL: "import json\nfrom shop.api import v\n"})
            scene.commit("main")
            if command == "bisect":
                scene.git("bisect", "start", "HEAD", "HEAD~1")
                return
            scene.git("checkout", "-q", "topic")
            scene.git(*command.split(), "main", check=False)
            scene.write(DRIFT)

        return prepare

    for command in ("merge", "rebase", "cherry-pick", "rebase --apply", "bisect"):
        same(f"in the middle of: {command}", conflict(command), 1)
        staged = scene.check("--staged")
        scene.attempt(f"in the middle of: {command}, --staged",
                      staged.code == (1 if command == "bisect" else 2), staged)  # fmt: skip

    # Parts of the Git folder that are broken: never a pass that hides drift, never a crash.
    git = scene.top / ".git"
    half = (b"\xff" * 200, b"", b"DIRC\0\0\0\x09\0\0\0\x01")
    parts: dict[str, Callable[[], object]] = {
        f"{name} is {kind}": lambda name=name, content=content: (  # type: ignore[misc]
            (git / name).parent.mkdir(parents=True, exist_ok=True), (git / name).unlink(missing_ok=True),
            (git / name).write_bytes(content))
        for name in ("index", "HEAD", "packed-refs", "config", "shallow", "info/grafts", "commondir",
                     "objects/info/alternates", "config.worktree", "info/exclude", "info/sparse-checkout",
                     "objects/info/commit-graph", "refs/heads/main", "logs/HEAD", "MERGE_HEAD", "ORIG_HEAD",
                     "refs/remotes/origin/HEAD", "refs/notes/kavro", "description", "gitdir")
        for kind, content in zip(("junk", "empty", "half of an index"), half, strict=True)
    }  # fmt: skip
    for name in ("index", "HEAD", "packed-refs", "shallow", "info/exclude", "info/attributes",
                 "objects/info/alternates", "refs/heads/x", "logs/HEAD", "info/grafts"):  # fmt: skip
        parts[f"{name} is a pipe"] = lambda name=name: (  # type: ignore[misc]
            (git / name).parent.mkdir(parents=True, exist_ok=True), (git / name).unlink(missing_ok=True),
            os.mkfifo(git / name))  # fmt: skip
        parts[f"{name} is a folder"] = lambda name=name: (  # type: ignore[misc]
            (git / name).unlink(missing_ok=True), (git / name).mkdir(parents=True))  # fmt: skip
    parts |= {
        "alternates that lead to each other": lambda: (
            (git / "objects/info").mkdir(exist_ok=True),
            (git / "objects/info/alternates").write_text(f"{git}/objects\n" * 50)),
        "a lock of the index": (git / "index.lock").touch,
        "a branch that names itself": lambda: (git / "refs/heads/main").write_text("ref: refs/heads/main\n"),
        "no objects": lambda: shutil.rmtree(git / "objects"),
        "no blobs": lambda: [path.unlink() for path in (git / "objects").rglob("*")
                             if path.is_file() and path.stat().st_size < 90],
        "one object is junk": lambda: overwrite(scene, scene.git("rev-parse", f"HEAD:{MODEL}")),
        "the commit is junk": lambda: overwrite(scene, scene.git("rev-parse", "HEAD")),
        "the tree is junk": lambda: overwrite(scene, scene.git("rev-parse", "HEAD^{tree}")),
    }  # fmt: skip
    for name, damage in parts.items():
        begin()
        scene.write(DRIFT)
        damage()
        for arguments in ((), ("--base", "HEAD")) if "index" not in name else ((), ("--staged",)):
            done = scene.run("check", *arguments, timeout=30)
            scene.attempt(f"{name}: check {' '.join(arguments)}", done.returncode in (1, 2)
                          or (arguments == ("--staged",) and done.returncode == 0), done.returncode,
                          done.stdout[-200:], done.stderr[-300:])  # fmt: skip
            broken = b"Traceback" in done.stderr or b"internal error" in done.stderr
            scene.attempt(f"{name}: what is said of it", not broken, done.stderr[-300:])
    scene.end()


def overwrite(scene: Scene, name: str) -> None:
    place = scene.top / ".git/objects" / name[:2] / name[2:]
    place.chmod(0o644)
    place.write_bytes(b"junk")


main()
