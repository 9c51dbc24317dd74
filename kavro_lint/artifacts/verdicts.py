"""Verdicts in words: PASS, FLAG or BLOCK, and what is none of them."""

from kavro_lint.artifacts.markdown import (
    key_of,
    plain,
)
from kavro_lint.expressions import expression

LEFT_PLACEHOLDER = expression(r"\[[^\[\]]{1,300}\]\W*$")
# What a reader of words does not take for one: struck out, or the text of a picture.
_STRUCK = expression(r"~~.*?~~|!\[[^\[\]]{0,300}\]")
_DENIED = expression(
    r"(?i)(?:\b(?:not?|never|cannot|without|would|should|will|may|might|pending)|n['\u2019]t)"
    r"\s+(?:(?:yet|a|be|to)\s+)*pass|"
    r"\bpass(?:ed)?\s?\(?\?|\bpass\s+(?:if|once|unless|until|when)\b|"
    # Any bracket that opens, in whatever script, but for those of ordinary text.
    r"[<{$\u00ab\u2039\u27e6\u27e8\u3008\u300a\u3010\u3014\u3016\u3018\uff1c\uff3b\uff5b]\s?pass"
)
# A verdict where a form asks for one: its first word, behind marks and emphasis.
_STATED = expression(
    r"(?i)(?:[\W_]|verdict\b|status\b|result\b){0,20}?(?:pass|flag|block|fail)(?:ed|ged)?(?![^\W_])"
)
# What says behind a verdict that there is none yet.
_UNSURE = expression(r"(?i)[\W_]{0,9}(?:tbd|tbc|todo|to be|pass|flag|block)|\s?(?:\u2026|\.\.\.)")
GRADE = expression(r"(?i)(?<![a-z])(pass|flag|block|fail)(?:ed|ged)?(?![a-z])")
# Left over from a template: text in square brackets that is no link, and grades to choose from.
_BRACKETS = expression(r"\[[^\[\]]{1,300}\](?!\()")
_CHOICE = expression(r"(?i)\W*\w+\s*(?:[/|]|(?:,\s*|\s)(?:or\s+)?\W*(?:pass|flag|block|fail)\w*)")


def grade_of(text: str) -> str | None:
    """Return PASS, FLAG or BLOCK where the first line names exactly one; a failure is BLOCK.

    `PASS / FLAG / BLOCK` and `[PASS, FLAG or BLOCK]`, as templates have it, are no verdict; nor is
    one that is struck out, denied or asked: `~~PASS~~`, `not PASS`, `PASS?`.
    """
    first = _BRACKETS.sub("", _STRUCK.sub("", text.strip().split("\n", 1)[0][:500]))
    if _DENIED.search(first):
        return None
    names = {match[1].upper().replace("FAIL", "BLOCK") for match in GRADE.finditer(first)}
    leading = GRADE.match(key_of(first))
    if leading and len(names) > 1 and not _CHOICE.match(first):
        return leading[1].upper().replace("FAIL", "BLOCK")
    return names.pop() if len(names) == 1 else None


def stated_grade_of(text: str) -> str | None:
    """Return the grade that a place of a form states, which has nothing but a verdict and its why.

    `TBD: PASS`, `PASS (to be confirmed)`, `PASS ...` and `PASS [date]` state none.
    """
    grade = grade_of(text)
    words = plain(_BRACKETS.sub("", text.strip()[:500]))
    stated = _STATED.match(words)
    if stated is None or _UNSURE.match(words, stated.end()):
        return None
    left = LEFT_PLACEHOLDER.search(text.strip().split("\n", 1)[0][:500])
    # `[1]` refers to a note.
    return None if left and any(map(str.isalpha, left[0])) else grade
