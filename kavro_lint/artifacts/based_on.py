"""`**Based on:** Technical Blueprint v2` in a roadmap, compared with the blueprint's version."""

import re
from collections.abc import Iterable, Iterator

from kavro_lint.artifacts.markdown import Document, plain
from kavro_lint.artifacts.problems import problem
from kavro_lint.artifacts.task_lines import TRACKERS
from kavro_lint.expressions import expression
from kavro_lint.model.findings import Finding
from kavro_lint.model.places import Location

_VERSION = expression(r"(?i)\bblueprint\b\D{0,20}?\bv(?:ersion)?\s*(\d[\d.]{0,20})")
_NUMBER = expression(r"\d[\d.]{0,20}")


def stale_bases(documents: Iterable[Document], blueprint: str | None) -> Iterator[Finding]:
    """Yield the roadmaps that are based on another version of the blueprint (KV205, minor)."""
    by_path = {document.path: document for document in documents}
    version = _version_of(by_path[blueprint]) if blueprint in by_path else None
    if version is None:
        return
    for path, document in by_path.items():
        if path.rpartition("/")[2] not in TRACKERS:
            continue
        for field in document.fields:
            match = _VERSION.search(plain(field.value)[:200]) if field.name == "based on" else None
            if match and _without_final_zeros(match[1]) != _without_final_zeros(version):
                yield problem(
                    "KV205",
                    Location(path, field.line),
                    f"the roadmap is based on version {match[1].rstrip('.')} of the blueprint, "
                    f"which is at version {version}",
                    "check the roadmap against the blueprint, then write its version here",
                    "based on",
                    severity="minor",
                )


def _version_of(blueprint: Document) -> str | None:
    """Return the version in the preamble of a blueprint."""
    stated = blueprint.front_matter.get("version")
    if stated is None:
        fields = (field.value for field in blueprint.fields if field.name == "version")
        stated = plain(next(fields, ""))
    match = _NUMBER.search(str(stated)[:200])
    return match[0].rstrip(".") if match else None


def _without_final_zeros(version: str) -> str:
    """Return a version without final zeros: 2, 2.0 and 2.0.0 are the same."""
    return re.sub(r"(?:\.0*)+$", "", version)
