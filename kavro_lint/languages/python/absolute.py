"""Absolute imports: what the interpreter would find, in the order in which it would look.

First the importer's own project: names that its build configuration maps, then its roots. Then the
standard library, the projects that it depends on, and the distributions that its manifests list.
Only then, as a guess that is marked as one, the other roots of the repository. Folders without
`__init__.py` yield to every regular package, as they do in Python.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kavro_lint.languages.python.answers import Answer, Question
from kavro_lint.languages.python.roots import Layout
from kavro_lint.languages.python.scopes import Scope, nearest_first
from kavro_lint.languages.python.search import Found, Search
from kavro_lint.languages.python.standard import STANDARD
from kavro_lint.model.frozen import replace

if TYPE_CHECKING:
    from kavro_lint.languages.python.listing import Listing


class AbsoluteImports:
    """Resolves the absolute imports of one snapshot."""

    def __init__(self, layout: Layout, search: Search) -> None:
        self._layout = layout
        self._search = search
        self._lists: Listing | None = None

    def answer(self, folder: str, scope: Scope, question: Question) -> Answer:
        """Return what an import from a folder resolves to."""
        parts = question.specifier.split(".")
        top = parts[0]
        mapped = self._mapped(scope.project, parts, question)
        if mapped is not None:
            return mapped
        regular = self._regular(top)
        stated = [root for root in regular if root in scope.stated]
        derived = [root for root in regular if root in scope.derived]
        if derived and self._is_declared(scope, question.specifier):
            question.note(f"{top}: a manifest lists it, so no folder of that name is meant")
            derived = []
        part: Found | None = None
        for group in nearest_first([*stated, *derived], folder, scope.inner):
            answer, found = self._in_roots(group, parts, question)
            part = part or found
            if answer is not None:
                return answer
        if part is None and top in STANDARD:
            question.note(f"{top}: in the standard library")
            return Answer("standard")
        answer = self._in_dependencies(scope, parts, question)
        if answer is not None:
            return answer
        if part is None:
            answer = self._listed_package(folder, scope, parts, question)
            if answer is not None:
                return answer
        answer, found = self._in_other_roots(scope, regular, parts, question)
        part = part or found
        if answer is not None:
            return answer
        if part is not None:
            return Answer("unresolved", None, part.missing)
        return self._in_namespaces(folder, scope, parts, question)

    # The importer's own project.

    def _mapped(self, project: str, parts: list[str], question: Question) -> Answer | None:
        """Return what a name is that a project's build configuration maps to a folder."""
        layout = self._layout
        names = layout.projects[project].names
        for end in range(len(parts), 0, -1) if names else ():
            place = names.get(".".join(parts[:end]))
            folder = f"{project}{place}/" if place else project
            if place is None or folder not in layout.packages | layout.namespaces:
                continue
            question.note(f"{'.'.join(parts[:end])}: build configuration maps it to {folder}")
            found = self._search.below(folder, parts[end:], question.steps)
            named = self._search.with_name(found, question)
            if named.depth == "whole" and named.target is not None:
                return Answer("internal", named.target)
            return Answer("unresolved", None, named.missing or found.missing)
        return None

    def _regular(self, top: str) -> tuple[str, ...]:
        """Return the roots that hold a package or a file `top`.

        A folder without `__init__` that is `top` itself, below a stated root, is a package and
        no root: `shop/shop.py` is `shop.shop`, as `poetry/poetry.py` is in Poetry's own source.
        """
        layout = self._layout
        namespaces = {f"{root}{top}/" for root in layout.implicit.get(top, ())} - layout.stated
        return tuple(root for root in layout.regular.get(top, ()) if root not in namespaces)

    def _in_roots(
        self, roots: Sequence[str], parts: list[str], question: Question
    ) -> tuple[Answer | None, Found | None]:
        """Return the answer of equally good roots, and the first of them that has only a part."""
        whole: dict[str, None] = {}
        part: Found | None = None
        for root in roots:
            found = self._search.module(root, parts, question.steps)
            if found.depth != "whole":
                part = part or (found if found.own else None)
                continue
            named = self._search.with_name(found, question)
            if named.depth == "whole" and named.target is not None:
                if named.target != question.importer:
                    whole[named.target] = None
            else:
                part = part or named
        if len(whole) > 1:
            return Answer("ambiguous", None, tuple(whole)), part
        return (Answer("internal", next(iter(whole))) if whole else None), part

    # What it depends on.

    def _listing(self) -> "Listing":
        """Return what the manifests list; whoever imports only what is here asks nothing."""
        if self._lists is None:
            from kavro_lint.languages.python.listing import Listing

            self._lists = Listing(self._layout)
        return self._lists

    def _is_declared(self, scope: Scope, module: str) -> bool:
        return self._listing().is_declared(scope.project, module)

    def _in_dependencies(self, scope: Scope, parts: list[str], question: Question) -> Answer | None:
        """Look in the projects of the repository that the importer's project depends on."""
        layout, top = self._layout, parts[0]
        if len(layout.projects) < 2:
            return None
        is_here = layout.regular.get(top) or layout.implicit.get(top)
        for project in self._listing().projects_of(scope.project):
            if not is_here and not layout.projects[project].names:
                continue
            roots = sorted(layout.roots_of(project))
            answer = self._mapped(project, parts, question)
            if answer is None:
                answer, _ = self._in_roots(roots, parts, question)
            if answer is not None:
                question.note(f"{project or '/'}: a project that this one depends on")
                return answer
        return None

    def _listed_package(
        self, folder: str, scope: Scope, parts: list[str], question: Question
    ) -> Answer | None:
        """Return the external package where a manifest lists it, and nothing here is meant."""
        layout, top = self._layout, parts[0]
        here = layout.regular.get(top) or layout.implicit.get(top) or scope.scripts
        if not here or not self._is_declared(scope, question.specifier):
            return None
        if not self._listing().is_declared(scope.project, top):
            # Another distribution of the same namespace is listed: what is here is ours.
            answer = self._in_namespaces(folder, scope, parts, question)
            if answer.outcome == "internal":
                return answer
        return self._external(scope, question)

    def _external(self, scope: Scope, question: Question) -> Answer:
        listing = self._listing().answer(scope.project, question.specifier)
        if listing.listed == "yes":
            question.note(f"{question.specifier}: {listing.manifest} lists it")
        elif listing.manifest is not None:
            question.note(f"{question.specifier}: {listing.manifest} does not list it")
        return Answer("external", listed=listing.listed, manifest=listing.manifest)

    # What nothing states.

    def _in_other_roots(
        self, scope: Scope, regular: Iterable[str], parts: list[str], question: Question
    ) -> tuple[Answer | None, Found | None]:
        """Look where a script stands, then in the roots that only may be meant."""
        part: Found | None = None
        script = self._script_root(scope, parts[0])
        if script is not None:
            answer, part = self._in_roots([script], parts, question)
            if answer is not None:
                return answer, part
        far = [
            root
            for root in regular
            if root not in scope.stated and root not in scope.derived and scope.may_guess(root)
        ]
        own = [root for root in far if self._layout.project_around(root) == scope.project]
        others = [root for root in far if root not in own]
        for group in filter(None, (own, others)):
            answer, found = self._in_roots(group, parts, question)
            part = part or found
            if answer is not None:
                question.note("a guess: nothing states that imports start there")
                return replace(answer, is_guess=answer.outcome == "internal"), part
        return None, part

    def _script_root(self, scope: Scope, top: str) -> str | None:
        """Return the nearest folder around a script that holds a file or a package `top`."""
        for root in scope.scripts:
            if root not in scope.stated | scope.derived and self._search.module(root, [top]).own:
                return root
        return None

    def _in_namespaces(
        self, folder: str, scope: Scope, parts: list[str], question: Question
    ) -> Answer:
        """Follow folders without `__init__`: a file below is ours, all else may be another's."""
        layout, top = self._layout, parts[0]
        is_own = False
        missing: tuple[str, ...] = ()
        roots = set(layout.implicit.get(top, ()))
        roots |= {root for root in scope.scripts if f"{root}{top}/" in layout.namespaces}
        own = scope.stated | scope.derived | set(scope.scripts)
        near = [root for root in roots if root in own]
        far = sorted(root for root in roots.difference(near) if scope.may_guess(root))
        for group in [*nearest_first(near, folder, scope.inner), far]:
            whole: dict[str, None] = {}
            for root in group:
                found = self._search.with_name(
                    self._search.module(root, parts, question.steps), question
                )
                if found.depth == "whole" and found.target not in (None, question.importer):
                    whole[found.target or ""] = None
                elif found.own or self._holds_modules(f"{root}{top}/", scope.project):
                    is_own, missing = True, missing or found.missing
            files = [target for target in whole if not target.endswith("/")]
            if len(files) > 1:
                return Answer("ambiguous", None, tuple(files))
            if files or (whole and not self._may_be_listed(scope, question)):
                target = (files or list(whole))[0]
                return Answer("internal", target, is_guess=group is far)
        if is_own and not self._may_be_listed(scope, question):
            return Answer("unresolved", None, missing)
        question.note(f"{top}: in no source root, so it is a package of somebody else")
        return self._external(scope, question)

    def _may_be_listed(self, scope: Scope, question: Question) -> bool:
        return self._listing().may_be_listed(scope.project, question.specifier)

    def _holds_modules(self, folder: str, project: str) -> bool:
        """Whether a folder without `__init__` is used as a package: it holds modules itself."""
        return folder in self._layout.with_sources and folder.startswith(project)
