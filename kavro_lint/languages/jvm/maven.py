"""pom.xml, read without what XML can do to its reader: entities are refused, not expanded."""

from collections.abc import Iterator
from xml.parsers import expat

MOST_BYTES = 5_000_000
# The longest path of elements that is compared: `project/parent/groupId`.
_DEEPEST = 3


def coordinates_of(content: bytes) -> Iterator[tuple[str, str]]:
    """Return the group and the artifact of each dependency and plugin.

    A property (`${project.groupId}`) is taken from the file's own `properties` and coordinates;
    what is not there stays out. Raises ValueError for what is not XML, or declares entities.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = _refuse
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(content[:MOST_BYTES], True)
    except (expat.ExpatError, LookupError) as error:
        # The file names its encoding, and that may be anything.
        raise ValueError(f"it is not valid XML: {error}") from None
    return iter(reader.dependencies())


def _refuse(*_: object) -> None:
    raise ValueError("it declares a document type or entities, which are not read")


class _Reader:
    """Keeps the texts of the elements that count."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._text: list[str] = []
        self._own: dict[str, str] = {}
        self._row: dict[str, str] = {}
        self._rows: list[dict[str, str]] = []

    def start(self, name: str, _: dict[str, str]) -> None:
        self._path.append(name.rpartition(":")[2])
        self._text = []
        if self._path[-1] == "dependency":
            self._row = {}

    def text(self, text: str) -> None:
        self._text.append(text)

    def end(self, _: str) -> None:
        text = "".join(self._text).strip()
        # Elements nest as deep as the file is long: only the two ends of a path are looked at.
        path, parent = tuple(self._path[: _DEEPEST + 1]), self._path[-2:-1]
        name = self._path.pop()
        self._text = []
        if name == "dependency":
            self._rows.append(self._row)
        elif parent == ["dependency"]:
            self._row[name] = text
        elif path[:2] == ("project", "properties") and len(path) == 3:
            self._own[path[2]] = text
        elif path in (("project", "groupId"), ("project", "parent", "groupId")):
            self._own["project.groupId"] = text

    def dependencies(self) -> Iterator[tuple[str, str]]:
        for row in self._rows:
            group, artifact = (self._value(row.get(key, "")) for key in ("groupId", "artifactId"))
            if group and artifact:
                yield group, artifact

    def _value(self, text: str) -> str:
        if text.startswith("${") and text.endswith("}"):
            text = self._own.get(text[2:-1], "")
        return "" if "${" in text else text
