"""Classes that a running program loads by a text, from a file or from bytes: they are counted.

A literal is counted too: a class loader may have another class of that name, or none.
"""

import re

_WORDS = (
    b"forName", b"loadClass", b"findClass", b"defineClass", b"defineHiddenClass",
    b"ObjectInputStream", b"ScriptEngineManager", b"ServiceLoader",
)  # fmt: skip
# Comments and strings are passed over; what does not end runs to the end.
_LOADED = re.compile(
    rb"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+(?:\"\"\"|\Z)"
    rb"|\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)++'?"
    rb"|(?P<call>(?<![\w$])(?:Class\s*+\.\s*+forName|(?<=[.:])(?:loadClass|findClass|define(?:Hidden)?Class))\s*+\(\s*+(?!\))"
    rb"|(?<![\w$])(?:ObjectInputStream|ScriptEngineManager|ServiceLoader\s*+\.\s*+load(?:Installed)?)\s*+\()",
    re.DOTALL,
)


def loaded_classes(content: bytes) -> int:
    """Return how often a source of Java or Kotlin loads a class by its name."""
    if not any(word in content for word in _WORDS):
        return 0
    return sum(match.lastgroup == "call" for match in _LOADED.finditer(content))
