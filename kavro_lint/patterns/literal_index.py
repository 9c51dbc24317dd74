"""Patterns looked up by letters that stand in every path they match."""

from collections.abc import Iterable

LENGTH = 3


class LiteralIndex:
    """Patterns by a few letters of their literal parts; those with fewer are always returned."""

    def __init__(self, literal_parts: Iterable[tuple[int, str]]) -> None:
        self._always: list[int] = []
        self._by_letters: dict[str, list[int]] = {}
        for number, text in literal_parts:
            places = [
                self._by_letters.setdefault(letters, []) for letters in sorted(_letters_of(text))
            ]
            # Of several the rarest: many patterns begin with the same letters.
            min(places, key=len, default=self._always).append(number)

    def of(self, path: str) -> set[int]:
        """Return the numbers of the patterns that may match a path."""
        indices = set(self._always)
        for letters in _letters_of(path):
            indices.update(self._by_letters.get(letters, ()))
        return indices


def _letters_of(text: str) -> set[str]:
    return {text[at : at + LENGTH] for at in range(len(text) - LENGTH + 1)}
