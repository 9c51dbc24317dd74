"""A statement as one line of text, for reports."""

import re

LONGEST_TEXT = 400

_COMMENT = re.compile(r"#[^\n]*")


def one_line(source: bytes) -> str:
    """Return a statement as one line: without comments, line breaks and doubled spaces."""
    text = source[: LONGEST_TEXT * 4].decode("utf-8", "replace")
    if "\n" in text:
        if "#" in text:
            text = _COMMENT.sub("", text)
        text = (
            " ".join(text.replace("\\\n", "").split())
            .replace("( ", "(")
            .replace(", )", ")")
            .replace(" )", ")")
        )
    return text[:LONGEST_TEXT]
