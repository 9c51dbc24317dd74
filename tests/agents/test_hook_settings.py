"""Settings of coding agents: what others wrote stays, what we wrote goes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.agents import block, hook_settings, json_text
from kavro_lint.agents.dialects import dialect, names
from kavro_lint.agents.json_text import NotJson

THEIRS = (
    '{\n  // mine\n  "model": "x", /* y */\n  "hooks": {\n    "Stop": [\n'
    '      {"hooks": [{"type": "command", "command": "beep"}]}\n    ]\n  }\n}\n',
    '{"a": 1,}',
    '{"hooks": {"PreToolUse": [{"matcher": "Edit", "hooks": []},]},\n}',
    '{\r\n\t"permissions": {"allow": ["Bash(git:*)"]}\r\n}\r\n',
    '\ufeff{"unknown": [1, 2.5e3, null, true, "\\u00e9"]}',
)


@pytest.mark.parametrize("agent", names())
@pytest.mark.parametrize("text", THEIRS)
def test_what_was_put_in_is_taken_out_byte_for_byte(agent: str, text: str) -> None:
    spoken = dialect(agent)
    command = f"kavro-lint hook --agent {agent}"
    with_ours = hook_settings.installed(text, spoken, command)
    assert hook_settings.state(text, spoken, command) == "missing"
    assert hook_settings.state(with_ours, spoken, command) == "current"
    assert hook_settings.installed(with_ours, spoken, command) == with_ours
    assert hook_settings.uninstalled(with_ours, spoken) == text


@pytest.mark.parametrize("agent", names())
def test_a_settings_file_that_held_only_our_hooks_is_removed(agent: str) -> None:
    spoken = dialect(agent)
    made = hook_settings.installed(None, spoken, f"kavro-lint hook --agent {agent}")
    assert json.loads(made)["hooks"]
    assert hook_settings.uninstalled(made, spoken) is None


def test_a_hook_of_another_version_is_replaced() -> None:
    spoken = dialect("claude")
    old = hook_settings.installed(THEIRS[0], spoken, "/old/kavro-lint hook --agent claude")
    command = "kavro-lint hook --agent claude"
    assert hook_settings.state(old, spoken, command) == "outdated"
    new = hook_settings.installed(old, spoken, command)
    assert "/old/" not in new
    assert hook_settings.uninstalled(new, spoken) == THEIRS[0]


@pytest.mark.parametrize(
    "text",
    ["{", '{"a"}', "[1 2]", '{"hooks": 1}', '{"hooks": {"Stop": {}}}', "x", '"' * 3, "[" * 999],
)
def test_a_file_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(NotJson):
        hook_settings.installed(text, dialect("claude"), "kavro-lint hook --agent claude")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(st.text(max_size=4).filter(lambda key: key != "hooks"), JSON, min_size=1),
    st.sampled_from([None, 0, 2]),
)
def test_any_object_comes_back(value: dict[str, object], indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    spoken = dialect("claude")
    with_ours = hook_settings.installed(text, spoken, "kavro-lint hook --agent claude")
    assert {**json.loads(with_ours), "hooks": 0} == {**value, "hooks": 0}
    assert hook_settings.uninstalled(with_ours, spoken) == text


@given(st.text(alphabet='{}[]":,/* \n1a\\', max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        node = json_text.read(text)
    except NotJson:
        return
    assert 0 <= node.start < node.end <= len(text)


@given(st.text(max_size=30) | st.none())
def test_the_block_leaves_agents_md_as_it_was(text: str | None) -> None:
    made = block.with_block(text)
    assert block.with_block(made) == made
    assert len(block.LINES) <= 8
    assert block.without_block(made) == (text or None)
