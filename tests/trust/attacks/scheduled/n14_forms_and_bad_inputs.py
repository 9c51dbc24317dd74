"""Point 14: bad inputs of every kind in repositories of every form; the answer is the plain one's.

ATTACK_GIT names the folder of another Git's programs, which then makes and judges everything.
"""

import os
import re
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

from scene import BASE, KL, MODEL, PLAN, SETTINGS, Link, Scene

WIDE = "x = '" + "y" * 3000 + "'\n"
BAD: dict[str, object] = {
    SETTINGS: 'max-file-size = 2500\nexclude = ["none/"]\n',
    "src/shop/models/latin.py": b"x = '\xe9'\nfrom shop.api import v\n",
    "src/shop/models/wide.py": "from shop.api import v\n".encode("utf-16"),
    "src/shop/models/zero.py": b"import os\0\nfrom shop.api import v\n",
    "src/shop/models/large.py": WIDE,
    "src/shop/models/broken.py": "from shop.api import (v\nclass\n",
    "src/shop/models/bom.py": b"\xef\xbb\xbffrom shop.api import v\r\n",
    "src/shop/models/mac.py": b"import os\rfrom shop.api import v\r",
    "src/shop/models/empty.py": "",
    "src/shop/models/linked.py": Link("../api/v.py"),
    "src/shop/models/text.py": Link("../notes.txt"),
    "src/shop/models/loop.py": Link("loop.py"),
    "src/shop/models/gone.py": Link("nowhere.py"),
    "src/shop/models/outside.py": Link("/etc/passwd"),
    "src/shop/models/folder": Link("../api"),
    "src/shop/notes.txt": "from shop.api import v\n",
    "src/shop/models/Case.py": "from shop.api import v\n",
    "src/shop/models/case.py": "import os\n",
    os.fsdecode(b"src/shop/models/n\xe9.py"): "from shop.api import v\n",
    "src/shop/models/new\nline.py": "from shop.api import v\n",
    "src/shop/models/tab\t\"quote\".py": "from shop.api import v\n",
    "src/shop/models/-rf.py": "from shop.api import v\n",
    "src/shop/models/:(top)x.py": "from shop.api import v\n",
    "src/shop/models/" + "d/" * 40 + "deep.py": "from shop.api import v\n",
    "src/shop/models/nb.ipynb": "{not json",
    "docs/kavro/research.md": b"# Research\n\n\xff\xfe\n",
    "docs/kavro/decisions/0001-open.md": "---\nstatus: accepted\n",
    "docs/kavro/decisions/0002-short.md": "# T\n\n**Status:** accepted\n\n"
    "| Exception | From | To | Until |\n|---|---|---|---|\n| KV703 |\n",
    "docs/kavro/roadmap.md": "# R\n\n- [x] 1.1.1 - a\n- [ ] 1.1.1 - again\n- [?] 9 - b\n",
    ".gitattributes": b"* text=auto\n\xff linguist-vendored\n[attr]\n*.md -text\n",
    "CODEOWNERS": b"\xff @x\n* @all\n[",
    "pyproject.toml": '[project]\nname = "x"\ndependencies = [1]\n',
    "package.json": "{",
    "go.mod": "module\n",
}  # fmt: skip
STATES = (
    ("check", "--format", "json"), ("check", "--format", "json", "--no-cache"),
    ("check", "--format", "json", "--staged"), ("check", "--format", "json", "--rev", "HEAD"),
    ("check", "--format", "json", "--base", "HEAD~1"), ("blame", "--format", "json"),
    ("diff", "HEAD~1", "--format", "json"), ("history", "--format", "json"), ("status",),
)  # fmt: skip
REFUSED = (
    ("check", "--rev", "nope"), ("check", "--base", "nope"), ("check", "nope.py"),
    ("check", "../outside"), ("check", "--select", "KV999x"), ("check", "--format", "nope"),
    ("check", "--output", "/nowhere/x"), ("check", "--rev", "HEAD:src"), ("check", "--rev", "-x"),
    ("explain", "nope"), ("check", "--base", "HEAD^{tree}"), ("check", "--rev", "a\udcff"),
)  # fmt: skip
NAMES = re.compile(rb"\b[0-9a-f]{7,64}\b")


def begin(scene: Scene, *options: str) -> None:
    scene.new({**BASE, **BAD}, "Dev <dev@x.invalid>", *options)
    gitlink = scene.git("rev-parse", "HEAD")
    scene.git("update-index", "--add", "--cacheinfo", f"160000,{gitlink},src/shop/models/sub")
    scene.write({MODEL: "import os\nfrom shop.api import v\n"})
    scene.git("add", "src", "docs")
    scene.git("commit", "-q", "-m", "Drift\n\nKavro-Task: 9.9.9")
    (scene.top / "src/shop/models/sub").mkdir(exist_ok=True)


def answers(scene: Scene, states: tuple[tuple[str, ...], ...] = STATES) -> list[tuple[int, bytes]]:
    done = [scene.run(*state) for state in states]
    return [(entry.returncode, NAMES.sub(b"ID", entry.stdout)) for entry in done]


def unflagged(scene: Scene) -> None:
    begin(scene)


def alternates(scene: Scene) -> None:
    begin(scene)
    other = scene.place / "other"
    shutil.rmtree(other, ignore_errors=True)
    scene.top.rename(other)
    scene.git("clone", "-q", "--shared", str(other), str(scene.top), cwd=scene.place)


def replaced(scene: Scene) -> None:
    begin(scene)
    scene.git("replace", scene.git("rev-parse", "HEAD"), scene.git("rev-parse", "HEAD~1"))
    blob = scene.git("hash-object", "-w", "src/shop/api/v.py")
    scene.git("replace", scene.git("rev-parse", f"HEAD:{MODEL}"), blob)


def packed(scene: Scene) -> None:
    begin(scene)
    scene.git("repack", "-adq")
    scene.git("pack-refs", "--all")
    scene.git("commit-graph", "write", "--reachable", "--changed-paths")


def linked(scene: Scene) -> None:
    begin(scene)
    other = scene.place / "other"
    shutil.rmtree(other, ignore_errors=True)
    scene.top.rename(other)
    scene.git("worktree", "add", "-q", "--detach", str(scene.top), cwd=other)


def after(*arguments: str) -> Callable[[Scene], None]:
    def make(scene: Scene) -> None:
        begin(scene)
        scene.git(*arguments)

    return make


def flagged(flag: str) -> Callable[[Scene], None]:
    def make(scene: Scene) -> None:
        begin(scene)
        listed = scene.git("ls-files", "-z", "--", "src/shop/*.py", PLAN, ".gitattributes")
        scene.git("update-index", flag, "-z", "--stdin", stdin=os.fsencode(listed))

    return make


def with_odd_files(scene: Scene) -> None:
    begin(scene)
    for name in ("src/shop/models/pipe.py", "docs/kavro/tasks.md", "go.sum"):
        os.mkfifo(scene.top / name)
    here = Path.cwd()
    os.chdir(scene.top / "src/shop/models")
    socket.socket(socket.AF_UNIX).bind("s.py")
    os.chdir(here)


FORMS: dict[str, Callable[[Scene], None]] = {
    "SHA-256": lambda scene: begin(scene, "--object-format=sha256"),
    "reftable": lambda scene: begin(scene, "--ref-format=reftable"),
    "SHA-256 and reftable": lambda scene: begin(
        scene, "--object-format=sha256", "--ref-format=reftable"
    ),
    "alternates": alternates,
    "replaced": replaced,
    "packed": packed,
    "linked worktree": linked,
    "detached": after("checkout", "-q", "--detach"),
    "split index": after("update-index", "--split-index"),
    "index version 4": after("update-index", "--index-version", "4"),
    "untracked cache": after("update-index", "--force-untracked-cache"),
    "assume-unchanged": flagged("--assume-unchanged"),
    "skip-worktree": flagged("--skip-worktree"),
    "pipes and sockets": with_odd_files,
}


def main() -> None:
    scene = Scene()
    if os.environ.get("ATTACK_GIT"):
        scene.environment["PATH"] = f"{os.environ['ATTACK_GIT']}:{scene.environment['PATH']}"
        os.environ["PATH"] = scene.environment["PATH"]
    begin(scene)
    expected = answers(scene)
    print(KL, scene.git("version"), [code for code, _ in expected])
    scene.attempt("no answer is a crash", all(code in (0, 1) for code, _ in expected), expected)
    scene.attempt("with and without the cache", expected[0] == expected[1])
    for line in REFUSED:
        done = scene.run(*line)
        broken = b"Traceback" in done.stderr or b"internal error" in done.stderr
        scene.attempt(f"refused: {line!a}", done.returncode == 2 and not broken, done.stderr[-300:])
    for name, make in FORMS.items():
        try:
            make(scene)
        except SystemExit as reason:
            print("skipped", name, str(reason)[:80])
            continue
        for state, result, other in zip(STATES, expected, answers(scene), strict=True):
            scene.attempt(f"{name}: {' '.join(state)}", result == other, result[0], other[0],
                          differing(result[1], other[1]))  # fmt: skip
    scene.end()


def differing(one: bytes, other: bytes) -> str:
    lines = set(one.splitlines()) ^ set(other.splitlines())
    return repr(sorted(lines)[:6])[:900]


main()
