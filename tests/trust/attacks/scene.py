"""What every attack is made of: a repository in a temporary folder, the program, and a tally.

An attack is a script of this folder: `KL=path/to/kavro-lint python tests/trust/attacks/NAME.py`.
It prints a line for each attempt, `held` or `FELL`, and exits 1 where one fell. It begins with a
control: a program that reports no drift at all has withstood nothing.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

KL = str(Path(os.environ["KL"]).absolute()) if "/" in os.environ.get("KL", "") else "kavro-lint"
ADA, MAL, DEV = "Ada <ada@x.invalid>", "Mallory <mal@x.invalid>", "Dev <dev@x.invalid>"
CLAUDE = "Claude <noreply@anthropic.com>"
PLAN = "docs/kavro/blueprint.md"
SETTINGS = "kavro-lint.toml"
APPROVERS = 'approvers = ["Ada"]\n'
BLUEPRINT = """# B

| Module | Paths | Layer | May import | External |
|---|---|---|---|---|
| api | `src/shop/api/` | delivery | services | none |
| services | `src/shop/services/` | domain | models | none |
| models | `src/shop/models/` | data | none | none |
| root | `src/shop/*.py` | | none | none |

## Layers

1. `delivery`
2. `domain`
3. `data`
"""
BASE: dict[str, object] = {
    PLAN: BLUEPRINT,
    "src/shop/__init__.py": "",
    "src/shop/api/__init__.py": "",
    "src/shop/api/v.py": "from shop.services import s\n",
    "src/shop/services/__init__.py": "",
    "src/shop/services/s.py": "from shop.models import m\n",
    "src/shop/models/__init__.py": "",
    "src/shop/models/m.py": "import os\n",
}
MODEL = "src/shop/models/m.py"
DRIFT: dict[str, object] = {MODEL: "import os\nfrom shop.api import v\n"}


class Link(str):
    """Where a symbolic link leads, as the content of a file."""


class Scene:
    """A repository that is attacked, and what came of it."""

    def __init__(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="attack-"))
        self.top = self.place / "r"
        self.home = self.place / "home"
        self.home.mkdir()
        self.settings = self.home / ".gitconfig"
        self.settings.write_text(
            "[user]\n\tname = Dev\n\temail = dev@x.invalid\n[init]\n\tdefaultBranch = main\n"
            '[protocol "file"]\n\tallow = always\n[core]\n\tquotePath = true\n'
        )
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GIT_", "GITHUB", "GITLAB", "CI", "KAVRO", "PYTHON"))
        }
        self.environment = {**kept, "HOME": str(self.home), "GIT_CONFIG_NOSYSTEM": "1"}
        self.environment.pop("XDG_CONFIG_HOME", None)
        self.environment.pop("XDG_CACHE_HOME", None)
        self.held, self.fell = 0, 0
        self.new({**BASE, **DRIFT})
        verdict = self.check()
        if verdict.code != 1 or "KV703" not in verdict.severities:
            sys.exit(f"control: {KL} does not report drift: {verdict}")

    def git(
        self,
        *arguments: str,
        cwd: Path | None = None,
        check: bool = True,
        stdin: bytes | None = None,
        **environment: str,
    ) -> str:
        """Return what Git prints. Ends the script where it fails."""
        done = subprocess.run(
            ["git", *arguments], cwd=cwd or self.top, capture_output=True, input=stdin,
            env={**self.environment, **environment},
        )  # fmt: skip
        if check and done.returncode:
            sys.exit(f"setup: git {arguments}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode(errors="surrogateescape").strip()

    def write(self, files: Mapping[str, object], top: Path | None = None) -> None:
        """Write files, links (`Link`) and bytes; None deletes."""
        for name, content in files.items():
            place = (top or self.top) / name
            if place.is_symlink() or (content is None and place.exists()):
                place.unlink()
            if content is None:
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Link):
                place.unlink(missing_ok=True)
                place.symlink_to(str(content))
            elif isinstance(content, bytes):
                place.write_bytes(content)
            else:
                place.write_text(str(content), encoding="utf-8", newline="")

    def commit(self, message: str = "c", who: str = DEV, committer: str | None = None) -> str:
        """Commit all that differs, and return the commit's name."""
        (name, address), (by, at) = (
            entry.rstrip(">").split(" <") for entry in (who, committer or who)
        )
        self.git("add", "-A")
        self.git(
            "commit", "-q", "--allow-empty", "-m", message,
            GIT_AUTHOR_NAME=name, GIT_AUTHOR_EMAIL=address,
            GIT_COMMITTER_NAME=by, GIT_COMMITTER_EMAIL=at,
        )  # fmt: skip
        return self.git("rev-parse", "HEAD")

    def new(self, files: Mapping[str, object], who: str = DEV, *options: str) -> None:
        """Create a repository again, with one commit on main."""
        shutil.rmtree(self.top, ignore_errors=True)
        self.top.mkdir()
        self.git("init", "-q", *options)
        self.write(files)
        self.commit("first", who)

    def branch(self, name: str = "pr") -> None:
        self.git("checkout", "-qB", name)

    def run(
        self,
        *arguments: str,
        timeout: float = 100,
        cwd: Path | None = None,
        stdin: bytes | None = None,
        **environment: str,
    ) -> subprocess.CompletedProcess[bytes]:
        """Run the program; a run that is killed by time has the exit code 124."""
        try:
            return subprocess.run(
                [KL, *arguments], cwd=cwd or self.top, capture_output=True, timeout=timeout,
                env={**self.environment, **environment},
                **({"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}),
            )  # type: ignore[call-overload,no-any-return]  # fmt: skip
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(arguments, 124, b"", b"no answer")

    def bounded(
        self, *arguments: str, seconds: int = 20, memory: int = 0, **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Run the program with a limit of processor time, and of memory in MB."""
        limits = f"ulimit -t {seconds};" + (f"ulimit -v {memory * 1024};" if memory else "")
        return subprocess.run(
            ["bash", "-c", f'{limits} exec "$0" "$@"', KL, *arguments], cwd=self.top,
            env={**self.environment, **environment}, capture_output=True,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def check(self, *arguments: str, **environment: str) -> "Verdict":
        """Return what `check --format json` says."""
        return Verdict(self.run("check", "--format", "json", *arguments, **environment))

    def attempt(self, name: str, holds: bool, *said: object) -> bool:
        """Count an attempt, and print it."""
        if holds:
            self.held += 1
            print("held", name)
        else:
            self.fell += 1
            print("FELL", name, *said)
        return holds

    def end(self) -> None:
        """Remove the folder, and exit with 1 where an attempt fell."""
        subprocess.run(["chmod", "-R", "u+rwX", str(self.place)], capture_output=True)
        shutil.rmtree(self.place, ignore_errors=True)
        print(f"{self.held} held, {self.fell} fell")
        sys.exit(1 if self.fell or not self.held else 0)


class Verdict:
    """An answer of `check --format json`; `report` is empty where there is none."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.code = done.returncode
        self.errors = done.stderr.decode(errors="replace")
        try:
            self.report = json.loads(done.stdout)
        except ValueError:
            self.report = {}

    @property
    def severities(self) -> dict[str, str]:
        """The gravest severity of each rule that is reported."""
        order = ("minor", "major", "critical")
        gravest: dict[str, str] = {}
        for finding in self.report.get("findings", ()):
            known = gravest.get(finding["id"], finding["severity"])
            gravest[finding["id"]] = max(known, finding["severity"], key=order.index)
        return gravest

    @property
    def broke(self) -> bool:
        """Whether the program ended in a way that it never may."""
        return (
            self.code not in (0, 1, 2)
            or "Traceback" in self.errors
            or "internal error" in self.errors
            or (self.code == 1 and not self.report)
        )

    def __str__(self) -> str:
        last = self.errors.strip().splitlines()[-1:]
        return f"exit {self.code} {self.report.get('verdict')} {self.severities} {last}"


def modules(pairs: Sequence[tuple[str, str, str]]) -> str:
    """Return a blueprint of modules with a path and what each may import."""
    rows = "".join(f"| {name} | `{path}` | {may} |\n" for name, path, may in pairs)
    return f"# B\n\n| Module | Paths | May import |\n|---|---|---|\n{rows}"
