"""Findings on the modules of one `{name}` row: reported once, with `*` for the name.

See docs/contract.md#11-blueprint-modules.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.model.findings import Family, Finding
from kavro_lint.model.frozen import replace
from kavro_lint.model.places import Location


def family_names(architecture: Architecture) -> Mapping[str, str]:
    """Return, for each module of a row with a variable, the name that stands for all of them."""
    by_row: dict[Location, list[str]] = {}
    for contract in architecture.contracts.values():
        by_row.setdefault(contract.row, []).append(contract.name)
    return {
        name: _shared_name(names) for names in by_row.values() if len(names) > 1 for name in names
    }


def _shared_name(names: Iterable[str]) -> str:
    """Return names with `*` for each part in which they differ.

    A folder may have a dot in its name: what follows the first difference is one `*` then.
    """
    parts = [name.split(".") for name in names]
    shared = [column[0] if len(set(column)) == 1 else "*" for column in zip(*parts, strict=False)]
    if len(set(map(len, parts))) > 1:
        first = shared.index("*") if "*" in shared else len(shared)
        shared = [*shared[:first], "*"]
    return ".".join(shared)


def with_families(findings: Iterable[Finding], names: Mapping[str, str]) -> Iterator[Finding]:
    """Yield findings; those on modules of one row get the family that is reported once."""
    for finding in findings:
        modules = {finding.source or "", finding.target or "", *finding.cycle} & names.keys()
        if not modules or finding.family is not None:
            yield finding
            continue
        longest_first = "|".join(map(re.escape, sorted(modules, key=lambda name: -len(name))))
        whole_name = re.compile(rf"(?<![\w./-])(?:{longest_first})(?![\w/-]|\.\w)")
        message, fix = (
            whole_name.sub(lambda match: names[match[0]], text)
            for text in (finding.message, finding.fix)
        )
        yield replace(finding, family=Family(message, fix))
