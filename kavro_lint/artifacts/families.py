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
    """Yield the values of a row's variables, one binding for each matching folder, sorted.

    `folders` are relative to the plan's root, without a final slash. A path counts that has
    all variables of the module's name.
    """
    required = variables(name)
    matched_bindings: set[tuple[tuple[str, str], ...]] = set()
    for pattern in patterns:
        if variables(pattern) >= required:
            regex = _folder_regex(pattern)
            matches = (regex.fullmatch(folder) for folder in folders)
            matched_bindings |= {
                tuple(sorted(match.groupdict().items())) for match in matches if match
            }
    for binding in sorted(matched_bindings):
        yield dict(binding)


def _folder_regex(pattern: str) -> re.Pattern[str]:
    """Compile a path up to its last part with a variable."""
    parts = pattern.strip("/").removeprefix("./").split("/")
    last = max(n for n, part in enumerate(parts) if _VARIABLE.search(part))
    seen_variables: set[str] = set()
    return re.compile("/".join(_part_regex(part, seen_variables) for part in parts[: last + 1]))


def _part_regex(part: str, seen_variables: set[str]) -> str:
    if part == "**":
        return ".*"
    regex = ""
    end = 0
    for variable in _VARIABLE.finditer(part):
        regex += re.escape(part[end : variable.start()]).replace(r"\*", "[^/]*")
        name = variable[1]
        regex += f"(?P={name})" if name in seen_variables else f"(?P<{name}>[^/]+)"
        seen_variables.add(name)
        end = variable.end()
    return regex + re.escape(part[end:]).replace(r"\*", "[^/]*")


def filled(text: str, binding: Binding) -> str:
    """Return a cell's text with its variables replaced; unknown ones stay."""
    return _VARIABLE.sub(lambda variable: binding.get(variable[1], variable[0]), text)
