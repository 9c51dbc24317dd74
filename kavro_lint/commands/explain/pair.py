"""Pairs: whether A may import B, by which line of the contract, and whether it does.

The answer is what the checks themselves would say of one more import from A to B.

JSON: `{"schema", "kind": "pair", "from": {"kind", "name", "module"}, "to": the same, "notes",
"may": true | false | null (not judged), "why", "contract": {"path", "line"} | null,
"rules": [{"id", "rule", "message", "contract", "fix"}], "partly": [the same: what would be found
on some files of B only], "cycles": [the same: those that are to be cut elsewhere], "does": bool,
"imports": [{"path", "line", "text", "kind", "target", "package"}],
"chain": [the same: the shortest way from A to B, each hop]}`
"""

from collections.abc import Iterable, Iterator, Sequence

from kavro_lint.commands.explain.argument_names import Named
from kavro_lint.commands.explain.shaping import (
    SCHEMA,
    Explanation,
    Json,
    at,
    finding_document,
    import_document,
    import_line,
    is_type_only,
    place_document,
    shortened,
    wrapped,
)
from kavro_lint.commands.explain.sides import Side, apart, chain_between, direct_imports, side_of
from kavro_lint.commands.explain.supposing import Answer, may_import
from kavro_lint.model.findings import Finding
from kavro_lint.model.imports import Import
from kavro_lint.pipeline.survey import Survey
from kavro_lint.printable import printable
from kavro_lint.spelling import quantity


def explain_pair(survey: Survey, first: Named, second: Named) -> Explanation:
    """Explain what a module, file or folder may import of another, or of a package, and does."""
    architecture = survey.architecture
    importer, imported = apart(side_of(architecture, first), side_of(architecture, second))
    direct = direct_imports(architecture, importer, imported)
    chain = (
        ()
        if direct or second.kind == "package"
        else chain_between(architecture, importer, imported)
    )
    answer = may_import(architecture, importer, imported)
    notes = [named.note for named in (first, second) if named.note]

    def document() -> Json:
        return {
            "schema": SCHEMA,
            "kind": "pair",
            "from": _side_document(importer),
            "to": _side_document(imported),
            "notes": notes,
            "may": answer.may,
            "why": answer.why,
            "contract": place_document(answer.contract),
            "rules": [finding_document(finding, survey.rules) for finding in answer.rules],
            "partly": [finding_document(finding, survey.rules) for finding in answer.partly],
            "cycles": [finding_document(finding, survey.rules) for finding in answer.cycles],
            "does": bool(direct),
            "imports": [import_document(edge) for edge in direct],
            "chain": [import_document(edge) for edge in chain],
        }

    def lines() -> Iterator[str]:
        yield from (line for note in notes for line in wrapped(note, ""))
        yield from wrapped(f"May {importer.shown} import {imported.shown}?", "")
        yield from _permission_lines(answer)
        yield from _import_lines(direct, chain)

    return Explanation(document, lines)


def _side_document(side: Side) -> Json:
    return {"kind": side.named.kind, "name": side.named.name, "module": side.module}


def _permission_lines(answer: Answer) -> Iterator[str]:
    word = {True: "yes", False: "no", None: "not judged"}[answer.may]
    if answer.may is not False:
        line = f" ({at(answer.contract)})" if answer.contract is not None else ""
        yield from wrapped(f"{word}: {answer.why}{line}")
        if answer.partly:
            yield "  but not all of it:"
    else:
        yield "  no:"
    yield from _finding_lines((*answer.rules, *answer.partly))
    if answer.cycles:
        yield "  but it is part of a cycle:"
        for finding in answer.cycles:
            yield from wrapped(f"{finding.rule}: {finding.message}", "    ")
            yield from wrapped(f"fix: {finding.fix}", "      ")


def _finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield from wrapped(f"{finding.rule}: {finding.message}", "    ")
        if finding.contract is not None:
            yield f"      contract: {printable(at(finding.contract))}"


def _import_lines(direct: Sequence[Import], chain: Sequence[Import]) -> Iterator[str]:
    yield "Does it?"
    if direct:
        count = len(direct)
        type_only = "type-only " if is_type_only(direct) else ""
        yield f"  yes, in {quantity(count, f'{type_only}import')}:"
        yield from shortened([import_line(edge) for edge in direct])
    elif chain:
        yield f"  not directly; the shortest chain has {len(chain)} imports:"
        yield from (import_line(edge) for edge in chain)
    else:
        yield "  no, neither directly nor by any chain"
