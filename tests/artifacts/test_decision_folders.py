"""The setting `decisions`: records of decisions that a team keeps in folders of its own."""

import json
from pathlib import Path

import pytest

from tests.building import GOOD, repository, run, write

MADR = """---
status: accepted
date: 2998-01-02
---
# Use one database

## Context and Problem Statement

Two are too many.

## Considered Options

* Keep both - rejected, because each needs a person
* Files - rejected, because nobody finds them

## Decision Outcome

Chosen option: "one database", because one person can run it.

### Consequences

* Good, because there is less to run
* Bad, because there is one thing to lose
"""
NYGARD = """# 2. Let a import c

Date: 2998-01-03

## Status

Accepted

## Context

It is due.

## Decision

We will.

## Consequences

| Exception | From | To | Until |
|---|---|---|---|
| KV704 | a | c | 2999-01-01 |
"""
SETTING = 'decisions = ["docs/adr", "adr"]\n'
FILES = {
    **GOOD,
    "a.py": "import b\nimport c\n",
    "c.py": "",
    "docs/kavro/blueprint.md": GOOD["docs/kavro/blueprint.md"] + "| c | `c.py` | | none |\n",
    "docs/adr/0001-use-one-database.md": MADR,
    "docs/adr/template.md": "# [title]\n",
    "adr/0002-let-a-import-c.md": NYGARD,
}


def report(folder: Path) -> dict[str, list[dict[str, object]]]:
    done = run(folder, "check", "--format", "json")
    assert done.stderr == ""
    document: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    return document


def rules(folder: Path, path: str = "") -> set[object]:
    return {
        finding["id"]
        for finding in report(folder)["findings"]
        if path in str(finding["path"]) or not path
    }


def test_records_are_read_only_where_the_setting_names_their_folders(tmp_path: Path) -> None:
    folder = repository(tmp_path / "x", FILES)
    assert "KV704" in rules(folder)
    write(folder, {"kavro-lint.toml": SETTING})
    findings = report(folder)
    assert [entry["id"] for entry in findings["waived"]] == ["KV704"]
    # MADR's headings are known; Nygard's form has no alternatives and no reasoning.
    assert rules(folder, "docs/adr/") <= {"KV206"}
    assert rules(folder, "adr/0002") == {"KV206"}


def test_a_record_that_changes_is_read_again(tmp_path: Path) -> None:
    folder = repository(tmp_path / "x", {**FILES, "kavro-lint.toml": SETTING})
    assert "KV704" not in rules(folder)
    write(folder, {"adr/0002-let-a-import-c.md": NYGARD.replace("Accepted", "Rejected")})
    assert "KV704" in rules(folder)


@pytest.mark.parametrize(
    ("setting", "rule"),
    [('decisions = ["docs/adrs"]\n', "KV003"), ('decisions = ["docs/adr"]\n', None)],
)
def test_a_folder_without_records_is_reported(
    tmp_path: Path, setting: str, rule: str | None
) -> None:
    folder = repository(tmp_path / "x", {**FILES, "kavro-lint.toml": setting})
    assert ("KV003" in rules(folder, "kavro-lint.toml")) is (rule == "KV003")


def test_a_name_of_the_wrong_form_is_reported(tmp_path: Path) -> None:
    files = {**FILES, "kavro-lint.toml": SETTING, "docs/adr/adr-three.md": MADR}
    assert "KV208" in rules(repository(tmp_path / "x", files), "docs/adr/adr-three.md")


def test_a_new_decision_goes_where_the_others_are(tmp_path: Path) -> None:
    folder = repository(tmp_path / "x", {**FILES, "kavro-lint.toml": SETTING})
    done = run(folder, "new", "decision", "Keep logs")
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "docs/adr/0003-keep-logs.md").is_file()


def test_folders_outside_the_repository_are_refused(tmp_path: Path) -> None:
    folder = repository(tmp_path / "x", {**FILES, "kavro-lint.toml": 'decisions = ["../adr"]\n'})
    done = run(folder, "check")
    assert (done.returncode, "folders inside the repository" in done.stderr) == (2, True)
