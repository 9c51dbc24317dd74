"""The bytes of a source → UTF-8."""

BOM = b"\xef\xbb\xbf"
# What editors of Windows call Unicode.
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def decoded(content: bytes) -> bytes:
    """Return a source as UTF-8, without a byte order mark.

    Old sources are in Latin 1 (or Windows 1252): their names are ASCII all the same.
    """
    if content.startswith(UTF_16):
        return content.decode("utf-16", "replace").encode()
    if content.startswith(BOM):
        content = b" " * len(BOM) + content[len(BOM) :]
    if content.isascii():
        return content
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1").encode("utf-8")
    return content
