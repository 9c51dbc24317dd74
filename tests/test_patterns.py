"""Patterns mean what Git's own ignore patterns mean, anchored."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kavro_lint.errors import CannotJudge
from kavro_lint.git.gitattributes import Attributes
from kavro_lint.patterns import LastMatch, Pattern
from tests.memory import snapshot_of


@pytest.mark.parametrize(
    ("pattern", "hits", "silent"),
    [
        ("src/api/", ["src/api/x.py", "src/api/a/b.py"], ["src/api", "src/apix/x.py", "api/x.py"]),
        ("src/api", ["src/api", "src/api/x.py"], ["src/api.py", "x/src/api/y.py"]),
        ("/src/api/", ["src/api/x.py"], ["x/src/api/y.py"]),
        ("./src/", ["src/x.py"], ["x/src/y.py"]),
        ("tests", ["tests/x.py"], ["src/tests/x.py"]),
        ("**/tests/", ["tests/x.py", "src/tests/x.py"], ["src/test/x.py"]),
        ("*.py", ["x.py"], ["src/x.py", "x.pyi"]),
        ("**/*.py", ["x.py", "src/a/x.py"], ["x.pyi"]),
        ("src/*/api/", ["src/a/api/x.py"], ["src/a/b/api/x.py", "src/api/x.py"]),
        ("src/**/x.py", ["src/x.py", "src/a/b/x.py"], ["x.py"]),
        ("src/[ab].py", ["src/a.py"], ["src/c.py"]),
        ("src/a\\*b", ["src/a*b"], ["src/axb"]),
        ("src/a b.py", ["src/a b.py"], ["src/a"]),
        ("/", ["x.py", "a/b.py"], []),
        (".", ["x.py", "a/b.py"], []),
        ("**", ["x.py", "a/b.py", "a\nb"], []),
    ],
)
def test_a_pattern_matches_as_git_does(pattern: str, hits: list[str], silent: list[str]) -> None:
    compiled = Pattern(pattern)
    assert [path for path in hits if not compiled.matches(path)] == []
    assert [path for path in silent if compiled.matches(path)] == []


def test_a_pattern_is_anchored_at_its_root() -> None:
    assert Pattern("src/", "services/a/").matches("services/a/src/x.py")
    assert not Pattern("src/", "services/a/").matches("src/x.py")
    assert Pattern("s*/", "services/a/").matches("services/a/src/x.py")
    assert not Pattern("s*/", "services/a/").matches("services/x.py")
    assert Pattern("/", "services/a/").matches("services/a/x.py")
    assert not Pattern("/", "services/a/").matches("services/b/x.py")


@pytest.mark.parametrize("text", ["", " ", "!x", "../x", "a/../b", "[z-a]", "[a"])
def test_an_invalid_pattern_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|folder|wildcards|never closed"):
        Pattern(text)


def test_a_hostile_path_is_matched_quickly() -> None:
    pattern = Pattern("**/*a*a*/**/b")
    assert not pattern.matches("/".join(["a" * 200] * 20))


@given(
    st.lists(st.sampled_from(["a/", "a/b/", "a", "a/*.py", "**/b/", "a/b/x.py", "*"]), max_size=8),
    st.sampled_from(["a/b/x.py", "a/x.py", "b/x.py", "a", "c/b/a.py", "x.py"]),
)
def test_the_last_match_is_the_last_of_all_matches(texts: list[str], path: str) -> None:
    patterns = [Pattern(text) for text in texts]
    matching = tuple(n for n, pattern in enumerate(patterns) if pattern.matches(path))
    result = LastMatch(patterns)
    assert result.all(path) == matching
    assert result.find(path) == (matching[-1] if matching else None)


@pytest.fixture(scope="module")
def ignoring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ignoring")
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    subprocess.run(["git", "init", "-q", str(folder)], check=True, env=clean)
    return folder


parts = st.text("ab*?.", min_size=1, max_size=4).filter(
    lambda t: t not in (".", "..") and "**" not in t
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(parts | st.just("**"), min_size=1, max_size=4).map("/".join),
    st.booleans(),
    st.lists(
        st.lists(
            st.text("ab.", min_size=1, max_size=3).filter(lambda t: t.strip(".")),
            min_size=1,
            max_size=4,
        ).map("/".join),
        min_size=1,
        max_size=6,
        unique=True,
    ),
)
def test_git_agrees_on_every_pattern(
    ignoring: Path, text: str, folder: bool, paths: list[str]
) -> None:
    text += "/" * folder
    try:
        pattern = Pattern(text)
    except ValueError:
        return
    (ignoring / ".gitignore").write_text(f"/{text}\n")
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    done = subprocess.run(
        ["git", "-C", str(ignoring), "check-ignore", "--no-index", "--stdin"],
        input="\n".join(paths),
        capture_output=True,
        text=True,
        check=False,
        env=clean,
    )
    assert {path for path in paths if pattern.matches(path)} == set(done.stdout.split("\n")) - {""}


def test_patterns_are_tried_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kavro_lint.patterns.last_match.MOST_TRIALS", 1000)
    looked_up = LastMatch([Pattern(f"**/x{n}.py") for n in range(500)])
    assert all(looked_up.find(f"a/b/x{n}.py") == n for n in range(500))
    by_suffix = LastMatch([Pattern(f"**/*.s{n}") for n in range(500)])
    assert all(by_suffix.find(f"a/b/x.s{n}") == n for n in range(500))
    tried = LastMatch([Pattern(f"*a*{n % 10}*b*") for n in range(500)])
    assert tried.find("x") is None
    with pytest.raises(CannotJudge, match="500 patterns would have to be tried"):
        tried.find("z")


def test_attributes_are_tried_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kavro_lint.patterns.last_match.MOST_TRIALS", 1000)
    lines = "".join(
        f"*a*{n % 10}*b* linguist-vendored\n*.s{n} linguist-vendored\n" for n in range(400)
    )
    attributes = Attributes(snapshot_of({".gitattributes": lines}))
    assert attributes.of("x.s3")["linguist-vendored"].is_set
    with pytest.raises(CannotJudge):
        [attributes.of(f"{n}.py") for n in range(10)]


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("docs/*", "docs/x", True),
        ("docs/*", "docs/a/x", False),
        ("docs", "docs", True),
        ("docs", "docs/x", False),
        ("**/x/*.py", "a/x/b.py", True),
        ("**/x/*.py", "a/x/b.py/c", False),
        ("docs/**", "docs/a/b", True),
    ],
)
def test_a_whole_pattern_names_no_folder_above(pattern: str, path: str, matches: bool) -> None:
    exact = Pattern(pattern, exact=True)
    assert exact.matches(path) is matches
    assert (LastMatch([exact]).find(path) == 0) is matches


def test_of_many_patterns_few_are_tried() -> None:
    """Each is looked up by letters that a path must have; the most that are tried are not met."""
    count = 24_000
    lines = "".join(f"a{n:05}*b linguist-vendored\n" for n in range(count))
    attributes = Attributes(snapshot_of({".gitattributes": lines}))
    tried = LastMatch([Pattern(f"*a{n:05}*b") for n in range(count)])
    for n in range(0, count, 12):
        assert attributes.of(f"src/a{n:05}xb")["linguist-vendored"].is_set
        assert tried.find(f"a{n:05}xb") == n


def test_lines_that_all_match_are_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kavro_lint.patterns.last_match.MOST_TRIALS", 1000)
    attributes = Attributes(snapshot_of({".gitattributes": "[ab]* linguist-vendored\n" * 400}))
    with pytest.raises(CannotJudge, match="400 patterns"):
        [attributes.of(f"a{n}") for n in range(100)]
