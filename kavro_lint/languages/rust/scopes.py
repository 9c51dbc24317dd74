"""The scopes of a Rust source, by their places: the file, inline modules, blocks with imports."""

from collections.abc import Iterable, Iterator

from kavro_lint.languages.rust.declared import Scope
from kavro_lint.languages.rust.found import Extracted, Module, Span
from kavro_lint.languages.rust.nesting import Nesting


class Scopes:
    """The scopes of one source, and what of it is test code."""

    def __init__(self, source: Extracted, length: int) -> None:
        self._source = source
        self._length = length
        self.inline = [module for module in source.modules if module.body is not None]
        self._spans = [
            (module.body.start, module.body.end, number)
            for number, module in enumerate(self.inline, 1)
            if module.body is not None
        ]
        # Scopes by place, 0 is the file: with blocks, and without.
        self.modules = Nesting([(-1, length + 1, 0), *self._spans])
        self._blocks = self._numbered_blocks()
        blocks = [(span.start, span.end, number) for span, number in self._blocks]
        self.places = Nesting([(-1, length + 1, 0), *self._spans, *blocks])
        # What is test code, by place: 0, else -1.
        tests = [(span.start, span.end, 0) for span in source.tests]
        self.tests = Nesting([*tests, *self._inner_tests()])
        self.outer_of_blocks = tuple(self.places.at(span.start - 1) for span, _ in self._blocks)

    def _numbered_blocks(self) -> list[tuple[Span, int]]:
        """Return the blocks that have imports of their own, with their numbers."""
        blocks = self._source.blocks
        # Those of blocks are below -1, which is around everything.
        spans = [(span.start, span.end, -2 - at) for at, span in enumerate(blocks)]
        around = Nesting([*self._spans, *spans])
        numbers = [around.at(row.start) for row in self._source.imports]
        chosen = sorted({-2 - number for number in numbers if number < -1})
        return [(blocks[at], number) for number, at in enumerate(chosen, len(self.inline) + 1)]

    def _inner_tests(self) -> Iterator[tuple[int, int, int]]:
        """Yield what `#![cfg(test)]` stands in."""
        for place in self._source.inner_tests:
            number = self.modules.at(place)
            start, end = self._spans[number - 1][:2] if number > 0 else (0, self._length)
            yield start, end, 0

    def declared(self) -> Iterator[Scope]:
        """Yield the file and its inline modules, with what is declared in each."""
        source, scopes = self._source, self.modules
        names: dict[str, dict[int, set[str]]] = {"type": {}, "value": {}, "macro": {}}
        for start, kind, name in source.items:
            names[kind].setdefault(scopes.at(start), set()).add(name)
        types, values = names["type"], names["value"]
        for number, macros in names["macro"].items():
            values.setdefault(number, set()).update(macros)
        is_open, calls = self._around(source.open_at), self._around(source.calls_at)
        for number, module in enumerate((None, *self.inline)):
            place = module.body.start if module is not None and module.body is not None else 0
            yield Scope(
                outer=scopes.at(place - 1) if module is not None else -1,
                name=module.name if module is not None else "",
                is_public=module is None or module.is_public,
                is_test=self.tests.at(place) >= 0,
                folder=_folder(module),
                types=tuple(sorted(types.get(number, ()))),
                values=tuple(sorted(values.get(number, ()))),
                is_open=number in is_open,
                calls=number in calls,
            )

    def _around(self, places: Iterable[int]) -> set[int]:
        return {self.modules.at(place) for place in places}


def _folder(module: Module | None) -> str:
    """Return what `#[path]` says of an inline module."""
    return next(iter(module.attached.paths), "") if module is not None else ""
