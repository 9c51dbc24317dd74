"""Public as people write it, and fixes that name the remedy that fits."""

import json
from pathlib import Path

import pytest

from tests.building import repository, run

HEAD = "| Module | Paths | Public |\n|---|---|---|\n"
FILES = {
    "src/app/__init__.py": "", "src/app/api.py": "", "src/app/inner.py": "",
    "other/o.py": "from app import api\nfrom app import inner\n",
}  # fmt: skip


def fixes(folder: Path, rule: str) -> str:
    return " ".join(run(folder, "check", "--select", rule).stdout.split())


@pytest.mark.parametrize("paths", ["src/app/", "src/app/*.py"])
@pytest.mark.parametrize("public", ["api.py", "src/app/api.py", "/src/app/api.py"])
def test_public_from_the_modules_folders_or_from_the_root(
    tmp_path: Path, paths: str, public: str
) -> None:
    table = f"{HEAD}| app | `{paths}` | `{public}` |\n| other | `other/` | |\n"
    folder = repository(tmp_path, {**FILES, "docs/kavro/blueprint.md": table})
    text = fixes(folder, "KV706,KV003")
    assert "KV706 private-import: 1 major" in text
    assert "src/app/inner.py is private to app" in text
    assert "KV003" not in text


def test_what_matches_from_the_folders_is_read_from_there_alone(tmp_path: Path) -> None:
    table = f"{HEAD}| app | `app/` | `app/api.py` |\n| other | `other/` | |\n"
    files = {
        "app/__init__.py": "", "app/api.py": "", "app/app/__init__.py": "", "app/app/api.py": "",
        "other/o.py": "import app.api\nimport app.app.api\n", "docs/kavro/blueprint.md": table,
    }  # fmt: skip
    text = fixes(repository(tmp_path, files), "KV706")
    assert "app/api.py is private to app" in text
    assert "app/app/api.py is private" not in text


@pytest.mark.parametrize(
    ("public", "meant"),
    [("app/api.py", "api.py"), ("lib/src/api.py", "api.py"), ("deep.py", "**/deep.py")],
)
def test_a_public_pattern_that_matches_nothing_shows_the_one_that_would(
    tmp_path: Path, public: str, meant: str
) -> None:
    table = f"{HEAD}| app | `src/app/` | `{public}` |\n| other | `other/` | |\n"
    files = {**FILES, "src/app/x/deep.py": "", "docs/kavro/blueprint.md": table}
    text = fixes(repository(tmp_path, files), "KV003")
    assert f"patterns start at the module's folders (src/app/): write `{meant}`" in text


@pytest.mark.parametrize(
    ("path", "remedy"),
    [
        ("src/app/new/x.py", "move the code into the module app"),
        ("src/app/generated/x.py", "mark `src/app/generated/` as linguist-generated"),
        ("scripts/x.py", "name `scripts/` in a table `Ungoverned | Reason`"),
        ("lone/x.py", "move the code into a declared module"),
    ],
)
def test_undeclared_files_get_the_remedy_that_fits(tmp_path: Path, path: str, remedy: str) -> None:
    table = f"{HEAD}| app | `src/app/*.py` | |\n| other | `other/` | |\n"
    files = {**FILES, path: "", "docs/kavro/blueprint.md": table}
    assert remedy in fixes(repository(tmp_path, files), "KV701")


@pytest.mark.parametrize(
    ("statement", "remedy"),
    [
        ("from .inenr import x", "did you mean src/app/inner.py?"),
        ("from .thing_pb2 import x", "name `src/app/thing_pb2.py` in a table `Generated | Reason`"),
        ("from .nothing_like_it import x", "fix: correct the import, or add the file"),
    ],
)
def test_unresolved_imports_get_the_remedy_that_fits(
    tmp_path: Path, statement: str, remedy: str
) -> None:
    table = f"{HEAD}| app | `src/app/` | |\n| other | `other/` | |\n"
    files = {**FILES, "src/app/a.py": statement + "\n", "docs/kavro/blueprint.md": table}
    assert remedy in fixes(repository(tmp_path, files), "KV710")


CYCLE = "| Module | Paths |\n|---|---|\n| a | `a/` |\n| b | `b/` |\n"


@pytest.mark.parametrize(
    ("files", "remedy"),
    [
        # The one file that is imported goes to its importer.
        ({"a/x.py": "import b.shared\n", "b/y.py": "import a.z\nimport a.x\n", "b/shared.py": ""},
         "cut this one import: a -> b, or move b/shared.py into a"),
        # It stays where it takes more of its module with it.
        ({"a/x.py": "import b.shared\n", "b/y.py": "import a.z\nimport a.x\n",
          "b/shared.py": "import b.y\n"}, "or move a/x.py into b"),
        # Both are tied.
        ({"a/x.py": "import b.shared\n", "a/w.py": "import a.x\n",
          "b/y.py": "import a.z\nimport a.x\n", "b/shared.py": "import b.y\n"},
         "cut this one import: a -> b\n"),
    ],
)  # fmt: skip
def test_a_cycle_names_the_file_that_may_move_instead(
    tmp_path: Path, files: dict[str, str], remedy: str
) -> None:
    base = {"a/z.py": "", "b/more.py": "", "docs/kavro/blueprint.md": CYCLE}
    text = run(repository(tmp_path, {**base, **files}), "check", "--select", "KV705").stdout
    assert remedy in text.replace("\n      ", " ")
    assert "KV705 dependency-cycle: 1 major" in text


@pytest.mark.parametrize(
    ("external", "denied"),
    [
        ("google-cloud-storage, PyYAML, scikit-learn, BeautifulSoup4, opencv-python", []),
        ("google.cloud, yaml, sklearn, bs4, cv2", []),
        ("google-cloud, pyyaml, scikit_learn, bs4, cv2", []),
        ("google-cloud-bigquery, pyyaml, scikit-learn, bs4, cv2", [1, 2, 3]),
        ("google-cloud-storage, scikit-learn, bs4, cv2", [4]),
    ],
)
def test_external_takes_the_names_of_distributions(
    tmp_path: Path, external: str, denied: list[int]
) -> None:
    """A namespace's distribution brings what is named as it is, from whatever form of import."""
    files = {
        "app/x.py": "from google.cloud import storage\nimport google.cloud.storage.blob\n"
        "from google.cloud.storage import Blob\nimport yaml\nimport sklearn.svm\nimport bs4\n"
        "import cv2\n",
        "docs/kavro/blueprint.md":
            f"| Module | Paths | External |\n|---|---|---|\n| app | `app/` | {external} |\n",
    }  # fmt: skip
    done = run(repository(tmp_path, files), "check", "--select", "KV707", "--format", "json")
    assert [finding["line"] for finding in json.loads(done.stdout)["findings"]] == denied
