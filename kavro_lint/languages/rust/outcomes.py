"""What a path leads to, in the words of the model."""

from collections.abc import Callable, Iterator

from kavro_lint.languages.rust.crate_modules import Module
from kavro_lint.languages.rust.crates import Outside
from kavro_lint.languages.rust.declared import Use
from kavro_lint.languages.rust.missing import is_missing
from kavro_lint.languages.rust.names import End, Names, parts_of
from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import Listed, Outcome, Resolution

# Heads of paths that stand for modules of the own crate.
OWN = frozenset(("crate", "self", "super", "$crate"))


@frozen
class Answer:
    """What one path leads to; the fields are those of a resolution."""

    outcome: Outcome
    target: str | None = None
    package: str | None = None
    module: str | None = None
    candidates: tuple[str, ...] = ()
    listed: Listed | None = None
    manifest: str | None = None
    is_guess: bool = False

    def resolution(self, specifier: str, text: str, is_test: bool) -> Resolution:
        """Return the answer as a resolution of what is written."""
        known_as: tuple[str, ...] = ()
        if self.outcome == "external" and self.package is not None:
            known_as = (self.package.lower().replace("_", "-"),)
        return Resolution(
            specifier, None, text, self.outcome, self.target, self.package, self.module,
            self.candidates, (), known_as, self.is_guess, self.listed, self.manifest, is_test,
        )  # fmt: skip


class Answers:
    """Answers for paths and imports of scopes."""

    def __init__(self, names: Names, is_hidden: Callable[[str], bool]) -> None:
        """Take what tells of a path whether it is in a submodule."""
        self._names = names
        self._is_hidden = is_hidden

    def of_use(self, scope: Module, use: Use, is_sure: bool) -> Iterator[Answer]:
        """Yield what one name of an import resolves to."""
        if not use.is_crate:
            yield from self.of_path(scope, use.path, is_use=True, is_sure=is_sure)
            return
        path = parts_of(use.path)
        if path == ("self",):
            yield _internal(scope.module.root, ("self",))
            return
        crate = self._names.named_crate(scope.crate, path[-1])
        if crate is None:
            yield _unlisted(scope, path[-1], "no" if is_sure else "unsure")
        else:
            yield self._of_end(scope, path, End(crate, len(path)), True, False)

    def of_path(self, scope: Module, path: str, is_use: bool, is_sure: bool) -> Iterator[Answer]:
        """Yield what a path leads to: in a `use` all of it, else what stands before its end."""
        parts = parts_of(path)
        ends = self._names.ends(scope, parts, is_use)
        for end in ends:
            yield self._of_end(scope, parts, end, is_use, is_sure)
        if not ends and is_use:
            yield from self._of_unknown(scope, parts, is_sure)

    def _of_end(
        self, scope: Module, parts: tuple[str, ...], end: End, is_use: bool, is_sure: bool
    ) -> Answer:
        target = end.target
        if isinstance(target, Outside):
            crate = target.crate
            full_name = "::".join((crate, *parts[end.parts :]))
            if target.is_standard:
                return Answer("standard", package=crate, module=full_name)
            return Answer(
                "external", package=target.package, module=full_name, listed=target.listed,
                manifest=_manifest(scope),
            )  # fmt: skip
        if is_sure and end.parts < len(parts) and (is_use or parts[0] in OWN):
            name = parts[end.parts]
            is_last = is_use and end.parts + 1 == len(parts)
            if is_missing(self._names, target, name, is_last):
                places = f"{target.below}{name}.rs", f"{target.below}{name}/mod.rs"
                unsure: Listed | None = "unsure" if any(map(self._is_hidden, places)) else None
                return Answer("unresolved", candidates=places, listed=unsure)
        return _internal(target, parts)

    def _of_unknown(self, scope: Module, parts: tuple[str, ...], is_sure: bool) -> Iterator[Answer]:
        """Yield what an import means whose head is neither a module nor a known crate."""
        head = parts[1] if parts[0] == "" and len(parts) > 1 else parts[0]
        module = scope.module
        if head in OWN:
            yield Answer("unresolved")
            return
        base = module.root if module.crate.edition == "2015" else module
        is_item = head in base.types or head in base.values or head in base.crate.macros
        if is_item or head[:1].isupper() or any(head in at.bindings for at in _around(scope)):
            # An item of the module itself, such as an enum whose variants are imported.
            yield _internal(base, parts)
        elif is_sure:
            is_known = is_missing(self._names, base, head, False)
            yield _unlisted(scope, head, "no" if is_known else "unsure")


def _around(scope: Module) -> Iterator[Module]:
    at: Module | None = scope
    while at is not None:
        yield at
        at = at.outer


def _internal(module: Module, parts: tuple[str, ...]) -> Answer:
    return Answer("internal", module.file, is_guess=module.is_guess)


def _unlisted(scope: Module, name: str, listed: Listed) -> Answer:
    """Return the answer for a crate that the manifest does not name, as far as one can tell."""
    manifest = _manifest(scope)
    return Answer(
        "external", package=name, module=name, manifest=manifest,
        listed=listed if manifest is not None else "unsure",
    )  # fmt: skip


def _manifest(scope: Module) -> str | None:
    package = scope.crate.package
    return package.path if package.has_manifest else None
