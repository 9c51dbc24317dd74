"""Identities of agents, of bots, and of people that a setting names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import translate
from functools import cache

from kavro_lint.expressions import expression
from kavro_lint.model.frozen import replace
from kavro_lint.model.history import Identity, RawCommit

# The identities that coding agents sign commits with, as their makers document them, or as
# they are found in public repositories. The setting `agents` adds others.
AGENTS: Mapping[str, tuple[str, ...]] = {
    "Claude Code": (
        "noreply@anthropic.com",
        "claude[bot]*",
        "*claude[bot]@users.noreply.github.com",
    ),
    "Codex": ("codex@openai.com", "noreply@openai.com", "chatgpt-codex-connector*", "codex[bot]*"),
    "Cursor": ("cursoragent@cursor.com", "agent@cursor.com", "cursor[bot]*"),
    "Windsurf": (
        "*@windsurf.com",
        "*@codeium.com",
        "windsurf[bot]*",
        "cascade@*",
        "*windsurf-bot*",
    ),
    "Copilot": ("copilot@github.com", "*copilot@users.noreply.github.com", "copilot-swe-agent*"),
    "Devin": ("*devin-ai-integration*",),
    "Gemini": ("*gemini-code-assist*", "gemini-cli*", "*google-labs-jules*"),
    "Aider": ("aider@aider.chat", "noreply@aider.chat", "* (aider)", "aider (*"),
    "OpenHands": ("openhands@all-hands.dev",),
    "Amp": ("amp@ampcode.com",),
}
BOTS = ("*[bot]", "*[bot]@users.noreply.github.com", "*-bot@*", "bot@*", "renovate@*")

# Trailers that name a tool rather than a person, and what a Git note on authorship says.
_TRAILER = expression(
    r"(?im)^(?:assisted|generated|written|made|authored|implemented)-by[ \t]{0,9}:"
    r"[ \t]{0,9}(.{1,200})$"
)
_CO_AUTHOR = expression(
    r"(?im)^(?:co-authored|co-developed|signed-off)-by[ \t]{0,9}:"
    r"[ \t]{0,9}([^<>\n]{0,200}?)[ \t]{0,9}"
    r"(?:<([^<>\n]{1,200})>|([^\s<>]{1,200}@[^\s<>]{1,200})[ \t]{0,9}$)"
)
# Git reads a line that begins with white space as more of the trailer above it.
_FOLD = expression(r"\r?\n[ \t]{1,9}")
_TOOL = expression(r'"(?:tool|agent|model)"\s*:\s*"([^"\n]{1,100})"')

# What an agent leaves in a message where it signs with its user's name.
_SIGNED = (("Generated with [Claude Code]", "Claude Code"), ("Generated with Codex", "Codex"))


def agent_of(people: Iterable[Identity], message: str, agents: Sequence[str]) -> str | None:
    """Return the agent among the authors of a commit, or that its message says made it.

    `agents` are patterns of the setting; who matches one is an agent by its own name.
    """
    for person in people:
        name = agent_named(person, agents)
        if name is not None:
            return name
    return next((name for text, name in _SIGNED if text in message), None)


def agent_behind(commit: RawCommit, agents: Sequence[str], note: str = "") -> str | None:
    """Return the agent that a commit is by, however it says so.

    As author, committer or co-author, in a trailer, in a mark of its tool, or in `note`, the
    text of its Git note on authorship.
    """
    people = (commit.author, commit.committer, *_co_authors(commit.message))
    agent = agent_of(people, commit.message, agents)
    if agent is not None:
        return agent
    mentions = [line[1] for line in _TRAILER.finditer(_unfolded(commit.message))]
    mentions += _TOOL.findall(note)
    return next((name for text in mentions if (name := _tool_named(text))), None)


def _co_authors(message: str) -> Iterable[Identity]:
    for match in _CO_AUTHOR.finditer(_unfolded(message)):
        yield Identity(match[1].strip(), (match[2] or match[3]).strip())


def _unfolded(message: str) -> str:
    return _FOLD.sub(" ", message)


def _tool_named(text: str) -> str | None:
    words = text.casefold()
    return next((name for name in AGENTS if name.split()[0].casefold() in words), None)


def agent_named(person: Identity, agents: Sequence[str]) -> str | None:
    """Return the name of the agent that an identity is, or None for a person."""
    return _agent_named(person, tuple(agents))


@cache
def _agent_named(person: Identity, agents: tuple[str, ...]) -> str | None:
    for name, patterns in AGENTS.items():
        if matches(person, patterns):
            return name
    return person.name if matches(person, agents) else None


def may_approve(person: Identity, approvers: Sequence[str]) -> bool:
    """Whether a pattern of the setting `approvers` means a person.

    A forge may look at the address of a commit, never at its name: a name that is written as an
    address is none.
    """
    return matches(replace(person, name="") if "@" in person.name else person, approvers)


def is_bot(person: Identity, bots: Sequence[str]) -> bool:
    """Whether an identity is a bot: by its look, or by the setting."""
    return matches(person, BOTS) or matches(person, bots)


def matches(person: Identity, patterns: Sequence[str]) -> bool:
    """Whether a pattern is the name, the address or `Name <address>`; `*` stands for any text.

    Names are compared without case. `[bot]` means those five letters.
    """
    return _matches(person, tuple(patterns))


@cache
def _matches(person: Identity, patterns: tuple[str, ...]) -> bool:
    texts = [text.casefold() for text in (person.name, person.email, person.shown)]
    return any(_compiled(pattern).match(text) for pattern in patterns for text in texts)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Of the shell's signs only the star: an identity often holds brackets.
    plain = "".join(f"[{letter}]" if letter in "[?" else letter for letter in pattern.casefold())
    return re.compile(translate(plain))
