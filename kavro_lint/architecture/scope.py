"""The scope of a task: its Scope - In, and the files that always belong to a change.

See docs/contract.md#16-roadmap-and-tasks.
"""

from collections.abc import Iterable

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.governed import compile_pattern
from kavro_lint.architecture.module_contracts import within
from kavro_lint.expressions import expression
from kavro_lint.model.agreement import fingerprint
from kavro_lint.model.plan import Plan, Task
from kavro_lint.patterns import LastMatch

_TEST = expression(r"(?i)(?:^|[^a-z])(?:tests?|testing)(?:[^a-z]|$)")


class Scope:
    """The files and modules that a task names."""

    def __init__(self, architecture: Architecture, plan: Plan, entries: Iterable[str]) -> None:
        self._architecture = architecture
        names = {module.local: module.name for module in plan.modules}
        known = {*names.values(), *(name for name in architecture.contracts)}
        self.modules: list[str] = []
        patterns = []
        for entry in entries:
            module_name = names.get(entry, entry)
            if module_name in known or any(name.startswith(f"{module_name}.") for name in known):
                self.modules.append(module_name)
            compiled = compile_pattern(entry, plan.root)
            if compiled is not None:
                patterns.append(compiled)
        self.patterns = tuple(patterns)
        self._match = LastMatch(patterns)

    def names(self, path: str) -> bool:
        """Whether the scope itself names the file."""
        if self._match.find(path) is not None:
            return True
        owner = self._architecture.owner(path)
        return owner is not None and any(within(owner, module) for module in self.modules)

    def covers(self, path: str) -> bool:
        """Whether a commit of the task may change the file."""
        return self.names(path) or always_in_scope(self._architecture, path)


def scope_of(architecture: Architecture, plan: Plan, task: Task) -> Scope | None:
    """Return the scope of a task, None where its spec states none."""
    return Scope(architecture, plan, task.scope) if task.scope else None


def scope_fingerprint(task: Task) -> str:
    """Return the fingerprint of a task's scope, as an approval of the task covers it."""
    return fingerprint("task", task.id, *sorted(task.scope))


def always_in_scope(architecture: Architecture, path: str) -> bool:
    """Whether a file belongs to any change: artifacts, `docs/`, and tests."""
    plans = architecture.plan.all()
    for plan in plans:
        records = (f"{folder}/" for folder in plan.decision_folders)
        if path.startswith((f"{plan.root}{plan.folder}/", f"{plan.root}docs/", *records)):
            return True
    owner = architecture.owner(path)
    return bool(_TEST.search(path) or (owner and _TEST.search(owner)))


def governs(architecture: Architecture, path: str) -> bool:
    """Whether the contract governs a file at a path, were it there."""
    facts = architecture.facts
    is_source = path not in facts.foreign and facts.is_source(path)
    return is_source and not architecture.ownership.exempt(path)
