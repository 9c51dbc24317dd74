"""What each number of the coverage stands for, with `--verbose`."""

import json
import re
from pathlib import Path

from tests.building import repository, run

FILES: dict[str, str | bytes] = {
    "docs/kavro/blueprint.md": "| Module | Paths |\n|---|---|\n| m | `m/` |\n",
    "requirements.txt": "requests\n",
    "m/a.py": "import m.b\nimport requests\nimport elsewhere\nimport os\nimport m.gone\n"
    "import importlib\nimportlib.import_module(x)\ntry:\n    import m.perhaps\n"
    "except ImportError:\n    pass\n",
    "m/b.py": "",
    "m/latin.py": b"x = '\xe9'\n",
    "m/vendor/c.py": "",
    "m/node_modules/p/i.js": "",
    "m/testdata/x.go": "package x\n",
    "m/x.lua": "",
    "other.py": "",
}


def test_each_number_is_explained_with_verbose(tmp_path: Path) -> None:
    folder = repository(tmp_path, FILES)
    done = run(folder, "check", "--verbose", "--format", "json")
    coverage = json.loads(done.stdout)["coverage"]
    details = coverage["details"]

    def total(name: str) -> int:
        return sum(int(line.rpartition(": ")[2]) for line in details[name])

    imports = coverage["imports"]
    assert total("declared") == coverage["declared"] == 3
    for name in ("internal", "external", "standard", "unanalysable"):
        assert total(name) == imports[name] > 0, name
    assert len(details["unresolved"]) == imports["unresolved"] == 2
    assert details["unresolved"][1].endswith("(it may fail)")
    assert len(details["unlisted"]) == imports["unlisted"]
    assert details["undeclared"] == ["other.py"]
    assert len(details["unreadable"]) == coverage["unreadable"] == 1
    assert details["not analysed"] == ["m/x.lua"]
    assert details["not governed"] == ["m/vendor/c.py (vendored)"]
    passed_over = {"m/testdata/x.go (go)", "m/node_modules/p/i.js (javascript)"}
    assert set(details["passed over"]) == passed_over
    assert coverage["vendored"] == 2
    text = run(folder, "check", "--verbose").stdout
    assert re.search(r"^Unresolved:\n  m/a\.py:5  import m\.gone$", text, re.MULTILINE)


def test_without_verbose_only_the_numbers_are_shown(tmp_path: Path) -> None:
    done = run(repository(tmp_path, FILES), "check", "--format", "json")
    assert "details" not in json.loads(done.stdout)["coverage"]
    text = run(tmp_path, "check").stdout
    assert "Unresolved:" not in text
    assert "Passed over as Go does (`testdata`, `_x`, `.x`): m/testdata/x.go." in text
