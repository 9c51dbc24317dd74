"""Whether a name that is not a module is there at all, as far as anybody here can tell."""

from kavro_lint.languages.rust.crate_modules import Module
from kavro_lint.languages.rust.names import MOST_GLOBS, Names


def is_missing(names: Names, module: Module, name: str, is_last: bool) -> bool:
    """Whether a module surely has no such name.

    A name before the last one of a path must be a type, as modules were followed. What macros
    may declare is not known, and not missing.
    """
    seen = {module}
    waiting = [module]
    while waiting:
        at = waiting.pop()
        if at.opaque or name in at.types or name in at.bindings or name in at.children:
            return False
        if is_last and (name in at.values or name in at.crate.macros):
            return False
        for use in at.globs:
            targets = list(names.globbed(at, use))
            if not targets:
                # Of an enum, or of a crate of others.
                return False
            waiting += [target for target in targets if target not in seen]
            seen.update(targets)
        if len(seen) > MOST_GLOBS:
            return False
    return True
