"""The contract's ruling on a dependency that a change adds, and whether it was amended."""

from collections.abc import Iterable, Mapping, Sequence

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.case import BaseTree
from kavro_lint.architecture.module_contracts import UNGOVERNED
from kavro_lint.architecture.permissions import denials, external_denial, unlimited
from kavro_lint.checks.structure import imports
from kavro_lint.commands.diff.change_records import Ruling
from kavro_lint.model.findings import Atom, Finding
from kavro_lint.model.imports import Import
from kavro_lint.model.places import Location


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

    def on_module(self, importer: str, imported: str, imports: Sequence[Import]) -> Ruling:
        """Rule on a dependency of one module, or folder, on another."""
        if not self._now.contracts:
            return Ruling("unstated")
        for name in (importer, imported):
            if name != UNGOVERNED and name not in self._now.contracts:
                return Ruling("undeclared", f"no module declares {name}")
        return self._denial_of(imports) or self._permission_of(
            importer,
            imported,
            self._allowing(importer, imported),
            was_allowed=self._was_allowed(importer, imported),
        )

    def on_package(self, importer: str, package: str, imports: Sequence[Import]) -> Ruling:
        """Rule on a dependency of a module, or folder, on a third-party package."""
        if not self._now.contracts:
            return Ruling("unstated")
        if importer not in self._now.contracts:
            return Ruling("undeclared", f"no module declares {importer}")
        cell = self._now.contracts[importer].external
        line = cell.row if cell is not None else None
        was_allowed = self._base is not None and (
            importer in self._base.contracts
            and external_denial(self._base.contracts, importer, imports[0]) is None
        )
        return self._denial_of(imports) or self._permission_of(
            importer, package, line, was_allowed=was_allowed
        )

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
        self, importer: str, imported: str, line: Location | None, *, was_allowed: bool
    ) -> Ruling:
        has_base = self._base is not None and bool(self._base.contracts)
        if has_base and not was_allowed:
            row = line or self._now.contracts[importer].row
            return Ruling("amended", f"{importer} may import {imported} since this change", row)
        return Ruling("allowed", "", line)

    def _allowing(self, importer: str, imported: str) -> Location | None:
        """Return the line that allows it: the row's May import, else the layer."""
        contract = self._now.contracts[importer]
        if contract.may_import is not None:
            return contract.may_import.row
        return contract.layer.location if contract.layer is not None else None

    def _was_allowed(self, importer: str, imported: str) -> bool:
        if self._base is None or importer not in self._base.contracts:
            return False
        contract = self._base.contracts[importer]
        if imported not in self._base.contracts and imported != UNGOVERNED:
            # The module is new: what may import anything could import it before.
            return unlimited(self._base.contracts, importer) or (
                contract.may_import is not None and contract.may_import.anything
            )
        return not denials(self._base.contracts, importer, imported)
