"""Where the names of a path lead: modules, and crates of others.

Names are looked up as the compiler does
(https://doc.rust-lang.org/reference/names/name-resolution.html), but for those of items: only
modules and crates count.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from kavro_lint.languages.rust.crate_modules import Module, Tree
from kavro_lint.languages.rust.crates import STANDARD, Crate, Outside, Workspaces
from kavro_lint.languages.rust.declared import Use

Target = Module | Outside

# A chain of imports that is longer than this is no program's.
DEEPEST = 40
# So many modules are looked into for a name that globs may bring, and so many targets followed.
MOST_GLOBS = 200
MOST_TARGETS = 20
# So much is looked at for one path.
MOST_WORK = 20_000


class End(NamedTuple):
    """The last module that a path names, and how many of its parts lead there."""

    target: Target
    parts: int


class Names:
    """Looks names up in the modules of a snapshot."""

    def __init__(self, tree: Tree, workspaces: Workspaces) -> None:
        self._tree = tree
        self._workspaces = workspaces
        self._active: set[tuple[int, str]] = set()
        self._is_partial = False
        self._work = 0

    def ends(self, scope: Module, path: tuple[str, ...], is_use: bool) -> list[End]:
        """Return what a path that is written in a scope names: of every variant one."""
        if not path:
            # `use *` of the edition 2015.
            return [End(scope.module.root, 0)]
        ends: list[End] = []
        waiting = self._heads(scope, path, is_use)
        while waiting and len(ends) < MOST_TARGETS:
            target, count = waiting.pop(0)
            following: list[End] = []
            if isinstance(target, Module) and count < len(path):
                name = path[count]
                if name == "super":
                    following = self._above(target, count)
                elif name == "self":
                    following = [End(target, count + 1)]
                else:
                    # What a module has of other crates is the module's affair.
                    following = [
                        End(inner, count + 1)
                        for inner in self.members(target, name, scope)
                        if isinstance(inner, Module) and _is_visible(inner, scope)
                    ]
            if following:
                waiting += following[:MOST_TARGETS]
            else:
                ends.append(End(target, count))
        return list(dict.fromkeys(ends))

    def _above(self, module: Module, count: int) -> list[End]:
        parent = module.module.parent
        return [End(parent, count + 1)] if parent is not None else []

    def _heads(self, scope: Module, path: tuple[str, ...], is_use: bool) -> list[End]:
        """Return what the beginning of a path names."""
        head, module = path[0], scope.module
        if head in ("crate", "$crate"):
            return [End(self._root(module), 1)]
        if head == "self":
            return [End(module, 1)]
        if head == "super":
            return self._above(module, 0)
        is_old = module.crate.edition == "2015"
        if head == "":
            if len(path) < 2:
                return []
            inner = self.members(module.root, path[1], scope) if is_old else ()
            return [End(target, 2) for target in inner or self.extern(module, path[1])]
        if is_old and is_use:
            targets = self.members(module.root, head, scope) or self.extern(module, head)
            return [End(target, 1) for target in targets]
        targets = self._in_blocks(scope, head)
        if not targets and head not in module.types:
            targets = self.extern(module, head)
        return [End(target, 1) for target in targets]

    def _root(self, module: Module) -> Module:
        """Return the root of a module's crate; of a file that is in none, of the library."""
        library = module.crate.package.library if module.crate.kind == "lone" else None
        root = self._tree.roots.get(id(library)) if library is not None else None
        return root if root is not None else module.root

    def _in_blocks(self, scope: Module, name: str) -> tuple[Target, ...]:
        """Return what a name means in a scope, or in those around it up to the module."""
        at: Module | None = scope
        for _ in range(DEEPEST):
            targets = self.members(at, name, scope) if at is not None else ()
            if targets or at is None:
                return targets
            at = at.outer
        return self.members(scope.module, name, scope)

    def extern(self, module: Module, name: str) -> tuple[Target, ...]:
        """Return the crate that a name is of in the extern prelude, or of the compiler."""
        crate = module.crate
        for use in module.root.bindings.get(name, ()) if module.parent is not None else ():
            if use.path == "self":
                return (module.root,)
            if use.is_crate:
                named = self.named_crate(crate, use.path.removeprefix("::"))
                if named is not None:
                    return (named,)
        target = self.named_crate(crate, name)
        return (target,) if target is not None else ()

    def named_crate(self, crate: Crate, name: str) -> Target | None:
        """Return the crate that a manifest, or the compiler, knows by a name."""
        known = self._workspaces.extern(crate, name)
        if isinstance(known, Crate):
            return self._tree.roots.get(id(known))
        if known is not None:
            return known
        return Outside(name, name, True) if name in STANDARD else None

    # Members.

    def members(self, module: Module, name: str, viewer: Module) -> tuple[Target, ...]:
        """Return the modules of a name in a module: its own, imported ones, and by globs."""
        own = self._direct(module, name)
        if own or not module.globs:
            return own
        # What is visible depends on whether one stands within.
        key = f"{name} " if viewer.is_within(module) else f" {name}"
        return self._remembered(module, key, lambda: self._by_globs(module, name, viewer))

    def _remembered(
        self, module: Module, key: str, find: Callable[[], tuple[Target, ...]]
    ) -> tuple[Target, ...]:
        """Return an answer that is found once, but where it needed itself to be known.

        What is asked for first is answered by itself, and so in any order.
        """
        known = module.known.get(key)
        if known is None:
            is_first = not self._active
            before, self._is_partial = self._is_partial, False
            known = find()
            if is_first or not self._is_partial:
                module.known[key] = known
            self._is_partial = not is_first and (self._is_partial or before)
        return known

    def _direct(self, module: Module, name: str) -> tuple[Target, ...]:
        """Return what a module declares or imports by name."""
        children: tuple[Target, ...] = tuple(module.children.get(name, ()))
        uses = module.bindings.get(name)
        if not uses:
            return children
        return self._remembered(module, name, lambda: children + self._of_uses(module, uses))

    def _of_uses(self, module: Module, uses: Iterable[Use]) -> tuple[Target, ...]:
        targets: dict[Target, None] = {}
        for use in uses:
            path = parts_of(use.path)
            if use.is_crate:
                is_own = path == ("self",)
                target = module.module.root if is_own else self.named_crate(module.crate, path[-1])
                targets.update({target: None} if target is not None else {})
                continue
            for end in self._followed(module, use.path, path):
                if isinstance(end.target, Outside) or end.parts == len(path):
                    targets[end.target] = None
        return tuple(targets)

    def _followed(self, module: Module, text: str, path: tuple[str, ...]) -> list[End]:
        """Return the ends of an import's path; none where it needs itself to be known."""
        key = id(module), text
        if not self._active:
            self._work = MOST_WORK
        if key in self._active or len(self._active) >= DEEPEST or self._work <= 0:
            self._is_partial = True
            return []
        self._active.add(key)
        self._work -= 1
        try:
            return self.ends(module, path, True)
        finally:
            self._active.discard(key)

    def _by_globs(self, module: Module, name: str, viewer: Module) -> tuple[Target, ...]:
        """Return what a name means by the globs of a module, and of those that they lead to."""
        targets: dict[Target, None] = {}
        seen = {module}
        waiting = [module]
        while waiting and len(seen) < MOST_GLOBS:
            at = waiting.pop()
            for use in at.globs:
                if at is not module and not use.is_public and not viewer.is_within(at):
                    continue
                for target in self.globbed(at, use):
                    if target in seen:
                        continue
                    seen.add(target)
                    visible = self._visible(target, name, viewer)
                    targets.update(dict.fromkeys(visible))
                    if not visible:
                        waiting.append(target)
        return tuple(targets)

    def globbed(self, module: Module, use: Use) -> Iterator[Module]:
        """Yield the modules of which a glob brings all names."""
        for target in self._remembered(module, f"{use.path}::*", lambda: self._all_of(module, use)):
            if isinstance(target, Module):
                yield target

    def _all_of(self, module: Module, use: Use) -> tuple[Target, ...]:
        path = parts_of(use.path)
        ends = self._followed(module, f"{use.path}::*", path)
        return tuple(end.target for end in ends if end.parts == len(path))

    def _visible(self, module: Module, name: str, viewer: Module) -> tuple[Target, ...]:
        """Return what a glob brings of a name: what is visible to whoever writes it."""
        if viewer.is_within(module):
            return self._direct(module, name)
        children = (child for child in module.children.get(name, ()) if child.is_public)
        uses = [use for use in module.bindings.get(name, ()) if use.is_public]
        return (*children, *(self._of_uses(module, uses) if uses else ()))


def _is_visible(module: Module, viewer: Module) -> bool:
    """Whether a module may be named in a scope: a private one only where it is declared."""
    parent = module.parent
    if module.is_public or parent is None or viewer.is_within(parent):
        return True
    # A file that no crate includes would stand somewhere in its package's library.
    return viewer.crate.kind == "lone" and viewer.crate.package is module.crate.package


def parts_of(path: str) -> tuple[str, ...]:
    """Return the parts of a path; the first is empty where it begins with `::`."""
    return tuple(path.split("::")) if path else ()
