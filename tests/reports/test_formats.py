"""What every format has to be: found by itself, of the protocol, and only what was judged."""

import importlib
import inspect
from pathlib import Path

import pytest

from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.check import check
from kavro_lint.pipeline.request import FindingOptions, Request
from kavro_lint.reports import PLAIN, View, appended, formats, renderer
from tests.building import GOOD, git, repository, write
from tests.reports.making import all_odd, judged, report

ROADMAP = "# Roadmap\n\n- [ ] 1.1.1 - Build\n"


def test_the_formats_are_those_of_the_contract() -> None:
    wanted = {"text", "json", "sarif", "github", "gitlab", "junit", "markdown"}
    assert wanted <= set(formats())


@pytest.mark.parametrize("form", formats())
def test_a_format_is_one_module_of_the_protocol(form: str) -> None:
    module = importlib.import_module(f"kavro_lint.reports.{form}")
    assert module.__doc__
    signature = inspect.signature(module.render)
    assert list(signature.parameters) == ["report", "view"]
    assert signature.parameters["view"].default == PLAIN
    for entry in (report([]), report([judged("a.py")]), all_odd()):
        text = renderer(form)(entry)
        assert text.endswith("\n")
        assert text == renderer(form)(entry, PLAIN)
        assert "\x1b" not in text
    assert all(form in formats() for form in appended(form).values())


@pytest.mark.parametrize("form", [form for form in formats() if form != "text"])
def test_only_text_is_coloured(form: str) -> None:
    made = report([judged("a.py")])
    smart = View(width=40, colour=True, links="/root", isolated=True)
    assert renderer(form)(made, smart) == renderer(form)(made)


def _judged(folder: Path, **wanted: object) -> set[str]:
    return {rule.id for rule in check(Request(folder), replace(FindingOptions(), **wanted)).rules}


def test_a_rule_that_was_not_judged_is_not_among_them(tmp_path: Path) -> None:
    folder = repository(tmp_path, GOOD)
    rules = _judged(folder)
    assert {"KV001", "KV007", "KV201", "KV701", "KV711"} <= rules
    # No base, no workflow, no artifact of these phases, and standards are off.
    assert not rules & {"KV006", "KV734", "KV739", "KV202", "KV730", "KV101", "KV301", "KV501"}
    assert not rules & {"KV720", "KV721"}
    assert _judged(folder, select=("KV703",)) == {"KV703", "KV007"}
    assert "KV720" in _judged(folder, select=("KV72",))
    git(folder, "checkout", "--quiet", "-b", "change")
    rules = _judged(folder, base="main")
    assert "KV006" in rules
    # Gates are of the workflow, which nobody follows here.
    assert "KV739" not in rules
    write(folder, {"docs/kavro/roadmap.md": ROADMAP, "kavro-lint.toml": "severity.KV711 = 'off'\n"})
    rules = _judged(folder, base="main")
    assert {"KV734", "KV739", "KV202", "KV730", "KV301"} <= rules
    assert "KV711" not in rules


def test_nothing_passes_where_there_is_no_history_to_judge_by(tmp_path: Path) -> None:
    folder = repository(tmp_path / "full", GOOD)
    write(folder, {"kavro-lint.toml": f"adopted = '{'0' * 39}1'\n"})
    made = check(Request(folder), FindingOptions())
    assert [finding.rule.id for finding in made.findings] == ["KV007"]
    assert [rule.id for rule in made.rules] == ["KV007"]
    assert 'errors="1"' in renderer("junit")(made)
