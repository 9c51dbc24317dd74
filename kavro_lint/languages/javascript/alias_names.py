"""An alias as a configuration writes it: a name, a pattern, or a regular expression."""

from collections.abc import Iterator

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript.config_expressions import Value
from kavro_lint.model.frozen import frozen, replace

# Keys of alias tables.
KEYS = frozenset(("alias", "aliases", "extraNodeModules", "_moduleAliases", "moduleNameMapper"))
# Keys of lists of folders in which any name is looked up.
ROOT_KEYS = frozenset(("modulePaths", "moduleDirectories"))
# The name of an alias for a folder in which any name may be looked up.
ROOT = "*"
# The name of all aliases of a table that cannot be read.
UNREADABLE = ""
# Keys of alias tables whose names are regular expressions.
MAPPERS = frozenset(("moduleNameMapper",))
# What Jest puts the folder of a project for.
_ROOT_DIR = "<rootDir>"


@frozen
class Alias:
    """A name and what it stands for: a path or a package, None where that is not known.

    The name is whole (`is_exact`), has one `*`, or stands also for all below it.
    """

    name: str
    value: Value | None
    is_exact: bool = False


def aliases_of_key(name: str, value: Value | None) -> Iterator[Alias]:
    """Yield the alias of a key of a table: a name, or a regular expression, as Babel takes `^…`."""
    if name.startswith("^"):
        yield from regex_aliases(name, value)
    else:
        yield literal_alias(name, value)


def literal_alias(name: str, value: Value | None) -> Alias:
    """Return an alias as it is written: `@`, `@/*`, or webpack's `@$` for that name alone."""
    if name.endswith("$") and len(name) > 1:
        return Alias(name[:-1], value, is_exact=True)
    if "*" in name and value is not None and "*" not in value.text:
        return Alias(name, replace(value, text=f"{value.text.rstrip('/')}/*"))
    return Alias(name if "*" in name else name.rstrip("/"), value)


_GROUP = expression(r"\(\.[*+]\??\)|\.\*")
_META = expression(r"[()\[\]{}|?+*.]")


def regex_aliases(pattern: str, value: Value | None) -> Iterator[Alias]:
    """Yield the alias that a regular expression is, if it is a name with at most one wildcard."""
    plain = pattern.removeprefix("^").replace("\\/", "/")
    is_anchored = plain.endswith("$") and pattern.startswith("^")
    plain = plain.removesuffix("$")
    parts = _GROUP.split(plain.replace("\\.", "\0"))
    if not parts[0] or len(parts) > 2 or any(_META.search(part) for part in parts):
        return
    name = "*".join(parts).replace("\0", ".").replace("\\", "")
    if value is None:
        yield Alias(name, None, is_exact=is_anchored and "*" not in name)
        return
    text = value.text.replace(_ROOT_DIR, ".")
    is_path = value.is_path or _ROOT_DIR in value.text or text.startswith(".")
    text = text.replace("$1", "*").replace("\\1", "*")
    if "*" in name and "*" not in text:
        return
    if "*" not in name and text.endswith("/") and name.endswith("/"):
        name, text = f"{name}*", f"{text}*"
    if is_path and "node_modules" not in text:
        yield Alias(name, replace(value, text=text, is_path=True), is_anchored and "*" not in name)


def is_resolver(plugin: object) -> bool:
    """Return whether a plugin of Babel is module-resolver, whose `root` lists folders of names."""
    return plugin in ("module-resolver", "babel-plugin-module-resolver")


def root_alias(root: Value) -> Iterator[Alias]:
    """Yield the alias for any name below a folder, but not for folders that a pattern names."""
    if "node_modules" not in root.text and "*" not in root.text:
        text = root.text.replace(_ROOT_DIR, ".")
        yield Alias(ROOT, Value(f"{text}/*", True, root.from_project))


def aliases_in_json(document: object, depth: int = 0) -> Iterator[Alias]:
    """Yield the aliases that a JSON document states, at any depth."""
    if depth > 12:
        return
    if isinstance(document, list):
        yield from _roots_in_json(document)
        for item in document:
            yield from aliases_in_json(item, depth + 1)
    elif isinstance(document, dict):
        root = _root_of_jest(document)
        for key, value in document.items():
            if key in KEYS and isinstance(value, dict):
                yield from _table_in_json(value, key in MAPPERS, root)
            elif key in ROOT_KEYS and isinstance(value, list):
                yield from _root_aliases(value, root)
            elif depth or key not in ("dependencies", "devDependencies", "scripts"):
                yield from aliases_in_json(value, depth + 1)


def _root_of_jest(document: dict[str, object]) -> str:
    """Return what `<rootDir>` stands for beside a `rootDir`, from the configuration's folder."""
    stated = document.get("rootDir")
    return f"./{stated}" if isinstance(stated, str) and not stated.startswith("/") else _ROOT_DIR


def _table_in_json(table: dict[str, object], mapper: bool, root: str) -> Iterator[Alias]:
    read = regex_aliases if mapper else aliases_of_key
    for name, target in table.items():
        text = target[0] if isinstance(target, list) and target else target
        if isinstance(text, str):
            yield from read(name, Value(text.replace(_ROOT_DIR, root)))


def _roots_in_json(plugin: list[object]) -> Iterator[Alias]:
    """Yield the roots of `["module-resolver", {"root": […]}]`."""
    options = plugin[1] if len(plugin) > 1 and is_resolver(plugin[0]) else None
    stated = options.get("root") if isinstance(options, dict) else None
    yield from _root_aliases(stated if isinstance(stated, list) else [stated])


def _root_aliases(places: list[object], root: str = _ROOT_DIR) -> Iterator[Alias]:
    for place in places:
        if isinstance(place, str):
            yield from root_alias(Value(place.replace(_ROOT_DIR, root)))
