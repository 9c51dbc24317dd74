"""kavro-lint's own contract, hooks and documentation."""

import re
import subprocess
import sys
from pathlib import Path

import yaml

from kavro_lint.config.rulebook import SECTIONS, shipped_rules

ROOT = Path(__file__).parents[1]


def test_every_rule_page_has_all_sections() -> None:
    rules = shipped_rules()
    assert len(rules) == len({rule.name for rule in rules})
    for rule in rules:
        headings = [line[3:] for line in rule.text.splitlines() if line.startswith("## ")]
        assert [head for head in headings if head in SECTIONS] == list(SECTIONS), rule.name


def test_every_hook_runs_a_command_that_there_is() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == [
        "kavro-lint", "kavro-lint-new", "kavro-lint-message", "kavro-lint-push",
    ]  # fmt: skip
    for hook in hooks:
        command = [sys.executable, "-m", "kavro_lint", *hook["entry"].split()[1:2], "--help"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0
        options = [word for word in hook["entry"].split()[2:] if word.startswith("--")]
        assert options
        assert all(option in done.stdout for option in options)


def test_the_readme_shows_the_real_demo() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kavro_lint", "demo"], capture_output=True, text=True, check=True
    )
    report = done.stdout.partition("$ kavro-lint check\n\n")[2]
    assert report.strip()
    assert report.strip() in (ROOT / "README.md").read_text()


def specs() -> list[Path]:
    return sorted((ROOT / "docs/kavro/tasks").glob("*.md"))


def test_no_two_tasks_of_the_roadmap_share_a_strategy_or_a_rollback() -> None:
    for field in ("Implementation strategy", "Rollback plan", "Expected output"):
        pages = [spec.read_text("utf-8") for spec in specs()]
        texts = [page.split(f"**{field}:**")[1].split("\n")[0] for page in pages]
        assert len(texts) > 20
        assert len(set(texts)) == len(texts), field


def test_the_commands_that_validate_a_complete_task_name_files_that_exist() -> None:
    roadmap = (ROOT / "docs/kavro/roadmap.md").read_text("utf-8")
    complete = set(re.findall(r"^- ✅ \[([\d.]+)\]", roadmap, re.M))
    assert complete
    for spec in specs():
        if spec.stem not in complete:
            continue
        for command in re.findall(r"`((?:pytest|python) [^`]+)`", spec.read_text("utf-8")):
            for word in command.split():
                if word.startswith(("tests/", "benchmarks/")):
                    assert (ROOT / word).exists(), f"{spec.name}: {word}"
