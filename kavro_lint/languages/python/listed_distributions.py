"""Distributions that the manifests of a Python project list, of all groups and extras."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from kavro_lint.expressions import expression
from kavro_lint.languages.python.requirements import Requirement, normal_form, read_requirement
from kavro_lint.languages.python.toml_tables import lists_below, table_at, tables_below, texts
from kavro_lint.model.frozen import frozen, replace

_REQUIREMENTS = expression(r"(?i:(?:.*[-_.])?(?:requirements?|reqs?)(?:[-_.].*)?\.(?:txt|in|pip))")
_FOLDER = expression(r"(?i:(?:.*/)?requirements?/[^/]+\.(?:txt|in|pip))")
_INCLUDE = expression(r"\s*(?:-r|--requirement)[\s=]+[\"']?([^\s\"'#]{1,300})")
_CONDA = expression(r"(?i:(?:.*[-_.])?(?:environment|conda)(?:[-_.].*)?\.ya?ml)")
# How the names of all of them end.
_ENDS = (".txt", ".in", ".pip", ".yml", ".yaml")

# Where setup.py and setup.cfg put requirements, and under what names scripts keep them.
_SETUP_LISTS = expression(
    r"\b(?:\w*(?:requires?|requirements?|dependencies|deps)\w{0,40}|extras\w{0,40})[\"']?\s*[:=](?!=)",
    re.IGNORECASE,
)
_OPENED = expression(r"\s*(?:list|dict|set|tuple)?\s*[\[({]")
_BRACKET = expression(r"\"[^\"\\\n]*\"|'[^'\\\n]*'|#[^\n]*|[\[({]|[\])}]")
_STRING = expression(r"\"([^\"\\\n]{1,300})\"|'([^'\\\n]{1,300})'")
_CFG_SECTION = expression(r"^\[([^\]\n]{1,100})\]", re.MULTILINE)
_CFG_KEY = expression(r"^([\w.-]+)[ \t]*[=:][ \t]*(.*)$")
_CFG_LISTS = frozenset(("install_requires", "setup_requires", "tests_require", "requires"))
_CONDA_ENTRY = expression(r"^[ \t]*-[ \t]+[\"']?(?:[\w.-]+::)?([^\s\"'#][^\"'#\n]*)", re.MULTILINE)


@frozen
class Dependencies:
    """What one manifest lists.

    `names` are distributions in their normal form, `paths` local folders and `includes` other lists
    (`-r more.txt`), as they are written.
    `is_open` says that it also takes them from elsewhere: what it does not name may be listed.
    """

    names: frozenset[str]
    paths: tuple[str, ...] = ()
    is_open: bool = False
    includes: tuple[str, ...] = ()


def is_list(path: str) -> bool:
    """Whether a file at that path lists distributions."""
    name = path.rpartition("/")[2]
    if name in _READERS:
        return True
    # Most files are something else.
    return name[-5:].casefold().endswith(_ENDS) and (
        _REQUIREMENTS.fullmatch(name) is not None
        or _CONDA.fullmatch(name) is not None
        or _FOLDER.fullmatch(path) is not None
    )


def read_dependencies(path: str, content: bytes) -> Dependencies | None:
    """Return what a manifest lists, None where it has no section for dependencies."""
    text = content.decode("utf-8-sig", "replace")
    name = path.rpartition("/")[2]
    reader = _READERS.get(name)
    if reader is not None:
        return reader(text)
    if _CONDA.fullmatch(name) is not None:
        return _of_conda(text)
    lines = list(_lines(text))
    includes = tuple(match[1] for line in lines if (match := _INCLUDE.match(line)))
    return replace(_dependencies_of(lines), includes=includes)


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a requirements file, continued lines joined."""
    yield from text.replace("\\\r\n", " ").replace("\\\n", " ").splitlines()


def _dependencies_of(entries: Iterable[str], is_open: bool = False) -> Dependencies:
    requirements = [requirement for entry in entries if (requirement := read_requirement(entry))]
    return _of_requirements(requirements, is_open)


def _of_requirements(requirements: Iterable[Requirement], is_open: bool = False) -> Dependencies:
    pairs = [(requirement.name, requirement.path) for requirement in requirements]
    names = frozenset(name for name, _ in pairs if name is not None)
    paths = tuple(dict.fromkeys(path for _, path in pairs if path is not None))
    return Dependencies(names, paths, is_open)


def _of_pyproject(text: str) -> Dependencies | None:
    import tomllib

    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return Dependencies(frozenset(), (), True)
    project, tool = table_at(document, "project"), table_at(document, "tool")
    is_tool_manifest = any(
        table_at(tool, name) for name in ("poetry", "pdm", "flit", "pixi", "rye")
    )  # fmt: skip
    if not project and not is_tool_manifest and not table_at(document, "dependency-groups"):
        return None
    entries = [
        *texts(project.get("dependencies")),
        *lists_below(project, "optional-dependencies"),
        *lists_below(document, "dependency-groups"),
        *texts(table_at(document, "build-system").get("requires")),
        *lists_below(tool, "pdm", "dev-dependencies"),
        *texts(table_at(tool, "uv").get("dev-dependencies")),
        *texts(table_at(tool, "rye").get("dev-dependencies")),
        *texts(table_at(tool, "flit", "metadata").get("requires")),
        *lists_below(tool, "flit", "metadata", "requires-extra"),
        *_of_hatch(tool),
    ]
    dynamic = set(texts(project.get("dynamic")))
    is_open = bool(dynamic & {"dependencies", "optional-dependencies"})
    requirements = [requirement for entry in entries if (requirement := read_requirement(entry))]
    requirements += [*_of_tables(_poetry_tables(tool)), *_of_tables(_uv_sources(tool))]
    requirements += _of_tables(tables_below(tool, "pixi"))
    return _of_requirements(requirements, is_open)


def _of_hatch(tool: Mapping[str, object]) -> Iterator[str]:
    for environment in tables_below(tool, "hatch", "envs"):
        for key in ("dependencies", "extra-dependencies"):
            yield from texts(environment.get(key))
    # Lists of hooks that make `dynamic` ones of them, such as hatch-requirements-txt's kin.
    for hook in tables_below(tool, "hatch", "metadata", "hooks"):
        yield from texts(hook.get("dependencies"))
        yield from lists_below(hook, "optional-dependencies")


def _poetry_tables(tool: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    poetry = table_at(tool, "poetry")
    yield table_at(poetry, "dependencies")
    yield table_at(poetry, "dev-dependencies")
    for group in tables_below(poetry, "group"):
        yield table_at(group, "dependencies")


def _uv_sources(tool: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    # Only those with a folder: the others are dependencies elsewhere in the file.
    sources = table_at(tool, "uv", "sources")
    yield {
        name: source
        for name, source in sources.items()
        if isinstance(source, dict) and isinstance(source.get("path"), str)
    }


def _of_tables(tables: Iterable[Mapping[str, object]]) -> Iterator[Requirement]:
    """Yield the requirements of tables that map names to versions or to `{path = …}`."""
    for table in tables:
        for name, value in table.items():
            if name == "python":
                continue
            path = value.get("path") if isinstance(value, dict) else None
            yield Requirement(normal_form(name), path if isinstance(path, str) else None)


def _of_pipfile(text: str) -> Dependencies:
    import tomllib

    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return Dependencies(frozenset(), (), True)
    no_packages = ("source", "requires", "scripts", "pipenv")
    tables = (value for name, value in document.items() if name not in no_packages)
    return _of_requirements(_of_tables(table for table in tables if isinstance(table, dict)))


def _of_pixi(text: str) -> Dependencies:
    import tomllib

    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return Dependencies(frozenset(), (), True)
    tables = [table_at(document, "dependencies"), table_at(document, "pypi-dependencies")]
    for feature in tables_below(document, "feature"):
        tables += [table_at(feature, "dependencies"), table_at(feature, "pypi-dependencies")]
    return _of_requirements(_of_tables(tables))


def _of_setup_cfg(text: str) -> Dependencies | None:
    entries: list[str] = []
    section = key = ""
    is_setup = False
    for line in text.splitlines():
        heading = _CFG_SECTION.match(line)
        if heading is not None:
            section, key = heading[1].strip(), ""
            is_setup = is_setup or section in ("metadata", "options")
            continue
        pair = _CFG_KEY.match(line)
        value = line
        if pair is not None:
            key, value = pair[1].replace("-", "_"), pair[2]
        elif line[:1] not in (" ", "\t"):
            key = ""
        is_requirement_key = section == "options" and key in _CFG_LISTS
        if (is_requirement_key or section == "options.extras_require") and key:
            entries += value.split(";")[0].split(",") if pair is not None else [value]
    if not is_setup:
        return None
    return _dependencies_of(entries, any(entry.strip().startswith("file:") for entry in entries))


def _of_setup(text: str) -> Dependencies | None:
    """Read setup.py as text: the texts of lists that are named like requirements."""
    if "setup(" not in text:
        return None
    entries: list[str] = []
    is_open = False
    end = 0
    for head in _SETUP_LISTS.finditer(text):
        if head.start() < end:
            continue
        opened = _OPENED.match(text, head.end())
        if opened is None:
            is_open = True
            continue
        end = _closing_bracket(text, opened.end())
        entries += [double or single for double, single in _STRING.findall(text, opened.end(), end)]
    return _dependencies_of(entries, is_open)


def _closing_bracket(text: str, start: int) -> int:
    """Return where the bracket closes that was opened before a place; strings do not count."""
    depth = 1
    for bracket in _BRACKET.finditer(text, start):
        if bracket[0] in "[({":
            depth += 1
        elif bracket[0] in "])}":
            depth -= 1
            if depth == 0:
                return bracket.start()
    return len(text)


def _of_conda(text: str) -> Dependencies | None:
    if "dependencies:" not in text:
        return None
    below = text.partition("dependencies:")[2]
    return _dependencies_of(
        entry[1].replace("=", " =", 1) for entry in _CONDA_ENTRY.finditer(below)
    )


_READERS: Mapping[str, Callable[[str], Dependencies | None]] = {
    "pyproject.toml": _of_pyproject,
    "setup.cfg": _of_setup_cfg,
    "setup.py": _of_setup,
    "Pipfile": _of_pipfile,
    "pixi.toml": _of_pixi,
}
