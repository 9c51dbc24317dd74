"""Hooks in the settings file of a coding agent: added, inspected, removed."""

import json
from collections.abc import Iterator, Mapping
from typing import Literal

from kavro_lint.agents import json_text
from kavro_lint.agents.dialects import Dialect
from kavro_lint.agents.json_text import Node

# What marks a hook as ours, whatever stands before and behind it.
MARK = "kavro-lint hook --agent "

State = Literal["missing", "outdated", "current"]


def installed(text: str | None, dialect: Dialect, command: str) -> str:
    """Return a settings file with our hooks in it, and everything else as it was.

    `text` is None for a file that does not exist. Raises NotJson for one that cannot be read.
    """
    hooks = dialect.hooks(command)
    if text is None or not text.strip():
        document = {**dialect.FRAME, "hooks": {name: [entry] for name, entry in hooks.items()}}
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if state(text, dialect, command) == "current":
        return text
    text = _without_own_hooks(text)
    for name, entry in hooks.items():
        text = json_text.appended(text, ("hooks", name), [entry])
    return text


def uninstalled(text: str, dialect: Dialect) -> str | None:
    """Return a settings file without our hooks, None where nothing but ours was in it."""
    remaining = _without_own_hooks(text)
    if remaining == text:
        return text
    node = json_text.read(remaining)
    other_keys = [key for key in node.keys if key not in dialect.FRAME]
    has_comment = "//" in remaining or "/*" in remaining
    return remaining if other_keys or has_comment else None


def state(text: str | None, dialect: Dialect, command: str) -> State:
    """Say whether our hooks are in a settings file, and as this version writes them."""
    if text is None:
        return "missing"
    own_hooks = {name: value for (name, _), value in _own_hooks(text)}
    if not own_hooks:
        return "missing"
    return "current" if own_hooks == dialect.hooks(command) else "outdated"


def _without_own_hooks(text: str) -> str:
    while (place := next(iter(_own_hooks(text)), None)) is not None:
        (name, number), _ = place
        text = json_text.removed(text, ("hooks", name, number))
    return text


def _own_hooks(text: str) -> list[tuple[tuple[str, int], Mapping[str, object]]]:
    """Return each entry that is ours, with its event and its number there."""
    hooks = json_text.read(text).get("hooks")
    return list(_entries(text, hooks)) if hooks is not None else []


def _entries(text: str, hooks: Node) -> Iterator[tuple[tuple[str, int], Mapping[str, object]]]:
    for name, listed in zip(hooks.keys, hooks.children, strict=False):
        for number, item in enumerate(listed.children if listed.kind == "array" else ()):
            written = text[item.start : item.end]
            if MARK in written and item.kind == "object":
                try:
                    yield (name, number), json.loads(written)
                except ValueError:
                    # Somebody put a comment into it: it is ours, and no longer as we wrote it.
                    yield (name, number), {}
