"""`kavro-lint init`, as a user runs it: it writes what is new, and then the check says so."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.building import git, repository, run, write
from tests.init.graphs import packages

SHOP = {
    "src/shop/__init__.py": "",
    "src/shop/api/http.py": "from shop.services import orders\n",
    "src/shop/services/orders.py": "from shop.db import tables\nfrom shop.db import more\n",
    "src/shop/db/tables.py": "from shop.services import orders\n",
    "src/shop/db/more.py": "",
    "tests/test_api.py": "from shop.api import http\n",
}
BLUEPRINT = "docs/kavro/blueprint.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", SHOP)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts[:1]
    }


def report(folder: Path, *arguments: str) -> tuple[int, dict[str, object]]:
    done = run(folder, "check", "--format", "json", *arguments)
    assert done.stderr == ""
    document: dict[str, object] = json.loads(done.stdout)
    return done.returncode, document


def rules(entries: dict[str, object]) -> list[str]:
    findings = entries["findings"]
    assert isinstance(findings, list)
    return [finding["id"] for finding in findings]


def test_the_first_check_knows_the_debt_and_does_not_fail(folder: Path) -> None:
    done = run(folder, "init")
    assert (done.returncode, done.stderr) == (0, "")
    assert "PASS: no findings, 2 known" in done.stdout
    assert "db -> services  1 import, as in src/shop/db/tables.py:1" in done.stdout
    sha = git(folder, "rev-parse", "HEAD").strip()
    assert f'adopted = "{sha}"\n' in (folder / "kavro-lint.toml").read_text()
    code, result = report(folder)
    assert (code, result["verdict"], rules(result)) == (0, "PASS", [])
    assert result["summary"]["known"] == 2  # type: ignore[index]
    assert result["coverage"]["undeclared"] == 0  # type: ignore[index]
    code, result = report(folder, "--all")
    assert (code, sorted(rules(result))) == (1, ["KV703", "KV705"])
    # What comes later is no debt.
    write(folder, {"src/shop/db/more.py": "from shop.api import http\n"})
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Go on")
    code, result = report(folder)
    assert (code, rules(result)) == (1, ["KV703", "KV705"])


def test_a_dry_run_writes_nothing_and_says_all(folder: Path) -> None:
    before = files_of(folder)
    options = ("--workflow", "--hook", "--ci", "gitlab", "--codeowners", "@org/team")
    shown = run(folder, "init", "--dry-run", *options).stdout
    assert files_of(folder) == before
    done = run(folder, "init", *options)
    new = {path: text for path, text in files_of(folder).items() if path not in before}
    assert done.returncode == 0
    for path, text in new.items():
        body = "".join(f"  {line}\n" for line in text.decode().splitlines())
        assert f"{path}\n{body}" in shown
    assert set(new) >= {
        ".gitlab-ci.yml",
        ".gitlab/CODEOWNERS",
        ".pre-commit-config.yaml",
        BLUEPRINT,
    }
    assert {path: text for path, text in files_of(folder).items() if path in before} == before


def test_init_writes_the_same_again(folder: Path) -> None:
    run(folder, "init")
    first = files_of(folder)
    for path in (BLUEPRINT, "kavro-lint.toml"):
        (folder / path).unlink()
    run(folder, "init", PYTHONHASHSEED="7")
    assert files_of(folder) == first


@pytest.mark.parametrize("name", ["blueprint.md", "architecture.md"])
def test_a_blueprint_is_never_overwritten(folder: Path, name: str) -> None:
    write(folder, {f"docs/kavro/{name}": "mine\n"})
    done = run(folder, "init", "--update")
    assert (done.returncode, "has no table of modules" in done.stdout) == (0, True)
    assert (folder / f"docs/kavro/{name}").read_text() == "mine\n"
    assert not (folder / "kavro-lint.toml").exists()


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"pyproject.toml": '[tool.kavro-lint]\nfail-on = "minor"\n'}, "pyproject.toml"),
        ({"kavro-lint.toml": 'fail-on = "minor"\n'}, "kavro-lint.toml"),
    ],
)
def test_a_configuration_is_left_to_its_owner(
    folder: Path, files: dict[str, str], place: str
) -> None:
    write(folder, files)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Configure")
    done = run(folder, "init")
    assert f"{place} already exists. Add to it" in done.stdout
    assert "once the settings above are added" in done.stdout
    assert (folder / place).read_text() == files[place]
    line = next(entry for entry in done.stdout.splitlines() if "adopted = " in entry).strip()
    (folder / place).write_text(files[place] + line + "\n")
    assert report(folder)[0] == 0


def test_without_a_commit_nothing_is_known(tmp_path: Path) -> None:
    folder = repository(tmp_path, SHOP, commit=False)
    done = run(folder, "init")
    assert done.returncode == 0
    assert "There is no commit yet, so nothing is known debt" in done.stdout
    assert "BLOCK: 2 new" in done.stdout
    assert not (folder / "kavro-lint.toml").exists()


def test_an_empty_repository_gets_a_plan(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"README.md": "# x\n"})
    done = run(folder, "init", "--workflow")
    assert (done.returncode, "There is no source yet" in done.stdout) == (0, True)
    document = report(folder)[1]
    findings, result = document["findings"], set(rules(document))
    # What is still to be filled in, and that there is nothing to check.
    assert result <= {
        "KV008", "KV102", "KV103", "KV202", "KV206", "KV207", "KV302", "KV307", "KV312", "KV401",
        "KV402", "KV404",
    }  # fmt: skip
    # A skeleton's own placeholders are one finding per document.
    places = [(finding["rule"], finding["path"]) for finding in findings]
    assert len(places) == len(set(places))
    # Nobody is asked to approve a template.
    assert "next: fill it in, then ask a person" in run(folder, "status").stdout
    write(folder, {"lib/a.py": "import b\n", "lib/b.py": ""})


def test_existing_files_are_completed_by_hand(folder: Path) -> None:
    there = {
        ".pre-commit-config.yaml": "repos: []\n",
        ".github/workflows/architecture.yml": "on: push\n",
        "docs/CODEOWNERS": "* @all\n",
    }
    write(folder, there)
    done = run(folder, "init", "--hook", "--ci", "github", "--codeowners", "@org/team")
    assert done.returncode == 0
    for path, text in there.items():
        assert f"{path} already exists. Add to it" in done.stdout
        assert (folder / path).read_text() == text
    assert "/docs/kavro/ @org/team" in done.stdout


def test_pre_commit_accepts_the_hook(folder: Path) -> None:
    import yaml

    run(folder, "init", "--hook", "--ci", "github")
    hook = yaml.safe_load((folder / ".pre-commit-config.yaml").read_text())
    assert hook["repos"][0]["hooks"][0]["entry"] == "kavro-lint check --staged"
    job = yaml.safe_load((folder / ".github/workflows/architecture.yml").read_text())
    assert job["jobs"]["kavro-lint"]["steps"][-1]["run"].startswith("kavro-lint check --base auto")


@pytest.mark.parametrize("where", ["docs", "docs/kavro"])
def test_nothing_goes_through_a_link(folder: Path, where: str) -> None:
    outside = folder.parent / "outside"
    outside.mkdir()
    (folder / where).parent.mkdir(exist_ok=True)
    (folder / where).symlink_to(outside)
    done = run(folder, "init")
    assert (done.returncode, "is a link" in done.stderr) == (2, True)
    assert not list(outside.iterdir())
    assert not (folder / "kavro-lint.toml").exists()


def test_an_ignored_place_is_reported(folder: Path) -> None:
    write(folder, {".gitignore": "docs/\n"})
    done = run(folder, "init")
    assert done.returncode == 2
    assert "Git ignores docs/kavro/blueprint.md" in done.stderr
    assert not (folder / "docs").exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--ci", "githup"], "did you mean github"),
        (["--from", "nowhere.toml"], "is not a file of this repository"),
        (["--from", "src/shop/__init__.py"], "holds no rules"),
        (["--codeowners", "me you\n* @all"], "is not an owner"),
    ],
)
def test_init_refuses_bad_input_and_writes_nothing(
    folder: Path, arguments: list[str], expected: str
) -> None:
    before = files_of(folder)
    done = run(folder, "init", *arguments)
    assert (done.returncode, expected in done.stderr) == (2, True), done
    assert files_of(folder) == before


def test_init_refuses_a_bare_repository(folder: Path) -> None:
    bare = folder.parent / "bare.git"
    git(folder, "clone", "--quiet", "--bare", str(folder), str(bare))
    done = run(bare, "init")
    assert (done.returncode, "bare repository" in done.stderr) == (2, True)


def test_from_a_subfolder_the_whole_repository_begins(folder: Path) -> None:
    assert run(folder / "src/shop", "init").returncode == 0
    assert (folder / BLUEPRINT).is_file()


# A failure is a whole repository: shrinking it takes longer than reading it.
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=QUICK
)
@given(packages(), st.booleans())
def test_the_first_check_after_init_passes(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, str], committed: bool
) -> None:
    folder = repository(tmp_path_factory.mktemp("made"), {**files, "x.md": ""}, commit=committed)
    assert run(folder, "init").returncode == 0
    code, result = report(folder)
    assert set(rules(result)) <= {"KV703", "KV704", "KV705", "KV710", "KV711", "KV008"}
    if committed:
        blind = rules(result) == ["KV008"]
        assert (code, rules(result)) == ((2, ["KV008"]) if blind else (0, []))


def test_init_needs_no_cache(folder: Path) -> None:
    (folder / ".git/kavro-lint").write_text("no folder")
    assert run(folder, "init", HOME=os.devnull).returncode == 0


def test_files_that_are_left_out_are_counted(tmp_path: Path) -> None:
    files = {"shop/a.py": "", "shop/b.py": "", "vendor/x/y.py": ""}
    output = run(repository(tmp_path, files), "init").stdout
    assert "1 file is vendored, generated, excluded or ungoverned, and in no module" in output
