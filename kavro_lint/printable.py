"""Text from a repository made safe to print."""

LIMIT = 200


def printable(text: str, limit: int = LIMIT) -> str:
    """Show control, format and undecodable characters as escapes, and cut at `limit`.

    Newlines and terminal escape sequences never reach the reader's terminal, nor do the
    direction marks that make code read other than it is.
    """
    shown = text if text.isprintable() else "".join(map(_shown, text))
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    # surrogateescape keeps a byte that is no UTF-8 as U+DC80 to U+DCFF.
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")
