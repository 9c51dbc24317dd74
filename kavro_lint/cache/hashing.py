"""Hash functions without OpenSSL, which takes longer to load than an answer is looked up in."""

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from hashlib import blake2b, sha256
else:
    # `hashlib` imports them from there, after OpenSSL.
    try:
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b
    try:
        # So called since Python 3.12.
        from _sha2 import sha256
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256

# So many bytes in all are hashed sooner than OpenSSL is loaded.
_SMALL = 100_000
_hashed = 0

__all__ = ["blake2b", "blob_id", "sha256"]


def blob_id(content: bytes) -> bytes:
    """Return the hash that Git gives a blob of these bytes (in a repository of SHA-1 objects)."""
    global _hashed  # noqa: PLW0603  of this process
    _hashed += len(content)
    # OpenSSL's is ten times as fast as the other, once it is loaded.
    if TYPE_CHECKING or _hashed > _SMALL:
        from hashlib import sha1
    else:
        try:
            from _sha1 import sha1
        except ImportError:
            from hashlib import sha1
    return sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).digest()
