"""Specifiers with a scheme: `node:fs`, `npm:react@19`, `https://…`, `virtual:x`."""

import re

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript.frameworks import virtual
from kavro_lint.languages.javascript.specifier_answer import Answer
from kavro_lint.languages.javascript.standard import REGISTRIES, RUNTIMES
from kavro_lint.languages.javascript.workspace_packages import package_of

_SCHEME = expression(r"([a-z][a-z0-9+.-]{1,30}):(.*)", re.DOTALL)
_VERSION = expression(r"(?<=.)@[^/]*")


def by_scheme(specifier: str) -> Answer | None:
    """Return what a specifier with a scheme leads to, None for one without.

    The scheme says where it comes from, so no manifest needs to list it.
    """
    scheme = _SCHEME.fullmatch(specifier)
    if scheme is None:
        return None
    kind, rest = scheme[1], scheme[2]
    if kind in RUNTIMES:
        return Answer("standard", package=specifier, module=specifier)
    if kind in REGISTRIES:
        bare = _VERSION.sub("", rest.lstrip("/"))
        return Answer("external", package=package_of(bare), module=bare, listed="yes")
    if kind in ("http", "https"):
        host = rest.lstrip("/").partition("/")[0]
        return Answer("external", package=host, module=rest.lstrip("/"), listed="yes")
    package = virtual(specifier)
    if package is not None:
        return Answer("external", package=package, module=specifier, listed="yes")
    return Answer("external", package=specifier, module=specifier, listed="yes")
