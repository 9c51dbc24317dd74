"""Which changes are answered without judging: a table, each compared with `--no-cache`."""

import sys
from pathlib import Path

import pytest

from kavro_lint.cache import known_paths
from kavro_lint.cli import main, outputs
from kavro_lint.git import command
from kavro_lint.pipeline import check as pipeline
from tests.building import git, repository, write

# a and b are on a cycle, of which one import of a is the cut; c and d are on none.
FILES = {
    "a/f1.py": "from b import f1\n", "a/f2.py": "import os\n", "a/f3.py": "import os\n",
    "b/f1.py": "import os\n", "b/f2.py": "from a import f2\nfrom a import f3\n",
    "b/f3.py": "import os\n", "b/f4.py": "from a import f2\n", "b/f0.py": "import os\n",
    "c/f1.py": "from a import f2\n", "c/f2.py": "from a import f3\nimport os\n",
    "c/f3.py": "from d import f1\n", "d/f1.py": "import os\n", "d/f2.py": "from c import f9\n",
}  # fmt: skip
TABLE = "| Module | Paths | May import |\n|--|--|--|\n"
ROWS = "| a | `a/` | |\n| b | `b/` | |\n| c | `c/` | a, d |\n| d | `d/` | |\n"
JUDGED, KNOWN = True, False


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    sources = {path: text for path, text in FILES.items() if path != "d/f2.py"}
    made = repository(tmp_path, {**sources, "docs/kavro/blueprint.md": TABLE + ROWS})
    monkeypatch.chdir(made)
    # Stat data are believed at once, as they are after two seconds.
    monkeypatch.setattr(known_paths, "RACY_NS", 0)
    return made


class Runs:
    """Runs checks in this process, and counts the states that are judged."""

    def __init__(self, patch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self.judged = 0
        self._patch, self._capfd, self._examined = patch, capfd, pipeline.examined
        patch.setattr(pipeline, "examined", self._counting)

    def _counting(self, *arguments: object) -> object:
        self.judged += 1
        return self._examined(*arguments)  # type: ignore[arg-type]

    def check(self, *arguments: str) -> tuple[str, str]:
        """Return what a check prints."""
        self._patch.setattr(sys, "argv", ["kavro-lint", "check", *arguments])
        command.QUESTIONS.clear()
        outputs._PRINTED.clear()
        with pytest.raises(SystemExit):
            main()
        printed = self._capfd.readouterr()
        return printed.out, printed.err


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Runs:
    return Runs(monkeypatch, capfd)


@pytest.mark.parametrize(
    ("path", "text", "judged"),
    [
        # One import more of a dependency that is on the cycle and not to be cut.
        ("b/f3.py", "from a import f2\n", KNOWN),
        ("b/f4.py", "from a import f3\nfrom a import f2\n", KNOWN),
        # The finding shows the first file of it.
        ("b/f0.py", "from a import f2\n", JUDGED),
        # What is cut is named one by one.
        ("a/f2.py", "from b import f2\n", JUDGED),
        # One import less of what is not cut, and of a file that the finding names.
        ("b/f4.py", "from . import f3\n", KNOWN),
        ("b/f2.py", "from a import f3\n", JUDGED),
        # b/f1.py may move into a, unless it imports another file of b, or c imports it.
        ("b/f1.py", "from . import f3\n", JUDGED),
        ("b/f3.py", "from . import f1\n", JUDGED),
        # A dependency that is on no cycle: gone where a row lists it, and one import more.
        ("c/f3.py", "import os\n", JUDGED),
        ("c/f2.py", "from . import f1\n", KNOWN),
        ("c/f1.py", "from a import f2, f3\n", KNOWN),
        # A new one.
        ("d/f1.py", "from c import f1\n", JUDGED),
    ],
)
def test_a_change_is_judged_where_a_finding_may_differ(
    folder: Path, runs: Runs, path: str, text: str, judged: bool
) -> None:
    first = runs.check()
    assert "dependency cycle" in first[0]
    assert "or move b/f1.py into a" in " ".join(first[0].split())
    before = runs.judged
    write(folder, {path: text})
    answered = runs.check()
    was_judged = runs.judged > before
    assert answered == runs.check("--no-cache")
    assert was_judged is judged
    # What is kept is of the state now.
    write(folder, {"c/f2.py": "from a import f3\nimport os\nimport json\n"})
    assert runs.check() == runs.check("--no-cache")


# Layers above and below, a package that a row limits, private files, an exception, owners.
LAYERED = {
    "up/f1.py": "from down import f1\n", "up/f2.py": "import os\n",
    "up/f3.py": "from down import f1\nfrom . import nowhere\n",
    "down/f1.py": "import os\n", "down/f2.py": "from down import f1\nfrom up import f1\n",
    "down/f3.py": "from down import f1\n", "down/f4.py": "from down import f1\n",
    "side/f1.py": "from side import f2\n", "side/f2.py": "import os\n", "side/f3.py": "",
    "CODEOWNERS": "down/ @us\n",
    "docs/kavro/blueprint.md": "| Module | Paths | Layer | External | Public |\n|--|--|--|--|--|\n"
    "| up | `up/` | high | | `f1.py` |\n| down | `down/` | low | | |\n"
    "| side | `side/` | | none | |\n\n## Layers\n\n1. high\n2. low\n",
    "docs/kavro/decisions/2026-01-01-a.md": "# A\n\n**Status:** accepted\n\n"
    "| Exception | From | To | Until |\n|--|--|--|--|\n"
    "| KV703 | `down/f4.py` | up | 2999-01-01 |\n",
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "text", "judged"),
    [
        # Denied by a layer, the dependency being there already; and gone again.
        ("down/f3.py", "from down import f1\nfrom up import f1\n", JUDGED),
        ("up/f2.py", "from down import f3\nfrom . import nowhere\n", KNOWN),
        ("up/f3.py", "from down import f1\n", KNOWN),
        ("up/f3.py", "# more\nfrom down import f1\nfrom . import nowhere, f2\n", KNOWN),
        # A package that the row does not allow; one that no row limits.
        ("side/f1.py", "from side import f2\nimport requests\n", KNOWN),
        ("up/f2.py", "from down import f1\nimport requests\n", KNOWN),
        # A new dependency: allowed, on a private file, and one that closes a cycle.
        ("side/f1.py", "from side import f2\nfrom down import f1\n", KNOWN),
        ("side/f1.py", "from side import f2\nfrom up import f3\n", KNOWN),
        ("down/f1.py", "from side import f2\nfrom up import f3\n", JUDGED),
        # What an exception is for has a part in whether that is used.
        ("down/f4.py", "from down import f1\nfrom up import f1\n", JUDGED),
        # No import of the language leads to a file any more, nothing can be read.
        ("down/f3.py", "import os\n", JUDGED),
        ("down/f3.py", "from down import (\n", JUDGED),
    ],
)
def test_what_is_reported_of_a_changed_source_is_judged_alone(
    folder: Path, runs: Runs, path: str, text: str, judged: bool
) -> None:
    for question in ((), ("--format", "concise"), ("--select", "KV7"), ("up/",), ("-q",)):
        write(folder, LAYERED)
        runs.check(*question)
        before = runs.judged
        write(folder, {path: text})
        answered = runs.check(*question)
        was_judged = runs.judged > before
        assert answered == runs.check("--no-cache", *question)
        assert was_judged is judged
        # And back again, from what is kept now.
        write(folder, {path: LAYERED[path]})
        assert runs.check(*question) == runs.check("--no-cache", *question)


def test_links_submodules_and_packages_are_known(folder: Path, runs: Runs) -> None:
    (folder / "CLAUDE.md").symlink_to("docs/kavro/blueprint.md")
    (folder / "linked").symlink_to("d")
    repository(folder / "sub", {"x.py": ""})
    write(folder, {"kavro-lint.toml": '[packages]\ncv2 = ["opencv-python"]\n'})
    git(folder, "add", "--all")
    runs.check()
    before = runs.judged
    for text in ("from linked import f1\n", "import cv2\nimport sub.x\n", "import linked.f9\n"):
        write(folder, {"c/f2.py": text + FILES["c/f2.py"]})
        assert runs.check() == runs.check("--no-cache")
    assert runs.judged == before + 3
    # What a link leads to is looked at again.
    (folder / "linked").unlink()
    (folder / "linked").symlink_to("a")
    assert runs.check() == runs.check("--no-cache")
    assert runs.judged == before + 5


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("TYPE_CHECKING = False\n", "TYPE_CHECKING = True\n"),
        ("TYPE_CHECKING = True\n", "TYPE_CHECKING = False\n"),
        ("import os\n", "import d.f1\nd.f1.TYPE_CHECKING = True\n"),
    ],
)
def test_what_type_checking_is_another_file_says(
    folder: Path, runs: Runs, before: str, after: str
) -> None:
    guarded = "from d.f1 import TYPE_CHECKING\nif TYPE_CHECKING:\n    from c import f1\n"
    write(folder, {"d/f1.py": before, "d/f3.py": guarded, "c/f3.py": "from d import f3\n"})
    runs.check()
    write(folder, {"d/f1.py": after})
    assert runs.check() == runs.check("--no-cache")
