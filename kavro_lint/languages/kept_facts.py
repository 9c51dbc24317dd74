"""What was read of one state, as bytes and back: a walk over states goes on from it.

Of a file that is still the same only where its imports lead is kept, and the names that they
mention; what it says is read again when its imports must be resolved again.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from kavro_lint.cache.folder import DIGEST, digest, joined, split
from kavro_lint.cache.packed_imports import FileImports, StoredImports, decoded, encoded
from kavro_lint.model.facts import Failure
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.places import Location


@frozen
class KeptFacts:
    """What a walk knows of the state that it ended at.

    `settings` are those that it was read with. `files` are the readable sources and `names` what
    the imports of each mention; `unreadable` says why others are not. `asked` are the manifests
    that resolution has asked for and `failures` what was wrong with them, by family of languages;
    `seen` are the languages that had a file once.
    """

    settings: str
    files: Mapping[str, FileImports]
    names: Mapping[str, Collection[str]]
    unreadable: Mapping[str, str]
    asked: Mapping[str, Collection[str]]
    failures: Mapping[str, Sequence[Failure]]
    seen: Collection[str]


def packed(kept: KeptFacts) -> bytes:
    """Return what is kept as bytes, with a checksum."""
    others = {
        "settings": kept.settings,
        "names": [sorted(kept.names[path]) for path in kept.files],
        "unreadable": dict(kept.unreadable),
        "asked": {family: sorted(paths) for family, paths in kept.asked.items()},
        "failures": {
            family: [_cells(failure) for failure in failures]
            for family, failures in kept.failures.items()
        },
        "seen": sorted(kept.seen),
    }
    parts = [encoded(StoredImports({}, kept.files)), json.dumps(others).encode()]
    body = joined(parts)
    return digest(body) + body


def unpacked(content: bytes) -> KeptFacts | None:
    """Return what `packed` was given, None for anything else."""
    body = content[DIGEST:]
    if content[:DIGEST] != digest(body):
        return None
    imports, others = split(body)
    stored, rest = decoded(imports), json.loads(others)
    if stored is None:
        return None
    return KeptFacts(
        settings=rest["settings"],
        files={path: replace(file, rows=tuple(file.rows)) for path, file in stored.files.items()},
        names=dict(zip(stored.files, map(frozenset, rest["names"]), strict=True)),
        unreadable=rest["unreadable"],
        asked=rest["asked"],
        failures={
            family: [_failure(*cells) for cells in failures]
            for family, failures in rest["failures"].items()
        },
        seen=rest["seen"],
    )


def _cells(failure: Failure) -> tuple[tuple[object, ...], str, bool, str]:
    place = failure.location
    place_cells = place.path, place.line, place.column
    return place_cells, failure.reason, failure.lost_imports, failure.fix


def _failure(place: Sequence[Any], reason: str, lost_imports: bool, fix: str) -> Failure:
    return Failure(Location(*place), reason, lost_imports, fix)
