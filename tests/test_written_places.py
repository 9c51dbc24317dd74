"""Nothing is written where a repository points: through links it holds, or into pipes."""

import os
import shutil
from pathlib import Path

import pytest

from kavro_lint.git.worktree import link_on_the_way, working_tree_around
from tests.building import GOOD, git, repository, run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")

TASK = "# Roadmap\n\n- [ ] 1.1.1 Begin\n"
# Command lines that write, with the place that is a link: the file, or a folder above it.
WRITING = [
    (("check", "--report", "sarif=out/kavro.sarif"), "out/kavro.sarif"),
    (("check", "--format", "sarif", "--output", "out/kavro.sarif"), "out/kavro.sarif"),
    (("check", "--output", "out/../out/x"), "out"),
    (("check", "--report", "json=out/deep/x"), "out"),
    (("graph", "--format", "html", "--output", "out/graph.html"), "out/graph.html"),
    (("graph", "--output", "out/graph.mmd"), "out"),
    (("diff", "HEAD", "--output", "out/x.md"), "out/x.md"),
    (("new", "validation", "1.1.1"), "docs/kavro/validation"),
    (("approve", "blueprint", "--by", "Ada"), "docs/kavro/approvals"),
]


@pytest.mark.parametrize(("line", "link"), WRITING)
def test_nothing_is_written_through_a_link(
    tmp_path: Path, line: tuple[str, ...], link: str
) -> None:
    folder = repository(tmp_path / "r", {**GOOD, "docs/kavro/roadmap.md": TASK})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("precious\n")
    place = folder / link
    place.parent.mkdir(exist_ok=True)
    is_file = "." in place.name
    place.symlink_to(outside / "precious" if is_file else outside)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=a link")
    done = run(folder, *line)
    assert done.returncode == 2, done
    assert " is a link" in done.stderr
    assert [path.name for path in outside.iterdir()] == ["precious"]
    assert (outside / "precious").read_text() == "precious\n"
    assert place.is_symlink()


def test_a_dangling_link_is_not_followed_either(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r")
    (folder / "x.json").symlink_to(tmp_path / "made")
    assert run(folder, "check", "--output", "x.json").returncode == 2
    assert not (tmp_path / "made").exists()


def test_links_outside_of_the_repository_are_the_users_own(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r")
    (tmp_path / "real").mkdir()
    (tmp_path / "way").symlink_to(tmp_path / "real")
    assert run(folder, "check", "--output", "../way/x.txt").returncode == 0
    assert (tmp_path / "real/x.txt").is_file()
    (tmp_path / "project").symlink_to(folder)
    assert run(tmp_path, "-C", "project", "check", "--output", "y.txt").returncode == 0
    assert (folder / "y.txt").is_file()


def test_a_pipe_that_nobody_reads_ends_a_run(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r")
    os.mkfifo(tmp_path / "pipe")
    done = run(folder, "check", "--output", str(tmp_path / "pipe"))
    assert (done.returncode, "cannot write" in done.stderr) == (2, True)


@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_a_cache_that_came_with_the_git_folder(tmp_path: Path, kind: str) -> None:
    folder = repository(tmp_path / "r")
    outside = tmp_path / "outside"
    outside.mkdir()
    environment = {"XDG_CACHE_HOME": str(tmp_path / "mine")}
    expected = run(folder, "check", **environment).stdout
    cache = folder / ".git/kavro-lint"
    names = [path.name for path in cache.iterdir()]
    assert len(names) >= 3
    for name in names:
        (cache / name).unlink()
        if kind == "pipe":
            os.mkfifo(cache / name)
        elif kind == "link":
            (cache / name).symlink_to(outside / name)
        else:
            (cache / name).mkdir()
    for _ in range(2):
        assert run(folder, "check", **environment).stdout == expected
    shutil.rmtree(cache)
    cache.symlink_to(outside)
    for _ in range(2):
        assert run(folder, "check", **environment).stdout == expected
    assert list(outside.iterdir()) == []


def test_links_are_found_on_the_way_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "r/.git").mkdir(parents=True)
    (tmp_path / "r/a").mkdir()
    (tmp_path / "r/a/link").symlink_to("..")
    top = str(tmp_path / "r")
    assert working_tree_around(f"{top}/a") == top
    assert link_on_the_way(f"{top}/a/x") is None
    assert link_on_the_way(f"{top}/a/link") == f"{top}/a/link"
    assert link_on_the_way(f"{top}/a/link/../b/x") == f"{top}/a/link"
    assert link_on_the_way(f"{top}/a/../a/./x") is None
