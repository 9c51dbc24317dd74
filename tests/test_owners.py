import json
from pathlib import Path

import pytest

from kavro_lint.config.owners import named_owners, owners_of
from kavro_lint.errors import CannotJudge
from tests.building import TABLE, repository, run
from tests.memory import snapshot_of

TEXT = """\
# everybody
*            @all
*.md         @writers docs@example.com   # inline
/src/api/    @api @web
src/**/db/   @data
/src/api/gen/
bad[         @nobody
!/a.py       @nobody
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("a.py", ("@all",)),
        ("deep/er/x.py", ("@all",)),
        ("src/x.md", ("@writers", "docs@example.com")),
        ("src/api/x.py", ("@api", "@web")),
        ("lib/src/api/x.py", ("@all",)),
        ("src/one/db/x.py", ("@data",)),
        ("src/api/gen/x.py", ()),
    ],
)
def test_the_last_line_that_matches_wins(path: str, owners: tuple[str, ...]) -> None:
    assert owners_of(snapshot_of({".github/CODEOWNERS": TEXT}))(path) == owners


GITHUB = """\
*            @all
docs/*       @direct
apps/        @apps
/build/logs  @logs
**/db        @data
*.js         @js
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("docs/x.py", ("@direct",)),
        ("docs/build/x.py", ("@all",)),
        ("deep/docs/x.py", ("@all",)),
        ("deep/apps/one/x.py", ("@apps",)),
        ("build/logs/one/x.log", ("@logs",)),
        ("deep/build/logs/x.log", ("@all",)),
        ("a/db/b/x.sql", ("@data",)),
        ("a/b.js", ("@js",)),
    ],
)
def test_owners_are_read_as_github_reads_them(path: str, owners: tuple[str, ...]) -> None:
    assert owners_of(snapshot_of({"CODEOWNERS": GITHUB}))(path) == owners


GITLAB = """\
*               @all
README.md       @readme
/docs           @nobody
/docs/          @docs
/lib/*          @lib
!/docs/secret/  @x

[Database] @dba
model/db/
/sql/           @sql

^[Optional][2] @style
*.py
[database]
/sql/old/
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("x.md", ("@all",)),
        ("deep/README.md", ("@readme",)),
        ("docs/a/b.md", ("@docs",)),
        ("docs/secret/b.md", ()),
        ("lib/x.md", ("@lib",)),
        ("lib/a/x.md", ("@all",)),
        ("deep/model/db/x.sql", ("@all", "@dba")),
        ("sql/x.py", ("@all", "@sql", "@style")),
        ("sql/old/x.sql", ("@all",)),
    ],
)
def test_owners_are_read_as_gitlab_reads_them(path: str, owners: tuple[str, ...]) -> None:
    assert owners_of(snapshot_of({".gitlab/CODEOWNERS": GITLAB}))(path) == owners


def test_without_sections_the_forge_beside_it_decides() -> None:
    text = {"CODEOWNERS": "sub/x.py @a\n"}
    assert owners_of(snapshot_of(text))("deep/sub/x.py") == ()
    assert owners_of(snapshot_of({**text, ".gitlab-ci.yml": ""}))("deep/sub/x.py") == ("@a",)
    both = {**text, ".gitlab-ci.yml": "", ".github/workflows/x.yml": ""}
    assert owners_of(snapshot_of(both))("deep/sub/x.py") == ()


def test_twenty_thousand_lines_are_looked_up() -> None:
    lines = [f"/src/**/x{n}.py @a{n}\n*.s{n} @b{n}\n/deep/{n}/ @c{n}\n" for n in range(7000)]
    owners = owners_of(snapshot_of({"CODEOWNERS": "".join(lines)}))
    for n in range(0, 7000, 7):
        assert owners(f"src/a/b/x{n}.py") == (f"@a{n}",)
        assert owners(f"q/z.s{n}") == (f"@b{n}",)
        assert owners(f"deep/{n}/x") == (f"@c{n}",)


def test_a_file_without_codeowners_has_no_owner() -> None:
    assert owners_of(snapshot_of({"a.py": ""}))("a.py") == ()


@pytest.mark.parametrize("word", ["@web", "web", "@WEB"])
def test_an_owner_is_named_without_case(word: str) -> None:
    snapshot = snapshot_of({"CODEOWNERS": "a/ @web @api\nb/ @Web\n"})
    assert named_owners(snapshot, [word]) == {"@web", "@Web"}
    assert named_owners(snapshot, []) == frozenset()


def test_an_unknown_owner_is_an_error_with_a_hint() -> None:
    with pytest.raises(CannotJudge, match="names the owner @wep") as raised:
        named_owners(snapshot_of({"CODEOWNERS": "a/ @web @api\n"}), ["@wep"])
    assert raised.value.remedy == "did you mean @web?"
    with pytest.raises(CannotJudge):
        named_owners(snapshot_of({}), ["@web"])


FILES = {
    "a.py": "import b\nimport c\n",
    "b.py": "import c\n",
    "c.py": "",
    "docs/kavro/blueprint.md": TABLE + "| a | `a.py` | | c |\n| b | `b.py` | | none |\n"
    "| c | `c.py` | | none |\n",
    "CODEOWNERS": "a.py @org/api\nb.py @org/web @ada\n",
}


def test_only_what_an_owner_has_is_reported(tmp_path: Path) -> None:
    folder = repository(tmp_path, FILES)

    def reported(*arguments: str) -> tuple[int, list[str]]:
        done = run(folder, "check", "--format", "json", *arguments)
        return done.returncode, [finding["path"] for finding in json.loads(done.stdout)["findings"]]

    assert reported() == (1, ["a.py", "b.py"])
    assert reported("--owner", "@ada") == (1, ["b.py"])
    assert reported("--owner", "@org/api,@org/web") == (1, ["a.py", "b.py"])
    assert reported("--owner", "@org/api", "--select", "KV703") == (0, [])
    done = run(folder, "check", "--owner", "@org/app")
    assert (done.returncode, "did you mean @org/api?" in done.stderr) == (2, True)


def test_blindness_is_reported_to_every_owner(tmp_path: Path) -> None:
    # No go.mod says that `go/lib` is a folder of this repository.
    files = {f"go/lib/x{n}.go": 'package lib\nimport "x.io/go/lib"\n' for n in range(12)}
    table = FILES["docs/kavro/blueprint.md"] + "| lib | `go/` | | |\n"
    files |= {"a.py": "", "b.py": "", "docs/kavro/blueprint.md": table}
    folder = repository(tmp_path, {**FILES, **files})
    done = run(folder, "check", "--owner", "@ada")
    assert (done.returncode, "KV008" in done.stdout) == (2, True)
