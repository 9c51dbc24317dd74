"""The lines about kavro-lint in AGENTS.md, between two markers."""

BEGIN = "<!-- kavro-lint -->"
END = "<!-- /kavro-lint -->"

LINES = (
    BEGIN,
    "## Work by the plan",
    "",
    "The plan in docs/kavro/ is the rule. Before you write code run `kavro-lint status`, then",
    "`kavro-lint explain <task>`; after an edit `kavro-lint check --base auto`. A commit carries",
    "`Kavro-Task: <id>`. Fix the code, not the plan; never run `kavro-lint approve` yourself.",
    END,
)


def with_block(text: str | None) -> str:
    """Return a text with the block at its end, or as this version writes it where it stands."""
    block = "\n".join(LINES)
    if not text:
        return f"{block}\n"
    place = _place(text)
    if place is not None:
        return text[: place[0]] + block + text[place[1] :]
    return f"{text}\n{block}\n" if text.endswith("\n") else f"{text}\n{block}"


def without_block(text: str) -> str | None:
    """Return a text without the block and the line end that came with it, None for nothing left."""
    place = _place(text)
    if place is None:
        return text
    start, end = place
    start -= text[:start].endswith("\n")
    end += text[end:].startswith("\n")
    return (text[:start] + text[end:]) or None


def _place(text: str) -> tuple[int, int] | None:
    start = text.find(BEGIN)
    end = text.find(END, start)
    return (start, end + len(END)) if start >= 0 and end >= 0 else None
