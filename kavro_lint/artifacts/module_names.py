"""Names of modules: local to a blueprint and whole, and those that no row declares."""

from collections.abc import Collection, Iterator

from kavro_lint.artifacts.modules import UNGOVERNED
from kavro_lint.artifacts.problems import problem
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import replace
from kavro_lint.model.plan import Layer, Module, Names
from kavro_lint.spelling import nearest

NAMED = (
    ("may_import", "May import"),
    ("must_not_import", "Must not import"),
    ("must_not_reach", "Must not reach"),
)


class ModuleNames:
    """Local names of one blueprint → whole names."""

    def __init__(self, prefix: str, modules: tuple[Module, ...]) -> None:
        self._prefix = prefix
        self.local = tuple(dict.fromkeys(module.local for module in modules))
        self._groups = {
            ".".join(parts[:n])
            for parts in (name.split(".") for name in self.local)
            for n in range(1, len(parts) + 1)
        }

    def knows(self, name: str) -> bool:
        """Whether a cell may use a name; names from the root are checked with all plans."""
        return name in ("*", UNGOVERNED) or name.startswith("//") or name in self._groups

    def full(self, name: str) -> str:
        """Return the whole name of a local one; `//name` is from the repository's root."""
        if name.startswith("//"):
            return name[2:]
        if name in ("*", UNGOVERNED) or not self._prefix:
            return name
        return f"{self._prefix}.{name}"

    def whole_module(self, module: Module) -> Module:
        """Return a module with whole names in its own name and its cells."""

        def cell(names: Names) -> Names:
            return None if names is None else tuple(self.full(name) for name in names)

        return replace(
            module,
            name=self.full(module.local),
            may_import=cell(module.may_import),
            must_not_import=cell(module.must_not_import),
            must_not_reach=cell(module.must_not_reach),
        )


def unknown_names(
    modules: tuple[Module, ...], layers: tuple[Layer, ...], names: ModuleNames
) -> Iterator[Finding]:
    """Yield the layers and modules that cells name and nothing declares (KV204)."""
    known_layers = [layer.name for layer in layers]
    for module in modules:
        # Where there is no layer at all, the missing list is the one problem.
        if layers and module.layer is not None and module.layer not in known_layers:
            yield _unknown(module, "layer", "Layer", module.layer, known_layers)
        for attribute, header in NAMED:
            for name in dict.fromkeys(getattr(module, attribute) or ()):
                if not names.knows(name):
                    yield _unknown(module, "module", header, name, names.local)


def _unknown(module: Module, kind: str, header: str, name: str, known: Collection[str]) -> Finding:
    near = nearest(name, known, 0.5)
    fix = f"write `{near}`, or declare {name}" if near else f"correct it, or declare {name}"
    part = kind if kind == "layer" else f"{kind} in {header}"
    return problem(
        "KV204",
        module.location,
        f"{header} of module {module.local} names {name}, which is not a declared {kind}",
        fix,
        "unknown",
        module.local,
        part,
        name,
        source=module.local,
        target=name,
    )
