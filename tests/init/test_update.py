"""`init` where a blueprint is there already: what it shows, and what `--update` writes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.building import repository, run, write
from tests.init.graphs import packages

BLUEPRINT = "docs/kavro/blueprint.md"
TABLE = """# Shop

| Module        | Paths           | Layer | May import |
|---------------|-----------------|-------|------------|
| api           | `shop/api/`     | high  |            |
| db            | `shop/db/`      | low   |            |
| jobs (planned) | `shop/jobs/`   | low   |            |
| mail          | `shop/mail/`    | low   |            |
| gone          | `shop/gone/`    | low   |            |
| tests         | `tests/`        |       | *          |

## Layers

1. high
2. low
"""
FILES = {
    "shop/api/a.py": "import shop.db.d\n",
    "shop/db/d.py": "",
    "shop/jobs/j.py": "",
    "shop/post/mail/m.py": "",
    "shop/new/n.py": "import shop.api.a\n",
    "shop/x.py": "",
    "scripts/fill.py": "import shop.db.d\n",
    BLUEPRINT: TABLE,
}


def findings(folder: Path) -> list[Mapping[str, Any]]:
    done = run(folder, "check", "--all", "--format", "json")
    listed: list[Mapping[str, Any]] = json.loads(done.stdout)["findings"]
    return listed


def goes_on(finding: Mapping[str, Any], later: Mapping[str, Any]) -> bool:
    """Whether a later finding is the same, or a cycle that further modules are part of now."""
    if finding["id"] == later["id"] == "KV705":
        return set(finding["cycle"]) <= set(later["cycle"])
    return bool(finding["fingerprint"] == later["fingerprint"])


def test_an_update_shows_what_a_draft_of_today_would_change(tmp_path: Path) -> None:
    folder = repository(tmp_path / "x", FILES)
    done = run(folder, "init")
    assert (done.returncode, done.stderr) == (0, "")
    assert "add      new: shop/new/ has 1 file that no row matches" in done.stdout
    assert "arrive   jobs: its files are there" in done.stdout
    assert "drop     gone: `shop/gone/` matches no file" in done.stdout
    assert "-| gone          | `shop/gone/`    | low   |            |" in done.stdout
    assert "+| new | `shop/new/` |  | none |" in done.stdout
    assert "+| scripts | `scripts/` |  | * |" in done.stdout
    assert (folder / BLUEPRINT).read_text() == TABLE


def test_update_writes_what_grants_nothing(tmp_path: Path) -> None:
    folder = repository(tmp_path / "x", FILES)
    done = run(folder, "init", "--update")
    assert done.returncode == 0
    text = (folder / BLUEPRINT).read_text()
    assert "| jobs | `shop/jobs/`   | low   |            |" in text.replace("jobs  ", "jobs ")
    assert "| new | `shop/new/` |  | none |" in text
    # A person lets scripts import what they like, and takes rows out.
    assert "scripts" not in text
    assert "gone" in text
    assert "Left for you to apply:" in done.stdout
    # What the new module imports is now judged, and nobody granted it.
    assert ("KV704", "new") in {(finding["id"], finding["from"]) for finding in findings(folder)}
    again = run(folder, "init", "--update")
    assert (folder / BLUEPRINT).read_text() == text
    assert "Written into it" not in again.stdout


def test_a_dry_run_of_an_update_writes_nothing(tmp_path: Path) -> None:
    folder = repository(tmp_path / "x", FILES)
    run(folder, "init", "--update", "--dry-run")
    assert (folder / BLUEPRINT).read_text() == TABLE


def test_a_module_that_moved_keeps_its_row(tmp_path: Path) -> None:
    files = {"shop/api/a.py": "", "shop/lib/here.py": "", "shop/lib/gone/g.py": ""}
    table = TABLE.replace("`shop/mail/`    ", "`shop/lib/*.py` ")
    folder = repository(tmp_path / "x", {**FILES, **files, BLUEPRINT: table})
    done = run(folder, "init")
    assert "move     gone: `shop/gone/` matches no file, shop/lib/gone/ does" in done.stdout
    assert "+| gone          | `shop/lib/gone/`    | low   |            |" in done.stdout
    # To move a row is a person's decision.
    run(folder, "init", "--update")
    assert "`shop/lib/gone/`" not in (folder / BLUEPRINT).read_text()


def test_a_package_that_moved_takes_all_its_rows_with_it(tmp_path: Path) -> None:
    files = {
        "packages/shop/api/a.py": "",
        "packages/shop/db/d.py": "",
        "packages/shop/db/old/o.py": "",
        "packages/shop/new/n.py": "",
        "packages/shop/main.py": "",
        "elsewhere/db/e.py": "",
    }
    rows = "".join(
        f"| {name} | {paths} |\n"
        for name, paths in {
            "root": "`src/shop/*.py`",
            "api": "`src/shop/api/`",
            "db": "`src/shop/db/`<br>`src/shop/store/`",
            "db-old": "`src/shop/db/old/`",
            "gone": "`src/shop/gone/`",
        }.items()
    )
    blueprint = f"# Shop\n\n| Module | Paths |\n|---|---|\n{rows}"
    done = run(repository(tmp_path, files | {BLUEPRINT: blueprint}), "init")
    for name, place in {
        "root": "`packages/shop/*.py`",
        "api": "`packages/shop/api/`",
        "db": "`packages/shop/db/`<br>`packages/shop/store/`",
        "db-old": "`packages/shop/db/old/`",
    }.items():
        assert f"+| {name} | {place} |" in done.stdout, name
    assert "drop  gone: `src/shop/gone/` matches no file" in done.stdout
    assert "add   new: packages/shop/new/ has 1 file that no row matches" in done.stdout
    assert "add   elsewhere: elsewhere/ has 1 file that no row matches" in done.stdout


def test_a_fresh_draft_needs_no_change(tmp_path: Path) -> None:
    files = {path: text for path, text in FILES.items() if path != BLUEPRINT}
    folder = repository(tmp_path / "x", files)
    run(folder, "init")
    assert "matches the code: no change" in run(folder, "init").stdout


def test_a_hook_may_be_installed_later(tmp_path: Path) -> None:
    folder = repository(tmp_path / "x", FILES)
    done = run(folder, "init", "--hook", "--ci", "github")
    assert done.returncode == 0
    assert (folder / ".pre-commit-config.yaml").is_file()
    assert (folder / ".github/workflows/architecture.yml").is_file()
    assert (folder / BLUEPRINT).read_text() == TABLE


# Shrinking a whole repository takes longer than reading it.
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=QUICK)
@given(packages(), packages(), st.booleans())
def test_an_update_never_loosens(
    tmp_path_factory: pytest.TempPathFactory,
    old: Mapping[str, str],
    new: Mapping[str, str],
    planned: bool,
) -> None:
    folder = repository(tmp_path_factory.mktemp("made"), {**old, "x.md": ""})
    assert run(folder, "init").returncode == 0
    write(folder, new)
    if planned:
        text = (folder / BLUEPRINT).read_text()
        (folder / BLUEPRINT).write_text(text.replace(" | `", " (planned) | `", 1))
    before = findings(folder)
    assert run(folder, "init", "--update").returncode == 0
    after = findings(folder)
    # Only that a file is in no module may be over.
    assert [
        finding
        for finding in before
        if finding["id"] != "KV701" and not any(goes_on(finding, later) for later in after)
    ] == []
