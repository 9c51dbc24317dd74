"""What a `.gitignore` says of a path, without the library where no line can be about it."""

import subprocess
import sys

import pathspec
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.folder_names import FolderNames
from kavro_lint.patterns.ignores import ignoring

PIECES = ["a", "b", "build", "*", "**", "?", "[ab]", "[!a-c]x", "\\#", "\\ ", ".py", "!", "#", " "]
SEGMENTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join)
LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "!", "/", "**/"]),
        st.lists(SEGMENTS, min_size=1, max_size=3).map("/".join),
        st.sampled_from(["", "/", " ", "/**"]),
    ).map("".join),
    max_size=5,
)
NAMES = st.sampled_from(["a", "b", "ab", "build", "x.py", "#", "bx", "a ", "c"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@given(LINES, PATHS)
def test_a_path_is_ignored_as_by_the_library(lines: list[str], path: str) -> None:
    try:
        whole = pathspec.GitIgnoreSpec.from_lines(lines)
    except ValueError:
        assert ignoring(lines)(path) is None
        return
    assert ignoring(lines)(path) == whole.check_file(path).include


def test_a_path_that_no_line_is_about_needs_no_library() -> None:
    code = (
        "import sys; from kavro_lint.patterns.ignores import ignoring; "
        "said = ignoring(['build/', '*.log', '!/keep.log'])('src/a.py'); "
        "print(said, 'pathspec' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["None", "False"]


@given(st.lists(PATHS, max_size=8))
def test_names_in_a_folder_are_those_of_all_paths(paths: list[str]) -> None:
    names = FolderNames(paths)
    folders = {
        "",
        "a/",
        "a/b/",
        "build/",
        "c/c/",
        *(path.rpartition("/")[0] + "/" for path in paths),
    }
    for folder in folders - {"/"}:
        below = [path[len(folder) :] for path in paths if path.startswith(folder)]
        assert names.names_in(folder) == {path.partition("/")[0] for path in below}
        assert (folder in names) == bool(below)
