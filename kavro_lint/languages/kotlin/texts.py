"""Texts of Kotlin, and the code in them: `"${code}"`, in which there may be texts again."""

CHARACTER = rb"'(?:\\[^\n]|[^'\\\n])[^'\n]{0,6}+'"
# With two dollars before it, one dollar begins no code.
DOLLARS = (
    rb'\$\$(?:"(?!"")(?:[^"\\\n$]++|\\.|\$(?!\$))*+"'
    rb'|"""(?:[^"$]++|"(?!"")|\$(?!\$))*+"""(?:"(?!"))?+(?!"))'
)
PLAIN_TEXT = rb'"(?!"")(?:[^"\\\n$]++|\\.)*+"|"""(?:[^"$]++|"(?!""))*+"""(?:"(?!"))?+(?!")'


def _texts(depth: int, end: bytes) -> tuple[bytes, bytes]:
    """Return expressions for a text with texts in its code, so deep, and for parts of that code."""
    if depth == 0:
        return rb'"(?:[^"\\\n$]++|\\.|\$(?!\{))*+"?', rb""
    inner, _ = _texts(depth - 1, b"?")
    part = rb"[^{}\"']++|%s|%s" % (CHARACTER, inner)
    code = part
    for _ in range(3):
        code = rb"%s|\{(?:%s)*+\}" % (part, code)
    template = rb"\$\{(?:%s)*+\}?" % code
    text = rb'"(?!"")(?:[^"\\\n$]++|\\.|\$(?!\{)|%s)*+"%s' % (template, end)
    raw = rb'"""(?:[^"$]++|"(?!"")|\$(?!\{)|%s)*+(?:"""(?:"(?!"))?+(?!"))%s' % (template, end)
    return rb"(?:%s|%s)" % (text, raw), code


# What does not end runs to the end, so that nothing is tried twice; it is no text then.
OPEN_TEXT, CODE = _texts(2, b"?")
TEXT, _ = _texts(2, b"")
