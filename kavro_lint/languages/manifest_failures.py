"""Failures of manifests: broken ones, and folders that they name and that do not exist."""

from collections.abc import Collection, Iterable, Iterator

from kavro_lint.languages.folders import folder_of, joined
from kavro_lint.languages.positions import Places
from kavro_lint.languages.protocol import Project
from kavro_lint.model.facts import Failure
from kavro_lint.model.places import Location
from kavro_lint.patterns.globs import Glob

CORRECT = "correct the manifest: nothing that it says is known until then"
RESTORE = "restore the folder, or take it out of the manifest"
# So many folders of one manifest are said, and so many patterns of one are looked for.
MOST_SAID = 20
MOST_PATTERNS = 200


def broken_manifest(path: str, reason: Exception | str) -> Failure:
    """Return that a manifest cannot be read, and why."""
    return Failure(Location(path), str(reason), fix=CORRECT)


def absent_folders(
    project: Project, path: str, named: Iterable[tuple[str, str]], folders: Collection[str]
) -> Iterator[Failure]:
    """Yield what a manifest names, as role and folder, that is none of the `folders` with one.

    Folders end in `/`. What is in a submodule or out of the repository may be there.
    """
    manifest = path.rpartition("/")[2]
    content: bytes | None = None
    for role, written in _absent(project, folder_of(path), named, folders):
        if content is None:
            content = project.read(path) or b""
        at = max(0, content.find(f'"{written}"'.encode("utf-8", "surrogatepass")))
        reason = f"no {manifest} is at `{written}` ({role})"
        location = Location(path, *Places(content).of(at))
        yield Failure(location, reason, lost_imports=True, fix=RESTORE)


def _absent(
    project: Project, folder: str, named: Iterable[tuple[str, str]], folders: Collection[str]
) -> Iterator[tuple[str, str]]:
    known: list[list[str]] = []
    patterns = reported = 0
    for role, written in dict.fromkeys(named):
        place = joined(folder, written)
        if place is None or project.is_hidden(f"{place}/"):
            continue
        if any(sign in place for sign in "*?["):
            known = known or [folder.split("/")[:-1] for folder in folders]
            patterns += 1
            if patterns > MOST_PATTERNS or _is_matched(place, known):
                continue
        elif (f"{place}/" if place else "") in folders:
            continue
        reported += 1
        if reported > MOST_SAID:
            return
        yield role, written


def _is_matched(pattern: str, known: list[list[str]]) -> bool:
    try:
        glob = Glob(pattern.split("/"))
    except ValueError:
        return True
    return any(map(glob.matches, known))
