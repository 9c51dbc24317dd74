import itertools
import os
from pathlib import Path

import pytest

from kavro_lint.config.rulebook import shipped_rules
from kavro_lint.model.findings import Report
from kavro_lint.pipeline.check import check
from kavro_lint.pipeline.request import FindingOptions, Request
from kavro_lint.reports import renderer
from tests.stories.reading import FIXTURES, Story, build, expectations, stories

STORIES = tuple(stories())
UPDATE = bool(os.environ.get("KAVRO_UPDATE_STORIES"))


def run(story: Story, folder: Path) -> Report:
    place = build(story, folder)
    words = story.arguments
    options = dict(itertools.pairwise(words))
    select = tuple(options["--select"].split(",")) if "--select" in options else ()
    wanted = FindingOptions(select=select, base=options.get("--base"), all="--all" in words)
    return check(Request(place, rev="HEAD"), wanted)


@pytest.mark.parametrize("story", STORIES, ids=[story.name for story in STORIES])
def test_a_story_has_exactly_the_findings_that_it_expects(story: Story, tmp_path: Path) -> None:
    report = run(story, tmp_path)
    places = [finding.finding.location for finding in report.findings]
    result = {
        (finding.rule.name, place.path, place.line)
        for finding, place in zip(report.findings, places, strict=True)
    }
    assert result == expectations(story, tmp_path)
    assert (story.page in {rule for rule, _, _ in result}) == (story.kind == "hit")
    text = renderer("text")(report)
    if UPDATE and story.report and story.report != text:
        page = FIXTURES / f"{story.page}.md"
        page.write_text(page.read_text().replace(story.report, text))
    elif story.report is not None:
        assert story.report == text


def test_every_rule_has_a_hit_and_a_silent_story_and_a_report() -> None:
    names = {rule.name for rule in shipped_rules()}
    assert {story.page for story in STORIES if story.kind == "hit"} == names
    assert {story.page for story in STORIES if story.kind == "silent"} == names
    assert {story.page for story in STORIES if story.report is not None} == names


def test_fingerprints_are_unique_and_do_not_depend_on_lines(tmp_path: Path) -> None:
    for number, story in enumerate(STORIES):
        report = run(story, tmp_path / str(number))
        prints = [finding.fingerprint for finding in report.findings]
        assert len(prints) == len(set(prints)), story.name
