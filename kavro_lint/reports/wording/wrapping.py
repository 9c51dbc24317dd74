"""Text in lines of a terminal of 80 columns."""

import textwrap

WIDTH = 80


def wrapped(text: str, indent: str = "  ") -> list[str]:
    """Return printable text in lines, all but the first of them indented further."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
