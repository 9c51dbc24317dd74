"""A statement as one line of text, for reports."""

import re

LONGEST_TEXT = 400


def one_line(source: bytes) -> str:
    """Return a statement as one line: without comments, line breaks and doubled spaces."""
    text = source[: LONGEST_TEXT * 4].decode("utf-8", "replace")
    if "\n" in text:
        text = re.sub(r"#[^\n]*", "", text).replace("\\\n", "")
        text = " ".join(text.split()).replace("( ", "(").replace(", )", ")").replace(" )", ")")
    return text[:LONGEST_TEXT]
