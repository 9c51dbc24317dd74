"""`kavro-lint cache` shows what is kept and removes no more than that."""

from pathlib import Path

from kavro_lint.cache import FactCache
from kavro_lint.model import RawImport, SourceFacts, placed_statements
from tests.building import repository, run


def test_it_shows_and_clears(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    assert "empty" in run(folder, "cache").stdout
    run(folder, "check")
    (folder / ".git/kavro-lint/mine").write_text("not a cache")
    shown = run(folder, "cache").stdout
    assert "facts of files: 2" in shown
    assert "answers" in shown
    assert "Cleared." in run(folder, "cache", "clear").stdout
    assert [path.name for path in (folder / ".git/kavro-lint").iterdir()] == ["mine"]
    assert run(folder, "check").returncode == 0


def test_another_action_is_refused(tmp_path: Path) -> None:
    done = run(repository(tmp_path), "cache", "clean")
    assert (done.returncode, done.stdout) == (2, "")
    assert "unknown action 'clean'" in done.stderr
    assert "did you mean clear?" in done.stderr


def test_the_least_recently_used_go_first(tmp_path: Path) -> None:
    text = "x" * 400
    facts = SourceFacts(tuple(placed_statements([RawImport("a", None, "import", 1, 1, text)])))
    for day, name in enumerate(("old", "new")):
        cache = FactCache(tmp_path, largest=100_000)
        cache._today = day
        for number in range(100):
            cache.put(f"{name}{number}", 1, facts)
        cache.close()
    cache = FactCache(tmp_path)
    kept = {name: sum(cache.get(f"{name}{n}") is not None for n in range(100)) for name in
            ("old", "new")}  # fmt: skip
    assert kept["new"] == 100
    assert kept["old"] < 100
    assert next(tmp_path.glob("*.sqlite")).stat().st_size < 150_000
