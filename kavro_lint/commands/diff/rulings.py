"""What the contract says of a dependency that a change brings, and whether it was amended."""

from collections.abc import Iterable, Mapping, Sequence

from kavro_lint.architecture import UNGOVERNED, Architecture, BaseTree, denials, external_denial
from kavro_lint.checks.structure import imports
from kavro_lint.commands.diff.records import Ruling
from kavro_lint.model import Atom, Finding, Import, Location


class Rulings:
    """Rules on what is new. `findings` are all of the snapshot, `waived` maps atoms to why."""

    def __init__(
        self,
        architecture: Architecture,
        before: BaseTree | None,
        findings: Iterable[Finding],
        waived: Mapping[tuple[str, Atom], str],
    ) -> None:
        self._now = architecture
        self._base = before.own.architecture if before is not None else None
        self._denied = {
            atom: finding
            for finding in findings
            if finding.rule in imports.RULES
            for atom in finding.atoms
        }
        self._waived = waived

    def on_module(self, user: str, used: str, imports: Sequence[Import]) -> Ruling:
        """Rule on a dependency of one module, or folder, on another."""
        if not self._now.terms:
            return Ruling("unstated")
        for name in (user, used):
            if name != UNGOVERNED and name not in self._now.terms:
                return Ruling("undeclared", f"no module declares {name}")
        return self._denial_of(imports) or self._permission_of(
            user, used, self._allowing(user, used), self._was_allowed(user, used)
        )

    def on_package(self, user: str, package: str, imports: Sequence[Import]) -> Ruling:
        """Rule on a dependency of a module, or folder, on a third-party package."""
        if not self._now.terms:
            return Ruling("unstated")
        if user not in self._now.terms:
            return Ruling("undeclared", f"no module declares {user}")
        cell = self._now.terms[user].external
        line = cell.row if cell is not None else None
        was_allowed = self._base is not None and (
            user in self._base.terms and external_denial(self._base.terms, user, imports[0]) is None
        )
        return self._denial_of(imports) or self._permission_of(user, package, line, was_allowed)

    def _denial_of(self, imports: Sequence[Import]) -> Ruling | None:
        for import_ in imports:
            atom = ("import", import_.importer, import_.target or import_.package or "")
            finding = self._denied.get(atom)
            if finding is not None:
                _, _, reason = finding.message.partition(": ")
                why = f"{finding.rule}: {reason or finding.message}"
                decision = self._waived.get((finding.rule, atom))
                if decision is not None:
                    return Ruling("waived", f"{why}; waived by {decision}", finding.contract)
                return Ruling("denied", why, finding.contract)
        return None

    def _permission_of(
        self, user: str, used: str, line: Location | None, was_allowed: bool
    ) -> Ruling:
        has_base = self._base is not None and bool(self._base.terms)
        if has_base and not was_allowed:
            row = line or self._now.terms[user].row
            return Ruling("amended", f"{user} may import {used} since this change", row)
        return Ruling("allowed", "", line)

    def _allowing(self, user: str, used: str) -> Location | None:
        """Return the line that allows it: the row's May import, else the layer."""
        terms = self._now.terms[user]
        if terms.may_import is not None:
            return terms.may_import.row
        return terms.layer.location if terms.layer is not None else None

    def _was_allowed(self, user: str, used: str) -> bool:
        if self._base is None or user not in self._base.terms:
            return False
        terms = self._base.terms[user]
        if used not in self._base.terms and used != UNGOVERNED:
            # The module is new: what may import anything could import it before.
            return terms.unlimited or (terms.may_import is not None and terms.may_import.anything)
        return not denials(self._base.terms, user, used)
