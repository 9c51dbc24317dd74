"""Text that all formats share: counts, verdict, coverage."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from kavro_lint.model.findings import SEVERITIES, Coverage, Judged, Report
from kavro_lint.model.places import Location
from kavro_lint.spelling import counted_imports

# What stands before the counts of imports.
IMPORTS = "imports: "


def counted(findings: Iterable[Judged]) -> str:
    """Return the findings counted by severity, the most severe first; `""` for none."""
    grades = Counter(judged.severity for judged in findings)
    return ", ".join(f"{grades[grade]} {grade}" for grade in reversed(SEVERITIES) if grades[grade])


def verdict(report: Report) -> str:
    """Return the verdict and the counts on one line, without any text of the repository."""
    extras = [f"{len(report.waived)} waived"] if report.waived else []
    extras += [f"{report.known} known"] if report.known else []
    extras += [f"compared with {report.base[:10]}"] if report.base else []
    counts = counted((*report.findings, *report.left_out)) or "no findings"
    return f"{report.verdict}: {', '.join([counts, *extras])}"


def by_rule(findings: Iterable[Judged]) -> Iterator[tuple[Judged, ...]]:
    """Yield the findings of each rule and severity, by id, the most severe of a rule first."""

    def key(judged: Judged) -> tuple[str, int]:
        return judged.rule.id, -SEVERITIES.index(judged.severity)

    for _, group in groupby(sorted(findings, key=key), key=key):
        yield tuple(group)


def alike(findings: Sequence[Judged]) -> Iterator[tuple[Judged, ...]]:
    """Yield groups of findings with the same text, by module pair: only their places differ."""

    def key(judged: Judged) -> tuple[str, ...]:
        finding = judged.finding
        if finding.family is not None:
            return (finding.family.message, finding.family.fix)
        contract = finding.contract and (finding.contract.path, str(finding.contract.line))
        wording = (finding.message, finding.fix, *(contract or ()))
        return (finding.source or "", finding.target or "", *wording)

    for _, group in groupby(sorted(findings, key=key), key=key):
        yield tuple(group)


def said_of(findings: Sequence[Judged]) -> tuple[str, str]:
    """Return the common message and fix of a group: those of its family, if it has one."""
    first = findings[0].finding
    if first.family is None or all(
        (judged.finding.message, judged.finding.fix) == (first.message, first.fix)
        for judged in findings
    ):
        return first.message, first.fix
    return first.family.message, first.family.fix


def contract_of(findings: Sequence[Judged]) -> Location | None:
    """Return the common line of the contract, None if the findings differ in it."""
    lines = {judged.finding.contract for judged in findings}
    return lines.pop() if len(lines) == 1 else None


def _file_word(counts: Mapping[str, int]) -> str:
    """Return the word that agrees with the files that are counted by kind."""
    return "file" if sum(counts.values()) == 1 else "files"


def before_counts_of_imports(coverage: Coverage) -> str:
    """Return the coverage's first sentence up to its counts of imports."""
    return next(coverage_lines(coverage)).partition(IMPORTS)[0] + IMPORTS


def coverage_lines(coverage: Coverage) -> Iterator[str]:
    """Yield the sentences of the coverage; unescaped."""
    files = ", ".join(f"{count} {language}" for language, count in coverage.files.items())
    counts = ", ".join(counted_imports(coverage.imports))
    yield (
        f"Coverage: {files or 'no'} {_file_word(coverage.files)}, {coverage.governed} governed, "
        f"{coverage.declared} declared, {coverage.undeclared} undeclared, "
        f"{coverage.unreadable} unreadable; {IMPORTS}{counts or 'none'}."
    )
    if coverage.not_analysed:
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in coverage.not_analysed.items())
        yield f"Not analysed: {kinds} {_file_word(coverage.not_analysed)}."
    for approval in coverage.approvals:
        yield f"Approved: {approval}."
    yield from coverage.remarks
    if coverage.submodules:
        yield f"Not entered (submodules): {', '.join(coverage.submodules)}."
    if coverage.unlimited_modules:
        names = ", ".join(coverage.unlimited_modules)
        yield f"Unlimited (neither layer nor May import): {names}."
    judged = coverage.phases_judged.items()
    because = [f"{phase} ({why})" for phase, why in judged if why != "always"]
    if because:
        yield f"Phases judged besides 2 and 7: {', '.join(because)}."
    if coverage.phases_not_judged:
        yield f"Phases not judged: {', '.join(map(str, coverage.phases_not_judged))}."
    for name, lines in coverage.details.items():
        yield f"{name[0].upper()}{name[1:]}:"
        yield from (f"  {line}" for line in lines)


def ending_lines(report: Report) -> Iterator[str]:
    """Yield a sentence for each exception in use that ends soon; unescaped."""
    for waiver in report.ending:
        rules, place = ", ".join(waiver.rules), waiver.location
        position = f"{place.path}:{place.line}"
        yield f"Ends soon, on {waiver.until}: the exception for {rules} ({position})."
