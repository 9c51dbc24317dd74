"""Names in specifiers → files of the snapshot, what the runtime brings, or packages.

In this order: `paths` and `baseUrl` of a tsconfig, import maps of Deno, aliases of bundlers, what
the runtime has, packages of the repository, folders of frameworks, the setting `source-roots`,
import maps of pages, and last an external package.
"""

from collections.abc import Iterator

from kavro_lint.languages.javascript.aliases import Aliases
from kavro_lint.languages.javascript.config_names import is_for_tests
from kavro_lint.languages.javascript.default_folders import DefaultFolders
from kavro_lint.languages.javascript.entries import Entries
from kavro_lint.languages.javascript.exports import entry_of
from kavro_lint.languages.javascript.externals import Externals
from kavro_lint.languages.javascript.frameworks import PROJECT_PREFIXES, virtual
from kavro_lint.languages.javascript.importmaps import ImportMap, ImportMaps
from kavro_lint.languages.javascript.lookup import Lookup
from kavro_lint.languages.javascript.mappings import best_of
from kavro_lint.languages.javascript.paths import join
from kavro_lint.languages.javascript.question import Question
from kavro_lint.languages.javascript.schemes import by_scheme
from kavro_lint.languages.javascript.specifier_answer import Answer, missing
from kavro_lint.languages.javascript.standard import BUILTINS
from kavro_lint.languages.javascript.workspace_packages import Packages, package_of
from kavro_lint.languages.protocol import Project
from kavro_lint.model.frozen import replace

# Jest's configuration may be a part of it.
_OF_JEST = "package.json"


class Names:
    """Resolves names for questions."""

    def __init__(
        self, project: Project, lookup: Lookup, packages: Packages, entries: Entries
    ) -> None:
        self._project = project
        self._lookup = lookup
        self._packages = packages
        self._entries = entries
        self._aliases = Aliases(project)
        self._defaults = DefaultFolders(project, packages)
        self._maps = ImportMaps(project)
        self._externals = Externals(project, lookup, packages, self._aliases)

    def resolve(self, question: Question) -> Answer:
        """Return what a name means."""
        return self.stated(question) or self._in_repository(question) or self._outside(question)

    def stated(self, question: Question) -> Answer | None:
        """Return what a configuration says that a specifier is, be it a name or begin with `/`."""
        answer = self._by_paths(question) or self._by_base(question)
        answer = answer or self._by_maps(question, self._maps.of_deno(question.folder))
        return answer or self._by_alias(question)

    def hash(self, question: Question) -> Answer | None:
        """Return what `#x` means by `imports` of the package.json, None where it says nothing."""
        package = self._packages.nearest(question.folder)
        if package is None:
            return None
        imported = self._entries.imported(
            package, question.specifier, question.context, question.steps
        )
        if imported is None:
            return None
        target, others = imported
        if target is not None:
            return Answer("internal", target)
        for other in others:
            if not other.startswith("#"):
                return self.resolve(replace(question, specifier=other))
        return Answer("unresolved")

    # What a configuration states.

    def _by_paths(self, question: Question) -> Answer | None:
        for config in question.configs:
            best = best_of(config, question.specifier)
            if best is None:
                continue
            pattern, star = best
            for target in pattern.targets:
                place = target.replace("*", star, 1)
                question.note(f"{pattern.stated_in}: paths `{pattern.key}` is {place}")
                file = self._lookup.place(place, question) or self._lookup.built(place, question)
                if file is not None and "node_modules/" not in file:
                    return Answer("internal", file)
        return None

    def _by_base(self, question: Question) -> Answer | None:
        if question.specifier.startswith("/"):
            return None
        for config in question.configs:
            if config.base is not None:
                quiet = replace(question, steps=None)
                file = self._lookup.place(config.base + question.specifier, quiet)
                if file is not None:
                    question.note(f"{config.path}: baseUrl /{config.base}: {file}: found")
                    return Answer("internal", file)
        return None

    def _by_maps(self, question: Question, maps: Iterator[ImportMap]) -> Answer | None:
        for import_map in maps:
            address = import_map.address(question.specifier, question.folder)
            if address is None:
                continue
            question.note(f"{import_map.path}: {question.specifier} is {address}")
            if address.startswith((".", "/")):
                place = join(import_map.folder, address.lstrip("/") or ".")
                answer = self._lookup.first([place] if place is not None else [], question)
                return answer or missing([place] if place else [])
            answer = by_scheme(address)
            if answer is None:
                name = package_of(address)
                answer = Answer("external", package=name, module=address, listed="yes")
            return answer
        return self._by_member(question)

    def _by_member(self, question: Question) -> Answer | None:
        """Look for a member of the Deno workspace."""
        name = package_of(question.specifier)
        member = self._maps.member(name)
        if member is None:
            return None
        folder, exports = member
        subpath = f".{question.specifier[len(name) :]}"
        entry = entry_of(exports, subpath, question.context.conditions)
        targets = [join(folder, target.path) for target in entry.targets] if entry else []
        places = [place for place in targets if place is not None]
        return self._lookup.first(places, question) or missing(places or [folder])

    def _by_alias(self, question: Question) -> Answer | None:
        specifier = question.specifier
        known = package_of(specifier) in BUILTINS or self._is_listed(question)
        by_runtime = by_scheme(specifier)
        known = known or virtual(specifier) is not None
        known = known or (by_runtime is not None and by_runtime.outcome == "standard")
        tried: list[str] = []
        for meaning in self._aliases.stated(specifier, question.folder):
            is_stand_in = is_for_tests(meaning.stated_in) or meaning.stated_in.endswith(_OF_JEST)
            if known and is_stand_in:
                # A stand-in, for tests, of a package that the code itself loads.
                continue
            if meaning.package is not None:
                question.note(f"{meaning.stated_in}: an alias for {meaning.package}")
                if package_of(meaning.package) == package_of(specifier):
                    continue
                return self._in_repository(replace(question, specifier=meaning.package)) or (
                    self._outside(replace(question, specifier=meaning.package))
                )
            if meaning.path is None:
                question.note(f"{meaning.stated_in}: an alias that cannot be read")
                tried.append("")
                continue
            question.note(f"{meaning.stated_in}: an alias for {meaning.path}")
            file = self._lookup.place(meaning.path, question)
            file = file or self._lookup.built(meaning.path, question)
            if file is not None:
                return Answer("internal", file)
            if meaning.certain:
                tried.append(meaning.path)
        # An alias for a package that a manifest lists as well leads into `node_modules`.
        is_own = bool(tried) and not known and not any("node_modules" in path for path in tried)
        return missing(tried) if is_own else None

    def _is_listed(self, question: Question) -> bool:
        return self._packages.declared(package_of(question.specifier), question.folder)

    # What the repository holds.

    def _in_repository(self, question: Question) -> Answer | None:
        specifier = question.specifier
        by_url = by_scheme(specifier)
        if by_url is not None:
            return by_url
        name = package_of(specifier)
        if specifier.removesuffix("/") in BUILTINS and not specifier.endswith("/"):
            question.note(f"{specifier}: Node.js has it")
            return Answer("standard", package=specifier, module=specifier)
        if specifier == "bun" and not self._is_listed(question):
            question.note("bun: part of the runtime")
            return Answer("standard", package=specifier, module=specifier)
        package = self._packages.find(name, question.folder, question.steps)
        if package is not None:
            subpath = f".{specifier[len(name) :]}".rstrip("/")
            target = self._entries.main(package, subpath, question.context, question.steps)
            if target is not None:
                return Answer("internal", target)
            return missing([package.folder + subpath[2:]])
        return self._by_framework(question) or self._by_source(question)

    def _by_framework(self, question: Question) -> Answer | None:
        specifier, folder = question.specifier, question.folder
        answer = self._lookup.first(self._defaults.of_frameworks(specifier, folder), question)
        if answer is not None:
            return answer
        framework = virtual(specifier)
        if framework is not None:
            question.note(f"{specifier}: {framework} provides it")
            return Answer("external", package=framework, module=specifier, listed="yes")
        places = list(self._defaults.usual(specifier, folder))
        answer = self._lookup.first(places, question)
        if answer is not None:
            return replace(answer, is_guess=True)
        is_own = specifier.startswith(PROJECT_PREFIXES) and not self._is_listed(question)
        if specifier.startswith("#"):
            return self._of_module(question)
        return missing(places[:1]) if is_own else None

    def _of_module(self, question: Question) -> Answer | None:
        """Return the answer for `#x` in a project of Nuxt, whose modules add such names."""
        specifier, folder = question.specifier, question.folder
        is_of_folder = next(self._defaults.of_frameworks(specifier, folder), None) is not None
        for framework in ("nuxt", "nitropack", "nitro"):
            if not is_of_folder and self._packages.declared(framework, folder):
                question.note(f"{specifier}: a module of {framework} may provide it")
                return Answer("external", package=framework, module=specifier, listed="unsure")
        return None

    def _by_source(self, question: Question) -> Answer | None:
        """Try the setting `source-roots`, then folders that bundlers are told to start from."""
        specifier, quiet = question.specifier, replace(question, steps=None)
        for root in self._project.source_roots:
            place = join("", f"{root.strip('/')}/{specifier}".lstrip("/"))
            file = self._lookup.place(place, quiet) if place is not None else None
            if file is not None:
                question.note(f"source-roots: {root}: {file}: found")
                return Answer("internal", file)
        name = package_of(specifier)
        if specifier == name or self._is_listed(question):
            return None
        root = self._lookup.root(question)
        for folder in ("src/", ""):
            file = self._lookup.place(f"{root}{folder}{specifier}", replace(quiet, loose=False))
            if file is not None:
                question.note(f"{file}: no manifest names a package {name}, but this file exists")
                return Answer("internal", file, is_guess=True)
        return None

    def _outside(self, question: Question) -> Answer:
        """Answer for a name that the repository does not hold: import maps of pages come last."""
        if not self._externals.is_listed(question):
            answer = self._by_maps(question, self._maps.of_pages(question.folder))
            if answer is not None:
                return answer
        return self._externals.answer(question)
