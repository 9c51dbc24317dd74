"""The checks: each module in a folder of this package, detected.

A check is a module with

    RULES = ("KV705",)                      # the rules it provides; each has a page in rules/
    NEEDS = "graph"                         # see `Needs`
    def findings(case: Case) -> Iterator[Finding]

and, where the comparison with a base needs more than the findings' atoms,

    def known(base: Case) -> Iterator[tuple[str, Atom]]
    def narrowed(finding, new: frozenset[Atom], case: Case) -> Finding
    def identity(finding: Finding) -> Iterable[Atom]
    def was_drift(atom: Atom, base: BaseTree) -> bool

and, where its findings may be taken over from the state before,

    def ground(case: Case) -> object        # equal grounds: equal findings; see `Check`

What several checks share lies beside the folders.
"""

import importlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Literal

from kavro_lint.discovery import modules_in
from kavro_lint.errors import CannotJudge
from kavro_lint.model.findings import STANDARDS
from kavro_lint.model.frozen import frozen

if TYPE_CHECKING:
    from kavro_lint.architecture.case import BaseTree, Case
    from kavro_lint.model.findings import Atom, Finding, Rule

# What a check looks at decides on which states it is run:
# - file: imports, file by file: each finding is of one file and stands in it.
# - code: files and imports otherwise. Of both, the base's are judged by the snapshot's contract.
# - graph: all imports together. Of the base only what is `known` is asked.
# - artifacts: the documents and the settings. The base's are judged by the base's own.
# - change: the commits and what they do to documents. The base has none.
# - findings: what the other checks have found. The base has none.
Needs = Literal["file", "code", "graph", "artifacts", "change", "findings"]


@frozen
class Check:
    """A check, as its module describes it.

    `known` yields the rules and atoms that a base tree has beside those of its findings;
    `narrowed` returns a finding for its new atoms only; `identity` returns what two findings of
    the same drift have in common, by default their atoms; `was_drift` says whether an atom that
    the base tree is found to have was drift by the base's own contract.

    `ground` returns what its findings depend on beside policy, paths, documents and history: where
    all of these are equal in two states, so are the findings. None where only judging can tell.
    """

    name: str
    rules: tuple[str, ...]
    needs: Needs
    findings: "Callable[[Case], Iterable[Finding]]"
    known: "Callable[[Case], Iterable[tuple[str, Atom]]]"
    narrowed: "Callable[[Finding, frozenset[Atom], Case], Finding]"
    identity: "Callable[[Finding], Iterable[Atom]]"
    was_drift: "Callable[[Atom, BaseTree], bool]"
    ground: "Callable[[Case], object] | None"


@cache
def checks(names: frozenset[str] | None = None) -> tuple[Check, ...]:
    """Return every check, or those of these names, sorted by folder and name."""
    return tuple(_check(module) for module in _modules(names))


def checks_that_need(*needs: Needs, names: frozenset[str] | None = None) -> tuple[Check, ...]:
    """Return the checks that look at one of these; of all, or of those of these names."""
    return tuple(check for check in checks(names) if check.needs in needs)


@cache
def providers(names: frozenset[str] | None = None) -> Mapping[str, Check]:
    """Return the check of each rule; if several provide one, the first."""
    return {rule: check for check in reversed(checks(names)) for rule in check.rules}


def provider_of(rule: str, names: frozenset[str] | None = None) -> Check:
    """Return the check of a rule. The rules of a user's own pages are standards."""
    check = providers(names).get(rule)
    return check or next(check for check in checks() if check.name == STANDARDS)


def see_that_all_are_provided(rules: "Sequence[Rule]") -> None:
    """Raise CannotJudge for a rule page without a check, and for a check without a page."""
    by_name = {check.name: check for check in checks()}
    for rule in rules:
        check = by_name.get(rule.check)
        page = rule.origin or f"rules/{rule.name}.md"
        if check is None or (rule.origin is None and rule.id not in check.rules):
            raise CannotJudge(
                f"{page}: no check `{rule.check}` provides {rule.id}",
                "the installation is incomplete: install kavro-lint again",
            )
    pages = {rule.id for rule in rules}
    for check in checks():
        for rule_id in check.rules:
            if rule_id not in pages:
                raise CannotJudge(
                    f"the check `{check.name}` provides {rule_id}, which has no rule page",
                    "the installation is incomplete: install kavro-lint again",
                )


def _modules(names: frozenset[str] | None) -> Iterable[ModuleType]:
    """Import the modules of all checks, or only those of these names."""
    for folder in modules_in(__path__):
        places = [os.path.join(place, folder) for place in __path__]  # noqa: PTH118
        if os.path.isdir(places[0]):  # noqa: PTH112
            for name in modules_in(places, packages=False):
                if names is not None and name not in names:
                    continue
                yield importlib.import_module(f"{__name__}.{folder}.{name}")


def _check(module: ModuleType) -> Check:
    return Check(
        name=module.__name__.rpartition(".")[2],
        rules=module.RULES,
        needs=module.NEEDS,
        findings=module.findings,
        known=getattr(module, "known", lambda base: ()),
        narrowed=getattr(module, "narrowed", lambda finding, new, case: finding),
        identity=getattr(module, "identity", lambda finding: finding.marks),
        was_drift=getattr(module, "was_drift", lambda atom, base: True),
        ground=getattr(module, "ground", _nothing if module.NEEDS == "artifacts" else None),
    )


def _nothing(case: "Case") -> object:
    """Return the ground of checks that read only documents."""
    return ()


def checks_on_code(rules: "Iterable[Rule]", *, with_standards: bool) -> frozenset[str]:
    """Return the names of the checks on the structure of the code, and of standards if wanted.

    They need neither history nor a base.
    """
    return frozenset(
        rule.check
        for rule in rules
        if rule.id.startswith(("KV70", "KV71")) or (with_standards and rule.is_standard)
    )
