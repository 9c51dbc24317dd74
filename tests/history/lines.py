"""A small repository whose mainline is written commit by commit, and what `history` says of it."""

import datetime
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.building import git, repository, run, write

HEAD = "| Module | Paths | May import |\n|---|---|---|\n"
STRICT = HEAD + "| a | `a/` | none |\n| b | `b/` | none |\n"
LOOSE = HEAD + "| a | `a/` | b |\n| b | `b/` | none |\n"
FIRST_DAY = datetime.date(2026, 10, 1)
OWN = "".join(f"own_{n} = {n}\n" for n in range(9))
BLUEPRINT = "docs/kavro/blueprint.md"
FILES = {"a/x.py": OWN, "b/y.py": OWN, BLUEPRINT: STRICT}
BAD = f"from b import y\n{OWN}"
DECISION = (
    "# Allow it\n\n**Status:** accepted\n\n## Decision\n\nx\n\n## Alternatives\n\n- A - rejected "
    "because y\n- B - rejected because z\n\n## Reasoning\n\nr\n\n## Consequences\n\nc\n\n"
    "## Context\n\nc\n\n## Reversibility\n\nEasy, because\n\n"
    "| Exception | From | To | Until |\n|---|---|---|---|\n| KV704 | a | b | 2030-01-01 |\n"
)


class Line:
    """A repository whose commits are made a day apart, the first on 1 October 2026."""

    def __init__(self, folder: Path, files: Mapping[str, str] = FILES) -> None:
        self.folder = repository(folder, files, commit=False)
        self.shas: list[str] = []
        self.commit(message="Begin")

    def git(self, *arguments: str, **environment: str) -> None:
        """Run Git on the day of the next commit."""
        day = FIRST_DAY + datetime.timedelta(days=len(self.shas))
        dates = {f"GIT_{role}_DATE": f"{day}T12:00:00Z" for role in ("AUTHOR", "COMMITTER")}
        subprocess.run(
            ["git", "-C", str(self.folder), *arguments],
            check=True, capture_output=True, env={**os.environ, **dates, **environment},
        )  # fmt: skip

    def head(self) -> str:
        return git(self.folder, "rev-parse", "HEAD").strip()

    def commit(
        self, files: Mapping[str, str] | None = None, message: str = "Go on", gone: str = ""
    ) -> str:
        write(self.folder, files or {})
        if gone:
            git(self.folder, "rm", "--quiet", gone)
        git(self.folder, "add", "--all")
        self.git("commit", "--quiet", "--allow-empty", f"--message={message}")
        self.shas.append(self.head())
        return self.shas[-1]

    def move(self, old: str, new: str) -> str:
        (self.folder / new).parent.mkdir(parents=True, exist_ok=True)
        git(self.folder, "mv", old, new)
        return self.commit(message="Move")

    def lines(self, *arguments: str) -> list[dict[str, str]]:
        done = run(self.folder, "history", "--format", "json", *arguments)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def findings(self, *arguments: str, rule: str = "KV704") -> list[dict[str, str]]:
        return [
            line
            for line in self.lines(*arguments)
            if line["kind"] == "finding" and line["id"] == rule
        ]

    def finding(self, *arguments: str, rule: str = "KV704") -> dict[str, str]:
        (result,) = self.findings(*arguments, rule=rule)
        return result
