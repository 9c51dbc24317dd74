"""Components (`.vue`, `.svelte`, `.astro`) → their scripts, all else blanked out.

Formats: https://vuejs.org/api/sfc-spec, https://svelte.dev/docs/svelte/svelte-files,
https://docs.astro.build/en/basics/astro-components.
"""

import re
from collections.abc import Iterator

from kavro_lint.expressions import expression
from kavro_lint.model.frozen import frozen

# `<!-->` and `--!>` end a comment in HTML and in some versions of Vue, so code behind them counts.
_COMMENT_END = expression(rb"--!?>")
_OPENING = expression(rb"<!--|<(script|style)\b", re.IGNORECASE)
_ATTRIBUTES = expression(rb"((?:[^>\"']|\"[^\"]*\"|'[^']*')*+)(>?)")
_ENDS = {
    b"script": expression(rb"</script\s*>", re.IGNORECASE),
    b"style": expression(rb"</style\s*>", re.IGNORECASE),
}
_ATTRIBUTE = expression(rb"(?<![\w-])([\w-]++)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
# Astro's front matter: text and comments may stand before it, and it ends where `---` is code
# (https://github.com/withastro/compiler, internal/token.go).
_BEFORE_FENCE = expression(rb"(?:[^<{-]|-(?!--)|<!--(?:[^-]|-(?!->))*+-->|<(?![A-Za-z/!>]))*+---")
_FENCED = expression(
    rb"(?:[^\-\"'`/]|-(?!--)|/\*(?:[^*]|\*(?!/))*+\*/|//[^\n]*+|/|\"(?:[^\"\\\n]|\\.)*+\"?"
    rb"|'(?:[^'\\\n]|\\.)*+'?|`(?:[^`\\]|\\.)*+`|`)*+(?=---)",
    re.DOTALL,
)
_LINE_FENCE = expression(rb"^---[ \t]*$", re.MULTILINE)
# Where Vue takes text of its markup for code: https://vuejs.org/guide/essentials/template-syntax.
_EXPRESSION = expression(
    rb"(?<=[\s\"'(])(?:v-[\w:.\[\]-]*+|[:@#][^\s=>\"'/]*+)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>][^\s>]*+))"
    rb"|\{\{((?:[^}]|\}(?!\}))*+)\}\}"
)
_BLANK = bytes(byte if byte in b"\n\r\t" else 32 for byte in range(256))

# What `type` and `lang` say of a script that is no JavaScript (JSON-LD, templates).
_NO_SCRIPT = expression(
    rb"json|template|html|x-|markdown|speculationrules|importmap", re.IGNORECASE
)


@frozen
class Block:
    """A script in a component: its bytes are `start` to `end`; `source` is its `src`.

    `unclosed` says that its tag never ends, so that nothing is known of the rest of the file.
    """

    start: int
    end: int
    source: bytes | None = None
    source_at: int = 0
    jsx: bool = False
    unclosed: bool = False


def blocks(content: bytes, suffix: str) -> list[Block]:
    """Return the scripts of a component, Astro's frontmatter among them."""
    start, scripts = 0, list[Block]()
    if suffix == ".astro":
        opening = _BEFORE_FENCE.match(content)
        if opening is not None:
            end = _end_of_front_matter(content, opening.end())
            scripts.append(Block(opening.end(), end))
            start = min(end + 3, len(content))
    scripts.extend(_scripts(content, start))
    return scripts


def _end_of_front_matter(content: bytes, at: int) -> int:
    """Return where the fence begins that ends it; without one, it is the rest of the file."""
    fenced = _FENCED.match(content, at)
    end = fenced or _LINE_FENCE.search(content, at)
    if end is None:
        return len(content)
    return end.start() if fenced is None else end.end()


def expressions_only(content: bytes, scripts: list[Block]) -> bytes:
    """Return a component of Vue with all but the expressions of its markup blanked out."""
    markup = markup_only(content, scripts)
    parts, last = list[bytes](), 0
    for match in _EXPRESSION.finditer(markup):
        start, end = match.span(match.lastindex or 0)
        # The quote before an expression, and the one behind it, end a statement.
        closing = b"\n" if markup.startswith(b"\n", end) else b";"
        parts += [markup[last : start - 1].translate(_BLANK), b";", markup[start:end], closing]
        last = end + 1
    return b"".join([*parts, markup[last:].translate(_BLANK)])[: len(markup)]


def _scripts(content: bytes, at: int) -> Iterator[Block]:
    while opening := _OPENING.search(content, at):
        if opening[1] is None:
            end = _end_of_comment(content, opening.start())
            if end < 0:
                return
            at = end + 3
            continue
        name = opening[1].lower()
        tag = _ATTRIBUTES.match(content, opening.end())
        if tag is None or not tag[2]:
            # As for a browser, a tag that never ends holds the rest of the file.
            yield Block(opening.start(), opening.start(), unclosed=True)
            return
        closing = _ENDS[name].search(content, tag.end())
        end = closing.start() if closing else len(content)
        at = closing.end() if closing else len(content)
        attributes = {
            match[1].lower(): (match[2] or match[3] or match[4] or b"", match.start())
            for match in _ATTRIBUTE.finditer(tag[1])
        }
        kind = attributes.get(b"type", (b"", 0))[0] + attributes.get(b"lang", (b"", 0))[0]
        if name == b"script" and not _NO_SCRIPT.search(kind):
            source, place = attributes.get(b"src", (None, 0))
            if source is not None and not source.startswith((b".", b"/", b"@", b"~")):
                source = None
            jsx = kind.lower().endswith((b"tsx", b"jsx"))
            yield Block(tag.end(), end, source, tag.start(1) + place, jsx)


def scripts_only(content: bytes, scripts: list[Block]) -> bytes:
    """Return the file with all but its scripts blanked out: every line and column stays."""
    parts, last = list[bytes](), 0
    for block in scripts:
        parts += [content[last : block.start].translate(_BLANK), content[block.start : block.end]]
        last = block.end
        if content[last : last + 1] in (b"<", b"-"):
            # Where a block ends, a statement ends.
            parts.append(b";")
            last += 1
    return b"".join([*parts, content[last:].translate(_BLANK)])


def markup_only(content: bytes, scripts: list[Block]) -> bytes:
    """Return the file with scripts, styles and comments blanked out."""
    parts, last = list[bytes](), 0
    for block in scripts:
        parts += [content[last : block.start], content[block.start : block.end].translate(_BLANK)]
        last = block.end
    markup = b"".join([*parts, content[last:]])
    pieces, at = list[bytes](), 0
    while (start := markup.find(b"<!--", at)) >= 0:
        end = _end_of_comment(markup, start)
        end = end if end >= 0 else len(markup)
        pieces += [markup[at:start], markup[start:end].translate(_BLANK)]
        at = end
    return b"".join([*pieces, markup[at:]])


def _end_of_comment(markup: bytes, start: int) -> int:
    """Return where the sign begins that ends a comment, -1 for none."""
    match = _COMMENT_END.search(markup, start + 2)
    return match.start() if match is not None else -1
