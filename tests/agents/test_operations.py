"""Edits in every shape that tools have, applied to what is there."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.agents.operations import operations_of, paths_of, proposed
from kavro_lint.agents.patches import PatchError, patched, sections_of

THERE = {"a.py": b"one\ntwo\none\n", "crlf.py": b"one\r\ntwo\r\n", "n.ipynb": b""}
NOTEBOOK = {"cells": [{"id": "x", "cell_type": "code", "source": "old"}], "nbformat": 4}


def after(given: Mapping[str, object], path: str = "a.py") -> bytes | None:
    return proposed(operations_of({"file_path": path, **given}), THERE.get).files[path]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"content": "new\n"}, b"new\n"),
        ({"file_text": "new\n"}, b"new\n"),
        ({"old_string": "one", "new_string": "1"}, b"1\ntwo\none\n"),
        ({"old_string": "one", "new_string": "1", "replace_all": True}, b"1\ntwo\n1\n"),
        ({"old_string": "one", "new_string": "1", "expected_replacements": 2}, b"1\ntwo\n1\n"),
        ({"old_str": "two", "new_str": ""}, b"one\n\none\n"),
        (
            {"edits": [
                {"old_string": "two", "new_string": "2"},
                {"old_string": "2\none", "new_string": "3"},
            ]},
            b"one\n3\n",
        ),
    ],
)  # fmt: skip
def test_one_edit_is_applied(given: Mapping[str, object], expected: bytes) -> None:
    assert after(given) == expected


def test_line_ends_of_the_file_are_kept() -> None:
    edit = {"old_string": "one\ntwo", "new_string": "1\n2\n3"}
    assert after(edit, "crlf.py") == b"1\r\n2\r\n3\r\n"


def test_a_new_file_by_a_replacement_of_nothing() -> None:
    assert after({"old_string": "", "new_string": "x\n"}, "new.py") == b"x\n"


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"old_string": "three", "new_string": "3"}, "a.py"),
        ({"old_string": "one", "new_string": "1"}, "missing.py"),
        ({"old_string": "", "new_string": "1"}, "a.py"),
        ({"new_source": "x", "cell_id": "nowhere"}, "n.ipynb"),
    ],
)
def test_an_edit_that_does_not_apply_changes_nothing_and_is_reported(
    given: Mapping[str, object], path: str
) -> None:
    done = proposed(operations_of({"file_path": path, **given}), THERE.get)
    assert done.files == {}
    assert path in done.unclear[0]


@pytest.mark.parametrize(
    ("mode", "sources"), [("replace", ["new"]), ("insert", ["old", "new"]), ("delete", [])]
)
def test_cells_of_a_notebook_are_edited(mode: str, sources: list[str]) -> None:
    given = {"notebook_path": "n.ipynb", "new_source": "new", "cell_id": "x", "edit_mode": mode}
    files = proposed(operations_of(given), lambda path: json.dumps(NOTEBOOK).encode()).files
    cells = json.loads(files["n.ipynb"] or b"")["cells"]
    assert [cell["source"] for cell in cells] == sources


PATCH = """*** Begin Patch
*** Add File: new.py
+import os
*** Update File: a.py
*** Move to: b.py
@@
 one
-two
+2
*** Delete File: crlf.py
*** End Patch"""


def test_a_patch_may_change_several_files() -> None:
    operations = operations_of({"command": PATCH})
    assert paths_of(operations) == ("new.py", "a.py", "b.py", "crlf.py")
    assert proposed(operations, THERE.get).files == {
        "new.py": b"import os\n", "a.py": None, "b.py": b"one\n2\none\n", "crlf.py": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("@@\n-one\n+1", b"1\ntwo\none\n"),
        ("@@ two\n-one\n+1", b"one\ntwo\n1\n"),
        ("@@\n-one\n+1\n*** End of File", b"one\ntwo\n1\n"),
        ("@@\n+last\n*** End of File", b"one\ntwo\none\nlast\n"),
        ("@@\n-one  \n+1", b"1\ntwo\none\n"),
        ("@@\n-one\n+1\n@@\n-one\n+2", b"1\ntwo\n2\n"),
    ],
)
def test_a_chunk_goes_where_its_context_is(body: str, expected: bytes) -> None:
    patch = f"*** Begin Patch\n*** Update File: a.py\n{body}\n*** End Patch"
    assert patched(patch, THERE.get) == {"a.py": expected}


@pytest.mark.parametrize(
    "body", ["*** Update File: no.py\n@@\n-x\n+y", "*** Update File: a.py\n-x", ""]
)
def test_a_patch_that_does_not_fit_is_refused(body: str) -> None:
    with pytest.raises(PatchError):
        patched(f"*** Begin Patch\n{body}\n*** End Patch", THERE.get)


LINES = st.lists(st.sampled_from(["a", "b", "c", "", "  a", "}"]), max_size=12)


@given(LINES, LINES)
def test_a_patch_made_from_two_files_leads_from_one_to_the_other(
    old: list[str], new: list[str]
) -> None:
    body = "".join(f"-{line}\n" for line in old) + "".join(f"+{line}\n" for line in new)
    patch = f"*** Begin Patch\n*** Update File: f\n@@\n{body}*** End Patch"
    content = "".join(f"{line}\n" for line in old).encode()
    if old or new:
        assert patched(patch, lambda path: content) == {
            "f": "".join(f"{n}\n" for n in new).encode()
        }


@given(st.dictionaries(
    st.sampled_from("file_path content edits command old_string new_source cell_id".split()),
    st.none() | st.integers() | st.text(max_size=20) | st.lists(st.integers() | st.text(max_size=3))
    | st.just(PATCH) | st.lists(st.dictionaries(st.just("new_string"), st.text(max_size=3))),
))  # fmt: skip
def test_any_input_is_read(given: dict[str, object]) -> None:
    proposed(operations_of(given), lambda path: None)


@given(st.text(alphabet="*+-@ \nabAddUpdateFile:BeginPatch", max_size=200))
def test_any_text_is_a_patch_or_refused(text: str) -> None:
    try:
        sections_of(text)
        patched(text, lambda path: b"a\nb\n")
    except PatchError:
        pass
