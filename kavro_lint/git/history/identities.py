"""Who is an agent, who a bot, and who a person that a setting names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import translate
from functools import cache

from kavro_lint.model import Identity

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
    "Windsurf": ("*@windsurf.com", "windsurf[bot]*", "cascade@*", "*windsurf-bot*"),
    "Copilot": ("copilot@github.com", "*copilot@users.noreply.github.com", "copilot-swe-agent*"),
    "Devin": ("*devin-ai-integration*",),
    "Gemini": ("*gemini-code-assist*", "gemini-cli*", "*google-labs-jules*"),
    "Aider": ("aider@aider.chat", "noreply@aider.chat", "* (aider)", "aider (*"),
    "OpenHands": ("openhands@all-hands.dev",),
    "Amp": ("amp@ampcode.com",),
}
BOTS = ("*[bot]", "*[bot]@users.noreply.github.com", "*-bot@*", "bot@*", "renovate@*")

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


def agent_named(person: Identity, agents: Sequence[str]) -> str | None:
    """Return the name of the agent that an identity is, or None for a person."""
    for name, patterns in AGENTS.items():
        if matches(person, patterns):
            return name
    return person.name if matches(person, agents) else None


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
    seen = [each.casefold() for each in (person.name, person.email, person.shown)]
    return any(_compiled(pattern).match(text) for pattern in patterns for text in seen)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Of the shell's signs only the star: an identity often holds brackets.
    plain = "".join(f"[{letter}]" if letter in "[?" else letter for letter in pattern.casefold())
    return re.compile(translate(plain))
