"""Reports that fit: on a screen of text without --verbose, in `--max-findings` for every format."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kavro_lint.model.findings import Report
from kavro_lint.reports import View, formats, renderer
from kavro_lint.reports.text import render
from kavro_lint.reports.wording.limits import limited
from tests.building import GOOD, repository, run
from tests.reports.making import PATIENT, judged, report

SEVERE = {"KV731": "critical", "KV703": "major", "KV710": "minor"}


def many(counts: dict[str, int], hops: int = 0, per_group: int = 1) -> Report:
    """Return a report of so many findings a rule, `per_group` of which differ only in place."""
    return report([
        judged(
            f"{rule}/{number}.py", f"group {number // per_group}", rule=rule,
            severity=SEVERE[rule], fingerprint=f"{rule}{number}",  # type: ignore[arg-type]
            more=[f"hop{hop}.py" for hop in range(hops)],
        )
        for rule, count in counts.items()
        for number in range(count)
    ])  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(sorted(SEVERE)), st.integers(1, 120), min_size=1),
    st.integers(0, 9), st.sampled_from((1, 3, 40)), st.sampled_from((20, 40, 80)),
)  # fmt: skip
@settings(PATIENT, max_examples=40)
def test_a_text_report_has_at_most_200_lines(
    counts: dict[str, int], hops: int, per_group: int, width: int
) -> None:
    text = render(many(counts, hops, per_group), View(width=width))
    assert len(text.splitlines()) <= 200
    # Nothing is lost without a word: what is shown and what is left out is all that there is.
    joined = " ".join(text.split())
    left = re.search(r"… and (\d+) more \(", joined)
    shown = len(set(re.findall(r"KV\d+/\d+\.py", text)))
    more = sum(int(count) for count in re.findall(r"… and (\d+) more places?;", joined))
    if "more lines" not in joined:
        assert shown + more + (int(left[1]) if left else 0) == sum(counts.values())


def test_the_most_severe_comes_first_and_the_rest_is_counted() -> None:
    text = render(many({"KV710": 100, "KV731": 3, "KV703": 30}))
    assert text.startswith(
        "133 findings\n"
        "  KV731 incomplete-validation  3 critical\n"
        "  KV703 layer-violation        30 major\n"
        "  KV710 unresolved-import      100 minor\n\n"
        "KV731 incomplete-validation: 3 critical\n"
    )
    assert "… and 113 more (100 KV710, 13 KV703): --verbose, or --select KV703\n" in text
    assert text.count("fix:") == 20


def test_a_few_findings_need_no_table_and_verbose_shows_all() -> None:
    assert "findings\n" not in render(many({"KV703": 50}))
    everything = render(many({"KV703": 300}), View(verbose=True))
    assert everything.count("fix:") == 300
    assert "--verbose" not in everything


def test_a_limit_keeps_the_most_severe_and_the_verdict() -> None:
    made = many({"KV710": 4, "KV703": 2})
    cut = limited(made, 3)
    assert [finding.rule.id for finding in cut.findings] == ["KV710", "KV703", "KV703"]
    assert (cut.verdict, cut.exit_code, len(cut.left_out)) == ("BLOCK", 1, 3)
    assert limited(made, 6) is made
    assert limited(made, None) is made
    assert limited(made, 0).exit_code == 1


@pytest.mark.parametrize("form", formats())
def test_every_format_says_what_a_limit_left_out(form: str) -> None:
    text = renderer(form)(limited(many({"KV710": 4, "KV703": 2}), 1))
    if form == "json":
        document = json.loads(text)
        assert document["left_out"] == {"count": 5, "rules": {"KV703": 1, "KV710": 4}}
        assert document["summary"]["minor"] == 4
        assert len(document["findings"]) == 1
    else:
        plain = re.sub(r"&#\d+;|\s+", " ", text)
        assert "max-findings 1: 5 findings (4 KV710, 1 KV703)" in plain


def test_concise_prints_one_line_for_each_finding(tmp_path: Path) -> None:
    folder = repository(tmp_path, {**GOOD, "b.py": "x = 1\nimport a\n"})
    lines = run(folder, "check", "--format", "concise").stdout.splitlines()
    assert lines[-1] == "BLOCK: 2 major"
    assert all(re.fullmatch(r"[^:]+:\d+:\d+: KV\d{3} .+", line) for line in lines[:-1])
    assert "b.py:2:1: KV704 b may not import a: b may import nothing" in lines
    limited = run(folder, "check", "--format", "concise", "--max-findings", "1")
    assert limited.returncode == 1
    assert limited.stdout.splitlines()[-2:] == [
        "Left out by --max-findings 1: 1 finding (1 KV705).", "BLOCK: 2 major",
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["x", "-1", "1.5", ""])
def test_a_limit_is_a_whole_number(tmp_path: Path, wrong: str) -> None:
    done = run(repository(tmp_path), "check", f"--max-findings={wrong}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "not a whole number" in done.stderr
