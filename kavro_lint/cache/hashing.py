"""Hash functions without OpenSSL, which takes longer to load than an answer is looked up in."""

try:
    # As `hashlib.blake2b`, which imports it from there after OpenSSL.
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

__all__ = ["blake2b", "blob_id"]


def blob_id(content: bytes) -> bytes:
    """Return the hash that Git gives a blob of these bytes (in a repository of SHA-1 objects)."""
    # OpenSSL's is ten times as fast as another, and few answers need one.
    from hashlib import sha1

    return sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).digest()
