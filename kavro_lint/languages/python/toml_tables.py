"""Access to TOML tables, which people write and so may have any shape."""

from collections.abc import Iterator, Mapping


def table_at(table: Mapping[str, object], *keys: str) -> Mapping[str, object]:
    """Return the table below keys, an empty one where there is none."""
    for key in keys:
        value = table.get(key)
        table = value if isinstance(value, dict) else {}
    return table


def tables_below(table: Mapping[str, object], *keys: str) -> Iterator[Mapping[str, object]]:
    """Yield the tables that stand side by side below keys."""
    for value in table_at(table, *keys).values():
        if isinstance(value, dict):
            yield value


def lists_below(table: Mapping[str, object], *keys: str) -> Iterator[str]:
    """Yield the texts of all lists that stand side by side below keys."""
    for value in table_at(table, *keys).values():
        yield from texts(value)


def items(value: object) -> list[object]:
    """Return a list, an empty one where it is something else."""
    return value if isinstance(value, list) else []


def texts(value: object) -> Iterator[str]:
    """Yield a text, or the texts of a list."""
    for text in [value] if isinstance(value, str) else items(value):
        if isinstance(text, str):
            yield text
