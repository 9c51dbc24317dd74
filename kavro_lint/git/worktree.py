"""Places in a working tree: where one begins, and which links lie on the way to a file.

A link may have come with the repository and lead to any file of the user's: nothing is written
through one. Nothing here asks Git, or imports `pathlib`.
"""

import os


def working_tree_around(folder: str) -> str | None:
    """Return the nearest folder with a `.git`, which no commit can bring with it."""
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def link_on_the_way(path: str) -> str | None:
    """Return the first link of a working tree on the way to a file, the file included.

    Links outside of working trees are the user's own.
    """
    # Not `abspath`, which takes `link/..` away although it leads elsewhere.
    full_path = os.path.join(os.getcwd(), path)
    drive, below = os.path.splitdrive(full_path.replace(os.altsep or os.sep, os.sep))
    place = drive + os.sep
    for part in below.split(os.sep):
        parent, place = place, os.path.join(place, part)
        if part in ("", ".", "..") or not os.path.islink(place):
            continue
        if working_tree_around(os.path.realpath(parent)) is not None:
            return place
    return None
