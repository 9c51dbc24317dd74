"""What `blame` does on a long history, counted: only changed imports are judged."""

from pathlib import Path

import pytest

from kavro_lint.commands.blame import blame
from kavro_lint.commands.blame.earlier_states import States
from kavro_lint.pipeline.request import Request
from tests.building import git, repository, write

TABLE = "| Module | Paths | May import |\n|---|---|---|\n| a | `a/` | none |\n| b | `b/` | a |\n"


def commit(folder: Path, subject: str, files: dict[str, str]) -> str:
    write(folder, files)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", f"--message={subject}")
    return git(folder, "rev-parse", "HEAD").strip()


def test_commits_that_change_no_import_are_not_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repository(
        tmp_path / "r", {"a/x.py": "", "b/y.py": "import a.x\n", "docs/kavro/blueprint.md": TABLE}
    )
    commit(folder, "Before", {"a/x.py": "x = 1\n"})
    brought = commit(folder, "Bring it", {"a/x.py": "x = 1\nimport b.y\n"})
    for number in range(30):
        # Lines move, texts change, and other files do what they want.
        above = "# more\n" * number
        commit(folder, f"Change {number}", {"a/x.py": f"{above}x = {number}\nimport b.y\n",
                                            "b/y.py": f"import a.x\ny = {number}\n"})  # fmt: skip
    judged: list[str | None] = []
    keys = States.keys

    def counted(self: States, snapshot, moved, asked):
        judged.append(snapshot.commit)
        return keys(self, snapshot, moved, asked)

    monkeypatch.setattr(States, "keys", counted)
    origins = blame(Request(folder), ["forbidden-dependency"])
    assert [origin.commit and origin.commit.sha for origin in origins] == [brought]
    # The tip, and the parent of the one that brought it in.
    assert len(judged) == 2


def test_an_import_that_comes_back_has_its_last_origin(tmp_path: Path) -> None:
    folder = repository(
        tmp_path / "r", {"a/x.py": "import b.y\n", "b/y.py": "", "docs/kavro/blueprint.md": TABLE}
    )
    commit(folder, "Take it out", {"a/x.py": "x = 1\n"})
    again = commit(folder, "Bring it back", {"a/x.py": "x = 1\nimport b.y\n"})
    commit(folder, "Type it", {"a/x.py": "x = 1\nimport b.y as y\n"})
    origins = blame(Request(folder), ["forbidden-dependency"])
    assert [origin.commit and origin.commit.sha for origin in origins] == [again]


def test_few_states_are_judged_for_cycles_and_merged_branches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = TABLE.replace("| b | `b/` | a |", "| b | `b/` | a |").replace("none", "b")
    folder = repository(tmp_path / "r", {"a/x.py": "import b.y\n", "b/y.py": "", "b/z.py": "",
                                         "docs/kavro/blueprint.md": rows})  # fmt: skip
    git(folder, "checkout", "--quiet", "-b", "topic")
    for number in range(10):
        commit(folder, f"Before {number}", {"b/z.py": f"import os\nz = {number}\n"})
    brought = commit(folder, "Close it", {"b/y.py": "import a.x\n"})
    for number in range(10):
        commit(folder, f"After {number}", {"b/y.py": f"import a.x\nimport n{number}\n"})
    git(folder, "checkout", "--quiet", "main")
    git(folder, "merge", "--quiet", "--no-ff", "topic", "--message=Merge it")
    merge = git(folder, "rev-parse", "HEAD").strip()
    for number in range(20):
        commit(folder, f"Later {number}", {f"a/other{number}.py": "import os\n"})
    judged: list[str | None] = []
    keys = States.keys

    def counted(self: States, snapshot, moved, asked):
        judged.append(snapshot.commit)
        return keys(self, snapshot, moved, asked)

    monkeypatch.setattr(States, "keys", counted)
    (origin,) = blame(Request(folder), ["dependency-cycle"])
    assert origin.commit and origin.authored
    assert (origin.commit.sha, origin.authored.sha) == (merge, brought)
    # The tip, the merge's parent, the branch's tip, and the parent of what closed the cycle.
    assert len(judged) == 4
