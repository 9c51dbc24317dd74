"""YAML front matter: a mapping between `---` lines, read safely or not at all."""

from collections.abc import Mapping, Sequence
from typing import Any

MARK = "---"
LONGEST = 1_000
BOOLEAN = "tag:yaml.org,2002:bool"

Problem = tuple[int, str]


def front_matter(lines: Sequence[str]) -> tuple[int, Mapping[str, object], tuple[Problem, ...]]:
    """Return how many lines it takes, its mapping, and what is wrong with it."""
    if not lines or lines[0].rstrip() != MARK:
        return 0, {}, ()
    ends = (n for n, line in enumerate(lines[1:LONGEST], 1) if line.rstrip() in (MARK, "..."))
    end = next(ends, None)
    if end is None:
        return 0, {}, ((1, "the front matter is not closed: the line `---` is missing"),)
    mapping, problems = _load("\n".join(lines[1:end]))
    return end + 1, mapping, problems


def _load(text: str) -> tuple[Mapping[str, object], tuple[Problem, ...]]:
    if not text.strip():
        return {}, ()
    import yaml

    try:
        loaded = yaml.load(text, Loader=_loader())  # noqa: S506 - a SafeLoader, stricter still
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark is not None else 1
        return {}, ((line, f"the front matter is not valid YAML: {error.problem}"),)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return {}, ((1, f"the front matter is not valid YAML: {error}"),)
    if not isinstance(loaded, dict):
        return {}, ((1, "the front matter is not a mapping: write `name: value` lines"),)
    return {str(key): value for key, value in loaded.items()}, ()


def _loader() -> Any:  # noqa: ANN401 - PyYAML's loader classes have no common type
    import yaml

    class Strict(yaml.SafeLoader):
        """Refuses duplicate keys, and aliases, which can grow without end.

        As in YAML 1.2, only true and false are booleans: `on` is the day of an approval.
        """

        yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own attribute, never changed
            first: [pair for pair in pairs if first in "tTfF" or pair[0] != BOOLEAN]
            for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

        def compose_node(self, parent: Any, index: Any) -> Any:  # noqa: ANN401
            if self.check_event(yaml.AliasEvent):
                mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
                raise yaml.MarkedYAMLError(problem="an alias (`*name`)", problem_mark=mark)
            return super().compose_node(parent, index)

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: ANN401
            seen: set[str] = set()
            for key, _ in node.value:
                name = str(key.value)
                if name in seen:
                    raise yaml.MarkedYAMLError(
                        problem=f"the key `{name}` appears twice", problem_mark=key.start_mark
                    )
                seen.add(name)
            return super().construct_mapping(node, deep)

    return Strict
