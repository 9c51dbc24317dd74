"""Names that lead to no file → external packages, or names of the project that do not exist."""

from kavro_lint.languages.javascript.aliases import Aliases
from kavro_lint.languages.javascript.listing import Listings
from kavro_lint.languages.javascript.lookup import Lookup
from kavro_lint.languages.javascript.mappings import best_of, is_alias
from kavro_lint.languages.javascript.paths import above, folder_of
from kavro_lint.languages.javascript.question import Question
from kavro_lint.languages.javascript.specifier_answer import Answer, missing
from kavro_lint.languages.javascript.workspace_packages import Packages, package_of
from kavro_lint.languages.protocol import Project
from kavro_lint.model.frozen import replace

_STATED = {"yes": "lists it", "no": "does not list it", "unsure": "may list it"}


class Externals:
    """Answers for names that lead to no file of the repository."""

    def __init__(
        self, project: Project, lookup: Lookup, packages: Packages, aliases: Aliases
    ) -> None:
        self._project = project
        self._aliases = aliases
        self._lookup = lookup
        self._packages = packages
        self._listings = Listings(packages, project.settings.packages)

    def is_listed(self, question: Question) -> bool:
        """Whether a manifest lists the package that a name means."""
        name = package_of(question.specifier)
        listing = self._listings.of(name, question.folder, type_only=question.types)
        return listing.listed == "yes"

    def answer(self, question: Question) -> Answer:
        """Return the package that a name means, or that the name is the project's own."""
        specifier, folder = question.specifier, question.folder
        name = package_of(specifier)
        listing = self._listings.of(name, folder, type_only=question.types)
        if listing.listed != "yes":
            answer = self._missing_own_name(question)
            if answer is not None:
                return answer
        real = self._packages.renamed(name, folder)
        known_as = () if real is None else (real.lower(),)
        stated = (
            f"{listing.manifest} {_STATED[listing.listed]}" if listing.manifest else "no manifest"
        )
        question.note(f"{name}: an external package ({stated})")
        return Answer(
            "external",
            package=name,
            module=specifier,
            known_as=known_as,
            listed=listing.listed,
            manifest=listing.manifest,
        )

    def _missing_own_name(self, question: Question) -> Answer | None:
        """Return an unresolved answer for a name of the project itself, None for a package's."""
        specifier = question.specifier
        matched = [best for config in question.configs if (best := best_of(config, specifier))]
        if specifier.startswith("#") or (matched and is_alias(matched)):
            question.note(f"{specifier}: an alias, and no file")
            places = [
                target.replace("*", star, 1)
                for pattern, star in matched
                for target in pattern.targets
            ]
            return missing(places)
        name = package_of(specifier)
        listing = self._listings.of(name, question.folder)
        sure = listing.listed == "no" and not self._packages.is_dependency(name)
        if sure and (path := self._path_called(name, question)) is not None:
            question.note(f"{name}: {listing.manifest} does not list it, and {path} exists")
            return missing([f"{path.rpartition(name)[0]}{specifier}"])
        if sure and (config := self._aliases.unreadable(question.folder)) is not None:
            question.note(f"{name}: not listed, and the aliases in {config} cannot be read")
            return missing([])
        return None

    def _path_called(self, name: str, question: Question) -> str | None:
        """Return a folder or file of the project that is called like a package.

        Not what is around the importer, or beside it: `expect.ts` may extend a package `expect`.
        """
        if question.types:
            # A folder may hold nothing but the types of a package.
            return None
        root = self._lookup.root(question)
        folders = [place for place in above(question.folder)[1:] if place.startswith(root)]
        for folder in dict.fromkeys((*folders, root, f"{root}src/")):
            place = f"{folder}{name}"
            if question.folder.startswith(f"{place}/"):
                continue
            if f"{place}/" in self._project.folders:
                return f"{place}/"
            path = self._lookup.place(place, replace(question, steps=None, loose=False))
            if path is not None and folder_of(path) != question.folder:
                return path
        return None
