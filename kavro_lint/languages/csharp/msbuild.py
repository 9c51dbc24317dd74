"""Project files of .NET, read without what XML can do to its reader: entities are refused.

An item stands as an element with attributes (https://learn.microsoft.com/visualstudio/msbuild);
`$(Name)` in them is what the same file sets it to, without a condition and once; what depends on
another property is not known.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from xml.parsers import expat

MOST_BYTES = 5_000_000
_ITEMS = frozenset(
    "ProjectReference PackageReference Reference FrameworkReference Compile Using Import "
    "package GlobalPackageReference".split()
)


_PROPERTY = re.compile(r"\$\(([A-Za-z_][\w-]{0,100})\)")


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
    properties = _Properties()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal sdk
        properties.start(name, attributes)
        if name in _ITEMS:
            plain = {key: value.replace("\\", "/") for key, value in attributes.items()}
            items.append(Item(name, plain))
        elif name == "Project":
            sdk = attributes.get("Sdk", sdk)
        elif name == "Sdk":
            sdk = attributes.get("Name", sdk)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = properties.end
    parser.CharacterDataHandler = properties.text
    parser.EntityDeclHandler = _refuse
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(content[:MOST_BYTES], True)
    except (expat.ExpatError, LookupError) as error:
        # The file names its encoding, and that may be anything.
        raise ValueError(f"it is not valid XML: {error}") from None
    values = properties.values
    return Contents(tuple(item._replace(attributes=_known(item, values)) for item in items), sdk)


class _Properties:
    """The properties that a file sets: the elements in a `PropertyGroup`."""

    def __init__(self) -> None:
        self.values: dict[str, str | None] = {}
        self._way: list[bool] = []
        self._name: str | None = None
        self._text = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Enter an element; `_way` says of those around whether they are groups of properties."""
        is_property = bool(self._way) and self._way[-1]
        self._name, self._text = (name.casefold(), "") if is_property else (None, "")
        if is_property and "Condition" in attributes:
            self.values[name.casefold()] = self._name = None
        self._way.append(name == "PropertyGroup" and "Condition" not in attributes)

    def text(self, data: str) -> None:
        """Take text of an element."""
        if self._name is not None:
            self._text += data

    def end(self, name: str) -> None:
        """Leave an element: a property that is set twice is not known."""
        self._way.pop()
        if self._name is not None:
            value = self._text.strip().replace("\\", "/")
            is_first = self._name not in self.values
            self.values[self._name] = value if is_first and "$(" not in value else None
        self._name = None


def _known(item: Item, values: Mapping[str, str | None]) -> Mapping[str, str]:
    def value(match: re.Match[str]) -> str:
        known = values.get(match[1].casefold())
        return match[0] if known is None else known

    return {key: _PROPERTY.sub(value, text) for key, text in item.attributes.items()}


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _refuse(*_: object) -> None:
    raise ValueError("it declares a document type or entities, which are not read")
