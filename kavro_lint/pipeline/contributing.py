"""What each file of a judged state adds to its report, kept with the answer of a `check`.

A later run by `neutral_change` then tells of a changed file that it adds nothing to report.
"""

from array import array
from collections.abc import Iterator, Mapping

from kavro_lint.architecture import Case, limits_packages
from kavro_lint.cache.contributions import (
    COUNTED,
    COUNTS,
    LIMITED,
    MARK,
    MOVABLE,
    PLAIN,
    TASK,
    TEST,
    Contributions,
    encoded,
)
from kavro_lint.cache.folder import DIGEST
from kavro_lint.checks.honesty import nothing_checked
from kavro_lint.checks.structure import cycles
from kavro_lint.checks.tasks import parallel
from kavro_lint.model import Finding
from kavro_lint.pipeline.check import Examined
from kavro_lint.pipeline.contributing_edges import numbered_edges
from kavro_lint.pipeline.neutral_change import counted, counted_lines, targets_mark
from kavro_lint.reports.wording import IMPORTS, coverage_lines

_UNANALYSABLE = COUNTED.index("unanalysable")


def added_by_files(
    examined: Examined,
    output: bytes,
    width: int | None,
    paths: Mapping[str, int],
    digests: bytes,
) -> bytes | None:
    """Return what each file adds to an output, as bytes; None where it cannot be told.

    `width` is that of a report in text, None for one that does not count imports. `paths` are the
    numbers of all regular files, `digests` those of the facts in that order.
    """
    if examined.report.coverage.details:
        # What is listed one by one changes with every import.
        return None
    shown, lead_in = (0, 0, 0), ""
    if width is not None:
        imports = examined.report.coverage.imports
        lead_in = next(coverage_lines(examined.report.coverage)).partition(IMPORTS)[0] + IMPORTS
        sentence = counted_lines(lead_in, imports, width)
        start = output.find(sentence + b"\n")
        if start < 0 or output.count(sentence) > 1:
            return None
        shown = (start, start + len(sentence), width)
    contributions = contributions_of(examined, paths, digests, shown, lead_in)
    return None if contributions is None else encoded(contributions)


def contributions_of(
    examined: Examined,
    paths: Mapping[str, int],
    digests: bytes,
    shown: tuple[int, int, int],
    lead_in: str,
) -> Contributions | None:
    """Return what the files add, None where it cannot be told from single files.

    `paths` are the numbers of all regular files; `shown` and `lead_in` say where the counts stand
    in the output, and what stands before them.
    """
    case = examined.case
    if not _is_told_by_files(case) or paths.keys() != case.snapshot.sources.keys():
        return None
    architecture = case.architecture
    size = len(digests) // DIGEST
    modules = {name: number for number, name in enumerate(architecture.contracts, 1)}
    owners, flags = array("I", bytes(4 * size)), bytearray(size)
    for path, owner in architecture.ownership.owners.items():
        owners[paths[path]] = modules[owner]
    counts = array("I", bytes(4 * COUNTS * size))
    doubtful = _count(case, paths, counts)
    for path, flag in _flags(examined, doubtful):
        flags[paths[path]] |= flag
    pairs, leads = numbered_edges(examined, paths, modules)
    ends, all_leads = array("I"), array("I")
    for number in range(size):
        all_leads.extend(leads.get(number, ()))
        ends.append(len(all_leads))
    imports = examined.report.coverage.imports
    totals = array("I", (imports[outcome] for outcome in COUNTED))
    arrays = (owners, counts, ends, all_leads, pairs, totals, array("I", shown))
    roots = "\n".join(case.settings.sources.source_roots)
    targets = _targets(case, paths, size)
    names = "\n".join(architecture.contracts)
    return Contributions(digests, bytes(flags), targets, arrays, lead_in, roots, names)


def _is_told_by_files(case: Case) -> bool:
    """Whether each finding on code follows from single files, and none from all together."""
    architecture, settings = case.architecture, case.settings
    return (
        case.by_base is None
        and not case.is_change
        and not any(rule.is_standard and case.judges(rule) for rule in case.rules)
        and architecture.type_only == "judge"
        and not architecture.facts.checking
        and not settings.sources.packages
        and not case.snapshot.links
        and not case.snapshot.submodules
        and not any(finding.rule in nothing_checked.RULES for finding in case.findings)
    )


def _targets(case: Case, paths: Mapping[str, int], size: int) -> bytes:
    """Return a mark of what each file's imports lead to, where a row forbids to reach a module."""
    architecture = case.architecture
    contracts = architecture.contracts.values()
    if not any(contract.module.must_not_reach for contract in contracts):
        return b""
    marks = bytearray(targets_mark(()) * size)
    for path, rows in architecture.facts.imports.files.items():
        at = paths[path] * MARK
        marks[at : at + MARK] = targets_mark(rows)
    return bytes(marks)


def _count(case: Case, paths: Mapping[str, int], counts: "array[int]") -> frozenset[str]:
    """Count the imports of each file, and return the files of which an import is doubtful."""
    facts = case.architecture.facts
    doubtful: set[str] = set()
    for path, rows in facts.imports.files.items():
        numbers, is_plain = counted(rows)
        at = paths[path] * COUNTS
        counts[at : at + COUNTS] = array("I", numbers)
        if not is_plain:
            doubtful.add(path)
    for path, number in facts.unanalysable.items():
        counts[paths[path] * COUNTS + _UNANALYSABLE] = number
    return frozenset(doubtful)


def _flags(examined: Examined, doubtful: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Yield what holds for each file."""
    case = examined.case
    architecture, facts = case.architecture, case.architecture.facts
    reported = set(_reported_paths(case))
    failed = {failure.location.path for failure in facts.failures}
    leading_out = set(_leading_out(case))
    resolved = _resolved_families(case)
    limited = {
        name for name in architecture.contracts if limits_packages(architecture.contracts, name)
    }
    has_needs = any(finding.rule in parallel.RULES for finding in case.findings)
    task_files = {path for files in case.workflow.scope_files.values() for path in files}
    movable = cycles.movable_files(architecture)
    if movable:
        reported |= movable | {
            path
            for path, rows in facts.imports.files.items()
            if any(row[3].target in movable for row in rows)
        }
    base = None if case.base is None else case.base.own.snapshot.sources
    for path, owner in architecture.ownership.owners.items():
        language = facts.languages[path]
        if (
            path not in reported
            and path not in doubtful
            and path not in failed
            and path not in leading_out
            and path not in facts.generated
            and not (has_needs and path in task_files)
            and facts.families.get(language, language) in resolved
            and (base is None or path in base)
        ):
            yield path, PLAIN
        if owner in limited:
            yield path, LIMITED
    for path in architecture.ownership.tests:
        yield path, TEST
    for path in task_files.intersection(case.snapshot.sources):
        yield path, TASK
    for path in movable & case.snapshot.sources.keys():
        yield path, MOVABLE


def _leading_out(case: Case) -> Iterator[str]:
    """Yield the files that import a file which is no source, and may be named in the coverage."""
    facts, sources = case.architecture.facts, case.snapshot.sources
    for path, rows in facts.imports.files.items():
        targets = (row[3].target for row in rows)
        if any(target in sources and target not in facts.languages for target in targets if target):
            yield path


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


def _reported_paths(case: Case) -> Iterator[str]:
    """Yield every file that a finding names, be it reported, known or waived."""
    for finding in case.findings:
        yield from _paths_of(finding)


def _paths_of(finding: Finding) -> Iterator[str]:
    yield finding.location.path
    yield from (evidence.location.path for evidence in (*finding.evidence, *finding.cut))
    for atom in (*finding.atoms, finding.dependency or ()):
        yield from atom
