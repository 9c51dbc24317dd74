"""Raw imports → files of the snapshot, what the runtime brings, or packages.

A relative path is looked up (`lookup`); `#x` is asked of `imports` in the package.json, a name and
a path from the root of what configurations state (`names`).
"""

from functools import lru_cache

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript.configs import Configs, Problems
from kavro_lint.languages.javascript.entries import Entries, ImportContext
from kavro_lint.languages.javascript.files import Files
from kavro_lint.languages.javascript.governing import Governing
from kavro_lint.languages.javascript.lookup import Lookup
from kavro_lint.languages.javascript.manifest_globs import fixed
from kavro_lint.languages.javascript.names import Names
from kavro_lint.languages.javascript.paths import folder_of, join
from kavro_lint.languages.javascript.question import Question, conditions
from kavro_lint.languages.javascript.specifier_answer import Answer
from kavro_lint.languages.javascript.workspace_packages import Packages
from kavro_lint.languages.protocol import Project
from kavro_lint.model.facts import Failure
from kavro_lint.model.frozen import replace
from kavro_lint.model.imports import Import
from kavro_lint.model.places import Location, RawImport

_TYPED = (".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".astro")
_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts")
_SLASHES = expression(r"(?<![:/])//+")


@lru_cache(maxsize=2)
def resolver_of(project: Project) -> "JavaScriptResolver":
    """Return the resolver of a snapshot: JavaScript and TypeScript share one."""
    return JavaScriptResolver(project)


# No system opens a file with a longer path.
LONGEST_SPECIFIER = 4_096


class JavaScriptResolver:
    """Resolves the imports of one snapshot, each specifier once a folder."""

    def __init__(self, project: Project) -> None:
        self._problems = Problems()
        files = Files(project)
        self._packages = Packages(project, self._problems)

        def exists(path: str) -> bool:
            # What is not there yet is asked for: it matters once it comes.
            return path in project.files or project.read(path) is not None

        configs = Configs(exists, project.read, self._package_folder, self._problems)
        self._governing = Governing(project, configs)
        entries = Entries(files, self._governing.maps)
        self._lookup = Lookup(files, self._packages, self._governing, entries)
        self._names = Names(project, self._lookup, self._packages, entries)
        self._known: dict[tuple[object, ...], Answer] = {}

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What was wrong with the manifests that were asked so far."""
        return tuple(
            Failure(Location(path), reason, lost_imports=True)
            for path, reason in sorted(self._problems.reasons.items())
        )

    def resolve(self, importer: str, raw: RawImport, steps: list[str] | None = None) -> Import:
        """Return what `raw`, written in the file `importer`, leads to."""
        configs = self._governing.of(importer)
        if steps is not None and not raw.specifier.startswith("."):
            steps += [f"{config.path}: governs this file" for config in configs]
        loose = raw.kind in ("dynamic", "include")
        typed = importer.endswith(_TYPED)
        required = raw.kind == "lazy" or "require" in raw.text
        folder = folder_of(importer)
        types = raw.kind == "type-only" or importer.endswith(_DECLARATIONS)
        key = (folder, raw.specifier, typed, required, types, loose, configs and configs[0].path)
        answer = self._known.get(key) if steps is None else None
        if answer is None:
            context = ImportContext(typed, conditions(required, types, configs))
            question = Question(raw.specifier, folder, context, configs, loose, types, steps)
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
            known_as=answer.known_as,
            is_guess=answer.is_guess,
            listed=answer.listed,
            manifest=answer.manifest,
        )

    def _answer(self, question: Question) -> Answer:
        specifier = question.specifier
        if len(specifier) > LONGEST_SPECIFIER:
            question.note("longer than any path of a file")
            return Answer("unresolved")
        if specifier.startswith("glob:"):
            return self._glob(replace(question, specifier=specifier[5:]))
        # Node takes a backslash for a slash on Windows, and so do URLs anywhere.
        plain = specifier.rpartition("!")[2].partition("?")[0].replace("\\", "/")
        plain = plain if plain.startswith("//") else _SLASHES.sub("/", plain)
        if plain != specifier:
            question.note(f"{specifier}: without loader, query and odd slashes it is {plain}")
            question = replace(question, specifier=plain)
        if plain in (".", "..") or plain.startswith(("./", "../")):
            return self._lookup.relative(question)
        if plain.startswith("//"):
            host = plain[2:].partition("/")[0]
            return Answer("external", package=host, module=plain[2:], listed="yes")
        if not plain or plain.startswith("/"):
            return self._names.stated(question) or self._lookup.from_root(question)
        answer = self._names.hash(question) if plain.startswith("#") else None
        return answer or self._names.resolve(question)

    def _glob(self, question: Question) -> Answer:
        """Answer for a pattern, and for those that it leaves out, each after ` !`."""
        text, *left_out = question.specifier.split(" !")
        place = self._place(text, question)
        if place is None:
            return Answer("unresolved")
        without = [self._place(other, question) for other in left_out]
        return self._lookup.matching(place, question, [other for other in without if other])

    def _place(self, text: str, question: Question) -> str | None:
        """Return a pattern of paths of the repository, None where its folder is not known."""
        if text.startswith("."):
            return join(question.folder, text)
        if text.startswith("/"):
            return self._lookup.root(question) + text.lstrip("/")
        if text.startswith("**"):
            return text
        start = fixed(text)
        folder_question = replace(question, specifier=start.rstrip("/"), loose=True)
        target = self._names.resolve(folder_question).target or ""
        folder, _, name = target.rpartition("/")
        if name.partition(".")[0] == "index":
            # A folder with an index leads to that.
            target = f"{folder}/"
        return target + text[len(start) :] if target.endswith("/") else None

    def _package_folder(self, name: str, folder: str) -> str | None:
        package = self._packages.find(name, folder)
        return package.folder if package is not None else None
