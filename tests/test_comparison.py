"""What a change adds, against two whole runs, on generated histories."""

import subprocess
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kavro_lint.model.findings import Atom, Report
from kavro_lint.pipeline.check import check
from kavro_lint.pipeline.request import FindingOptions, Request

TABLE = "| Module | Paths | Layer | May import |\n|---|---|---|---|\n"
ROWS = "| a | `a/` | top | b |\n| b | `b/` | low | |\n| c | `c/` | low | none |\n"
BLUEPRINT = TABLE + ROWS + "\n## Layers\n\n1. top\n2. low\n"
NAMES = [f"{module}/{name}.py" for module in "abc" for name in "xy"]
EPOCH = 1_793_620_800

Tree = Mapping[str, Sequence[str]]
imports = st.lists(st.sampled_from(NAMES), max_size=3, unique=True)
trees = st.dictionaries(st.sampled_from(NAMES), imports, min_size=1)


def source(path: str, imported: Sequence[str], remark: str = "") -> str:
    lines = [f"from {entry[0]} import {entry[2]}" for entry in imported if entry != path]
    # Enough that is its own, so that Git knows the file again after a rename.
    own = [f"{path[0]}{path[2]}_{n} = {n}" for n in range(12)]
    return "\n".join([*lines, *own, f"# {remark}", ""])


def build(folder: Path, states: Sequence[Mapping[str, str]], merges: bool = False) -> None:
    """Make a bare repository: a commit a state; with `merges` each comes over a branch."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    stream: list[str] = []
    mark = 0
    for number, state in enumerate(states):
        refs = ["branch", "main"] if merges and number else ["main"]
        for ref in refs:
            mark += 1
            who = f"Ada <ada@example.invalid> {EPOCH + mark} +0000"
            stream.append(f"commit refs/heads/{ref}\nmark :{mark}\ncommitter {who}\ndata 1\nx\n")
            if ref == "branch":
                stream.append(f"from :{mark - 1}\n")
            elif merges and number:
                stream.append(f"from :{mark - 2}\nmerge :{mark - 1}\n")
            stream.append("deleteall\n")
            for path, text in {**state, "docs/kavro/blueprint.md": BLUEPRINT}.items():
                stream.append(f"M 100644 inline {path}\ndata {len(text)}\n{text}\n")
    command = ["git", "-C", str(folder), "fast-import", "--quiet", "--force"]
    subprocess.run(command, input="".join(stream).encode(), check=True)
    git(folder, "symbolic-ref", "HEAD", "refs/heads/main")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)
    return done.stdout.decode()


def judged(folder: Path, rev: str, base: str | None = None) -> Report:
    return check(Request(folder, rev=rev, cached=False), FindingOptions(base=base))


def dependencies(report: Report) -> Counter[tuple[str, Atom]]:
    """Count the statements of each importing file and imported module, by rule."""
    return Counter(
        (finding.rule.id, finding.finding.dependency)
        for finding in report.findings
        if finding.finding.dependency is not None
    )


def written(tree: Tree, remark: str = "") -> dict[str, str]:
    return {path: source(path, imported, remark) for path, imported in tree.items()}


@settings(max_examples=60, deadline=None)
@given(st.lists(trees, min_size=2, max_size=5), st.booleans())
def test_new_findings_are_the_difference_of_two_whole_runs(
    states: list[Tree], merges: bool
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        build(folder, [written(state) for state in states], merges)
        base = f"HEAD~{len(states) - 1}"
        moved = {}
        for line in git(
            folder, "diff", "-M", "--diff-filter=R", "--name-status", base, "HEAD"
        ).splitlines():
            _, old, new = line.split("\t")
            moved[old] = new
        old: Counter[tuple[str, Atom]] = Counter()
        for (rule, dependency), count in dependencies(judged(folder, base)).items():
            old[rule, tuple(moved.get(part, part) for part in dependency)] += count
        new = dependencies(judged(folder, "HEAD")) - old
        assert dependencies(judged(folder, "HEAD", base)) == new


@settings(max_examples=40, deadline=None)
@given(trees, st.data())
def test_removing_imports_never_makes_a_finding(tree: Tree, data: st.DataObject) -> None:
    less = {path: data.draw(st.lists(st.sampled_from(list(entry)), unique=True)) if entry else []
            for path, entry in tree.items()}  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        build(Path(place), [written(tree), written(less)])
        assert judged(Path(place), "HEAD", "HEAD~1").findings == ()


@settings(max_examples=25, deadline=None)
@given(trees)
def test_a_commit_that_changes_no_atom_brings_none(tree: Tree) -> None:
    with tempfile.TemporaryDirectory() as place:
        build(Path(place), [written(tree), written(tree, "another remark")])
        report = judged(Path(place), "HEAD", "HEAD~1")
        assert report.findings == ()
        assert report.known == len(judged(Path(place), "HEAD").findings)


@settings(max_examples=25, deadline=None)
@given(trees, trees, st.permutations(NAMES))
def test_the_order_of_commits_does_not_matter(
    before: Tree, after: Tree, order: Sequence[str]
) -> None:
    def states(paths: Sequence[str]) -> list[dict[str, str]]:
        current = written(before)
        result = [dict(current)]
        for path in paths:
            current.pop(path, None)
            if path in after:
                current[path] = source(path, after[path])
            result.append(dict(current))
        return result

    with tempfile.TemporaryDirectory() as place:
        reports = []
        for name, paths in (("one", NAMES), ("two", order)):
            folder = Path(place, name)
            build(folder, states(paths))
            reports.append(judged(folder, "HEAD", f"HEAD~{len(NAMES)}"))
        results, two = ({finding.fingerprint for finding in report.findings} for report in reports)
        assert results == two


def test_a_folder_that_moves_with_its_row_takes_its_debt_along(tmp_path: Path) -> None:
    """The row in the base names the old place; nothing is new but the row's own change."""
    states = [written({"a/x.py": ["c/x.py"], "c/x.py": []})]
    build(tmp_path, [*states, {"d/x.py": states[0]["a/x.py"], "c/x.py": states[0]["c/x.py"]}])
    report = judged(tmp_path, "HEAD", "HEAD~1")
    assert {finding.rule.id for finding in report.findings} == {"KV701"}


USER_AND_ORDER = {"c/x.py": "", "c/y.py": "", "c/__init__.py": ""}


def new_lines(tmp_path: Path, before: str, after: str) -> list[tuple[str, int]]:
    files = USER_AND_ORDER
    build(tmp_path, [{**files, "b/x.py": before}, {**files, "b/x.py": after}])
    report = judged(tmp_path, "HEAD", "HEAD~1")
    return [(finding.rule.id, finding.finding.location.line) for finding in report.findings]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("from c.x import f\n", "from c import f\n", []),
        ("from c.x import f\n", "from c.y import g\n", []),
        ("from c.x import f\n", "import os\nfrom c.x import f\n", []),
        ("from c.x import f\n", "from c.x import f\nfrom c.y import g\n", [("KV703", 2)]),
        ("from c.x import f\n", "from c.x import g\nfrom c.x import f\n", [("KV703", 1)]),
        ("from c.x import f\nimport c.y\n", "from c.x import f\n", []),
        ("from c.x import f\nimport c.y\n", "import c.y\nfrom c.x import f, g\n", []),
        ("", "import c.x\n", [("KV703", 1)]),
        ("from c.x import f\n", "from c import x, y\n", []),
    ],
)
def test_an_import_stays_known_when_it_moves_within_its_meaning(
    tmp_path: Path, before: str, after: str, expected: list[tuple[str, int]]
) -> None:
    independent = BLUEPRINT.replace("2. low", "2. low (independent)")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.test_comparison.BLUEPRINT", independent)
        assert new_lines(tmp_path, before, after) == expected


def test_the_cycle_is_a_shortest_one_through_the_import_that_closes_it(tmp_path: Path) -> None:
    """`b -> c` closes b -> c -> b; a -> b -> a was there before, and is as short."""
    table = "| Module | Paths |\n|---|---|\n| a | `a/` |\n| b | `b/` |\n| c | `c/` |\n"
    before = {"a/x.py": "import b.x\n", "b/x.py": "import a.x\n", "c/x.py": "import b.x\n"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.test_comparison.BLUEPRINT", table)
        build(tmp_path, [before, {**before, "b/x.py": "import a.x\nimport c.x\n"}])
    (judged_cycle,) = judged(tmp_path, "HEAD", "HEAD~1").findings
    finding = judged_cycle.finding
    assert (finding.rule, finding.location.path, finding.location.line) == ("KV705", "b/x.py", 2)
    assert finding.cycle == ("b", "c")
    assert finding.evidence[0].location == finding.location
