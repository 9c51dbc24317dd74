"""The list of repositories: a TOML file with a table `[[repository]]` for each."""

import re
from pathlib import Path

from kavro_lint.config.toml import BrokenToml, read_toml
from kavro_lint.errors import CannotJudge
from kavro_lint.git.mirrors import is_address
from kavro_lint.model.frozen import frozen
from kavro_lint.printable import printable
from kavro_lint.spelling import nearest

KEYS = ("name", "path", "url", "team", "mainline")
# A name is one of a folder and of a page.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
# Windows keeps these names, with any suffix, for devices, and takes no dot at an end.
_NO_FOLDER = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?|.*\.")
LARGEST = 5_000_000


@frozen
class Listed:
    """A repository of the list. `path` is absolute; one of `path` and `url` is "".

    `problem` says what is wrong with the entry: then it is not scanned, and its row says so.
    """

    name: str
    path: str = ""
    url: str = ""
    team: str = ""
    mainline: str = ""
    problem: str = ""


def read_list(file: Path) -> tuple[Listed, ...]:
    """Return the repositories of a list, in its order. Raises CannotJudge for a broken file."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CannotJudge(f"{file}: {error.strerror}", "name a list of repositories") from None
    if len(content) > LARGEST:
        raise CannotJudge(f"{file} is larger than 5 MB", "split the list")
    try:
        document = read_toml(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CannotJudge(f"{file} is not UTF-8", "save it as UTF-8") from None
    except BrokenToml as error:
        raise CannotJudge(f"{file}: not valid TOML: {error}", "correct that line") from None
    entries = document.get("repository")
    if not isinstance(entries, list) or not entries:
        raise CannotJudge(
            f"{file} names no repository", 'write [[repository]], name = "…" and path or url'
        )
    listed: list[Listed] = []
    # Where the case of names does not count, names that differ only in it are of one folder.
    used_names: set[str] = set()
    for number, entry in enumerate(entries, 1):
        listed.append(_listed(entry, number, file.parent, used_names))
        used_names.add(listed[-1].name.casefold())
    return tuple(listed)


def _listed(entry: object, number: int, folder: Path, used_names: set[str]) -> Listed:
    """Return an entry; what is wrong with it is its own problem, and no other's."""
    fallback = f"entry-{number}"
    if not isinstance(entry, dict):
        return Listed(fallback, problem=f"entry {number} is not a table")
    values = {key: value for key, value in entry.items() if isinstance(value, str)}
    name = values.get("name", "")
    is_name = _NAME.fullmatch(name) and not _NO_FOLDER.fullmatch(name)
    if not is_name or name.casefold() in used_names:
        why = "appears twice" if is_name else "is not a name of letters, digits, ., _ and -"
        shown = printable(repr(entry["name"])) if "name" in entry else "that is missing"
        return Listed(fallback, problem=f"entry {number}: `name` {shown} {why}")
    unknown = next((str(key) for key in entry if key not in KEYS), None)
    if unknown is not None:
        near = nearest(unknown, KEYS, 0)
        return Listed(name, problem=f"unknown key `{printable(unknown)}`; did you mean `{near}`?")
    wrong = next((key for key in entry if key not in values), None)
    if wrong is not None:
        return Listed(name, problem=f"`{wrong}` is not a text")
    path, url = values.get("path", ""), values.get("url", "")
    problem = ""
    if bool(path) == bool(url):
        problem = "it needs either `path` or `url`"
    elif url and not is_address(url):
        problem = "`url` is not an address to fetch from"
    place = str((folder / Path(path).expanduser()).absolute()) if path else ""
    return Listed(name, place, url, values.get("team", ""), values.get("mainline", ""), problem)
