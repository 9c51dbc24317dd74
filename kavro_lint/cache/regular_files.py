"""Files beside a repository's objects, read as files only.

A `.git` folder may come from anybody. A pipe in it would wait for ever, a link in the cache lead to
files of the user's.
"""

import os
import stat

# Systems without them have neither such pipes nor such links.
_NEVER_WAITING: int = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)


def read_regular(path: str, *, follow: bool = False) -> bytes:
    """Return the bytes of a regular file. Raises OSError for anything else, links included.

    With `follow` a link leads to the file, as Git itself follows it.
    """
    flags = os.O_RDONLY | _NEVER_WAITING | (0 if follow else _NO_LINK)
    with open(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path} is not a regular file")
        return file.read()
