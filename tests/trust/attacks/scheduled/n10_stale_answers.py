"""Point 10: what is remembered is only what was computed from what is there now."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from scene import BASE, DRIFT, MODEL, PLAN, SETTINGS, Link, Scene

ROADMAP = "# R\n\n- [ ] 1.1.1 x\n"
CLEAN = "import os\n" + "#" * (len(str(DRIFT[MODEL])) - len("import os\n") - 1) + "\n"


def settled(scene: Scene) -> None:
    """Fill the memory, so that its answer is of files that are no longer young."""
    scene.run("check")
    for folder, _, names in os.walk(scene.top):
        if ".git" not in folder:
            for name in names:
                os.utime(Path(folder) / name, (1_000_000_000, 1_000_000_000),
                         follow_symlinks=False)  # fmt: skip
    scene.git("status")
    time.sleep(0.1)
    for _ in range(3):
        scene.run("check", "--format", "json")


def keep_times(scene: Scene, path: str, text: str) -> None:
    place = scene.top / path
    before = place.stat()
    place.write_text(text)
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))


def main() -> None:
    scene = Scene()

    def attack(name: str, change: Callable[[], object], *arguments: str,
               first: dict[str, object] | None = None, **environment: str) -> None:  # fmt: skip
        """Ask, change something, and compare the answer with one that remembers nothing."""
        scene.new({**BASE, "docs/kavro/roadmap.md": ROADMAP, **(first or {})})
        settled(scene)
        scene.run("check", "--format", "json", *arguments)
        change()
        kept = scene.run("check", "--format", "json", *arguments, **environment)
        fresh = scene.run("check", "--format", "json", "--no-cache", *arguments, **environment)
        scene.attempt(name, (kept.returncode, kept.stdout) == (fresh.returncode, fresh.stdout),
                      kept.returncode, fresh.returncode, kept.stdout[-200:])  # fmt: skip

    long = {MODEL: CLEAN}
    drifted = str(DRIFT[MODEL])
    attack("same size and time", lambda: keep_times(scene, MODEL, drifted), first=long)
    for flag in ("--assume-unchanged", "--skip-worktree"):
        attack(
            f"{flag} and then changed",
            lambda flag=flag: (  # type: ignore[misc]
                scene.git("update-index", flag, MODEL),
                scene.write(DRIFT),
            ),
        )
        attack(
            f"{flag}, same size and time",
            lambda flag=flag: (  # type: ignore[misc]
                scene.git("update-index", flag, MODEL),
                keep_times(scene, MODEL, drifted),
            ),
            first=long,
        )
    attack("a file becomes a link", lambda: scene.write({MODEL: Link("../api/v.py")}))
    attack("a folder becomes a link", lambda: (
        (scene.top / "src/shop/models").rename(scene.place / "away"),
        (scene.top / "src/shop/models").symlink_to("api")))  # fmt: skip
    attack("a file becomes a pipe", lambda: (
        (scene.top / MODEL).unlink(), os.mkfifo(scene.top / MODEL)))  # fmt: skip
    attack("the mode of a folder", lambda: scene.git("update-index", "--chmod=+x", MODEL))
    attack("another file of settings", lambda: scene.write({".kavro-lint.toml": ""}))
    attack(
        "settings in pyproject",
        lambda: scene.write(
            {"pyproject.toml": "[tool.kavro-lint]\nexclude = ['src/shop/models/']\n"}
        ),
        first=DRIFT,
    )
    attack("the ignores of the clone", lambda: (
        scene.write({"src/shop/models/new.py": "from shop.api import v\n"}),
        (scene.top / ".git/info/exclude").write_text("new.py\n")))  # fmt: skip
    attack(
        "attributes of the clone",
        lambda: (
            (scene.top / ".git/info").mkdir(exist_ok=True),
            (scene.top / ".git/info/attributes").write_text("*.py linguist-vendored\n"),
        ),
        first=DRIFT,
    )
    attack("a user's ignores", lambda: (
        (scene.home / ".config/git").mkdir(parents=True, exist_ok=True),
        scene.write({"src/shop/models/new.py": "from shop.api import v\n"}),
        (scene.home / ".config/git/ignore").write_text("new.py\n")))  # fmt: skip
    (scene.home / ".config/git/ignore").unlink()
    attack(
        "a .git file below",
        lambda: scene.write({"src/shop/models/.git": "gitdir: nowhere\n"}),
        first=DRIFT,
    )
    attack(
        "an empty .git folder below",
        (scene.top / "src/shop/models/.git").mkdir,
        first=DRIFT,
    )
    attack("a repository below", lambda: scene.git("init", "-q", "src/shop/models"), first=DRIFT)
    attack(
        "a row of the plan, same size and time",
        lambda: keep_times(
            scene, PLAN, str(BASE[PLAN]).replace("delivery | services", "delivery | serviceS")
        ),
    )
    attack(
        "a commit is amended",
        lambda: scene.git("commit", "-q", "--amend", "-m", "x\n\nKavro-Task: 9.9.9"),
        "--base",
        "HEAD",
    )
    attack(
        "the branch main moves",
        lambda: (
            scene.git("checkout", "-qb", "pr"),
            scene.write(DRIFT),
            scene.commit("d\n\nKavro-Task: 8.8.8"),
            scene.run("check", "--base", "main"),
            scene.git("branch", "-f", "main", "pr"),
        ),
        "--base",
        "main",
    )
    attack("a tag moves", lambda: (
        scene.git("tag", "-f", "t"), scene.write(DRIFT), scene.commit("d\n\nKavro-Task: 8.8.8"),
        scene.run("check", "--base", "t"), scene.git("tag", "-f", "t")), "--base", "t")  # fmt: skip
    attack(
        "a Git note",
        lambda: scene.git("notes", "--ref=kavro", "add", "-m", "x"),
        first={"docs/kavro/roadmap.md": "# R\n\n- [x] 1.1.1 x\n"},
    )
    attack("refs are packed", lambda: scene.git("pack-refs", "--all"))
    attack("HEAD is detached", lambda: scene.git("checkout", "-q", "--detach"))
    attack("the index is gone", (scene.top / ".git/index").unlink)
    attack("the index is another", lambda: (
        scene.write(DRIFT), scene.git("add", "-A"), scene.git("checkout", "-q", "HEAD", "--", MODEL),
        scene.write(DRIFT)), "--staged")  # fmt: skip
    attack("the event of CI", lambda: None, "--base", "auto", GITHUB_ACTIONS="true",
           GITHUB_EVENT_NAME="pull_request", GITHUB_BASE_REF="main")  # fmt: skip
    attack("CODEOWNERS", lambda: scene.write({".github/CODEOWNERS": "* @all\n"}), first=DRIFT)
    attack(
        "a .mailmap", lambda: scene.write({".mailmap": "X <x@x> <dev@x.invalid>\n"}), first=DRIFT
    )
    attack(
        "a manifest",
        lambda: scene.write({"pyproject.toml": "[project]\nname='x'\ndependencies=[]\n"}),
        first={MODEL: "import requests\n"},
    )
    attack("a manifest below", lambda: scene.write(
        {"src/shop/models/pyproject.toml": "[project]\nname='x'\ndependencies=['requests']\n"}),
        first={MODEL: "import requests\n"})  # fmt: skip
    attack("a module that an import meant", lambda: scene.write({"src/shop/models/os.py": "",
           "os.py": "", "src/os/__init__.py": ""}))  # fmt: skip
    attack("a rule's page, same size and time", lambda: keep_times(
        scene, "r/no-x.md", PAGE.replace("legacy", "modelx").replace("modelx", "models")),
        first={"r/no-x.md": PAGE, SETTINGS: 'rules = ["r"]\n'})  # fmt: skip
    attack("from a folder below", lambda: scene.write(DRIFT), "src/shop/models")
    attack(
        "untracked and then tracked",
        lambda: scene.git("add", "-A"),
        first={".gitignore": "new.py\n"},
    )
    scene.end()


PAGE = (
    '+++\nid = "SHOP1"\nseverity = "major"\npaths = ["legacy"]\n+++\n# no-x\n\n'
    "## What it does\n\nReports.\n"
)
main()
