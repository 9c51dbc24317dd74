"""The folder of a repository's cache: in its Git folder, or in the user's cache folder.

Nothing here imports `pathlib`: an answer from memory is given sooner than that.
"""

import os

from kavro_lint.cache.hashing import blake2b

FOLDER = "kavro-lint"


def folder_of(common: str) -> str:
    """Return the folder of a repository's cache, from the Git folder that all worktrees share.

    Where nothing can be written there (a read-only checkout, another user's), and where a link
    leads elsewhere, it lies in the user's cache folder, by a digest of the Git folder's place.
    """
    own = os.path.join(common, FOLDER)
    writable = os.access(own if os.path.isdir(own) else common, os.W_OK | os.X_OK)
    if writable and not os.path.islink(own):
        return own
    place = blake2b(os.fsencode(os.path.abspath(common)), digest_size=12).hexdigest()
    return os.path.join(_of_user(), FOLDER, place)


def _of_user() -> str:
    """Return the user's cache folder (https://specifications.freedesktop.org/basedir-spec)."""
    named = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME", "")
    # The specification says that a relative one is to be ignored.
    return named if os.path.isabs(named) else os.path.join(os.path.expanduser("~"), ".cache")
