"""Absolute imports, resolved in the order in which the interpreter searches.

First the importer's own project: names that its build configuration maps, then its roots. Then the
standard library, the projects that it depends on, and the distributions that its manifests list.
Only then, as a guess that is marked as one, the other roots of the repository. Folders without
`__init__.py` yield to every regular package, as they do in Python.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kavro_lint.languages.python.answers import Answer, Question
from kavro_lint.languages.python.roots import Layout, folder_of
from kavro_lint.languages.python.search import Search, SearchResult
from kavro_lint.languages.python.search_roots import Scope, by_distance, nearest_first
from kavro_lint.languages.python.standard import STANDARD
from kavro_lint.model.frozen import replace

if TYPE_CHECKING:
    from kavro_lint.languages.python.listing import Listing


class AbsoluteImports:
    """Resolves the absolute imports of one snapshot."""

    def __init__(self, layout: Layout, search: Search) -> None:
        self._layout = layout
        self._search = search
        self._cached_listing: Listing | None = None

    def answer(self, folder: str, scope: Scope, question: Question) -> Answer:
        """Return what an import from a folder resolves to."""
        parts = question.specifier.split(".")
        top = parts[0]
        mapped = self._resolve_mapped(scope.project, parts, question)
        if mapped is not None:
            return mapped
        regular = self._layout.roots_with(top)
        stated = [root for root in regular if root in scope.stated]
        derived = self._derived_roots(regular, scope, question)
        partial: SearchResult | None = None
        is_stated = False
        is_namesake = any(f"/{top}/" in f"/{root}" for root in derived)
        answer = self._in_own_package(folder, scope, parts, question) if is_namesake else None
        if answer is not None:
            return answer
        for group in nearest_first([*stated, *derived], folder, scope.inner):
            answer, candidate = self._resolve_in_roots(group, parts, question)
            if answer is not None:
                return answer
            is_stated = is_stated or (candidate is not None and not scope.derived.issuperset(group))
            partial = partial or candidate
        if partial is None and top in STANDARD:
            question.note(f"{top}: in the standard library")
            return Answer("standard")
        answer = self._resolve_in_dependencies(scope, parts, question)
        if answer is not None:
            return answer
        if partial is None:
            answer = self._resolve_listed_package(folder, scope, parts, question)
            if answer is not None:
                return answer
        answer, candidate = self._resolve_in_other_roots(folder, scope, regular, parts, question)
        partial = partial or candidate
        if answer is not None:
            return answer
        if partial is not None:
            if not is_stated and self._may_be_listed(scope, question):
                question.note(f"{top}: a manifest may list it, and the folder lacks the rest")
                return self._external_answer(scope, question)
            return Answer("unresolved", None, partial.missing)
        return self._resolve_in_namespaces(folder, scope, parts, question)

    # The importer's own project.

    def _resolve_mapped(self, project: str, parts: list[str], question: Question) -> Answer | None:
        """Resolve a name that a project's build configuration maps to a folder."""
        layout = self._layout
        names = layout.projects[project].names
        if names and question.name:
            # `from a import b` where `a.b` is mapped by itself.
            full_name = [*parts, question.name]
            if ".".join(full_name) in names:
                question.by_name = True
                return self._resolve_mapped(project, full_name, question.of_module())
        for end in range(len(parts), 0, -1) if names else ():
            mapped = names.get(".".join(parts[:end]))
            folder = f"{project}{mapped}/" if mapped else project
            if mapped is None or folder not in layout.packages | layout.namespaces:
                continue
            question.note(f"{'.'.join(parts[:end])}: build configuration maps it to {folder}")
            package = self._search.below(folder, parts[end:], question.steps)
            module = self._search.with_name(package, question)
            if module.depth == "whole" and module.target is not None:
                return Answer("internal", module.target)
            return Answer("unresolved", None, module.missing or package.missing)
        return None

    def _derived_roots(self, regular: Iterable[str], scope: Scope, question: Question) -> list[str]:
        """Return those of some roots that hold a topmost package and may be meant."""
        derived = [root for root in regular if root in scope.derived]
        top = question.specifier.partition(".")[0]
        if derived and self._is_declared(scope, question.specifier):
            question.note(f"{top}: a manifest lists it, so no folder of that name is meant")
            return []
        # Poetry's `json/` is `poetry.json`: a package without `__init__` hides nothing standard.
        is_ours, where = self._layout.is_named_package, (scope.project, scope.stated)
        return [root for root in derived if top not in STANDARD or not is_ours(root, *where)]

    def _in_own_package(
        self, folder: str, scope: Scope, parts: list[str], question: Question
    ) -> Answer | None:
        """Return the file that an import resolves to in the package that its own folder is in."""
        for root in scope.roots_of_own(parts[0], folder):
            answer, _ = self._resolve_in_roots([root], parts, question)
            if answer is not None and not (answer.target or "").endswith("/"):
                return answer
        return None

    def _resolve_in_roots(
        self, roots: Sequence[str], parts: list[str], question: Question
    ) -> tuple[Answer | None, SearchResult | None]:
        """Return the answer of roots of equal rank, and the first partial match in them."""
        targets: dict[str, None] = {}
        partial: SearchResult | None = None
        for root in roots:
            module = self._search.module(root, parts, question.steps)
            if module.depth != "whole":
                partial = partial or (module if module.is_regular else None)
                continue
            target_module = self._search.with_name(module, question)
            if target_module.depth == "whole" and target_module.target is not None:
                if target_module.target != question.importer:
                    targets[target_module.target] = None
            else:
                partial = partial or target_module
        if len(targets) > 1:
            return Answer("ambiguous", None, tuple(targets)), partial
        return (Answer("internal", next(iter(targets))) if targets else None), partial

    # Its dependencies.

    def _listing(self) -> "Listing":
        """Return what the manifests list; they are read when it is first needed."""
        if self._cached_listing is None:
            from kavro_lint.languages.python.listing import Listing

            self._cached_listing = Listing(self._layout)
        return self._cached_listing

    def _is_declared(self, scope: Scope, module: str) -> bool:
        return self._listing().is_declared(scope.project, module)

    def _resolve_in_dependencies(
        self, scope: Scope, parts: list[str], question: Question
    ) -> Answer | None:
        """Look in the projects of the repository that the importer's project depends on."""
        layout, top = self._layout, parts[0]
        if len(layout.projects) < 2:
            return None
        is_local_name = layout.regular.get(top) or layout.implicit.get(top)
        for project in self._listing().projects_of(scope.project):
            if not is_local_name and not layout.projects[project].names:
                continue
            roots = sorted(layout.roots_of(project))
            answer = self._resolve_mapped(project, parts, question)
            if answer is None:
                answer, _ = self._resolve_in_roots(roots, parts, question)
            if answer is not None:
                question.note(f"{project or '/'}: a project that this one depends on")
                return answer
        return None

    def _resolve_listed_package(
        self, folder: str, scope: Scope, parts: list[str], question: Question
    ) -> Answer | None:
        """Return the external package where a manifest lists it although a local name exists."""
        layout, top = self._layout, parts[0]
        is_local_name = layout.regular.get(top) or layout.implicit.get(top) or scope.scripts
        if not is_local_name or not self._is_declared(scope, question.specifier):
            return None
        listing = self._listing()
        if not listing.is_named(scope.project, top):
            # Another distribution of the same namespace is listed: the local one is ours. Where
            # it is known to bring the name, only a whole package of ours shows that it is one.
            answer = self._resolve_in_namespaces(folder, scope, parts, question)
            is_ours = folder_of(answer.target or "") in layout.packages
            if answer.outcome == "internal" and (
                is_ours or not listing.is_declared(scope.project, top)
            ):
                return answer
        return self._external_answer(scope, question)

    def _external_answer(self, scope: Scope, question: Question) -> Answer:
        listing = self._listing().answer(scope.project, question.specifier)
        if listing.listed == "yes":
            question.note(f"{question.specifier}: {listing.manifest} lists it")
        elif listing.manifest is not None:
            question.note(f"{question.specifier}: {listing.manifest} does not list it")
        return Answer("external", listed=listing.listed, manifest=listing.manifest)

    # Roots that nothing states.

    def _resolve_in_other_roots(
        self,
        folder: str,
        scope: Scope,
        regular: Iterable[str],
        parts: list[str],
        question: Question,
    ) -> tuple[Answer | None, SearchResult | None]:
        """Look in the folder of a script, then guess among the roots that nothing states."""
        partial: SearchResult | None = None
        script = self._script_root(scope, parts[0])
        if script is not None:
            answer = self._in_own_package(folder, scope, parts, question)
            if answer is not None:
                return answer, None
            answer, partial = self._resolve_in_roots([script], parts, question)
            if answer is not None:
                return answer, partial
        guesses = [
            root
            for root in regular
            if root not in scope.stated and root not in scope.derived and scope.may_guess(root)
        ]
        own_roots = [root for root in guesses if self._layout.project_around(root) == scope.project]
        other_roots = [root for root in guesses if root not in own_roots]
        for group in filter(None, (own_roots, *by_distance(other_roots, folder))):
            answer, candidate = self._resolve_in_roots(group, parts, question)
            partial = partial or candidate
            if answer is not None:
                question.note("a guess: nothing states that imports start there")
                return replace(answer, is_guess=answer.outcome == "internal"), partial
        return None, partial

    def _script_root(self, scope: Scope, top: str) -> str | None:
        """Return the nearest folder around a script that holds a file or a package `top`."""
        for root in scope.scripts:
            is_new = root not in scope.stated | scope.derived
            if is_new and self._search.module(root, [top]).is_regular:
                return root
        return None

    def _resolve_in_namespaces(
        self, folder: str, scope: Scope, parts: list[str], question: Question
    ) -> Answer:
        """Follow folders without `__init__`: only a file below one is surely internal."""
        layout, top = self._layout, parts[0]
        holds_modules = False
        missing: tuple[str, ...] = ()
        roots = set(layout.implicit.get(top, ()))
        # A script does not see the folder that it is in itself.
        roots |= {
            root
            for root in scope.scripts
            if f"{root}{top}/" in layout.namespaces and not folder.startswith(f"{root}{top}/")
        }
        if not roots:
            # Most names that come here are of packages of others.
            return self._external(scope, question)
        visible = scope.stated | scope.derived | set(scope.scripts)
        near = [root for root in roots if root in visible]
        far = sorted(root for root in roots.difference(near) if scope.may_guess(root))
        own = [root for root in scope.roots_of_own(top, folder) if root in near]
        other_roots = [root for root in near if root not in own]
        for group in [
            *([root] for root in own),
            *nearest_first(other_roots, folder, scope.inner),
            far,
        ]:
            targets: dict[str, None] = {}
            for root in group:
                module = self._search.with_name(
                    self._search.module(root, parts, question.steps), question
                )
                if module.depth == "whole" and module.target not in (None, question.importer):
                    targets[module.target or ""] = None
                elif module.is_regular or layout.is_own_package(
                    f"{root}{top}/", scope.project, scope.stated
                ):
                    holds_modules, missing = True, missing or module.missing
            files = [target for target in targets if not target.endswith("/")]
            if len(files) > 1:
                return Answer("ambiguous", None, tuple(files))
            if files or (targets and not self._may_be_listed(scope, question)):
                target = (files or list(targets))[0]
                return Answer("internal", target, is_guess=group is far)
        if holds_modules and not self._may_be_listed(scope, question):
            return Answer("unresolved", None, missing)
        return self._external(scope, question)

    def _external(self, scope: Scope, question: Question) -> Answer:
        top = question.specifier.partition(".")[0]
        question.note(f"{top}: in no source root, so it is an external package")
        return self._external_answer(scope, question)

    def _may_be_listed(self, scope: Scope, question: Question) -> bool:
        return self._listing().may_be_listed(scope.project, question.specifier)
