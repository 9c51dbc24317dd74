"""Headers that are C++, because a C++ source includes them."""

from collections.abc import Mapping

from kavro_lint.languages.protocol import Rows

C, CPP = "c", "cpp"
HEADER = ".h"


def with_headers_of_cpp(languages: Mapping[str, str], rows: Rows) -> Mapping[str, str]:
    """Return the languages of files: a `.h` that C++ includes, at last through others, is C++.

    One that C sources include as well stays C: it must be both, and C is what both can read.
    """
    if CPP not in languages.values():
        return languages
    of_cpp = _reached(languages, rows, CPP)
    of_c = _reached(languages, rows, C)
    headers = of_cpp - of_c
    return {path: CPP if path in headers else language for path, language in languages.items()}


def _reached(languages: Mapping[str, str], rows: Rows, language: str) -> set[str]:
    """Return the `.h` files that sources of a language include, also through other files."""
    waiting = [
        path
        for path, name in languages.items()
        if name == language and not path.lower().endswith(HEADER)
    ]
    reached: set[str] = set()
    while waiting:
        for *_, resolution in rows.get(waiting.pop(), ()):
            target = resolution.target
            if target is not None and target not in reached and target.lower().endswith(HEADER):
                reached.add(target)
                waiting.append(target)
    return reached
