"""`kavro-lint cache` shows what is kept and removes no more than that."""

from pathlib import Path

from tests.building import repository, run


def test_the_cache_command_shows_and_clears_the_cache(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    assert "empty" in run(folder, "cache").stdout
    run(folder, "check")
    (folder / ".git/kavro-lint/mine").write_text("not a cache")
    shown = run(folder, "cache").stdout
    for name in ("results", "trees that were judged", "trees with all their imports"):
        assert f"  {name}: 1, " in shown
    assert "Cleared." in run(folder, "cache", "clear").stdout
    assert [path.name for path in (folder / ".git/kavro-lint").iterdir()] == ["mine"]
    assert run(folder, "check").returncode == 0


def test_another_action_is_refused(tmp_path: Path) -> None:
    done = run(repository(tmp_path), "cache", "clean")
    assert (done.returncode, done.stdout) == (2, "")
    assert "unknown action 'clean'" in done.stderr
    assert "did you mean clear?" in done.stderr
