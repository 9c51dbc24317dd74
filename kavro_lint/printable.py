"""Text from a repository made safe to print, and set in columns of a terminal.

A column is what a terminal counts: two for wide East Asian characters and emoji, none for
marks that combine with the character before (Unicode, annexes 11 and 51).
"""

from collections.abc import Iterator

LIMIT = 200

_EMOJI_STYLE = "\ufe0f"


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
    # surrogateescape keeps a byte that is not UTF-8 as U+DC80 to U+DCFF.
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


def bytes_of(path: str) -> bytes:
    """Return the bytes that Git has for a path; escapes for half a surrogate pair, which none is.

    No path of Git's holds such a half, but a manifest in JSON may name one.
    """
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return path.encode("utf-8", "backslashreplace")


def inert(line: str) -> str:
    """Return a line that a CI runner does not take for a command of its own.

    GitHub's runner obeys a line that begins with `::`, blanks before it aside, and `##[`
    anywhere in one (ActionCommand.cs of actions/runner); a path may hold either.
    """
    body = line.lstrip().replace("##[", "##\\[")
    if body.startswith("::"):
        body = f"\\{body}"
    return line[: len(line) - len(line.lstrip())] + body


def columns(text: str) -> int:
    """Return how many columns of a terminal a printable text takes."""
    return len(text) if _is_narrow(text) else sum(map(len, _cells(text)))


def _is_narrow(text: str) -> bool:
    """Whether each character takes a column: most texts are ASCII, but for what cut them."""
    return text.isascii() or text.replace("…", "").isascii()


def cut(text: str, width: int) -> str:
    """Return as much of a text as fits into `width` columns, with `…` where more was there."""
    if columns(text) <= width:
        return text
    if _is_narrow(text):
        return text[: width - 1] + "…" if width > 0 else "…"
    characters, room = [], width - 1
    for character, cell in zip(text, _cells(text), strict=True):
        room -= len(cell)
        if room < 0:
            break
        characters.append(character)
    return "".join(characters) + "…"


def wrapped(text: str, width: int, first: str = "", later: str | None = None) -> Iterator[str]:
    """Yield the lines of a text, none wider than `width` unless a single word is.

    `first` and `later` are the indents. A word is broken only within wide characters, which
    are written without blanks: whoever reads a path wants to copy it.
    """
    later = f"{first}  " if later is None else later
    line, empty = first, True
    for word in text.split(" "):
        gap = "" if empty else " "
        if empty or columns(line) + len(gap) + columns(word) <= width:
            line = f"{line}{gap}{word}"
        else:
            yield line.rstrip()
            line = f"{later}{word}"
        empty = False
        while columns(line) > width and (end := _break(line, width)):
            yield line[:end]
            line = f"{later}{line[end:]}"
    yield line.rstrip()


def _break(line: str, width: int) -> int:
    """Return the last place before `width` at which wide characters may part, 0 for none."""
    place, width_so_far = 0, 0
    cells = list(_cells(line))
    for index, cell in enumerate(cells):
        width_so_far += len(cell)
        if width_so_far > width:
            break
        following = cells[index + 1] if index + 1 < len(cells) else ""
        if len(cell) == 2 and len(following) == 2:
            place = index + 1
    return place


def _cells(text: str) -> Iterator[str]:
    """Yield for each character as many blanks as it takes columns."""
    import unicodedata

    before = ""
    for character in text:
        if character == _EMOJI_STYLE:
            # The sign before was counted as one column; as an emoji it takes two.
            yield " " if _narrow(before) else ""
        elif unicodedata.category(character) in ("Mn", "Me", "Cf"):
            yield ""
        else:
            yield " " if _narrow(character) else "  "
        before = character


def _narrow(character: str) -> bool:
    import unicodedata

    return bool(character) and unicodedata.east_asian_width(character) not in ("W", "F")
