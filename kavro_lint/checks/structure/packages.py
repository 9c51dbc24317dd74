"""External packages that no manifest lists."""

from collections.abc import Iterator

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.case import Case
from kavro_lint.model.findings import Family, Finding
from kavro_lint.model.imports import Import

RULES = ("KV712",)
NEEDS = "code"


def findings(case: Case) -> Iterator[Finding]:
    """Yield a finding for each manifest and package, at the first import of the package."""
    architecture = case.architecture
    imports: dict[tuple[str, str], list[Import]] = {}
    for import_ in architecture.unlisted:
        if import_.raw.kind != "type-only" and import_.manifest and import_.package:
            imports.setdefault((import_.manifest, import_.package), []).append(import_)
    for (manifest, package), of_package in imports.items():
        yield _finding(architecture, manifest, package, of_package)


def _finding(
    architecture: Architecture, manifest: str, package: str, imports: list[Import]
) -> Finding:
    first = imports[0]
    importer = architecture.module(first.importer)
    count = f" ({len(imports)} imports)" if len(imports) > 1 else ""
    return Finding(
        rule="KV712",
        message=f"{manifest} does not list {package}{count}",
        location=first.location,
        fix=f"add its distribution to {manifest}, or name it in the setting `[packages]`",
        atoms=frozenset({("package", manifest, package)}),
        source=importer or first.importer,
        target=package,
        kind=first.raw.kind,
        test=architecture.is_test(first),
        evidence=(first.evidence,),
        count=len(imports),
        family=Family(
            f"{manifest} does not list packages that are imported",
            f"add their distributions to {manifest}, or name them in the setting `[packages]`",
        ),
    )
