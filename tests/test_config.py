"""Settings: what is read, and what a person reads when it cannot be."""

import pytest

from kavro_lint.config.settings import Settings, read_settings
from kavro_lint.errors import CannotJudge
from kavro_lint.model.facts import Snapshot, Source, Unreadable


class Files:
    """Contents from a dict, with the size limit of the real ones."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def read(self, source: Source, limit: int) -> bytes:
        content = self.files[source.path]
        if len(content) > limit:
            raise Unreadable(f"{len(content)} bytes are more than {limit}")
        return content


def settings(text: str | bytes, path: str = "kavro-lint.toml") -> Settings:
    return settings_of({path: text.encode() if isinstance(text, str) else text})


def settings_of(files: dict[str, bytes]) -> Settings:
    sources = {path: Source(path) for path in files}
    return read_settings(Snapshot("worktree", None, sources, Files(files)))


def test_no_configuration_means_the_defaults() -> None:
    assert settings_of({}) == Settings()
    assert settings_of({"pyproject.toml": b"[tool.other]\nkavro-lint = 1\n"}) == Settings()


@pytest.mark.parametrize("path", ["kavro-lint.toml", ".kavro-lint.toml"])
def test_settings_may_be_in_a_file_of_their_own(path: str) -> None:
    result = settings('artifacts = "docs"\nfail-on = "minor"\n', path)
    assert (result.path, result.artifacts, result.fail_on) == (path, "docs", "minor")


def test_settings_may_be_a_table_in_pyproject() -> None:
    text = '[project]\nname = "x"\n\n[tool.kavro-lint]\nexclude = ["gen/", "*.pb2.py"]\n'
    result = settings(text, "pyproject.toml")
    assert [(finding.value, finding.location.line) for finding in result.exclude] == [
        ("gen/", 5),
        ("*.pb2.py", 5),
    ]


def test_each_pattern_of_a_long_list_has_its_own_line() -> None:
    result = settings('exclude = [\n  "gen/",\n  "vendor/",\n]\n')
    assert [(finding.value, finding.location.line) for finding in result.exclude] == [
        ("gen/", 2),
        ("vendor/", 3),
    ]


@pytest.mark.parametrize(
    ("text", "attribute", "value"),
    [
        ("phases = [1, 2]", "phases", frozenset({1, 2})),
        ('phases = "all"', "phases", frozenset(range(1, 8))),
        ('type-only = "strict"', "type_only", "strict"),
        ('source-roots = ["lib/", "./src"]', "source_roots", ("lib", "src")),
        ('source-roots = ["."]', "source_roots", ("",)),
        ('standards = "all"', "standards", "all"),
        ('rules = "lint/rules"', "rules", ("lint/rules",)),
        (r'task-id = "[A-Z]+-\\d+"', "task_id", r"[A-Z]+-\d+"),
        ("max-file-size = 1000", "max_file_size", 1000),
        ('max-file-size = "2 MB"', "max_file_size", 2_000_000),
        ('[severity]\nKV708 = "off"', "severity", {"KV708": None}),
        ('approvers = ["a@b.c"]', "approvers", ("a@b.c",)),
        ('[gates]\nci = ["ci/"]\nmigrations = "off"', "gates", {"ci": ("ci/",), "migrations": ()}),
    ],
)
def test_each_setting_is_read(text: str, attribute: str, value: object) -> None:
    assert getattr(settings(text), attribute) == value


@pytest.mark.parametrize(
    ("text", "expected", "remedy"),
    [
        ('\nfial-on = "minor"', "kavro-lint.toml:2: unknown setting `fial-on`", "`fail-on`"),
        ("fail-on = 3", "kavro-lint.toml:1: `fail-on` is 3", '"minor", "major"'),
        ('fail-on = "loud"', "kavro-lint.toml:1: `fail-on` is 'loud'", '"critical", "never"'),
        ("artifacts = 1", "kavro-lint.toml:1: `artifacts` is 1", "a text"),
        ('artifacts = "../x"', "kavro-lint.toml:1: `artifacts`", "inside the repository"),
        ('source-roots = ["../x"]', "kavro-lint.toml:1: `source-roots`", "inside the repository"),
        ("exclude = [1]", "kavro-lint.toml:1: `exclude` is [1]", "a list of texts"),
        ("phases = [0]", "kavro-lint.toml:1: `phases` is [0]", "from 1 to 7"),
        ("phases = [true]", "kavro-lint.toml:1: `phases` is [True]", "from 1 to 7"),
        ("max-file-size = true", "kavro-lint.toml:1: `max-file-size` is True", "bytes"),
        ("max-file-size = -1", "kavro-lint.toml:1: `max-file-size` is -1", "bytes"),
        ('task-id = "(?=x)"', "kavro-lint.toml:1: `task-id`", "look-arounds are not"),
        (
            "exclude = " + "[" * 2000,
            "kavro-lint.toml: not valid TOML: it is nested too deeply",
            "correct",
        ),
        (
            "max-file-size = " + "9" * 5000,
            "kavro-lint.toml: not valid TOML: it holds a number",
            "line",
        ),
        ('task-id = "("', "kavro-lint.toml:1: `task-id`", "regular expression"),
        ('severity = "off"', "kavro-lint.toml:1: `severity` is 'off'", "a table"),
        (
            '[severity]\nKV708 = "loud"',
            "kavro-lint.toml:2: the severity of `KV708` is 'loud'",
            '"off"',
        ),
        ("[severity]\nKV708 = {}", "kavro-lint.toml:2: the severity of `KV708` is {}", '"off"'),
        ("exclude = [", "kavro-lint.toml: not valid TOML", "correct"),
        (b"artifacts = '\xff'", "kavro-lint.toml: ", "UTF-8"),
    ],
)
def test_what_cannot_be_accepted_is_named_with_its_line(
    text: str | bytes, expected: str, remedy: str
) -> None:
    with pytest.raises(CannotJudge) as raised:
        settings(text)
    assert str(raised.value).startswith(expected)
    assert remedy in raised.value.remedy


def test_two_configurations_are_one_too_many() -> None:
    files = {"kavro-lint.toml": b"", "pyproject.toml": b"[tool.kavro-lint]\n"}
    with pytest.raises(CannotJudge, match=r"kavro-lint\.toml and pyproject\.toml"):
        settings_of(files)


def test_a_table_of_the_wrong_type_is_an_error() -> None:
    with pytest.raises(CannotJudge, match="is not a table"):
        settings("[tool]\nkavro-lint = 3\n", "pyproject.toml")
