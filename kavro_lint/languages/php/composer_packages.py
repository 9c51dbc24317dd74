"""The Composer packages that bring namespaces which are none of the repository's."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from kavro_lint.languages.php.composer import MANIFEST, Composer, beginnings
from kavro_lint.languages.php.standard import extension_of, known_namespaces
from kavro_lint.model.imports import Listed

_SIGNS = re.compile(r"[^a-z0-9]+")


class Outside(NamedTuple):
    """A package, whether the nearest manifest names it, that manifest, and how it is known."""

    package: str
    listed: Listed
    manifest: str | None
    reason: str


class Packages:
    """The packages of others, as manifests and locks tell of them."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer

    def of(self, importer: str, name: str) -> Outside:
        """Return the package that brings a whole name."""
        folder = importer[: importer.rfind("/") + 1]
        manifest = self._composer.manifest_of(importer)
        path = f"{manifest.folder}{MANIFEST}" if manifest is not None else None
        required = manifest.requires if manifest is not None else frozenset()
        if "\\" not in name:
            extension = extension_of(name)
            if extension is not None:
                listed: Listed = "yes" if extension in required else "unsure"
                return Outside(extension, listed, path, f"{name} is a class of {extension}")
        locked = self._composer.packages_of(folder, name)
        if locked:
            return _by_lock(locked, required, path, name)
        likely = _likely(required, name)
        if likely is not None:
            return Outside(likely, "yes", path, f"{path} requires {likely}")
        known = _known(name)
        if known is not None:
            is_listed: Listed = "yes" if known in required else "unsure"
            return Outside(known, is_listed, path, f"{known} is known to declare {name}")
        guess = "/".join(name.lower().split("\\")[:2])
        return Outside(guess, "unsure", path, "no manifest says which package declares it")


def _by_lock(
    locked: Sequence[str], required: Collection[str], path: str | None, name: str
) -> Outside:
    package = next((package for package in locked if package in required), locked[0])
    # A package may stand for others (`replace`): only what a lock alone brings is not named.
    listed: Listed = "yes" if package in required else "no" if len(locked) == 1 else "unsure"
    return Outside(package, listed, path, f"composer.lock: {package} declares {name}")


def _known(name: str) -> str | None:
    known = known_namespaces()
    return next((known[start] for start in beginnings(name) if start in known), None)


def _likely(required: Collection[str], name: str) -> str | None:
    r"""Return the required package whose name is like that of a namespace.

    `symfony/http-foundation` brings `Symfony\Component\HttpFoundation`.
    """
    parts = [_plain(part) for part in name.split("\\")[:4]]
    best: tuple[int, str] | None = None
    same_vendor: list[str] = []
    for package in sorted(required):
        vendor, slash, rest = package.partition("/")
        if not slash:
            continue
        words = _plain(rest)
        if _plain(vendor) == parts[0]:
            same_vendor.append(package)
        elif words != parts[0]:
            continue
        rank = parts.index(words) if words in parts else 0
        if words in parts and (best is None or rank > best[0]):
            best = rank, package
    if best is not None:
        return best[1]
    return same_vendor[0] if len(same_vendor) == 1 else None


def _plain(word: str) -> str:
    return _SIGNS.sub("", word.lower())
