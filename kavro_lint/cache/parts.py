"""Several byte strings as one, and back."""

from array import array
from collections.abc import Sequence
from itertools import accumulate, pairwise


def joined(parts: Sequence[bytes]) -> bytes:
    """Return byte strings as one, which `split` takes apart again."""
    sizes = b" ".join(b"%d" % len(part) for part in parts)
    return b"\n".join((sizes, b"".join(parts)))


def split(body: bytes) -> list[bytes]:
    """Return the byte strings that were joined. Raises ValueError for anything else."""
    sizes, _, rest = body.partition(b"\n")
    ends = list(accumulate(map(int, sizes.split()), initial=0))
    if ends[-1] != len(rest) or ends != sorted(ends):
        raise ValueError("the cache holds less than it says")
    return [rest[start:end] for start, end in pairwise(ends)]


def numbers_of(part: bytes, kind: str = "I") -> "array[int]":
    """Return the numbers that an array was. Raises ValueError for half a number."""
    numbers = array(kind)
    numbers.frombytes(part)
    return numbers
