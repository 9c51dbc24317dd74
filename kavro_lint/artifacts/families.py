"""Families: one row with `{name}` stands for a module in each folder that matches.

See docs/contract.md#11-blueprint-modules.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

_VARIABLE = re.compile(r"\{(\w+)\}")

Binding = Mapping[str, str]


def variables(text: str) -> frozenset[str]:
    """Return the variables of a cell."""
    return frozenset(_VARIABLE.findall(text))


def bindings(name: str, patterns: Iterable[str], folders: Iterable[str]) -> Iterator[Binding]:
    """Yield what the variables of a row stand for, one binding a matching folder, sorted.

    `folders` are relative to the plan's root, without a final slash. A path counts that has
    all variables of the module's name.
    """
    wanted = variables(name)
    found: set[tuple[tuple[str, str], ...]] = set()
    for pattern in patterns:
        if variables(pattern) >= wanted:
            regex = _folder_regex(pattern)
            matches = (regex.fullmatch(folder) for folder in folders)
            found |= {tuple(sorted(m.groupdict().items())) for m in matches if m}
    for each in sorted(found):
        yield dict(each)


def _folder_regex(pattern: str) -> re.Pattern[str]:
    """Compile a path up to its last part with a variable."""
    parts = pattern.strip("/").removeprefix("./").split("/")
    last = max(n for n, part in enumerate(parts) if _VARIABLE.search(part))
    seen: set[str] = set()
    return re.compile("/".join(_part_regex(part, seen) for part in parts[: last + 1]))


def _part_regex(part: str, seen: set[str]) -> str:
    if part == "**":
        return ".*"
    regex = ""
    end = 0
    for found in _VARIABLE.finditer(part):
        regex += re.escape(part[end : found.start()]).replace(r"\*", "[^/]*")
        name = found[1]
        regex += f"(?P={name})" if name in seen else f"(?P<{name}>[^/]+)"
        seen.add(name)
        end = found.end()
    return regex + re.escape(part[end:]).replace(r"\*", "[^/]*")


def filled(text: str, binding: Binding) -> str:
    """Return a cell's text with its variables replaced; unknown ones stay."""
    return _VARIABLE.sub(lambda found: binding.get(found[1], found[0]), text)
