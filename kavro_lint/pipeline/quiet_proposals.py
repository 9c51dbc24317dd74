"""Proposals of one source that bring nothing, told from what an earlier one has left.

The report on such a proposal differs from the last one on the same state in nothing but the counts
of imports. Whatever may bring a finding is judged whole.
"""

from collections.abc import Iterable, Sequence

from kavro_lint.cache.imports import FileImports
from kavro_lint.cache.records import decoded, encoded
from kavro_lint.model import Facts, PlacedResolution, Report, Snapshot
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.pipeline.denied_edits import Basis, basis_classes, basis_of
from kavro_lint.pipeline.edited_sources import sources_alone

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.pipeline.check import Examined
    from kavro_lint.pipeline.selection import FindingOptions

# Outcomes of an import that are findings by themselves.
_DOUBTFUL = frozenset({"unresolved", "ambiguous"})


@frozen
class Quiet:
    """A report without a finding, its imports counted as in the state that was proposed for.

    `basis` is what edits are judged by; findings of every severity count.
    """

    report: Report
    basis: Basis


def quiet_of(examined: "Examined", path: str, options: "FindingOptions") -> bytes | None:
    """Return what tells later that a proposal is quiet, None where only judging can tell.

    `examined` is a proposal of a source that is there.
    """
    case, report, base = examined.case, examined.report, examined.case.base
    if base is None or path not in base.own.architecture.facts.languages:
        return None
    has_scopes = any(task.scope for _, task in case.workflow.all_tasks())
    has_own_rules = any(rule.origin is not None for rule in case.rules)
    if options.all or options.details or case.standards or has_scopes or has_own_rules:
        return None
    if report.findings or report.waived or report.ending:
        return None
    basis = basis_of(replace(examined, case=base.own))
    basis = replace(basis, settings=replace(basis.settings, fail_on="minor"))
    after, before = case.architecture.facts, base.own.architecture.facts
    report = _recounted(report, _imports_of(after, path), _imports_of(before, path))
    return encoded(Quiet(report, basis))


def report_if_quiet(data: bytes, snapshot: Snapshot, path: str, content: bytes) -> Report | None:
    """Return the report on a proposal of a source that is there, None where it must be judged."""
    from kavro_lint.model import Coverage

    try:
        quiet = decoded(data, (*basis_classes(), Basis, Coverage, Quiet, Report))
    except ValueError:
        # Another version wrote it.
        return None
    if not isinstance(quiet, Quiet):
        return None
    alone = sources_alone(snapshot, {path: content}, quiet.basis)
    if alone is None or alone.blocking or not alone.is_closed:
        return None
    before, after = alone.before[path], alone.after[path]
    if (before.lost, before.given_up) != (after.lost, after.given_up) or not _is_sure(
        before, after
    ):
        return None
    return _recounted(
        quiet.report, (before.rows, before.unanalysable), (after.rows, after.unanalysable)
    )


def _is_sure(before: FileImports, after: FileImports) -> bool:
    """Whether each new import leads somewhere, and no manifest should name it and does not."""
    if (before.lost, before.given_up) != (after.lost, after.given_up):
        return False
    known = {row[3] for row in before.rows}
    return not any(
        row[3].outcome in _DOUBTFUL or (row[3].listed == "no" and row[3] not in known)
        for row in after.rows
    )


_Imports = tuple[Sequence[PlacedResolution], int]


def _imports_of(facts: Facts, path: str) -> _Imports:
    return facts.imports.files.get(path, ()), facts.unanalysable.get(path, 0)


def _recounted(report: Report, less: _Imports, more: _Imports) -> Report:
    """Return a report with the imports of a file counted otherwise."""
    counts = dict(report.coverage.imports)
    for sign, (rows, unanalysable) in ((-1, less), (1, more)):
        counts["unanalysable"] += sign * unanalysable
        for name in _counted(rows):
            counts[name] += sign
    return replace(report, coverage=replace(report.coverage, imports=counts))


def _counted(rows: Iterable[PlacedResolution]) -> Iterable[str]:
    for *_, resolution in rows:
        yield resolution.outcome
        if resolution.outcome == "external" and resolution.listed != "yes":
            yield "unlisted"
