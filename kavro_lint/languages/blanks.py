"""Code that counts for nothing, blanked out: places and lines stay."""

_BLANKS = bytes(byte if byte == ord("\n") else ord(" ") for byte in range(256))


def blanked(code: bytes | bytearray) -> bytes:
    """Return as many blanks as there are bytes, line breaks as they are."""
    return bytes(code.translate(_BLANKS))
