"""The record of each file that is kept with the answer of a `check`: whether it has findings."""

from collections.abc import Iterator, Mapping

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.permissions import limits_packages
from kavro_lint.cache.contributions import ALONE, LIMITED, MOVABLE, PLAIN, TASK, TEST
from kavro_lint.checks import checks_that_need
from kavro_lint.checks.structure import cycles
from kavro_lint.checks.tasks import parallel
from kavro_lint.model.findings import Finding
from kavro_lint.pipeline.check import Examined
from kavro_lint.pipeline.incremental.changed_sources import counted

# What `counted` returns, for each file that has imports.
CountedByFile = Mapping[str, tuple[list[int], bool]]
_NOTHING = counted(())


def flags_of_files(
    examined: Examined, counted_by_file: CountedByFile, *, can_be_judged: bool
) -> Iterator[tuple[str, int]]:
    """Yield what holds for each file; `can_be_judged` says that single files can be judged."""
    case = examined.case
    architecture, facts = case.architecture, case.architecture.facts
    task_files = {path for files in case.workflow.scope_files.values() for path in files}
    movable = cycles.movable_files(architecture)
    self_contained = _self_contained(case, task_files, movable)
    unlisted = facts.imports.where(lambda resolution: resolution.listed == "no")
    not_alone = _named(examined) | {import_.importer for import_ in unlisted}
    reported = set(_reported_paths(case))
    limited = {
        name for name in architecture.contracts if limits_packages(architecture.contracts, name)
    }
    for path, owner in architecture.ownership.owners.items():
        if (
            path in self_contained
            and path not in reported
            and counted_by_file.get(path, _NOTHING)[1]
        ):
            yield path, PLAIN
        if can_be_judged and path in self_contained and path not in not_alone:
            yield path, ALONE
        if owner in limited:
            yield path, LIMITED
    for path in architecture.ownership.tests:
        yield path, TEST
    for path in task_files.intersection(case.snapshot.sources):
        yield path, TASK
    for path in movable & case.snapshot.sources.keys():
        yield path, MOVABLE


def _self_contained(case: Case, task_files: set[str], movable: frozenset[str]) -> set[str]:
    """Return the files whose other imports make no other finding than on themselves."""
    facts = case.architecture.facts
    failed = {failure.location.path for failure in facts.failures}
    leading_out = _leading_out(case)
    has_needs = any(finding.rule in parallel.RULES for finding in case.findings)
    base = None if case.base is None else case.base.own.snapshot.sources
    resolved = _resolved_families(case)
    self_contained = {
        path
        for path, language in facts.languages.items()
        if path not in failed
        and path not in leading_out
        and path not in facts.generated
        and not (has_needs and path in task_files)
        and facts.families.get(language, language) in resolved
        and (base is None or path in base)
        and path not in movable
    }
    if movable:
        for path, rows in facts.imports.files.items():
            if any(row[3].target in movable for row in rows):
                self_contained.discard(path)
    return self_contained


def _leading_out(case: Case) -> set[str]:
    """Return the files that import a non-source, which the coverage may name."""
    facts, sources = case.architecture.facts, case.snapshot.sources
    others = sources.keys() - facts.languages.keys()
    imports = facts.imports.where(lambda resolution: resolution.target in others)
    return {import_.importer for import_ in imports}


def _resolved_families(case: Case) -> set[str]:
    """Return the families of languages with an import that leads to a file."""
    facts = case.architecture.facts
    resolved: set[str] = set()
    for path, rows in case.architecture.judged.files.items():
        language = facts.languages[path]
        family = facts.families.get(language, language)
        if family not in resolved and any(row[3].outcome == "internal" for row in rows):
            resolved.add(family)
    return resolved


def _named(examined: Examined) -> set[str]:
    """Return the files that a finding names which does not follow from their imports alone.

    So does each that was there before, or that an exception is for.
    """
    rules = {rule for check in checks_that_need("file") for rule in check.rules}
    outcome, known = examined.outcome, examined.known
    old = {id(finding) for finding in outcome.known} if outcome is not None else set()
    old |= {id(finding) for finding, _ in outcome.waived} if outcome is not None else set()
    named = {part for _, mark in known.marks for part in mark} if known is not None else set()
    for finding in examined.case.findings:
        if finding.rule not in rules or id(finding) in old:
            named.update(_paths_of(finding))
    return named


def _reported_paths(case: Case) -> Iterator[str]:
    """Yield every file that a finding names, be it reported, known or waived."""
    for finding in case.findings:
        yield from _paths_of(finding)


def _paths_of(finding: Finding) -> Iterator[str]:
    yield finding.location.path
    yield from (evidence.location.path for evidence in (*finding.evidence, *finding.cut))
    for atom in (*finding.atoms, finding.dependency or ()):
        yield from atom
