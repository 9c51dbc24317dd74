"""A second Python that sees nothing of the repository."""

import sys
from pathlib import Path


def isolated(program: str) -> tuple[list[str], str]:
    """Return the command that runs a program of kavro-lint's, and the folder to run it in.

    Python is named by an absolute path, runs in the root folder of the file system, and imports
    only from the folders that kavro-lint and its parser are installed in
    (`python -I`, https://docs.python.org/3/using/cmdline.html#cmdoption-I).
    """
    program = f"import sys; sys.path += sys.argv[1:]; {program}"
    command = [sys.executable, "-I", "-c", program, *_import_folders()]
    return command, Path(sys.executable).anchor


def _import_folders() -> list[str]:
    import tree_sitter

    files = (Path(__file__).parents[1] / "__init__.py", Path(tree_sitter.__file__))
    return list(dict.fromkeys(str(file.absolute().parents[1]) for file in files))
