"""Files → their facts: scanned where that is enough, else parsed as a whole."""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from kavro_lint.languages.python.decoding import decoded
from kavro_lint.languages.python.identifiers import with_plain_names
from kavro_lint.languages.python.parsed_statements import KNOWN
from kavro_lint.languages.python.scanning import Scan, plain_statements, scan
from kavro_lint.model.facts import SourceFacts, Unreadable

GIVEN_UP = (
    "parsing it would take more work than is allowed (it is data rather than code): of its imports "
    "only those are known that stand on lines of their own"
)
# A source without any of these words says nothing.
_WORDS = (b"import", b"exec", b"load_module", b"TYPE_CHECKING", b"mocker.", b"monkeypatch.")


class _Text(NamedTuple):
    """A file as UTF-8, and its scan where it needs no full parse."""

    content: bytes
    stub: bool
    scan: Scan | None


def facts_of(content: bytes, stub: bool = False) -> SourceFacts:
    """Return the imports of a file. Raises Unreadable where it cannot be decoded."""
    (facts,) = facts_of_all([(content, stub)])
    if isinstance(facts, Unreadable):
        raise facts
    return facts


def facts_of_all(files: Iterable[tuple[bytes, bool]]) -> list[SourceFacts | Unreadable]:
    """Return the imports of files, each with whether it is a stub, or why one is not readable.

    First all are scanned; then the statements that are new in any of them are parsed together.
    """
    texts = [_text_of(content, stub) for content, stub in files]
    scans = [text.scan for text in texts if isinstance(text, _Text) and text.scan is not None]
    KNOWN.learn(chain.from_iterable(scan.texts for scan in scans))
    return [_facts_of(text) if isinstance(text, _Text) else text for text in texts]


def _text_of(content: bytes, stub: bool) -> _Text | SourceFacts | Unreadable:
    """Return a file that is decoded and scanned, or its facts where it has no word that imports."""
    try:
        text = with_plain_names(decoded(content))
    except Unreadable as error:
        return error
    if not any(word in text for word in _WORDS):
        return SourceFacts()
    return _Text(text, stub, scan(text, stub))


def _facts_of(text: _Text) -> SourceFacts:
    scanned = text.scan.facts(KNOWN) if text.scan is not None else None
    return scanned or _parsed(text.content, text.stub)


def _parsed(content: bytes, stub: bool) -> SourceFacts:
    """Return the imports of a file that is parsed as a whole."""
    from kavro_lint.languages.python.extraction import facts

    parsed = facts(content, stub)
    if parsed is not None:
        return parsed
    from kavro_lint.languages.python.checking import DOUBTFUL

    checking = (DOUBTFUL,) if b"TYPE_CHECKING" in content else ()
    return SourceFacts(plain_statements(content, stub), given_up=GIVEN_UP, checking=checking)
