"""Approvals as files: the approved subject, with the fingerprint of each part.

See docs/contract.md#19-approvals.
"""

import datetime
import json

from kavro_lint.architecture.case import content_fingerprint
from kavro_lint.architecture.scope import scope_fingerprint
from kavro_lint.checks.gate_files import files_of, gates_of
from kavro_lint.checks.honesty import missing_history, policy
from kavro_lint.commands.new_file import Record
from kavro_lint.errors import CannotJudge
from kavro_lint.model.agreement import fingerprint
from kavro_lint.model.plan import Plan
from kavro_lint.pipeline.check import examine
from kavro_lint.pipeline.request import FindingOptions, Request
from kavro_lint.pipeline.survey import Survey, read
from kavro_lint.spelling import did_you_mean, one_of

SUBJECTS = ("blueprint", "task <id>", "gate <name>", "policy")

# A covered part, in words, and its fingerprint.
Part = tuple[str, str]


def approval(
    request: Request, subject: str, by: str, on: str | None, base: str | None = None
) -> Record:
    """Return the record of an approval. Raises CannotJudge where nothing can be approved.

    `on` is a date, today by default; `base` is what a policy is compared with.
    """
    survey = read(request)
    day = _day(on)
    if not by.strip():
        raise CannotJudge("no approver is named", "name the approver: --by 'Ada Lovelace'")
    plan = _plan(survey)
    if subject.strip().casefold() == "policy":
        words, parts = "policy", _policy_parts(request, base)
    else:
        words, parts = _parts(survey, plan, subject)
    mark = fingerprint(words, *sorted(mark for _, mark in parts))[:6]
    slug = words.replace(" ", "-").replace("/", "-")
    path = f"{plan.root}{plan.folder}/approvals/{day}-{slug}-{mark}.md"
    return Record(path, _text(words, by.strip(), day, parts))


def _day(on: str | None) -> str:
    if on is None:
        return datetime.datetime.now(datetime.UTC).date().isoformat()
    try:
        return datetime.date.fromisoformat(on).isoformat()
    except ValueError:
        raise CannotJudge(f"--on {on!r} is not a date", "write it as YYYY-MM-DD") from None


def _plan(survey: Survey) -> Plan:
    """Return the plan of the current folder."""
    prefix = survey.repository.prefix
    plans = survey.architecture.plan.all()
    return max(
        (plan for plan in plans if prefix.startswith(plan.root)), key=lambda plan: len(plan.root)
    )


def _parts(survey: Survey, plan: Plan, subject: str) -> tuple[str, list[Part]]:
    """Return the subject as it is written, and what the approval covers."""
    kind, _, name = (part.strip() for part in subject.strip().partition(" "))
    if kind.casefold() == "blueprint" and not name:
        rows = [(part.name, part.fingerprint) for part in plan.contract]
        if not rows:
            raise CannotJudge("there is no blueprint with a contract here", "write one first")
        return "blueprint", rows
    if kind.casefold() == "task" and name:
        return f"task {name}", _task_parts(plan, name)
    if kind.casefold() == "gate" and name:
        return f"gate {name}", _gate_parts(survey, name)
    hint = did_you_mean(kind, [known.split()[0] for known in SUBJECTS])
    raise CannotJudge(
        f"{subject.strip()!r} cannot be approved",
        f"{hint}{' ' if hint else ''}It is one of: {', '.join(SUBJECTS)}",
    )


def _task_parts(plan: Plan, name: str) -> list[Part]:
    tasks = {task.id: task for task in plan.tasks}
    task = tasks.get(name)
    if task is None:
        hint = did_you_mean(name, tasks, 0.6) or "name a task of the roadmap"
        raise CannotJudge(f"there is no task {name}", hint)
    scope = ", ".join(task.scope) or "(no scope)"
    return [(f"scope of task {name}: {scope}", scope_fingerprint(task))]


def _gate_parts(survey: Survey, name: str) -> list[Part]:
    gates = gates_of(survey.settings.gates)
    if name not in gates:
        raise CannotJudge(f"there is no gate {name}", one_of(name, gates))
    files = files_of(gates[name], survey.snapshot.sources)
    if not files:
        raise CannotJudge(
            f"the gate {name} matches no file: {', '.join(gates[name])}",
            "there is nothing to approve",
        )
    return [(path, content_fingerprint(survey.snapshot, path)) for path in files]


def _policy_parts(request: Request, base: str | None) -> list[Part]:
    examined = examine(request, FindingOptions(base=base or "auto", select=policy.RULES))
    missing = [
        judged for judged in examined.report.findings if judged.rule.id in missing_history.RULES
    ]
    if missing:
        raise CannotJudge(missing[0].finding.message, missing[0].finding.fix)
    loosened = policy.loosened_lines(examined.case)
    if not loosened:
        raise CannotJudge(
            f"no line loosens the policy compared with {base or 'the mainline'}",
            "there is nothing to approve; name another base with --base",
        )
    return [(f"{line.line.path}: {line.text}", line.mark) for line in loosened]


def _text(subject: str, by: str, day: str, parts: list[Part]) -> str:
    rows = "".join(f"| {_cell(part)} | {mark} |\n" for part, mark in parts)
    return (
        f"---\nby: {json.dumps(by, ensure_ascii=False)}\non: {day}\nsubject: {subject}\n---\n"
        f"# Approval of {subject}\n\n| Covers | Fingerprint |\n|---|---|\n{rows}"
    )


def _cell(text: str) -> str:
    """Return a text as a table's cell holds it."""
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").split())[:200]
