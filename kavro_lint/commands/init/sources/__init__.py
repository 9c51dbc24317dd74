"""Rules in other tools' configurations (one file a tool), read as data and never run."""

from collections.abc import Callable, Mapping, Sequence

from kavro_lint.commands.init.place_rules import Places, Reading, joined
from kavro_lint.commands.init.sources import dependency_cruiser, import_linter, tach
from kavro_lint.errors import CannotJudge
from kavro_lint.model.facts import Facts, Snapshot, Unreadable
from kavro_lint.model.frozen import replace

Reader = Callable[[str, str, Places], Reading | None]

# By the names of files. Two tools may share one (pyproject.toml): None says that it has nothing.
READERS: Mapping[str, Reader] = {
    **dict.fromkeys(import_linter.FILES, import_linter.read),
    **dict.fromkeys(tach.FILES, tach.read),
    **dict.fromkeys(dependency_cruiser.FILES, dependency_cruiser.read),
}
LARGEST = 1_000_000


def read_sources(snapshot: Snapshot, facts: Facts, named: Sequence[str] | None) -> Reading:
    """Read the configurations that are named, or those at the root. Raises CannotJudge."""
    places = Places(facts.languages)
    if named is None:
        at_root = [_read(snapshot, path, places) for path in READERS if _is_in(snapshot, path)]
        return joined([reading for reading in at_root if reading is not None])
    readings = []
    for name in named:
        path = name.removeprefix("./")
        if not _is_in(snapshot, path):
            raise CannotJudge(
                f"--from: {name} is not a file of this repository",
                f"name one of {', '.join(READERS)}, from the repository's root",
            )
        reading = _read(snapshot, path, places)
        if reading is None:
            raise CannotJudge(
                f"--from: {name} holds no rules of import-linter, tach or dependency-cruiser",
                "name the file that does, or `none`",
            )
        readings.append(reading)
    return joined(readings)


def _is_in(snapshot: Snapshot, path: str) -> bool:
    return path in snapshot.sources


def _read(snapshot: Snapshot, path: str, places: Places) -> Reading | None:
    name = path.rpartition("/")[2]
    suffix = name.rpartition(".")[2]
    reader = READERS.get(name) or {"toml": tach.read, "json": dependency_cruiser.read}.get(
        suffix, import_linter.read
    )
    try:
        text = snapshot.read(path, LARGEST).decode("utf-8-sig")
    except (Unreadable, UnicodeDecodeError) as error:
        raise CannotJudge(f"{path}: {error}", "make it readable, or use --from none") from None
    reading = reader(path, text, places)
    domains = [source for source in snapshot.sources if source.endswith(f"/{tach.DOMAIN}")]
    if reading is not None and reader is tach.read and domains:
        remark = f"{path}: {len(domains)} {tach.DOMAIN} (as {domains[0]}) are not read"
        reading = replace(reading, remarks=(*reading.remarks, remark))
    return reading
