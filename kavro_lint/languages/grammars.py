"""Grammars of tree-sitter, loaded without the packages around them."""

from importlib import import_module


def load_grammar(package: str, name: str = "language") -> object:
    """Return a grammar of a package (`tree_sitter_python`); `name` is that of its function.

    The grammar is an extension module. The package around it imports what reads resources
    (`importlib.resources`, `tempfile`), which takes as long as Python does to start.
    """
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    around = PathFinder.find_spec(package)
    places = around.submodule_search_locations if around is not None else None
    spec = PathFinder.find_spec(f"{package}._binding", places) if places else None
    if spec is None or spec.loader is None:
        module = import_module(package)
    else:
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
    grammar: object = getattr(module, name)()
    return grammar
