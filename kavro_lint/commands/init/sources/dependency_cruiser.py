"""dependency-cruiser's rules (https://github.com/sverweij/dependency-cruiser, doc/rules-reference).

A configuration in JavaScript is read only where it is a literal: nothing is run. Of the regular
expressions only those are understood that name paths: a beginning, and alternatives in groups.
"""

import re
from collections.abc import Mapping, Sequence

from kavro_lint.commands.init.place_rules import Ban, Guard, PlaceRules, Places, Reading
from kavro_lint.errors import CannotJudge

FILES = (
    ".dependency-cruiser.json",
    ".dependency-cruiser.js",
    ".dependency-cruiser.cjs",
    ".dependency-cruiser.mjs",
)

# A larger one is no list of rules, and reading it would take long.
LARGEST = 100_000
MOST_ALTERNATIVES = 200

Table = Mapping[str, object]

_HEAD = re.compile(
    r"(?:\s|//[^\n]*\n|/\*(?:[^*]|\*(?!/))*\*/|[\"']use strict[\"'];?)*"
    r"(?:module\.exports\s*=|export\s+default)\s*"
)
# What says more about a dependency than which files it is between.
_MORE = (
    "pathNot dependencyTypes dependencyTypesNot moreThanOneDependencyType license licenseNot via "
    "viaOnly viaNot numberOfDependentsLessThan exoticallyRequired preCompilationOnly "
    "moreUnstable ancestor"
).split()


def read(path: str, text: str, places: Places) -> Reading | None:
    """Return what the rules ask for; None for a file without any. Raises CannotJudge."""
    document = _literal(path, text)
    if document is None:
        why = "it is a program rather than a literal, and nothing of a repository is run"
        return Reading(PlaceRules(), (f"{path} was not read: {why}; export it as JSON",))
    rules = _list(document.get("forbidden"))
    if not rules and not any(document.get(key) for key in ("allowed", "required", "extends")):
        return None
    translation = _Translation(path, places)
    for rule in rules:
        if isinstance(rule, dict):
            translation.add(rule)
    for key in ("allowed", "required", "extends"):
        if document.get(key):
            translation.say(f"`{key}` is not translated")
    return translation.reading()


def _literal(path: str, text: str) -> Table | None:
    """Return the object that a configuration is, None where it is more than a literal."""
    import json
    from contextlib import suppress

    import json5

    if len(text) > LARGEST:
        raise CannotJudge(f"{path} is larger than {LARGEST:,} characters", "use --from none")
    # Most are plain JSON, which is read in no time; with comments it is JSON5.
    with suppress(ValueError, RecursionError):
        document = json.loads(text)
        return document if isinstance(document, dict) else None
    head = None if path.endswith(".json") else _HEAD.match(text)
    body = text[head.end() :] if head else text
    try:
        document = json5.loads(body.rstrip().rstrip(";"))
    except (ValueError, RecursionError):
        if path.endswith(".json"):
            raise CannotJudge(f"{path} is not JSON", "correct it, or use --from none") from None
        return None
    return document if isinstance(document, dict) else None


class _Translation:
    """Rules, added up."""

    def __init__(self, path: str, places: Places) -> None:
        self._path = path
        self._places = places
        self._bans: list[Ban] = []
        self._guards: list[Guard] = []
        self._remarks: list[str] = []

    def say(self, remark: str) -> None:
        """Add a remark on what was not translated."""
        self._remarks.append(f"{self._path}: {remark}")

    def reading(self) -> Reading:
        """Return all of it."""
        place_rules = PlaceRules(bans=tuple(self._bans), guards=tuple(self._guards))
        return Reading(place_rules, tuple(self._remarks))

    def add(self, rule: Table) -> None:
        """Translate one forbidden dependency, or say why it cannot be."""
        name = str(rule.get("name", "a rule without a name"))
        origin, target = _table(rule, "from"), _table(rule, "to")
        judged = _judged_anyway(origin, target)
        if judged:
            self.say(f"{name}: {judged}")
            return
        extra = [key for key in _MORE if key in target]
        extra += [key for key in _MORE if key in origin and key != "pathNot"]
        if extra:
            self.say(f"{name}: `{extra[0]}` is not translated")
            return
        used = self._named(name, target.get("path"))
        if not used:
            return
        if "path" not in origin and "pathNot" in origin:
            users = self._named(name, origin.get("pathNot"))
            if users:
                self._guards.append(Guard(used, tuple(dict.fromkeys((*users, *used)))))
            return
        if "pathNot" in origin:
            self.say(f"{name}: `path` together with `pathNot` is not translated")
            return
        users = self._named(name, origin.get("path"))
        if users:
            self._bans.append(Ban(users, used, transitive=target.get("reachable") is True))

    def _named(self, name: str, pattern: object) -> tuple[str, ...]:
        """Return the places that a pattern names, () where it is more than a beginning of paths."""
        places: list[str] = []
        for text in [pattern] if isinstance(pattern, str) else _list(pattern):
            prefixes = prefixes_of(text) if isinstance(text, str) else None
            if prefixes is None:
                self.say(f"{name}: the pattern {text!r} is more than a beginning of paths")
                return ()
            places += [place for prefix in prefixes for place in self._places.beginning(prefix)]
        if not places:
            self.say(f"{name}: no file that is judged here matches {pattern!r}")
        return tuple(dict.fromkeys(places))


def _judged_anyway(origin: Table, target: Table) -> str:
    """Return which rule of kavro-lint says the same, "" for none."""
    if target.get("circular") is True:
        return "always judged: dependency-cycle (KV705)"
    if target.get("couldNotResolve") is True:
        return "always judged: unresolved-import (KV710)"
    if origin.get("orphan") is True:
        return "files that nobody imports are not judged"
    return ""


def prefixes_of(pattern: str) -> tuple[str, ...] | None:
    """Return the beginnings of paths that a regular expression names, None for any other.

    `^src/(api|web)/` names `src/api/` and `src/web/`. The pattern is taken apart, never run.
    """
    if not pattern.startswith("^"):
        return None
    body = re.sub(r"(?:\.\*|\.\+|\[\^/\]\+|\(/\|\$\)|\$)$", "", pattern[1:])
    prefixes = [""]
    for group, literal in re.findall(r"\(\??:?([^()]*)\)|([^()]+)", body):
        parts = [_plain(part) for part in group.split("|")] if not literal else [_plain(literal)]
        if any(part is None for part in parts):
            return None
        prefixes = [head + (part or "") for head in prefixes for part in parts]
        if len(prefixes) > MOST_ALTERNATIVES:
            return None
    balanced = body.count("(") == body.count(")") == len(re.findall(r"\([^()]*\)", body))
    return tuple(prefixes) if balanced and all(prefixes) else None


def _plain(text: str) -> str | None:
    """Return a part without signs of regular expressions, None where it has any."""
    bare = re.sub(r"\\([./_-])", r"\1", text)
    unescaped = re.sub(r"\\[./_-]", "", text)
    return None if re.search(r"[\\^$*+?{}\[\]|]|\.(?![a-z]{1,4}$)", unescaped) else bare


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []


def _table(table: Table, key: str) -> Table:
    value = table.get(key)
    return value if isinstance(value, dict) else {}
