"""Project files of .NET, read without what XML can do to its reader: entities are refused.

An item stands as an element with attributes (https://learn.microsoft.com/visualstudio/msbuild);
what depends on a property that the file does not set is not known.
"""

from collections.abc import Mapping
from typing import NamedTuple
from xml.parsers import expat

MOST_BYTES = 5_000_000
_ITEMS = frozenset(
    "ProjectReference PackageReference Reference FrameworkReference Compile Using Import "
    "package GlobalPackageReference".split()
)


class Item(NamedTuple):
    """An element: its name and its attributes, a backslash in them turned into a slash."""

    name: str
    attributes: Mapping[str, str]

    @property
    def include(self) -> tuple[str, ...]:
        """What it names: `Include`, or the id of an old `packages.config`."""
        return _parts(self.attributes.get("Include") or self.attributes.get("id") or "")

    @property
    def remove(self) -> tuple[str, ...]:
        """What it takes away: `Remove`."""
        return _parts(self.attributes.get("Remove", ""))


class Contents(NamedTuple):
    """The items of a file, and the SDK that it names."""

    items: tuple[Item, ...] = ()
    sdk: str = ""


def contents_of(content: bytes) -> Contents:
    """Return what a project file says. Raises ValueError for no XML, and for entities."""
    items: list[Item] = []
    sdk = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal sdk
        if name in _ITEMS:
            plain = {key: value.replace("\\", "/") for key, value in attributes.items()}
            items.append(Item(name, plain))
        elif name == "Project":
            sdk = attributes.get("Sdk", sdk)
        elif name == "Sdk":
            sdk = attributes.get("Name", sdk)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = _refuse
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(content[:MOST_BYTES], True)
    except (expat.ExpatError, LookupError) as error:
        # The file names its encoding, and that may be anything.
        raise ValueError(f"it is not valid XML: {error}") from None
    return Contents(tuple(items), sdk)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _refuse(*_: object) -> None:
    raise ValueError("it declares a document type or entities, which are not read")
