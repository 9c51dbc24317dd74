"""Many repositories: scanned, resumed, joined, and read as one."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.org_cluster import digests, generated, scan_with_deaths
from kavro_lint.commands.org.overview import overview_of
from kavro_lint.commands.org.repository_list import read_list
from kavro_lint.commands.org.result_files import begin
from kavro_lint.commands.org.scan import How, _entry, _in_process, scan
from kavro_lint.errors import CannotJudge
from kavro_lint.git.mirrors import is_address, refresh, without_secrets
from tests.building import git, repository, run
from tests.history.lines import BAD, BLUEPRINT, FILES, OWN, Line

TODAY = "2026-10-10"


def entry(name: str, folder: Path, team: str = "") -> str:
    where = f'path = "{folder}"' if folder.is_absolute() else f'url = "{folder}"'
    return f'[[repository]]\nname = "{name}"\n{where}\n' + (f'team = "{team}"\n' if team else "")


def made(folder: Path, number: int) -> Path:
    """Make a small repository that differs from the others."""
    line = Line(folder / f"r{number:02}", {**FILES, f"a/n{number}.py": OWN})
    if number % 3:
        line.commit({"a/x.py": BAD})
    if number % 5 == 0:
        line.commit({"b/y.py": f"from a import x\n{OWN}"})
    if number % 3 == 2:
        line.commit({"a/x.py": OWN})
    return line.folder


def listing(folder: Path, count: int) -> Path:
    file = folder / "repositories.toml"
    file.write_text(
        "".join(
            entry(f"r{number:02}", made(folder, number), f"team {number % 3}")
            for number in range(count)
        )
    )
    return file


def scanned(file: Path, into: Path, scheduler: str | None = None) -> None:
    scan(read_list(file), into, TODAY, How(2, scheduler), lambda done, of: None)


def test_a_scan_writes_one_page_over_all_repositories_and_one_for_each(tmp_path: Path) -> None:
    file = listing(tmp_path, 4)
    done = run(tmp_path, "org", "scan", str(file), "--into", "drift", "--workers", "2")
    assert (done.returncode, done.stdout) == (0, "4 scanned, 0 failed\n"), done.stderr
    done = run(tmp_path, "org", "report", "drift")
    assert "findings open in 4 repositories" in done.stdout
    page = (tmp_path / "drift/index.html").read_text()
    links = re.findall(r'href="(pages/[^"]+)"', page)
    assert sorted(links) == [f"pages/r0{n}.html" for n in range(4)]
    assert all((tmp_path / "drift" / link).exists() for link in links)
    for words in ("By team", "team 1", "By rule", "KV704 forbidden-dependency"):
        assert words in page
    assert "<script" not in page
    done = run(tmp_path, "org", "scan", str(file), "--into", "drift")
    assert done.stdout == "4 scanned (4 unchanged since the last scan), 0 failed\n"


def test_a_scan_imports_nothing_from_the_folder_it_is_started_in(tmp_path: Path) -> None:
    file = listing(tmp_path, 1)
    for name in ("json", "git", "kavro_lint", "networkx", "sqlite3"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("open('ran', 'w')\nraise SystemExit(3)\n")
    entries = [_entry(listed) for listed in read_list(file)]
    into = tmp_path / "drift"
    begin(into)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        patch.setenv("PYTHONPATH", str(tmp_path))
        row = _in_process(entries[0], into, TODAY)
    assert (row["status"], (tmp_path / "ran").exists()) == ("scanned", False)


def test_only_repositories_whose_heads_moved_are_scanned(tmp_path: Path) -> None:
    file = listing(tmp_path, 2)
    into = tmp_path / "drift"
    scanned(file, into)
    before = {place: place.stat().st_mtime_ns for place in (into / "pages").iterdir()}
    folder = tmp_path / "r01"
    (folder / "a/x.py").write_text(OWN)
    git(folder, "commit", "--quiet", "--all", "--message=Fix")
    scanned(file, into)
    changed = [place.name for place, at in before.items() if place.stat().st_mtime_ns != at]
    assert changed == ["r01.html"]
    assert json.loads((into / "rows/r01.json").read_text())["open"] == 0


def test_a_failed_repository_is_a_row_and_others_are_scanned(tmp_path: Path) -> None:
    file = listing(tmp_path, 1)
    empty = tmp_path / "empty"
    empty.mkdir()
    broken = repository(tmp_path / "broken")
    (broken / ".git/HEAD").write_text("nonsense")
    file.write_text(
        file.read_text()
        + entry("gone", tmp_path / "gone") + entry("empty", empty) + entry("broken", broken)
        + '[[repository]]\nname = "../up"\npath = "x"\n'
        + '[[repository]]\nname = "r00"\npath = "x"\n'
        + '[[repository]]\nname = "both"\npath = "x"\nurl = "https://x.example/y"\n'
        + '[[repository]]\nname = "typo"\npth = "x"\n'
        + '[[repository]]\nname = "number"\npath = 3\n'
        + '[[repository]]\nname = 7\npath = "x"\n'
        + entry("line", tmp_path / "r00") + 'mainline = "nope"\n'
        + '[[repository]]\nname = "ext"\nurl = "ext::sh -c touch% /tmp/x"\n'
    )  # fmt: skip
    done = run(tmp_path, "org", "scan", str(file), "--into", "drift")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("1 scanned, 11 failed\n")
    for words in (
        "gone: there is no folder", "is not in a Git repository", "`name` '../up'",
        "appears twice", "either `path` or `url`", "did you mean `path`",
        "`path` is not a text", "ext: `url` is not an address", "`name` 7 is not a name",
        "line: the mainline `nope` does not exist here\n",
    ):  # fmt: skip
        assert words in done.stdout, done.stdout
    assert run(tmp_path, "org", "report", "drift").returncode == 0
    page = (tmp_path / "drift/index.html").read_text()
    assert "Not judged" in page
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names no repository"),
        ("repository = 3\n", "names no repository"),
        ("[[repository]\n", "not valid TOML"),
        ("\xff", "not UTF-8"),
    ],
)
def test_an_invalid_list_is_refused(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "list.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(CannotJudge, match=words):
        read_list(file)
    done = run(tmp_path, "org", "scan", "none.toml", "--into", "drift")
    assert done.returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("scan", "list.toml"),
        ("report", "."),
        ("export", "."),
        ("report", ".", "--workers", "2"),
        ("scann", "list.toml"),
        ("export", ".", "--format", "xml"),
    ],
)
def test_impossible_requests_are_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(tmp_path, "org", *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_missing_contracts_and_contradicting_packages_are_shown(tmp_path: Path) -> None:
    table = "| Module | Paths | External |\n|---|---|---|\n"
    use = "import requests\n" + OWN
    allowed = Line(
        tmp_path / "one", {BLUEPRINT: f"{table}| a | `a/` | requests |\n", "a/x.py": use}
    )
    denied = Line(tmp_path / "two", {BLUEPRINT: f"{table}| a | `a/` | none |\n", "a/x.py": use})
    bare = Line(tmp_path / "three", {"a/x.py": use})
    file = tmp_path / "list.toml"
    file.write_text(
        entry("one", allowed.folder) + entry("two", denied.folder) + entry("three", bare.folder)
    )
    scanned(file, tmp_path / "drift")
    rows = [json.loads(p.read_text()) for p in sorted((tmp_path / "drift/rows").iterdir())]
    overview = overview_of(rows)
    (contradiction,) = overview.contradictions
    assert (contradiction.package, contradiction.allowed, contradiction.denied) == (
        "requests", ("one",), ("two",),
    )  # fmt: skip
    assert overview.without_contract == ("three",)


def test_exports_hold_what_history_holds(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    import duckdb

    file = listing(tmp_path, 3)
    into = tmp_path / "drift"
    scanned(file, into)
    for form in ("csv", "parquet"):
        assert run(into, "org", "export", ".", "--format", form).returncode == 0
    rows = list(csv.DictReader((into / "export/intervals.csv").open()))
    result = [
        json.loads(line)
        for number in range(3)
        for line in run(tmp_path / f"r0{number}", "history", "--format", "json").stdout.splitlines()
    ]
    findings = [line for line in result if line["kind"] == "finding"]
    assert sum(row["kind"] == "finding" for row in rows) == len(findings)
    assert {row["fingerprint"] for row in rows if row["kind"] == "finding"} == {
        line["fingerprint"] for line in findings
    }
    question = f"SELECT count(*) FROM '{into}/export/intervals.parquet'"
    assert duckdb.connect().execute(question).fetchall() == [(len(rows),)]
    assert run(into, "org", "export", ".", "--format", "openmetrics").returncode == 0
    metrics = (into / "export/metrics.txt").read_text()
    assert 'kavro_lint_open{repository="r01",team="team 1"} 1\n' in metrics
    assert metrics.endswith("# EOF\n")


def test_fifty_repositories_are_scanned_although_a_worker_is_killed(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    file = listing(tmp_path, 50)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    scanned(file, whole)
    command = [sys.executable, "-m", "kavro_lint", "org", "scan", str(file), "--into", str(broken)]
    process = subprocess.Popen(
        [*command, "--workers", "2"], stdout=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 120
    while len(list((broken / "rows").glob("*.json"))) < 5 and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    done = len(list((broken / "rows").glob("*.json")))
    assert 5 <= done < 50
    scanned(file, broken)
    assert digests(broken) == digests(whole)


def test_a_cluster_gives_the_same_bytes(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    pytest.importorskip("duckdb")
    file = listing(tmp_path, 6)
    scanned(file, tmp_path / "processes")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        scanned(file, tmp_path / "cluster", cluster.scheduler_address)
    assert digests(tmp_path / "cluster") == digests(tmp_path / "processes")


def test_nobody_is_named_in_rows_pages_stores_and_exports(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    file = listing(tmp_path, 2)
    into = tmp_path / "drift"
    scanned(file, into)
    assert run(into, "org", "report", ".").returncode == 0
    for form in ("csv", "openmetrics", "parquet"):
        assert run(into, "org", "export", ".", "--format", form).returncode == 0
    written = [
        place for place in into.rglob("*") if place.is_file() and "mirrors" not in place.parts
    ]
    assert {".json", ".html", ".csv", ".parquet"} <= {place.suffix for place in written}
    author = git(tmp_path / "r00", "log", "-1", "--format=%an%n%ae%n%cn%n%ce").split("\n")
    assert len(author) >= 4
    for place in written:
        content = place.read_bytes()
        if place.suffix == ".parquet":
            # Its columns are compressed.
            cells = duckdb.sql(f"SELECT * FROM read_parquet('{place}')").fetchall()
            assert cells
            content += repr(cells).encode()
        assert not [name for name in author if name and name.encode() in content], place


def test_a_cluster_that_loses_a_worker_and_is_ended_goes_on(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    pytest.importorskip("duckdb")
    file = generated(tmp_path, 8, 3)
    scanned(file, tmp_path / "processes")
    killed, ended = scan_with_deaths(file, tmp_path / "cluster")
    assert 2 <= killed < ended < 8
    assert digests(tmp_path / "cluster") == digests(tmp_path / "processes")


def test_an_invalid_scheduler_address_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    file = listing(tmp_path, 1)
    done = run(tmp_path, "org", "scan", str(file), "--into", "drift", "--scheduler", "nonsense")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_mirror_runs_nothing_and_follows_its_origin(tmp_path: Path) -> None:
    line = Line(tmp_path / "origin")
    line.commit({".gitattributes": "*.py filter=evil\n", "a/x.py": BAD})
    mirror = tmp_path / "mirror.git"
    url = f"file://{line.folder}"
    refresh(mirror, url)
    assert git(mirror, "rev-parse", "main").strip() == line.head()
    assert git(mirror, "symbolic-ref", "HEAD").strip() == "refs/heads/main"
    assert not (mirror / "hooks").exists()
    mark = tmp_path / "ran"
    hooks = mirror / "hooks"
    hooks.mkdir()
    for name in ("reference-transaction", "post-update", "post-checkout"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {mark}\n")
        (hooks / name).chmod(0o755)
    line.commit({"a/x.py": OWN})
    refresh(mirror, url)
    assert git(mirror, "rev-parse", "main").strip() == line.head()
    assert not mark.exists()
    assert "url" not in (mirror / "config").read_text()


def test_no_password_is_shown(tmp_path: Path) -> None:
    url = "http://ada:secret@127.0.0.1:9/x.git?token=hidden"
    with pytest.raises(CannotJudge) as caught:
        refresh(tmp_path / "m.git", url)
    assert "secret" not in f"{caught.value}{caught.value.remedy}"
    assert "hidden" not in str(caught.value)
    file = tmp_path / "list.toml"
    file.write_text(f'[[repository]]\nname = "x"\nurl = "{url}"\n')
    done = run(tmp_path, "org", "scan", str(file), "--into", "drift")
    everything = done.stdout + done.stderr + (tmp_path / "drift/rows/x.json").read_text()
    assert "secret" not in everything
    assert "hidden" not in everything
    assert "secret" not in "".join(
        place.read_text(errors="replace") for place in (tmp_path / "drift").rglob("*")
        if place.is_file()
    )  # fmt: skip
    assert without_secrets("fatal: https://a:b@h.example/x") == "fatal: https://h.example/x"


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://h.example/a/b.git", True), ("ssh://git@h.example/a", True),
        ("git@h.example:a/b.git", True), ("file:///srv/a", True),
        ("ext::sh -c x", False), ("--upload-pack=x", False), ("/srv/a", False), ("", False),
        ("https://h.example/a b", False), ("-oProxyCommand=x:y", False),
    ],
)  # fmt: skip
def test_an_address_is_a_path_or_a_url(text: str, good: bool) -> None:
    assert is_address(text) == good


def test_a_hostile_list_is_text_on_the_page(tmp_path: Path) -> None:
    line = Line(tmp_path / "r")
    file = tmp_path / "list.toml"
    team = '<img src=x onerror=alert(1)>\\"\\n'
    file.write_text(f'[[repository]]\nname = "r"\npath = "{line.folder}"\nteam = "{team}"\n')
    scanned(file, tmp_path / "drift")
    assert run(tmp_path, "org", "report", "drift").returncode == 0
    assert "<img" not in (tmp_path / "drift/index.html").read_text()
    assert run(tmp_path, "org", "export", "drift", "--format", "openmetrics").returncode == 0
    lines = (tmp_path / "drift/export/metrics.txt").read_text().splitlines()
    assert sum(not item.startswith("#") for item in lines) == 5


@pytest.mark.parametrize(
    "setting",
    [
        '[remote "kavro"]\n\tuploadpack = touch MARK; git-upload-pack\n',
        '[url "ext::touch MARK "]\n\tinsteadOf = file\n[protocol "ext"]\n\tallow = always\n',
        "[core]\n\tsshCommand = touch MARK\n",
        '[credential]\n\thelper = "!touch MARK"\n',
        "[include]\n\tpath = other\n",
        "[extensions]\n\tworktreeConfig = true\n",
    ],
)
def test_a_mirror_that_somebody_put_there_runs_nothing(tmp_path: Path, setting: str) -> None:
    line = Line(tmp_path / "origin")
    mark, mirror = tmp_path / "ran", tmp_path / "mirror.git"
    git(tmp_path, "init", "--quiet", "--bare", str(mirror))
    with (mirror / "config").open("a") as file:
        file.write(setting.replace("MARK", str(mark)))
    with pytest.raises(CannotJudge, match="not a mirror that a scan made"):
        refresh(mirror, f"file://{line.folder}")
    assert not mark.exists()


@pytest.mark.parametrize("names", [("HEAD",), ("HEAD", ".git"), ("HEAD", "commondir")])
def test_a_folder_that_only_looks_like_a_mirror_is_not_the_repository_around_it(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    line = Line(tmp_path / "origin")
    around = Line(tmp_path / "around")
    git(around.folder, "branch", "mine")
    mirror = around.folder / "mirror.git"
    mirror.mkdir()
    contents = {"HEAD": "ref: refs/heads/main\n", ".git": f"gitdir: {around.folder}/.git\n",
                "commondir": f"{around.folder}/.git\n"}  # fmt: skip
    for name in names:
        (mirror / name).write_text(contents[name])
    before = git(around.folder, "for-each-ref")
    with pytest.raises(CannotJudge):
        refresh(mirror, f"file://{line.folder}")
    assert git(around.folder, "for-each-ref") == before


@pytest.mark.parametrize(
    "link", ["drift", "drift/rows", "drift/pages", "drift/stores", "drift/mirrors",
             "drift/stores/x", "drift/mirrors/x.git", "drift/export"]
)  # fmt: skip
def test_nothing_is_written_through_a_link_of_the_repository(tmp_path: Path, link: str) -> None:
    line = Line(tmp_path / "r")
    outside = tmp_path / "outside"
    outside.mkdir()
    place = line.folder / link
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(outside)
    (tmp_path / "list.toml").write_text(
        f'[[repository]]\nname = "x"\nurl = "file://{line.folder}"\n'
    )
    done = run(line.folder, "org", "scan", "../list.toml", "--into", "drift")
    if link == "drift/export":
        assert done.returncode == 0, done.stderr
        done = run(line.folder, "org", "export", "drift", "--format", "openmetrics")
    assert (done.returncode, "is a link in a repository" in done.stdout + done.stderr) == (2, True)
    assert not list(outside.iterdir())


@pytest.mark.parametrize("arguments", [["scan", "list.toml", "--into", "x"], ["report", "x"]])
def test_a_format_is_of_an_export_alone(tmp_path: Path, arguments: list[str]) -> None:
    done = run(tmp_path, "org", *arguments, "--format", "csv")
    assert done.returncode == 2
    assert f"--format is an option of export, not of {arguments[0]}" in done.stderr


def test_names_that_are_not_valid_folders_everywhere_are_refused(tmp_path: Path) -> None:
    names = ["shop", "Shop", "CON", "nul.old", "com1", "end.", "console"]
    file = tmp_path / "list.toml"
    file.write_text("".join(f'[[repository]]\nname = "{name}"\npath = "x"\n' for name in names))
    problems = {name: row.problem for name, row in zip(names, read_list(file), strict=True)}
    assert [name for name, problem in problems.items() if not problem] == ["shop", "console"]
    assert problems["Shop"] == "entry 2: `name` 'Shop' appears twice"
