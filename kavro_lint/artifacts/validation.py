"""Validation notes: files, sections and fields (docs/contract.md#17-validation-notes)."""

import re
from collections.abc import Iterable, Iterator

from kavro_lint.artifacts.markdown import (
    Document,
    Field,
    Heading,
    is_nothing,
    is_placeholder,
    key_of,
    parse,
    plain,
)
from kavro_lint.artifacts.short_form import short_value
from kavro_lint.artifacts.task_lines import fields_of, holds_tasks, id_pattern, spec_headings
from kavro_lint.artifacts.verdicts import (
    GRADE,
    LEFT_PLACEHOLDER,
    grade_of,
    stated_grade_of,
)
from kavro_lint.expressions import expression
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Criterion, Note, Task
from kavro_lint.patterns.linear import IdPattern

REPORT = "governance report"
# What stands before the verdict of a heading: its numbering, and the word itself.
_OVERALL = expression(r"(?i)^.{0,40}?\boverall")
# The verdict inside the emphasis of its name: `**Overall: PASS**`.
_BOLD_VERDICT = expression(
    r"(?i)\s{0,3}(?:[-*+]\s+)?\*\*overall(?: \w{1,20})?:\s+([^*\n]{1,80})\*\*"
)
OVERALL = ("overall", "overall verdict", "overall status", "overall result", "verdict")

_DATE = expression(r"\b\d{4}-\d{2}-\d{2}\b")


@frozen
class _NotePart:
    """The lines [first, end) of a document that are one note."""

    document: Document
    first: int
    end: int

    def fields(self) -> Iterator[Field]:
        return (field for field in self.document.fields if self.first <= field.line < self.end)

    def value(self, *names: str) -> str:
        """Return the text of the first field of those names, without placeholders, or ""."""
        texts = (plain(field.value) for field in self.fields() if field.name in names)
        return next((text for text in texts if not is_placeholder(text)), "")


def read_notes(documents: Iterable[Document], folder: str, task_id: str | None) -> tuple[Note, ...]:
    """Return every validation note of the artifact folder `folder`, in the order of paths."""
    ids = id_pattern(task_id)
    return tuple(note for document in documents for note in _notes(document, folder, ids))


def _notes(document: Document, folder: str, ids: IdPattern) -> Iterator[Note]:
    sections = list(_sections(document, ids))
    task_of_file = document.path.removeprefix(f"{folder}/validation/").removesuffix(".md")
    if (
        ids.fullmatch(task_of_file)
        and len(sections) < 2
        and all(task == task_of_file for _, task in sections)
    ):
        # The file is the note, whatever its headings are.
        line = sections[0][0].line if sections else 1
        part = _NotePart(document, 1, len(document.lines) + 1)
        yield _note_of_report(part, task_of_file, Location(document.path, line))
    else:
        for heading, task in sections:
            first, end = document.span(heading)
            yield _note_of_report(
                _NotePart(document, first, end), task, Location(document.path, heading.line)
            )
    if holds_tasks(document.path):
        yield from _notes_in_specs(document, ids)


def _sections(document: Document, ids: IdPattern) -> Iterator[tuple[Heading, str]]:
    for heading in document.headings:
        id_match = ids.search(heading.text)
        if id_match and heading.key.startswith(REPORT):
            yield heading, id_match[0]


def _notes_in_specs(document: Document, ids: IdPattern) -> Iterator[Note]:
    for heading, task, _ in spec_headings(document, ids):
        for field in fields_of(document, heading):
            if field.name == "validation notes" and not is_placeholder(field.value):
                yield Note(
                    task=task,
                    location=Location(document.path, field.line),
                    form="field",
                    verdict=grade_of(field.value),
                    items=_count_items(document, field.line, field.end),
                    text=GRADE.sub("", plain(field.value), count=1).strip(" \n\t.:;,-–—*✅"),
                )


def _note_of_report(part: _NotePart, task: str, location: Location) -> Note:
    commits = re.split(r"[\s,]+", part.value("commits", "commit").replace("`", ""))
    date = _DATE.search(part.value("date", "validated on"))
    return Note(
        task=task,
        location=location,
        form="report",
        verdict=_verdict(part),
        commits=tuple(text for text in commits if text and not is_nothing(text)),
        validated_by=part.value("validated by", "validator", "reviewed by") or None,
        date=date[0] if date else None,
        criteria=tuple(_criteria(part)),
        results={result.number: result.result for result in _results(part)},
        items=sum(
            _count_items(part.document, *lines) for lines in _field_spans(part, "items requiring")
        ),
    )


def _verdict(part: _NotePart) -> str | None:
    for heading in part.document.headings:
        if part.first <= heading.line < part.end and heading.key.startswith("overall"):
            grade = stated_grade_of(_OVERALL.sub("", heading.text, count=1))
            if grade is not None:
                return grade
    values = [field.value for field in part.fields() if field.name in OVERALL]
    values += short_value(part.document, part.first, part.end, OVERALL)
    lines = part.document.lines[part.first - 1 : part.end - 1]
    values += [match[1] for line in lines if (match := _BOLD_VERDICT.match(line[:500]))]
    return next((grade for value in values if (grade := stated_grade_of(value))), None)


def _criteria(part: _NotePart) -> Iterator[Criterion]:
    for table in part.document.tables:
        if not part.first <= table.line < part.end:
            continue
        if "criterion" in table.header and "status" in table.header:
            name, status = table.header.index("criterion"), table.header.index("status")
            notes = table.header.index("notes") if "notes" in table.header else None
            for row in table.rows:
                yield Criterion(
                    name=key_of(row.cells[name].text),
                    status=stated_grade_of(row.cells[status].text) or "",
                    notes=row.cells[notes].text if notes is not None else "",
                    location=Location(part.document.path, row.line),
                )


@frozen
class _Result:
    number: int
    result: Criterion


def _results(part: _NotePart) -> Iterator[_Result]:
    for first, end in _field_spans(part, "validation steps", "validation results"):
        for item in part.document.items:
            if item.number is not None and first <= item.line < end:
                place = Location(part.document.path, item.line)
                # `PASS - Run it: [what was seen]` is left from a template.
                observed = GRADE.sub("", item.text, count=1).strip(" \t-–—:.*")
                is_left = bool(observed) and (
                    is_placeholder(observed) or bool(LEFT_PLACEHOLDER.search(observed))
                )
                status = "" if is_left else grade_of(item.text) or ""
                yield _Result(item.number, Criterion(item.text, status, item.text, place))


def _field_spans(part: _NotePart, *names: str) -> Iterator[tuple[int, int]]:
    """Yield the lines below the fields or headings whose names begin so."""
    for field in part.fields():
        if field.name.startswith(names):
            yield field.line, field.end


def _count_items(document: Document, first: int, end: int) -> int:
    """Count the list items that are neither empty nor placeholders."""
    texts = (
        re.sub(r"^\[[ xX~!]\]\s*", "", item.text)
        for item in document.items
        if first <= item.line < end
    )
    return sum(not (is_placeholder(text) or is_nothing(text)) for text in texts)


def note_of_commit(task: Task, sha: str, text: str) -> Note:
    """Return the validation note in a Git note on a commit of the task.

    See docs/contract.md#17-validation-notes.

    It stands at the task, for a Git note is in no file.
    """
    document = parse(task.location.path, text.encode("utf-8", "replace"))
    note = _note_of_report(_NotePart(document, 1, len(document.lines) + 1), task.id, task.location)
    if note.criteria or any(heading.key.startswith(REPORT) for heading in document.headings):
        return replace(note, form="git-note", commits=note.commits or (sha,))
    return Note(
        task=task.id,
        location=task.location,
        form="git-note",
        verdict=grade_of(text),
        commits=(sha,),
        text=GRADE.sub("", plain(text), count=1).strip(" \n\t.:;,-–—*✅"),
    )
