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


# Rooms of which each may have a module on the same subject: what it is, how it is written, how it
# is judged.
SUBJECT_ROOMS = ("model", "artifacts", "architecture", "checks")
FORMATS = ("html", "json", "markdown", "text")


def test_no_two_modules_share_a_name_unless_they_do_the_same_in_sibling_rooms() -> None:
    """One command, one format, one step of each language, or one subject in each room of it."""
    rooms: dict[str, list[tuple[str, str]]] = {}
    for path in sorted((ROOT / "kavro_lint").rglob("*.py")):
        kind, room = _kind_and_room(path.relative_to(ROOT / "kavro_lint"))
        if path.stem != "__init__" and kind != "command line":
            rooms.setdefault(path.stem, []).append((kind, room))
    mistakable = {
        name: places
        for name, places in rooms.items()
        if len({kind for kind, _ in places}) > 1 or len(set(places)) < len(places)
    }
    assert mistakable == {}


def _kind_and_room(path: Path) -> tuple[str, str]:
    """Return what names are shared by, and the room in which each is unique."""
    folders = path.parts[:-1]
    if path.stem in FORMATS:
        return "format", "/".join(folders)
    if folders[:1] == ("cli",):
        return "command line", ""
    if folders[:1] == ("languages",) and len(folders) > 1:
        return "language", folders[1]
    if folders[:1] and folders[0] in SUBJECT_ROOMS:
        return "subject", folders[0]
    return "other", ""
