"""Paths that the go command ignores."""


def ignored(path: str) -> bool:
    """Whether `./...` leaves a file out: something of its path is `testdata`, `_x` or `.x`.

    See `go help packages`, and for single files `go help build` and go/build.
    """
    *folders, name = path.split("/")
    return name.startswith(("_", ".")) or any(
        part == "testdata" or part.startswith(("_", ".")) for part in folders
    )
