"""Raw imports → files of the snapshot, what the runtime brings, or packages.

The order is TypeScript's and Node's: a relative path, else `#imports`, `paths`, `baseUrl`, a
package of the repository, a builtin, aliases that a bundler or framework is known to have, and
last a package of somebody else.
"""

from functools import lru_cache

from kavro_lint.languages.javascript.aliases import FRAMEWORKS, OWN, Aliases
from kavro_lint.languages.javascript.answers import Answer, missing
from kavro_lint.languages.javascript.configs import Config, Configs, Problems
from kavro_lint.languages.javascript.entries import Asking, Entries, is_bundle
from kavro_lint.languages.javascript.files import Files
from kavro_lint.languages.javascript.globs import expanded, fixed, matches
from kavro_lint.languages.javascript.governing import Governing
from kavro_lint.languages.javascript.mappings import best_of, is_alias
from kavro_lint.languages.javascript.packages import Packages, package_of
from kavro_lint.languages.javascript.paths import folder_of, join
from kavro_lint.languages.javascript.schemes import by_scheme
from kavro_lint.languages.javascript.standard import BUILTINS
from kavro_lint.languages.protocol import Project
from kavro_lint.model import Failure, Import, Location, RawImport
from kavro_lint.model.frozen import frozen, replace

_TYPED = (".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".astro")
_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts")
_PUBLIC = ("", "public/", "static/", "src/")


@frozen
class _Question:
    """A specifier, and all on which its answer depends; `configs` those of the importer."""

    specifier: str
    folder: str
    asking: Asking
    configs: tuple[Config, ...]
    loose: bool
    steps: list[str] | None

    def note(self, step: str) -> None:
        if self.steps is not None:
            self.steps.append(step)


@lru_cache(maxsize=2)
def resolver_of(project: Project) -> "JavaScriptResolver":
    """Return the resolver of a snapshot: JavaScript and TypeScript share one."""
    return JavaScriptResolver(project)


class JavaScriptResolver:
    """Resolves the imports of one snapshot, each specifier once a folder."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._problems = Problems()
        self._files = Files(project)
        self._packages = Packages(project, self._problems)
        self._configs = Configs(
            project.files.__contains__, project.read, self._package_folder, self._problems
        )
        self._governing = Governing(project, self._configs)
        self._entries = Entries(self._files, self._governing.maps)
        self._aliases = Aliases(project)
        self._known: dict[tuple[object, ...], Answer] = {}

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What was wrong with the manifests that were asked so far."""
        return tuple(
            Failure(Location(path), reason, lost_imports=True)
            for path, reason in sorted(self._problems.found.items())
        )

    def resolve(self, importer: str, raw: RawImport, steps: list[str] | None = None) -> Import:
        """Return what `raw`, written in the file `importer`, leads to."""
        configs = self._governing.of(importer)
        if steps is not None and not raw.specifier.startswith("."):
            steps += [f"{each.path}: governs this file" for each in configs]
        loose = raw.kind in ("dynamic", "include")
        typed = importer.endswith(_TYPED)
        required = raw.kind == "lazy" or "require" in raw.text
        folder = folder_of(importer)
        types = raw.kind == "type-only" or importer.endswith(_DECLARATIONS)
        key = (folder, raw.specifier, typed, required, types, loose, configs and configs[0].path)
        answer = self._known.get(key) if steps is None else None
        if answer is None:
            asking = Asking(typed, _conditions(required, types, configs))
            question = _Question(raw.specifier, folder, asking, configs, loose, steps)
            answer = self._known[key] = self._answer(question)
        if importer.endswith(_DECLARATIONS) and raw.kind != "type-only":
            raw = raw._replace(kind="type-only")
        return Import(
            importer,
            raw,
            answer.outcome,
            target=answer.target,
            package=answer.package,
            module=answer.module,
            candidates=answer.candidates,
        )

    def _answer(self, question: _Question) -> Answer:
        specifier = question.specifier
        if specifier.startswith("glob:"):
            return self._glob(replace(question, specifier=specifier[5:]))
        plain = specifier.rpartition("!")[2]
        if "?" in plain:
            plain = plain.partition("?")[0]
        if plain != specifier:
            question.note(f"{specifier}: without loader and query it is {plain}")
            question = replace(question, specifier=plain)
        if plain in (".", "..") or plain.startswith(("./", "../")):
            return self._relative(question)
        if not plain or plain.startswith("/"):
            return self._from_root(question)
        if plain.startswith("#"):
            found = self._hash(question)
            if found is not None:
                return found
        return self._bare(question)

    # Paths.

    def _relative(self, question: _Question) -> Answer:
        place = join(question.folder, question.specifier)
        if place is None:
            question.note(f"{question.specifier}: leads out of the repository")
            return Answer("unresolved")
        found = self._place(place, question) or self._in_roots(place, question)
        found = found or self._built(place, question)
        if found is not None:
            return Answer("internal", found)
        if "#" in question.specifier and not place.endswith("/"):
            found = self._project.files.get(place.partition("#")[0])
        return Answer("internal", found) if found else missing([place])

    def _place(self, place: str, question: _Question) -> str | None:
        found = self._files.module(place, question.asking.typed, question.steps)
        if found is None and question.loose:
            folder = place if not place or place.endswith("/") else f"{place}/"
            if folder and folder in self._project.folders:
                question.note(f"{folder}: a folder")
                return folder
        return found

    def _in_roots(self, place: str, question: _Question) -> str | None:
        """Try the other `rootDirs`, which stand for one folder."""
        for config in question.configs:
            for root in config.roots:
                if not place.startswith(root):
                    continue
                for other in config.roots:
                    path = other + place[len(root) :]
                    found = self._files.module(path, question.asking.typed, question.steps)
                    if found is not None:
                        question.note(f"{config.path}: rootDirs {root} and {other}")
                        return found
        return None

    def _built(self, place: str, question: _Question) -> str | None:
        package = self._packages.nearest(folder_of(place))
        folder = package.folder if package is not None else ""
        maps = self._governing.maps(folder)
        found = self._files.built_from(place, folder, maps, question.asking.typed)
        if found is None and package is not None and is_bundle(place[len(folder) :], package.name):
            found = self._entries.source_of(package, question.asking, question.steps)
        if found is not None:
            question.note(f"{place}: a build makes it of {found}")
        return found

    def _from_root(self, question: _Question) -> Answer:
        """Resolve `/x`, which a development server serves from the project's folder."""
        package = self._packages.nearest(question.folder)
        root = package.folder if package is not None else ""
        rest = question.specifier.lstrip("/")
        places = [root + folder + rest for folder in _PUBLIC] if rest else []
        return self._first_of(places, question) or missing(places[:1])

    def _first_of(self, places: list[str], question: _Question) -> Answer | None:
        for place in places:
            found = self._place(place, question)
            if found is not None:
                return Answer("internal", found)
        return None

    def _glob(self, question: _Question) -> Answer:
        """Answer with the one file that matches, else with the folder that all matches are in."""
        text = question.specifier
        if text.startswith("."):
            place = join(question.folder, text)
        elif text.startswith("/"):
            package = self._packages.nearest(question.folder)
            place = (package.folder if package else "") + text.lstrip("/")
        else:
            start = fixed(text)
            answer = self._bare(replace(question, specifier=start.rstrip("/"), loose=True))
            target = answer.target or ""
            place = target + text[len(start) :] if target.endswith("/") else None
        if place is None:
            return Answer("unresolved")
        folder = fixed(place)
        below = [path for path in self._project.files if path.startswith(folder)]
        patterns = expanded(place)
        found = [path for path in below if any(matches(each, path) for each in patterns)]
        question.note(f"{place}: {len(found)} files match")
        if len(found) == 1:
            return Answer("internal", self._project.files[found[0]])
        if not found:
            return Answer("unresolved", candidates=(place,))
        return Answer("internal", folder) if folder else Answer("internal", found[0])

    # Names.

    def _hash(self, question: _Question) -> Answer | None:
        package = self._packages.nearest(question.folder)
        if package is None:
            return None
        found = self._entries.imported(package, question.specifier, question.asking, question.steps)
        if found is None:
            return None
        target, others = found
        if target is not None:
            return Answer("internal", target)
        for other in others:
            if not other.startswith("#"):
                return self._bare(replace(question, specifier=other))
        return Answer("unresolved")

    def _bare(self, question: _Question) -> Answer:
        specifier = question.specifier
        found = self._by_paths(question) or self._by_base(question)
        if found is not None:
            return found
        by_url = by_scheme(specifier)
        if by_url is not None:
            return by_url
        name = package_of(specifier)
        if specifier.removesuffix("/") in BUILTINS and not specifier.endswith("/"):
            question.note(f"{specifier}: Node.js has it")
            return Answer("standard", package=specifier, module=specifier)
        package = self._packages.find(name, question.folder, question.steps)
        if package is not None:
            subpath = f".{specifier[len(name) :]}".rstrip("/")
            target = self._entries.main(package, subpath, question.asking, question.steps)
            if target is not None:
                return Answer("internal", target)
            return missing([package.folder + subpath[2:]])
        return self._by_alias(question) or self._by_source(question) or self._external(question)

    def _by_paths(self, question: _Question) -> Answer | None:
        for config in question.configs:
            best = best_of(config, question.specifier)
            if best is None:
                continue
            pattern, star = best
            for target in pattern.targets:
                place = target.replace("*", star, 1)
                question.note(f"{pattern.stated_in}: paths `{pattern.key}` is {place}")
                found = self._place(place, question) or self._built(place, question)
                if found is not None and "node_modules/" not in found:
                    return Answer("internal", found)
        return None

    def _by_base(self, question: _Question) -> Answer | None:
        for config in question.configs:
            if config.base is not None:
                asked = replace(question, steps=None)
                found = self._place(config.base + question.specifier, asked)
                if found is not None:
                    question.note(f"{config.path}: baseUrl /{config.base}: {found}: found")
                    return Answer("internal", found)
        return None

    def _by_alias(self, question: _Question) -> Answer | None:
        specifier = question.specifier
        for place, stated in self._aliases.paths(specifier, question.folder):
            question.note(f"{stated} is {place}")
            found = self._place(place, question)
            if found is not None:
                return Answer("internal", found)
        package = self._packages.nearest(question.folder)
        root = package.folder if package is not None else ""
        places = list(self._aliases.conventional(specifier, root))
        answer = self._first_of(places, question)
        if answer is None and specifier.startswith(OWN):
            return missing(places[:1])
        return answer

    def _by_source(self, question: _Question) -> Answer | None:
        """Try the setting `source-roots`, then folders that bundlers are told to start from."""
        specifier, quiet = question.specifier, replace(question, steps=None)
        for root in self._project.source_roots:
            place = join("", f"{root.strip('/')}/{specifier}".lstrip("/"))
            found = self._place(place, quiet) if place is not None else None
            if found is not None:
                question.note(f"source-roots: {root}: {found}: found")
                return Answer("internal", found)
        package = self._packages.nearest(question.folder)
        name = package_of(specifier)
        if specifier == name or self._packages.declared(name, question.folder):
            return None
        root = package.folder if package is not None else ""
        for folder in ("src/", ""):
            found = self._place(f"{root}{folder}{specifier}", replace(quiet, loose=False))
            if found is not None:
                question.note(f"{found}: no manifest names a package {name}, and this is there")
                return Answer("internal", found)
        return None

    def _external(self, question: _Question) -> Answer:
        specifier = question.specifier
        for prefix, package in FRAMEWORKS:
            if specifier.startswith(prefix):
                question.note(f"{specifier}: {package} brings it")
                return Answer("external", package=package, module=specifier)
        matched = [best for each in question.configs if (best := best_of(each, specifier))]
        name = package_of(specifier)
        declared = self._packages.declared(name, question.folder)
        if specifier.startswith("#") or (matched and not declared and is_alias(matched)):
            question.note(f"{specifier}: an alias, and no file")
            places = [
                target.replace("*", star, 1)
                for pattern, star in matched
                for target in pattern.targets
            ]
            return missing(places)
        where = "a manifest names it" if declared else "no file of the repository"
        question.note(f"{name}: a package of somebody else ({where})")
        return Answer("external", package=name, module=specifier)

    def _package_folder(self, name: str, folder: str) -> str | None:
        package = self._packages.find(name, folder)
        return package.folder if package is not None else None


def _conditions(required: bool, types: bool, configs: tuple[Config, ...]) -> frozenset[str]:
    """Return what holds: a type is looked for where `types` says, as TypeScript does."""
    own = frozenset[str]().union(*(each.conditions for each in configs))
    module = {"require"} if required else {"import", "module", "module-sync"}
    return own | module | {"node", "default"} | ({"types"} if types else set())
