"""What commit messages say, as people, agents and forges write them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.artifacts import id_pattern
from kavro_lint.git.history.commit_facts import read_commits
from kavro_lint.git.history.identities import agent_named, agent_of, is_bot, matches
from kavro_lint.git.history.message_conventions import read_message
from kavro_lint.model.history import Identity, RawCommit

IDS = id_pattern(None)
ADA = Identity("Ada", "ada@example.invalid")

TASKS = [
    ("x\n\nKavro-Task: 1.2.3", ("1.2.3",)),
    ("x\n\nkavro-task:1.2.3\nKavro-Task: `1.2.4`, 1.2.5", ("1.2.3", "1.2.4", "1.2.5")),
    ("x (#7)\n\n* One\n\nKavro-Task: 1.2.3\n\n* Two\n\nCo-authored-by: B <b@c>", ("1.2.3",)),
    ("[1.2.3] Add", ("1.2.3",)),
    ("Task 1.2.3: Add", ("1.2.3",)),
    ("task 1.2.3 - Add", ("1.2.3",)),
    ("Add task 1.2.3", ()),
    ("[WIP] Add", ()),
    ("Merge pull request #7 from shop/task/1.2.3-add-orders\n\nAdd orders", ("1.2.3",)),
    ("Merge pull request #7 from shop/kavro/1.2.3", ("1.2.3",)),
    ("Merge branch 'task/1.2.3-add' into 'main'\n\nAdd\n\nSee merge request a/b!7", ("1.2.3",)),
    ("Merge branch 'task/1.2.3_add'", ("1.2.3",)),
    ("Merge remote-tracking branch 'origin/task/1.2.3-add' into main", ("1.2.3",)),
    ("Merge branch 'main' into task/1.2.3-add", ()),
    ("Merge branch 'subtask/1.2.3-add'", ()),
    ("x\n\n```\nKavro-Task: 1.2.3\n```", ()),
    ("x\n\n~~~~\nKavro-Task: 1.2.3\n~~~\nKavro-Task: 1.2.4\n~~~~\nKavro-Task: 1.2.5", ("1.2.5",)),
    ('Revert "[1.2.3] Add"', ("1.2.3",)),
    ("x\n\nKavro-Task:\nKavro-Task: \t", ()),
    ("", ()),
]


@pytest.mark.parametrize(("message", "tasks"), TASKS)
def test_tasks_are_read_from_a_message(message: str, tasks: tuple[str, ...]) -> None:
    assert read_message(message, IDS).tasks == tasks


def test_ids_of_another_pattern_are_read_from_a_message() -> None:
    ids = id_pattern(r"[A-Z]+-\d+")
    branch = "Merge pull request #7 from shop/task/SHOP-12-add-orders"
    assert read_message(branch, ids).tasks == ("SHOP-12",)
    assert read_message("[SHOP-12] Add", ids).tasks == ("SHOP-12",)


def test_mode_decision_and_co_authors_are_read_from_a_message() -> None:
    text = "x\n\nKavro-Mode: single-phase\nKavro-Decision: 0007-x\nCo-Authored-By: B C <b@c>\n"
    fields = read_message(text, IDS)
    assert (fields.mode, fields.decisions) == ("single-phase", ("0007-x",))
    assert fields.co_authors == (Identity("B C", "b@c"),)


@given(st.text(max_size=400))
def test_no_message_is_too_odd(text: str) -> None:
    fields = read_message(text, IDS)
    assert all(isinstance(task, str) and task for task in fields.tasks)


@given(st.text(alphabet="`~ \nKavro-Tsk:1.2x", max_size=300))
def test_what_is_in_an_open_fence_is_no_trailer(text: str) -> None:
    before = read_message("x\n\n", IDS).tasks
    assert read_message(f"x\n\n```\n{text.replace('`', '')}", IDS).tasks == before


@pytest.mark.parametrize(
    ("name", "email", "agent"),
    [
        ("Claude", "noreply@anthropic.com", "Claude Code"),
        ("Cursor Agent", "cursoragent@cursor.com", "Cursor"),
        ("Copilot", "198982749+Copilot@users.noreply.github.com", "Copilot"),
        ("devin-ai-integration[bot]", "158243242+devin-ai-integration[bot]@x", "Devin"),
        ("Ada (aider)", "ada@example.invalid", "Aider"),
        ("Codex", "codex@openai.com", "Codex"),
        ("Ada", "ada@example.invalid", None),
        ("Claude Shannon", "claude@bell.example", None),
    ],
)
def test_known_agents_are_recognised(name: str, email: str, agent: str | None) -> None:
    assert agent_named(Identity(name, email), ()) == agent


def test_agents_are_known_by_the_setting_and_by_a_message() -> None:
    robot = Identity("Robot", "robot@shop.example")
    assert agent_named(robot, ("*@shop.example",)) == "Robot"
    assert agent_of([ADA], "Add\n\n🤖 Generated with [Claude Code](https://x)", ()) == "Claude Code"
    assert agent_of([ADA], "Add", ()) is None


def test_bots_and_patterns_of_the_settings_are_recognised() -> None:
    assert is_bot(Identity("dependabot[bot]", "49699333+dependabot[bot]@x"), ())
    assert not is_bot(ADA, ())
    assert is_bot(ADA, ("ada",))
    assert matches(ADA, ("Ada <ADA@example.invalid>",))
    assert not matches(Identity("bo", "b@x"), ("[bot]",))


def raw(sha: str, *parents: str, message: str = "x") -> RawCommit:
    return RawCommit(sha, parents, ADA, ADA, 0, message)


def tasks_of(*raws: RawCommit) -> dict[str, tuple[str, ...]]:
    read = read_commits(raws, IDS, (), (), lambda sha: None)
    return {commit.sha: commit.tasks for commit in read}


def test_the_commits_of_a_merged_branch_belong_to_its_task() -> None:
    merge = "Merge pull request #7 from shop/task/1.1.1-a"
    tasks = tasks_of(
        raw("m", "base", "b2", message=merge), raw("b2", "b1"), raw("b1", "old"), raw("base", "old")
    )
    assert tasks == {"m": ("1.1.1",), "b2": ("1.1.1",), "b1": ("1.1.1",), "base": ()}


def test_a_branch_that_merged_the_mainline_claims_nothing_of_it() -> None:
    merge = "Merge pull request #7 from shop/task/1.1.1-a"
    tasks = tasks_of(
        raw("m", "main2", "b2", message=merge),
        raw("b2", "b1", "main2", message="Merge branch 'main' into task/1.1.1-a"),
        raw("b1", "old"),
        raw("main2", "main1"),
        raw("main1", "old"),
    )
    assert tasks["b2"] == tasks["b1"] == ("1.1.1",)
    assert tasks["main1"] == tasks["main2"] == ()


def test_stacked_branches_keep_their_own_commits() -> None:
    first = "Merge pull request #7 from shop/task/1.1.1-a"
    second = "Merge pull request #8 from shop/task/1.1.2-b"
    tasks = tasks_of(
        raw("m2", "m1", "b1", message=second),
        raw("m1", "old", "a2", message=first),
        raw("b1", "a2"),
        raw("a2", "a1"),
        raw("a1", "old"),
    )
    assert tasks["a1"] == tasks["a2"] == ("1.1.1",)
    assert tasks["b1"] == ("1.1.2",)


def test_a_commit_that_names_its_task_keeps_it() -> None:
    merge = "Merge pull request #7 from shop/task/1.1.1-a"
    own = raw("b1", "old", message="x\n\nKavro-Task: 1.1.2")
    assert tasks_of(raw("m", "old", "b1", message=merge), own)["b1"] == ("1.1.2",)


def test_a_revert_has_the_task_of_what_it_reverts_and_a_chain_of_them_too() -> None:
    first = raw("a" * 40, "old", message="x\n\nKavro-Task: 1.1.1")
    second = raw("b" * 40, "a" * 40, message=f'Revert "x"\n\nThis reverts commit {"a" * 40}.')
    third = raw("c" * 40, "b" * 40, message=f'Reapply "x"\n\nThis reverts commit {"b" * 40}.')
    tasks = tasks_of(third, second, first)
    assert tasks["b" * 40] == tasks["c" * 40] == ("1.1.1",)
    loop = raw("d" * 40, message=f"This reverts commit {'d' * 40}.")
    assert tasks_of(loop) == {"d" * 40: ()}


def test_an_id_that_is_a_hostile_pattern_is_bounded() -> None:
    ids = re.compile(r"(?:a|b)+-\d+")
    assert read_message("Merge branch 'task/" + "ab" * 200 + "'", ids).tasks == ()
