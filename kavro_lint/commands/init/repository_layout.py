"""The layout of a repository beside its paths: projects, sites, and files that are not tests."""

import re
from collections import Counter
from collections.abc import Iterator

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.commands.init.project_folders import project_folders
from kavro_lint.commands.init.role_names import PYTHON_TESTS, SITES, TESTS
from kavro_lint.commands.init.roles import Layout
from kavro_lint.model.facts import Unreadable
from kavro_lint.pipeline.survey import Survey

# What a test in Python has in it, as pytest and unittest look for it.
_TEST = re.compile(
    rb"^\s*(?:async\s+)?def\s+test|^class\s+(?:Test|\w+(?:TestCase|Test|Tests)\b)"
    rb"|^\s*(?:import|from)\s+(?:pytest|unittest|django\.test)\b",
    re.MULTILINE,
)
_LARGEST = 1_000_000


def layout_of(survey: Survey) -> Layout:
    """Return what is known of a repository beside the paths of its source files."""
    architecture = survey.architecture
    edges = Counter(
        (statement.importer, statement.target)
        for statement in architecture.facts.imports
        if statement.target is not None and architecture.closes(statement)
    )
    return Layout(
        edges=edges,
        projects=project_folders(survey.snapshot.sources),
        sites=frozenset(_sites(survey)),
        no_tests=frozenset(_no_tests(survey)),
        broken=frozenset(_broken(architecture)),
        for_tests=_for_tests(survey),
    )


def _for_tests(survey: Survey) -> frozenset[str]:
    """Return the folders that a manifest of Composer loads for those who develop alone."""
    from kavro_lint.languages.php.composer import Composer

    snapshot = survey.snapshot

    def read(path: str) -> bytes | None:
        try:
            return snapshot.read(path, _LARGEST)
        except Unreadable:
            return None

    return Composer(snapshot.sources, read).for_development


def _broken(architecture: Architecture) -> Iterator[str]:
    for statement in architecture.judged:
        if statement.outcome == "unresolved":
            yield statement.importer
    yield from (failure.location.path for failure in architecture.facts.failures)


def _sites(survey: Survey) -> Iterator[str]:
    for path in survey.snapshot.sources:
        match = SITES.search(path)
        if match is not None and match.end() == len(path) and match.start():
            yield path[: match.start()]


def _no_tests(survey: Survey) -> Iterator[str]:
    """Yield the files in Python that are called as tests are and hold none."""
    snapshot = survey.snapshot
    for path in survey.architecture.facts.languages:
        *folders, name = path.split("/")
        if not PYTHON_TESTS.fullmatch(name) or TESTS.intersection(folders):
            continue
        try:
            text = snapshot.read(path, _LARGEST)
        except Unreadable:
            continue
        if text.strip() and not _TEST.search(text):
            yield path
