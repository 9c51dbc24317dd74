"""The contribution of each file to a report, kept with the answer of a `check`.

A later run by `neutral_change` then tells of a changed file that it adds nothing to report.
"""

from array import array
from collections.abc import Mapping

from kavro_lint.architecture.case import Case
from kavro_lint.cache.contributions import (
    ALONE,
    COUNTED,
    COUNTS,
    MARK,
    PLAIN,
    Contributions,
    encoded,
)
from kavro_lint.cache.folder import DIGEST
from kavro_lint.checks import checks_that_need
from kavro_lint.checks.honesty import nothing_checked
from kavro_lint.pipeline.check import Examined
from kavro_lint.pipeline.incremental.changed_sources import counted, targets_mark
from kavro_lint.pipeline.incremental.contributing_edges import numbered_edges
from kavro_lint.pipeline.incremental.contributing_files import CountedByFile, flags_of_files
from kavro_lint.pipeline.incremental.kept_report import (
    kept_findings,
    kept_on_code,
    kept_policy,
    written,
)
from kavro_lint.pipeline.incremental.kept_tree import heeded
from kavro_lint.pipeline.incremental.neutral_change import place_of_counts

_UNANALYSABLE = COUNTED.index("unanalysable")


def added_by_files(
    examined: Examined,
    output: bytes,
    paths: Mapping[str, int],
    digests: bytes,
    *,
    width: int = 0,
    lead_in: str = "",
) -> bytes | None:
    """Return what each file adds to an output, as bytes; None where it cannot be told.

    `paths` are the numbers of all regular files, `digests` those of the facts in that order.
    `width` is that of a report in text, 0 for one that does not count imports; `lead_in` is what
    its sentence with the counts begins with.
    """
    if examined.report.coverage.details:
        # What is listed one by one changes with every import.
        return None
    shown = place_of_counts(output, lead_in, examined.report.coverage.imports, width)
    if shown is None:
        return None
    contributions = contributions_of(examined, paths, digests, shown, lead_in)
    return None if contributions is None else encoded(contributions)


def contributions_of(
    examined: Examined,
    paths: Mapping[str, int],
    digests: bytes,
    shown: tuple[int, int, int],
    lead_in: str,
) -> Contributions | None:
    """Return what the files add, None where it cannot be told.

    `paths` are the numbers of all regular files; `shown` and `lead_in` say where the counts stand
    in the output, and what stands before them.
    """
    case = examined.case
    if not _is_numbered(case) or paths.keys() != case.snapshot.sources.keys():
        return None
    architecture = case.architecture
    size = len(digests) // DIGEST
    modules = {name: number for number, name in enumerate(architecture.contracts, 1)}
    owners, flags = array("I", bytes(4 * size)), bytearray(size)
    for path, owner in architecture.ownership.owners.items():
        owners[paths[path]] = modules[owner]
    counts = array("I", bytes(4 * COUNTS * size))
    counted_by_file = {
        path: counted(rows) for path, rows in architecture.facts.imports.files.items()
    }
    _count(case, paths, counted_by_file, counts)
    policy = kept_policy(examined, frozenset(check.name for check in checks_that_need("file")))
    not_alone = 0 if _are_told_by_themselves(case) else PLAIN | ALONE
    findings = kept_findings(examined)
    can_be_judged = policy is not None and findings is not None
    for path, flag in flags_of_files(examined, counted_by_file, can_be_judged=can_be_judged):
        flags[paths[path]] |= flag & ~not_alone
    pairs, leads = numbered_edges(examined, paths, modules)
    ends, all_leads = array("I"), array("I")
    for number in range(size):
        all_leads.extend(leads.get(number, ()))
        ends.append(len(all_leads))
    imports = examined.report.coverage.imports
    totals = array("I", (imports[outcome] for outcome in COUNTED))
    arrays = (owners, counts, ends, all_leads, pairs, totals, array("I", shown))
    targets = _targets(case, paths, size)
    names = "\n".join(architecture.contracts)
    contributions = Contributions(digests, bytes(flags), targets, arrays, lead_in, names)
    contributions.heeded = heeded(case.snapshot, case.settings.sources)
    if policy is not None:
        contributions.policy = written(policy)
        contributions.on_code = kept_on_code(case, policy.on_code)
    if findings is not None:
        contributions.findings = lambda: written(findings)
    return contributions


def _is_numbered(case: Case) -> bool:
    """Whether the numbers of files and dependencies say all of a state."""
    return case.by_base is None and not case.is_change and case.architecture.type_only == "judge"


def _are_told_by_themselves(case: Case) -> bool:
    """Whether each finding on code follows from single files, and none from all together.

    A standard looks at more of a source than its imports, and whether an import is for types
    alone other sources may say.
    """
    return (
        not any(rule.is_standard and case.judges(rule) for rule in case.rules)
        and not case.architecture.facts.checking
        and not any(finding.rule in nothing_checked.RULES for finding in case.findings)
    )


def _targets(case: Case, paths: Mapping[str, int], size: int) -> bytes:
    """Return a mark of each file's import targets, if a row forbids to reach a module."""
    architecture = case.architecture
    contracts = architecture.contracts.values()
    if not any(contract.module.must_not_reach for contract in contracts):
        return b""
    marks = bytearray(targets_mark(()) * size)
    for path, rows in architecture.facts.imports.files.items():
        at = paths[path] * MARK
        marks[at : at + MARK] = targets_mark(rows)
    return bytes(marks)


def _count(
    case: Case, paths: Mapping[str, int], counted_by_file: CountedByFile, counts: "array[int]"
) -> None:
    """Count the imports of each file."""
    facts = case.architecture.facts
    for path, (numbers, _) in counted_by_file.items():
        at = paths[path] * COUNTS
        counts[at : at + COUNTS] = array("I", numbers)
    for path, number in facts.unanalysable.items():
        counts[paths[path] * COUNTS + _UNANALYSABLE] = number
