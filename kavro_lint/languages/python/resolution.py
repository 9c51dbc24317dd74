"""Raw imports → files of the snapshot, the standard library or packages.

Python looks along `sys.path`, which no repository states. What stands in for it, in this
order: the stated and derived source roots around the importer, those of its project, the
standard library, the folders around a script, the other roots of the repository, and last
folders without `__init__.py`, which in Python, too, yield to every regular package.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kavro_lint.languages.protocol import Project
from kavro_lint.languages.python.distributions import known_as
from kavro_lint.languages.python.purpose import is_support
from kavro_lint.languages.python.roots import Layout, above, folder_of
from kavro_lint.languages.python.search import Found, Search, is_package
from kavro_lint.languages.python.standard import STANDARD
from kavro_lint.model import (
    Import,
    Listed,
    Outcome,
    PlacedResolution,
    PlacedStatement,
    RawImport,
    Resolution,
    Statement,
)
from kavro_lint.model.frozen import field, frozen
from kavro_lint.model.imports import import_of

if TYPE_CHECKING:
    from kavro_lint.languages.python.listing import Listing


@frozen
class _Around:
    """What absolute imports from one folder try, in order."""

    project: str
    inner: str
    first: frozenset[str]
    scripts: tuple[str, ...]
    answers: "_Answers" = field(default_factory=dict)
    resolutions: "_Resolutions" = field(default_factory=dict)


@frozen
class _Answer:
    outcome: Outcome
    target: str | None = None
    candidates: tuple[str, ...] = ()
    listed: Listed | None = None
    manifest: str | None = None


class _Wanted:
    """What is looked for; `by_name` where another name of the same module may lead elsewhere."""

    __slots__ = ("by_name", "name", "specifier")

    def __init__(self, specifier: str, name: str | None) -> None:
        self.specifier = specifier
        self.name = name
        self.by_name = False


# What leads to a module, whatever is taken from it (and never to a package of this repository).
_OF_MODULES = frozenset(("internal", "external", "standard"))
# By specifier where the name says nothing more, else by both.
_Answers = dict[str | tuple[str, str | None], _Answer]
# By the identity of statements, which the resolver keeps.
_Resolutions = dict[int, tuple[Resolution, ...]]


class PythonResolver:
    """Resolves the Python imports of one snapshot."""

    def __init__(self, project: Project) -> None:
        self._layout = Layout(project)
        self._search = Search(self._layout)
        self._lists: Listing | None = None
        self._around: dict[str, _Around] = {}
        self._alike: dict[tuple[object, ...], _Around] = {}
        self._relative_answers: dict[str, _Answers] = {}
        self._relative_leads: dict[str, _Resolutions] = {}
        self._kept: list[Statement] = []

    def resolve(self, importer: str, raw: RawImport, steps: list[str] | None = None) -> Import:
        """Return what `raw`, written in the file `importer`, leads to."""
        folder = importer[: importer.rfind("/") + 1]
        answer = self._answer(folder, raw.specifier, raw.name, steps)
        lead = _lead(raw.specifier, raw.name, raw.text, answer)
        if is_support(importer):
            lead = _excused(lead)
        return import_of(importer, (raw.line, raw.column, raw.kind, lead))

    def resolve_file(
        self, importer: str, statements: Iterable[PlacedStatement]
    ) -> list[PlacedResolution]:
        """Return what the statements of a file lead to, one row for each and its target."""
        folder = importer[: importer.rfind("/") + 1]
        absolute = self._around_of(folder).resolutions
        relative = self._relative_leads.setdefault(folder, {})
        rows: list[PlacedResolution] = []
        for line, column, kind, statement in statements:
            # By identity: equal statements are mostly one, and a hash takes longer.
            key = id(statement)
            found = absolute.get(key) or relative.get(key)
            if found is None:
                self._kept.append(statement)
                known = relative if statement.names[0][0][0] == "." else absolute
                found = known[key] = self._leads(folder, statement)
            for lead in found:
                rows.append((line, column, kind, lead))
        if is_support(importer):
            return [(line, column, kind, _excused(lead)) for line, column, kind, lead in rows]
        return rows

    def _leads(self, folder: str, statement: Statement) -> tuple[Resolution, ...]:
        """Return what a statement leads to: two names in one target are one."""
        specifier, name = statement.names[0]
        answer = self._answer(folder, specifier, name, None)
        # `from x import a, b` where x is no package: all lead to the file of x.
        whole = name is not None and answer.outcome in _OF_MODULES
        if whole and specifier in self._known(folder, specifier):
            return (_lead(specifier, name, statement.text, answer),)
        found: dict[object, Resolution] = {}
        for specifier, name in statement.names:
            answer = self._answer(folder, specifier, name, None)
            key = answer.target or (
                (answer.outcome, specifier)
                if answer.outcome in _OF_MODULES
                else (answer.outcome, specifier, name)
            )
            if key not in found:
                found[key] = _lead(specifier, name, statement.text, answer)
        return tuple(found.values())

    def _answer(
        self, folder: str, specifier: str, name: str | None, steps: list[str] | None
    ) -> "_Answer":
        known = self._known(folder, specifier)
        answer = known.get(specifier) or known.get((specifier, name)) if steps is None else None
        if answer is None:
            wanted = _Wanted(specifier, name)
            if specifier[0] == ".":
                answer = self._relative(folder, wanted, steps)
            else:
                answer = self._absolute(folder, self._around_of(folder), wanted, steps)
            known[(specifier, name) if wanted.by_name else specifier] = answer
        return answer

    def _known(self, folder: str, specifier: str) -> "_Answers":
        """Return the answers that imports from a folder share, to be added to."""
        if specifier[0] == ".":
            return self._relative_answers.setdefault(folder, {})
        return self._around_of(folder).answers

    def _around_of(self, folder: str) -> _Around:
        around = self._around.get(folder)
        if around is None:
            around = self._around[folder] = self._surroundings(folder)
        return around

    # Relative imports.

    def _relative(self, folder: str, wanted: _Wanted, steps: list[str] | None) -> _Answer:
        rest = wanted.specifier.lstrip(".")
        for _ in range(len(wanted.specifier) - len(rest) - 1):
            if self._is_top(folder):
                return self._beyond(wanted, steps)
            folder = folder_of(folder)
        if self._is_top(folder):
            return self._beyond(wanted, steps)
        if rest:
            found = self._search.module(folder, rest.split("."), steps)
        else:
            found = self._search.package(folder, steps)
        found = self._with_name(found, wanted, steps)
        if found.depth == "whole":
            return _Answer("internal", found.target)
        return _Answer("unresolved", None, found.missing)

    def _is_top(self, folder: str) -> bool:
        """Whether a folder is above every package: relative imports cannot start there."""
        return folder in self._layout.stated and f"{folder}__init__.py" not in self._search.files

    def _beyond(self, wanted: _Wanted, steps: list[str] | None) -> _Answer:
        if steps is not None:
            steps.append(f"{wanted.specifier}: leads above the topmost package")
        return _Answer("unresolved")

    def _with_name(self, found: Found, wanted: _Wanted, steps: list[str] | None) -> Found:
        if found.depth != "whole" or not is_package(found.target):
            return found
        wanted.by_name = True
        return self._search.name_in(found, wanted.name, steps)

    # Absolute imports.

    def _surroundings(self, folder: str) -> _Around:
        layout = self._layout
        project = layout.project_around(folder)
        own = [root for root in above(folder) if root.startswith(project)]
        scripts = () if folder in layout.packages else tuple(own)
        stated = {root for root in layout.stated if layout.project_around(root) == project}
        derived = {root for root in own if root in layout.derived}
        inner = self._package_top(folder)
        first = frozenset(stated | derived | {inner})
        # Folders that stand in the same roots see the same: their answers are kept together.
        roots = layout.stated | layout.derived
        containing = frozenset(root for root in roots if folder.startswith(root))
        key = (project, inner, first, scripts, containing)
        return self._alike.setdefault(key, _Around(project, inner, first, scripts))

    def _package_top(self, folder: str) -> str:
        """Return the folder that holds the topmost package around a folder."""
        top = folder
        for each in above(folder):
            if each in self._layout.packages:
                top = folder_of(each)
        known = self._layout.derived | self._layout.stated
        return top if top in known else self._layout.project_around(folder)

    def _absolute(
        self, folder: str, around: _Around, wanted: _Wanted, steps: list[str] | None
    ) -> _Answer:
        parts = wanted.specifier.split(".")
        top = parts[0]
        roots = self._top_level(top)
        near = [root for root in roots if root in around.first]
        part: Found | None = None
        for group in _groups(near, folder, around.inner):
            answer, found = self._in_roots(group, parts, wanted, steps)
            part = part or found
            if answer is not None:
                return answer
        if part is None and top in STANDARD:
            _note(steps, f"{top}: in the standard library")
            return _Answer("standard")
        far = [root for root in roots if root not in around.first]
        mine = [root for root in far if self._layout.project_around(root) == around.project]
        others = [root for root in far if root not in mine]
        for group in ([*self._script_roots(around, top)], mine, others):
            for roots_in_turn in [group] if group is not None else []:
                answer, found = self._in_roots(roots_in_turn, parts, wanted, steps)
                part = part or found
                if answer is not None:
                    return answer
        if part is not None:
            return _Answer("unresolved", None, part.missing)
        return self._in_namespaces(folder, around, parts, wanted, steps)

    def _top_level(self, top: str) -> tuple[str, ...]:
        """Return the roots that hold a package or a file `top`.

        A folder without `__init__` that is `top` itself, below a stated root, is a package and
        no root: `shop/shop.py` is `shop.shop`, as `poetry/poetry.py` is in Poetry's own source.
        """
        layout = self._layout
        namespaces = {f"{root}{top}/" for root in layout.implicit.get(top, ())} - layout.stated
        return tuple(root for root in layout.regular.get(top, ()) if root not in namespaces)

    def _script_roots(self, around: _Around, top: str) -> Iterator[str]:
        """Yield the nearest folder around a script that holds a file or a package `top`."""
        search = self._search
        for root in around.scripts:
            if root in around.first:
                continue
            if search.module(root, [top]).own:
                yield root
                return

    def _in_roots(
        self, roots: Sequence[str], parts: list[str], wanted: _Wanted, steps: list[str] | None
    ) -> tuple[_Answer | None, Found | None]:
        """Return the answer of equally good roots, and the first of them that has only a part."""
        whole: dict[str, None] = {}
        part: Found | None = None
        for root in roots:
            found = self._search.module(root, parts, steps)
            if found.depth != "whole":
                part = part or (found if found.own else None)
                continue
            named = self._with_name(found, wanted, steps)
            if named.depth == "whole" and named.target is not None:
                whole[named.target] = None
            else:
                part = part or named
        if len(whole) > 1:
            return _Answer("ambiguous", None, tuple(whole)), part
        return (_Answer("internal", next(iter(whole))) if whole else None), part

    def _in_namespaces(
        self,
        folder: str,
        around: _Around,
        parts: list[str],
        wanted: _Wanted,
        steps: list[str] | None,
    ) -> _Answer:
        """Follow folders without `__init__`: a file below is ours, all else may be another's."""
        layout, top = self._layout, parts[0]
        ours = False
        missing: tuple[str, ...] = ()
        roots = set(layout.implicit.get(top, ()))
        roots |= {root for root in around.scripts if f"{root}{top}/" in layout.namespaces}
        near = [root for root in roots if root in around.first or root in around.scripts]
        far = sorted(roots.difference(near))
        for group in [*_groups(near, folder, around.inner), far]:
            whole: dict[str, None] = {}
            for root in group:
                found = self._with_name(self._search.module(root, parts, steps), wanted, steps)
                if found.depth == "whole" and found.target is not None:
                    whole[found.target] = None
                elif found.own or self._is_own(f"{root}{top}/", around.project):
                    ours, missing = True, missing or found.missing
            files = [target for target in whole if not target.endswith("/")]
            if len(files) > 1:
                return _Answer("ambiguous", None, tuple(files))
            if files or (whole and not self._depends_on(around.project, top)):
                return _Answer("internal", (files or list(whole))[0])
        if ours and not self._depends_on(around.project, top):
            return _Answer("unresolved", None, missing)
        _note(steps, f"{top}: in no source root, so it is a package of somebody else")
        listing = self._listing().answer(around.project, wanted.specifier)
        return _Answer("external", listed=listing.listed, manifest=listing.manifest)

    def _listing(self) -> "Listing":
        """Return what the manifests list; a file without external imports asks nothing of them."""
        if self._lists is None:
            from kavro_lint.languages.python.listing import Listing

            self._lists = Listing(self._layout)
        return self._lists

    def _is_own(self, folder: str, project: str) -> bool:
        """Whether a folder without `__init__` is used as a package: it holds modules itself."""
        return folder in self._layout.with_sources and folder.startswith(project)

    def _depends_on(self, project: str, top: str) -> bool:
        """Whether a manifest of the project, or of one around it, names a package like it."""
        manifests = self._layout.projects
        name = top.lower()
        return any(
            name in manifests[folder].words for folder in above(project) if folder in manifests
        )


def _groups(roots: Sequence[str], folder: str, inner: str) -> Iterator[list[str]]:
    """Yield the roots around a folder one by one, nearest first, then all the others at once."""
    around = [root for root in roots if root == inner or (root and folder.startswith(root))]
    yield from ([root] for root in sorted(around, key=len, reverse=True))
    rest = [root for root in roots if root not in around]
    if rest:
        yield rest


def _excused(resolution: Resolution) -> Resolution:
    """Return what a test, an example or a tool imports: that it is not listed is only counted."""
    return resolution._replace(listed="unsure") if resolution.listed == "no" else resolution


def _lead(specifier: str, name: str | None, text: str, answer: _Answer) -> Resolution:
    outcome, package = answer.outcome, specifier.split(".", maxsplit=1)[0]
    match outcome:
        case "internal":
            return Resolution(specifier, name, text, outcome, answer.target)
        case "standard":
            return Resolution(specifier, name, text, outcome, None, package, specifier)
        case "external":
            known = known_as(package)
            return Resolution(
                specifier,
                name,
                text,
                outcome,
                None,
                package,
                specifier,
                known_as=known,
                listed=answer.listed,
                manifest=answer.manifest,
            )
        case _:
            return Resolution(specifier, name, text, outcome, candidates=answer.candidates)


def _note(steps: list[str] | None, step: str) -> None:
    if steps is not None:
        steps.append(step)
