"""An alias as a configuration writes it: a name, a pattern, or a regular expression."""

import re
from collections.abc import Iterator

from kavro_lint.languages.javascript.expressions import Value
from kavro_lint.model.frozen import frozen, replace

# Keys of alias tables.
KEYS = frozenset(("alias", "aliases", "extraNodeModules", "_moduleAliases", "moduleNameMapper"))
# The name of an alias for a folder in which any name may be looked up.
ROOT = "*"
# The name of all aliases of a table that cannot be read.
UNREADABLE = ""
# Keys of alias tables whose names are regular expressions.
MAPPERS = frozenset(("moduleNameMapper",))


@frozen
class Alias:
    """A name and what it stands for: a path or a package, None where that is not known.

    The name is whole (`is_exact`), has one `*`, or stands also for all below it.
    """

    name: str
    value: Value | None
    is_exact: bool = False


def literal_alias(name: str, value: Value | None) -> Alias:
    """Return an alias as it is written: `@`, `@/*`, or webpack's `@$` for that name alone."""
    if name.endswith("$") and len(name) > 1:
        return Alias(name[:-1], value, is_exact=True)
    if "*" in name and value is not None and "*" not in value.text:
        return Alias(name, replace(value, text=f"{value.text.rstrip('/')}/*"))
    return Alias(name if "*" in name else name.rstrip("/"), value)


_GROUP = re.compile(r"\(\.[*+]\??\)|\.\*")
_META = re.compile(r"[()\[\]{}|?+*.]")


def regex_aliases(pattern: str, value: Value | None) -> Iterator[Alias]:
    """Yield the alias that a regular expression is, if it is a name with at most one wildcard."""
    plain = pattern.removeprefix("^").replace("\\/", "/")
    whole = plain.endswith("$") and pattern.startswith("^")
    plain = plain.removesuffix("$")
    parts = _GROUP.split(plain.replace("\\.", "\0"))
    if not parts[0] or len(parts) > 2 or any(_META.search(part) for part in parts):
        return
    name = "*".join(parts).replace("\0", ".").replace("\\", "")
    if value is None:
        yield Alias(name, None, is_exact=whole and "*" not in name)
        return
    text = value.text.replace("<rootDir>", ".")
    is_path = value.is_path or "<rootDir>" in value.text or text.startswith(".")
    text = text.replace("$1", "*")
    if "*" in name and "*" not in text:
        return
    if "*" not in name and text.endswith("/") and name.endswith("/"):
        name, text = f"{name}*", f"{text}*"
    if is_path and "node_modules" not in text:
        yield Alias(name, replace(value, text=text, is_path=True), whole and "*" not in name)


def aliases_in_json(document: object, depth: int = 0) -> Iterator[Alias]:
    """Yield the aliases that a JSON document states, at any depth."""
    if depth > 12:
        return
    if isinstance(document, list):
        for item in document:
            yield from aliases_in_json(item, depth + 1)
    elif isinstance(document, dict):
        for key, value in document.items():
            if key in KEYS and isinstance(value, dict):
                for name, target in value.items():
                    text = target[0] if isinstance(target, list) and target else target
                    if isinstance(text, str):
                        meaning = Value(text)
                        if key in MAPPERS:
                            yield from regex_aliases(name, meaning)
                        else:
                            yield literal_alias(name, meaning)
            elif depth or key not in ("dependencies", "devDependencies", "scripts"):
                yield from aliases_in_json(value, depth + 1)
