"""A proposal finds what writing the files and comparing with the state before finds."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kavro_lint.agents.standing import Standing, basis_in, kept_basis
from kavro_lint.cache import known_paths as cached_tree
from kavro_lint.cache.recall import recall
from kavro_lint.cache.requests import CheckRequest
from kavro_lint.commands.proposed_file import check_proposed_file
from kavro_lint.git import command
from kavro_lint.model.findings import Finding, Judged
from kavro_lint.pipeline.check import examine
from kavro_lint.pipeline.denied_edits import Basis, basis_of, denying, keeps_plan, paths_seen
from kavro_lint.pipeline.edited_sources import denying_alone
from kavro_lint.pipeline.history import read_history_context
from kavro_lint.pipeline.proposal import Files, examine_proposal, placed_in
from kavro_lint.pipeline.request import FindingOptions, Request
from kavro_lint.pipeline.survey import read
from tests.building import git, repository, run, write

BLUEPRINT = """| Module | Paths | May import | Must not reach | External |
|---|---|---|---|---|
| a | `a/` | b, c | d | none |
| b | `b/` | c, a | | requests |
| c | `c/` | * | | |
| d | `d/` | none | | none |
"""
MODULES = ("a", "b", "c", "d", "other")
NAMES = ("one", "two")
IMPORTS = st.lists(
    st.sampled_from(
        [f"from {module} import {name}\n" for module in (*MODULES, "linked") for name in NAMES]
        + ["import requests\n", "from . import gone\n", "import os\n", "import (\n"]
    ),
    max_size=3,
    unique=True,
)
PATHS = st.sampled_from([f"{module}/{name}.py" for module in MODULES for name in NAMES])
TREES = st.dictionaries(PATHS, IMPORTS.map("".join), max_size=8)
# Symbolic links, and what they lead to.
LINKS = st.dictionaries(
    st.sampled_from(["CLAUDE.md", "linked", "c/three.py"]),
    st.sampled_from(["docs/kavro/blueprint.md", "a", "b", "b/one.py", "one.py", "nowhere"]),
)
CHANGES = st.dictionaries(PATHS, st.none() | IMPORTS.map("".join), min_size=1, max_size=3)


def placed(findings: Iterable[Finding], files: Files) -> set[Finding]:
    """Return findings where they stand in some files, as a proposal reports them."""
    return {place for finding in findings if (place := placed_in(finding, files)) is not None}


def proposed(top: Path, files: Files) -> set[Finding]:
    survey = read(Request(top))
    context = read_history_context(survey, None)
    report = examine_proposal(survey, context, files, FindingOptions()).report
    return {judged.finding for judged in report.findings}


def written(top: Path, files: Files) -> set[Finding]:
    """Write the files and compare with the commit."""
    for path, content in files.items():
        if content is None:
            (top / path).unlink(missing_ok=True)
        else:
            write(top, {path: content})
    report = examine(Request(top), FindingOptions(base="HEAD")).report
    return placed((judged.finding for judged in report.findings), files)


def changed_files(tree: Mapping[str, str], changes: Mapping[str, str | None]) -> Files:
    return {
        path: None if text is None else text.encode()
        for path, text in changes.items()
        if text is not None or path in tree
    }


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=TREES, changes=CHANGES)
def test_a_proposal_equals_writing_the_files(
    tmp_path_factory: pytest.TempPathFactory,
    tree: dict[str, str],
    changes: dict[str, str | None],
) -> None:
    top = repository(
        tmp_path_factory.mktemp("proposal") / "r", {"docs/kavro/blueprint.md": BLUEPRINT, **tree}
    )
    files = changed_files(tree, changes)
    in_memory = proposed(top, files)
    assert git(top, "status", "--porcelain") == ""
    assert in_memory == written(top, files)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=TREES, changes=CHANGES)
def test_what_denies_an_edit_is_what_the_whole_proposal_finds(
    tmp_path_factory: pytest.TempPathFactory,
    tree: dict[str, str],
    changes: dict[str, str | None],
) -> None:
    top = repository(
        tmp_path_factory.mktemp("denied") / "r", {"docs/kavro/blueprint.md": BLUEPRINT, **tree}
    )
    files = changed_files(tree, changes)
    examined = examine(Request(top), FindingOptions())
    whole = examine_proposal(
        examined.survey, examined.context, files, FindingOptions()
    ).report.findings
    basis = decoded_basis(basis_of(examined))
    architecture = examined.case.architecture
    if not keeps_plan(files, architecture):
        return
    result = denying(architecture, files, basis, examined.survey.cache)
    denies = [judged for judged in whole if judged.blocks and judged.rule.denies_edit]
    single = [judged for judged in denies if judged.rule.check not in ("cycles", "chains")]
    assert marks(result) == marks(single or denies)
    alone = denying_alone(examined.survey.snapshot, files, basis)
    assert alone is None or marks(alone) == marks(result)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    tree=TREES.filter(bool),
    links=LINKS,
    texts=st.lists(IMPORTS, min_size=6, max_size=6),
    data=st.data(),
)
def test_a_proposal_for_a_state_that_is_kept_is_reported_as_if_it_were_judged(
    tmp_path_factory: pytest.TempPathFactory,
    tree: dict[str, str],
    links: dict[str, str],
    texts: list[list[str]],
    data: st.DataObject,
) -> None:
    top = repository(
        tmp_path_factory.mktemp("kept") / "r", {"docs/kavro/blueprint.md": BLUEPRINT, **tree}
    )
    for link, target in links.items():
        (top / link).parent.mkdir(exist_ok=True)
        (top / link).symlink_to(target)
    with pytest.MonkeyPatch.context() as patch:
        # Stat data are believed at once, as they are after two seconds.
        patch.setattr(cached_tree, "RACY_NS", 0)
        for number, text in enumerate(texts):
            path = data.draw(st.sampled_from(sorted(tree)))
            content = "".join(text).encode()
            if number % 2:
                # Saved, so that what is kept is stepped to another state.
                (top / path).write_bytes(content)
                continue
            command.QUESTIONS.clear()
            report, later = check_proposed_file(
                Request(top), FindingOptions(), str(top / path), content
            )
            if later is not None:
                later()
            survey = read(Request(top))
            context = read_history_context(survey, None)
            whole = examine_proposal(survey, context, {path: content}, FindingOptions()).report
            assert report == whole, (number, path, content)


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit"])
def test_a_second_proposal_costs_little(tmp_path: Path, form: str) -> None:
    import subprocess
    import sys
    import time

    files = {"docs/kavro/blueprint.md": BLUEPRINT, "a/one.py": "from b import one\n"}
    top = repository(tmp_path / "r", {**files, **{f"{m}/one.py": "" for m in "bcd"}})
    (top / "CLAUDE.md").symlink_to("docs/kavro/blueprint.md")
    time.sleep(2.1)
    line = ["check", "--stdin-filename", "a/one.py", "--format", form]
    program = (
        "import sys\nfrom kavro_lint.cli import main\n"
        "try:\n    main()\nfinally:\n    print(*sys.modules, file=sys.stderr)\n"
    )

    def proposed_by(text: str, *more: str) -> tuple[str, set[str]]:
        command = [sys.executable, "-c", program, *line, *more]
        done = subprocess.run(command, cwd=top, input=text, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout, set(done.stderr.split())

    proposed_by("from b import one\nimport json\n")
    for edit in ("from b import one\nimport os\n", "from b import one\nfrom . import gone\n"):
        light, modules = proposed_by(edit)
        assert not modules & {"markdown_it", "networkx", "typer", "kavro_lint.pipeline.proposal"}
        assert light == proposed_by(edit, "--no-cache")[0]


@pytest.mark.parametrize(
    ("path", "text", "rules"),
    [
        ("a/one.py", "from b import one\nimport json\n", []),
        ("a/one.py", "from b import one\nfrom d import one\n", ["KV704"]),
        ("a/one.py", "from b import one\nimport requests\n", ["KV707"]),
        ("b/one.py", "from c import one\n", None),
        ("d/new.py", "from a import one\n", None),
        ("a/one.py", None, None),
        ("setup.py", "import json\n", None),
    ],
)
def test_an_edit_of_a_source_is_judged_without_the_others(
    tmp_path: Path, path: str, text: str | None, rules: list[str] | None
) -> None:
    """Not where a dependency is new, which may close a cycle, or where a file comes or goes."""
    top = repository(
        tmp_path / "r",
        {
            "docs/kavro/blueprint.md": BLUEPRINT,
            "a/one.py": "from b import one\n",
            **{f"{name}/one.py": "" for name in "bcd"},
            "setup.py": "",
        },
    )
    examined = examine(Request(top), FindingOptions())
    files = {path: None if text is None else text.encode()}
    basis = decoded_basis(basis_of(examined))
    result = denying_alone(examined.survey.snapshot, files, basis)
    assert rules == (None if result is None else [judged.rule.id for judged in result])


def test_the_paths_of_a_state_are_those_of_a_whole_run(tmp_path: Path) -> None:
    """Also where Git tracks links and submodules, one of which a file has replaced."""
    files = {"docs/kavro/blueprint.md": BLUEPRINT, "a/one.py": "", "gone.py": ""}
    top = repository(tmp_path / "r", files)
    for link, target in {"CLAUDE.md": "docs/kavro/blueprint.md", "l": "a", "x.py": "no"}.items():
        (top / link).symlink_to(target)
    for name in ("sub", "a/sub"):
        repository(top / name, {"x.py": ""})
    git(top, "add", "--all")
    shutil.rmtree(top / "sub")
    (top / "sub").write_text("")
    (top / "gone.py").unlink()
    run = recall(CheckRequest(str(top), "worktree", ("hook",)), lambda path, content: None)
    assert run is not None
    basis, whole = basis_of(examine(Request(top), FindingOptions())), read(Request(top)).snapshot
    seen = paths_seen(decoded_basis(basis), run, whole.commit)
    names = ("commit", "links", "dead_links", "submodules")
    assert [getattr(seen, name) for name in names] == [getattr(whole, name) for name in names]
    assert list(seen.sources) == list(whole.sources)
    # Git was not asked to list it again.
    (top / "new.py").write_text("")
    assert paths_seen(basis, run, whole.commit).sources.keys() == whole.sources.keys()


def marks(findings: Iterable[Judged]) -> list[tuple[object, ...]]:
    return [(finding.finding, finding.severity, finding.fingerprint) for finding in findings]


def decoded_basis(basis: Basis) -> Basis:
    standing = Standing(True, "", None, "", "", (), "", "docs/kavro", 1, kept_basis(basis), {})
    assert basis_in(standing) == basis
    return basis_in(standing)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("a/new.py",), 1, "KV704"),
        (("b/new.py",), 0, "PASS"),
        (("../outside.py",), 2, "outside the repository"),
        (("a",), 2, "is a folder"),
        (("a/new.py", "--rev", "HEAD"), 2, "cannot be combined"),
        (("a/new.py", "--base", "HEAD"), 2, "cannot be combined"),
        (("ignored.log",), 0, "PASS"),
        (("a/new.py", "--select", "KV705"), 0, "PASS"),
    ],
)
def test_check_accepts_a_proposal_as_an_option(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    import subprocess
    import sys

    files = {"docs/kavro/blueprint.md": BLUEPRINT, ".gitignore": "*.log\n"}
    top = repository(tmp_path / "r", {**files, **{f"{m}/one.py": "" for m in "abcd"}})
    command = [sys.executable, "-m", "kavro_lint", "check", "--stdin-filename", *arguments]
    content = "from c import one\n" if "b/" in arguments[0] else "from d import one\n"
    done = subprocess.run(
        command, cwd=top, input=content,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code
    assert words in done.stdout + done.stderr
    assert not (top / arguments[0]).is_file()


def test_known_debt_of_the_file_is_shown_with_all(tmp_path: Path) -> None:
    top = repository(
        tmp_path / "r",
        {
            "docs/kavro/blueprint.md": BLUEPRINT,
            "d/one.py": "import a.one\n",
            "a/one.py": "",
            "b/one.py": "",
            "c/one.py": "",
        },
    )
    files = {"d/one.py": b"import a.one\nx = 1\n"}
    assert proposed(top, files) == set()
    survey = read(Request(top))
    context = read_history_context(survey, None)
    findings = examine_proposal(survey, context, files, FindingOptions(all=True)).report.findings
    assert [finding.rule.id for finding in findings] == ["KV704"]
    assert "KV704" in run(top, "check").stdout
