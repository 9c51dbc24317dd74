r"""Texts that name a class or a function, in a source that calls what its variables name.

`$f = 'App\helper'; $f();` loads it, and so does `usort($rows, $this->compare)`. Which text it is
that is called, only a running program knows: all are counted, also those in a comment.
"""

import re
from collections.abc import Iterable

from kavro_lint.languages.php.declared import WrittenName
from kavro_lint.languages.php.lexical import PART
from kavro_lint.languages.php.names_in_strings import CALLBACKS, NAME_IN_STRING

_CALLS_BACK = re.compile(rb"\b(?:%s)\s*+\(" % b"|".join(CALLBACKS))
# `$f(…)`; `($this->f)(…)`, `$all['f'](…)`. Two expressions take less time than one of both.
_CALLS_A_VALUE = re.compile(rb"\$%s\s*+\(" % PART), re.compile(rb"[)\]}]\s*+\(")
# What either begins with: most sources have none, and nothing else is looked for then.
_BEGUN = re.compile(rb"'\\{0,2}+%s\\" % PART), re.compile(rb'"\\{0,2}+%s\\' % PART)
# `'App\\' . $name`
_BEGINNING = re.compile(rb"['\"](?:\\\\)?%s(?:\\{1,2}%s)*+\\\\['\"]" % (PART, PART))
# A name without a backslash may be any text: only what a variable holds that is called.
_HELD = re.compile(rb"\$(%s)\s*+=\s*+(['\"])%s\2" % (PART, PART))
_CALLED = re.compile(rb"\$(?<![\w:$>]\$)(%s)\s*+\(" % PART)
_PASSED = re.compile(rb"\s*+(?:\$%s\s*+,\s*+)?\$(%s)" % (PART, PART))


def called_texts(content: bytes, loaded: Iterable[WrittenName]) -> int:
    """Return how many texts may name what is called, beside those that are known to be `loaded`."""
    has_begun = any(quoted.search(content) is not None for quoted in _BEGUN)
    held = [match[1] for match in _HELD.finditer(content)]
    if not has_begun and not held:
        return 0
    calls = any(expression.search(content) is not None for expression in _CALLS_A_VALUE)
    callbacks = _callbacks(content) if held or not calls else []
    if not calls and not callbacks:
        return 0
    known = {(row.line, row.column) for row in loaded if "\\" in row.name}
    named = sum(1 for _ in NAME_IN_STRING.finditer(content)) - len(known) if has_begun else 0
    begun = sum(1 for _ in _BEGINNING.finditer(content)) if has_begun else 0
    called = {match[1] for match in _CALLED.finditer(content)} if held else set()
    passed = (_PASSED.match(content, end) for end in callbacks)
    called.update(match[1] for match in passed if match is not None)
    return max(named, 0) + begun + sum(name in called for name in held)


def _callbacks(content: bytes) -> list[int]:
    """Return where the arguments begin of functions that call one of them."""
    lowered = content.lower()
    # To look for all of them at once takes longer than to look for one after the other.
    is_called = any(name in lowered for name in CALLBACKS)
    return [match.end() for match in _CALLS_BACK.finditer(lowered)] if is_called else []
