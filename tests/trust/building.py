"""Repositories whose changes try to bend their own verdict, judged in this process."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from kavro_lint.commands.approve import approval
from kavro_lint.model.findings import Report
from kavro_lint.pipeline.check import check
from kavro_lint.pipeline.request import FindingOptions, Request
from tests.building import git, write

ADA, MAL, GRACE = "Ada <ada@x.invalid>", "Mallory <mal@x.invalid>", "Grace <grace@x.invalid>"
CLAUDE = "Claude <noreply@anthropic.com>"
BLUEPRINT = """# Shop

| Module | Paths | Layer | May import | External |
|---|---|---|---|---|
| api | `shop/api/` | delivery | services | none |
| services | `shop/services/` | domain | models | none |
| models | `shop/models/` | data | none | none |

## Layers

1. `delivery`
2. `domain`
3. `data`
"""
CODE = {
    "shop/api/v.py": "from shop.services import s\n",
    "shop/services/s.py": "from shop.models import m\n",
    "shop/models/m.py": "import os\n",
}
DRIFT = {"shop/models/m.py": "import os\nfrom shop.api import v\n"}
APPROVERS = 'approvers = ["Ada"]\n'
SETTINGS = "kavro-lint.toml"
BASE = {"docs/kavro/blueprint.md": BLUEPRINT, **CODE}


def commit(
    folder: Path,
    files: Mapping[str, str | None],
    who: str = ADA,
    message: str = "c",
    committer: str | None = None,
) -> str:
    """Write and delete files, and commit all that differs; None deletes."""
    write(folder, {path: text for path, text in files.items() if text is not None})
    for path, text in files.items():
        if text is None:
            (folder / path).unlink()
    git(folder, "add", "--all")
    name, _, address = (committer or who).partition(" <")
    subprocess.run(
        ["git", "-C", str(folder), "commit", "--quiet", "--allow-empty", f"--message={message}",
         f"--author={who}"],
        check=True,
        capture_output=True,
        env={**os.environ, "GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": address.rstrip(">")},
    )  # fmt: skip
    return git(folder, "rev-parse", "HEAD").strip()


def started(folder: Path, files: Mapping[str, str], who: str = ADA) -> Path:
    """Return a repository with a first commit on main, on a branch `pr` that begins there."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, files, who)
    git(folder, "checkout", "--quiet", "-b", "pr")
    return folder


def approve(folder: Path, subject: str, base: str | None = None, by: str = "Ada") -> None:
    """Write the record of an approval, as the command does."""
    record = approval(Request(folder), subject, by, None, base)
    write(folder, {record.path: record.text})


def judged(folder: Path, base: str | None = "main", **wanted: object) -> Report:
    return check(Request(folder, rev="HEAD"), FindingOptions(base=base, **wanted))  # type: ignore[arg-type]


def grades(report: Report) -> dict[str, str]:
    """Return the highest severity of each rule that is reported."""
    order = ("minor", "major", "critical")
    result: dict[str, str] = {}
    for finding in report.findings:
        known = result.get(finding.rule.id, finding.severity)
        result[finding.rule.id] = max(known, finding.severity, key=order.index)
    return result
