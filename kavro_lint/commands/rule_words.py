"""What `explain` takes for the name of a rule."""

import re

from kavro_lint.config.rule_page import folder


def looks_like_a_rule(word: str) -> bool:
    """Whether a word names a rule rather than a file: an id, or the name of a shipped page."""
    is_id = re.fullmatch(r"(?i)kv\d*", word) is not None
    return is_id or f"{word.lower()}.md" in {page.name for page in folder().iterdir()}
