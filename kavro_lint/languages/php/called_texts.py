r"""Texts that name a class or a function, in a source that calls what its variables name.

`$f = 'App\helper'; $f();` loads it, and so does `usort($rows, $this->compare)`. Which text it is
that is called, only a running program knows: all are counted, also those in a comment.
"""

import re
from collections.abc import Iterable

from kavro_lint.languages.php.declared import WrittenName
from kavro_lint.languages.php.lexical import PART
from kavro_lint.languages.php.names_in_strings import CALLBACKS, NAME_IN_STRING

_CALLBACK = rb"\b(?:" + b"|".join(CALLBACKS) + rb")\s*+\("
# `$f(…)`, `($this->f)(…)`, `$all['f'](…)`, and what calls its arguments.
_CALLS_A_VALUE = re.compile(rb"(?:\$%s|[)\]}])\s*+\(|%s" % (PART, _CALLBACK), re.IGNORECASE)
# `'App\\' . $name`
_BEGINNING = re.compile(rb"['\"](?:\\\\)?%s(?:\\{1,2}%s)*+\\\\['\"]" % (PART, PART))
# A name without a backslash may be any text: only what a variable holds that is called.
_HELD = re.compile(rb"\$(%s)\s*+=\s*+(['\"])%s\2" % (PART, PART))
_CALLED = re.compile(
    rb"(?:\A|[^\w:$>])\$(%s)\s*+\(|%s\s*+(?:\$%s\s*+,\s*+)?\$(%s)" % (PART, _CALLBACK, PART, PART),
    re.IGNORECASE,
)


def called_texts(content: bytes, loaded: Iterable[WrittenName]) -> int:
    """Return how many texts may name what is called, beside those that are known to be `loaded`."""
    if _CALLS_A_VALUE.search(content) is None:
        return 0
    known = {(row.line, row.column) for row in loaded if "\\" in row.name}
    named = sum(1 for _ in NAME_IN_STRING.finditer(content)) - len(known)
    begun = sum(1 for _ in _BEGINNING.finditer(content))
    held = [match[1] for match in _HELD.finditer(content)]
    called = {match[1] or match[2] for match in _CALLED.finditer(content)} if held else ()
    return max(named, 0) + begun + sum(name in called for name in held)
