"""The names of packages: which belong to the standard library, which module a path is part of."""

import re
from collections.abc import Collection, Iterator

# Packages of the standard library with one element: a module may have such a name as well, and
# then `import "log"` is still Go's. `go list std` prints them.
SINGLE = frozenset(
    "bufio builtin bytes cmp context crypto embed encoding errors expvar flag fmt hash html image "
    "io iter log maps math mime net os path plugin reflect regexp runtime slices sort strconv "
    "strings structs sync syscall testing time unicode unique unsafe weak".split()
)

# Hosts where a module has an owner and a name (https://go.dev/ref/mod#vcs-find).
_OWNED = re.compile(
    r"(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitee\.com|git\.sr\.ht|golang\.org/x)"
    r"(/|$)"
)
_MAJOR = re.compile(r"v([2-9]|[1-9][0-9]+)")
_VERSIONED = re.compile(r".+\.v[0-9]+(-unstable)?")


def is_standard(path: str) -> bool:
    """Whether a path is one of the standard library: its first element has no dot."""
    return "." not in path.partition("/")[0]


def module_of(path: str, required: Collection[str]) -> str:
    """Return the module that provides a package: the longest of `required`, else by convention."""
    return required_for(path, required) or _conventional(path)


def required_for(path: str, required: Collection[str]) -> str | None:
    """Return the longest of the required modules that a package may be in."""
    return next((upward for upward in upwards(path) if upward in required), None)


def upwards(path: str) -> Iterator[str]:
    """Yield a path and what it is below, the longest first."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _conventional(path: str) -> str:
    """Return what the path of a module looks like on the host that the path names."""
    parts = path.split("/")
    count = 2
    unowned = parts[0] == "gopkg.in" and len(parts) > 2 and not _VERSIONED.fullmatch(parts[1])
    if _OWNED.match(path) or unowned:
        count = 3
    if len(parts) > count and _MAJOR.fullmatch(parts[count]):
        count += 1
    return "/".join(parts[:count])
