"""Approvals, one file each (docs/contract.md#19-approvals)."""

from collections.abc import Iterable, Iterator

from kavro_lint.artifacts.markdown import Document, is_placeholder, parse, plain
from kavro_lint.model.agreement import Approval
from kavro_lint.model.facts import Unreadable
from kavro_lint.model.places import Location

FOLDER = "approvals"


def read_approvals(documents: Iterable[Document], folder: str) -> tuple[Approval, ...]:
    """Return every approval of the artifact folder `folder`, in the order of paths.

    A record that names nobody yet, as a skeleton does, is not an approval.
    """
    place = f"{folder}/{FOLDER}/"
    records = (_approval(document) for document in documents if document.path.startswith(place))
    return tuple(record for record in records if not is_placeholder(record.by))


def read_approval(path: str, content: bytes) -> Approval | None:
    """Return the approval that a file holds, None where it names nobody or cannot be read."""
    try:
        record = _approval(parse(path, content))
    except Unreadable:
        return None
    return None if is_placeholder(record.by) else record


def _approval(document: Document) -> Approval:
    return Approval(
        path=document.path,
        location=Location(document.path),
        subject=_stated_value(document, "subject").casefold(),
        by=_stated_value(document, "by"),
        on=_stated_value(document, "on"),
        covers=dict(_covers(document)),
    )


def _stated_value(document: Document, name: str) -> str:
    value = document.front_matter.get(name)
    if value is not None:
        return str(value).strip()
    values = (plain(field.value) for field in document.fields if field.name == name)
    return next((value for value in values if not is_placeholder(value)), "")


def _covers(document: Document) -> Iterator[tuple[str, str]]:
    for table in document.tables:
        if "covers" in table.header and "fingerprint" in table.header:
            covers_column = table.header.index("covers")
            fingerprint_column = table.header.index("fingerprint")
            for row in table.rows:
                yield row.cells[fingerprint_column].text.casefold(), row.cells[covers_column].text
