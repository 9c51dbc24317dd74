"""The namespaces, types and members of a C# text, by the shape of its words (see `kinds`)."""

import re

from kavro_lint.languages.csharp.declaration_forms import (
    match_attributes,
    match_component,
    match_constant,
    match_constraints,
    match_delegate,
    match_item,
    match_member,
    match_namespace,
    match_rest,
    match_type,
    match_using,
)
from kavro_lint.languages.csharp.kinds import CSharpWords
from kavro_lint.languages.csharp.names import name_at
from kavro_lint.languages.csharp.occurrences import (
    Block,
    Method,
    Parameter,
    Span,
    TypeNode,
    Value,
)
from kavro_lint.languages.csharp.shape_parameters import names_of_parameters
from kavro_lint.languages.csharp.types import is_partial
from kavro_lint.languages.shapes import Braces, Doubt

_DEEPEST = 40


class Structure:
    """What a text declares. `taken` are words that are names of what is declared or brought."""

    def __init__(self, words: CSharpWords, kinds: bytes) -> None:
        """Take the words of a text. Raises Doubt where one of its parts has no known form."""
        self._words, self._kinds, self._starts = words, kinds, words.starts
        self.braces = Braces(kinds)
        self.blocks: list[Block] = []
        self.usings: list[Span] = []
        self.declared: list[TypeNode] = []
        self.parameters: list[Parameter] = []
        self.properties: list[Value] = []
        self.constants: list[Span] = []
        self.methods: list[Method] = []
        self.taken: set[int] = set()
        # Names of types in lists of bases.
        self.bases: list[int] = []
        # Names behind a dot in what is declared.
        self.behind: set[int] = set()
        # Where type parameters begin that are taken.
        self.with_parameters: set[int] = set()
        self._declare(0, len(kinds), 0)
        self.declared.sort()

    def _declare(self, at: int, end: int, depth: int) -> None:
        """Take what stands in a text or a namespace."""
        kinds, starts = self._kinds, self._starts
        while at < end:
            using = match_using(kinds, at)
            if using is not None:
                self.usings.append((starts[at], starts[using.end() - 1] + 1))
                self.taken.update(range(at, using.end()))
                at = using.end()
                continue
            namespace = match_namespace(kinds, at)
            if namespace is not None:
                at = self._namespace(at, namespace, depth)
                continue
            if kinds[at] == ord(";"):
                at += 1
                continue
            following = self._type(at, depth)
            if following is None:
                attributes = match_attributes(kinds, at)
                if attributes is None or attributes.end() == at:
                    raise Doubt("declaration")
                following = attributes.end()
            at = following

    def _namespace(self, at: int, match: re.Match[bytes], depth: int) -> int:
        starts, place = self._starts, match.start("end")
        self.taken.update(range(at, place))
        name = b"".join(self._words.name(word) + b"." for word in range(at + 1, place))
        text = name[:-1].decode("utf-8", "replace").replace("@", "")
        if self._kinds[place] == ord(";"):
            self.blocks.append(Block(starts[at], len(self._words.content), text))
            return place + 1
        end = self._end(place)
        self._check(depth)
        self.blocks.append(Block(starts[at], starts[end] + 1, text))
        self._declare(place + 1, end, depth + 1)
        return end + 1

    def _check(self, depth: int) -> None:
        if depth > _DEEPEST:
            raise Doubt("depth")

    def _end(self, brace: int) -> int:
        return self.braces.ends[brace]

    def _type(self, at: int, depth: int) -> int | None:
        """Take a type and return what follows it, None where there is none."""
        kinds, starts = self._kinds, self._starts
        match = match_type(kinds, at) or match_delegate(kinds, at)
        if match is None:
            return None
        name = match.start("name")
        self.taken.add(name)
        last = match.end() - 1
        if kinds[last] == ord("{"):
            end = self._end(last)
            body, stop = starts[last], starts[end] + 1
        else:
            end = last
            stop = starts[last] + 1
            body = stop - 1
        count = self._type_parameters(match, starts[at], stop)
        bases: tuple[str, ...] = ()
        if "bases" in match.re.groupindex:
            bases = self._bases(match)
            if kinds[match.start("kind")] == ord("R"):
                self._components(match, body)
        text = self._words.name(name).decode("utf-8", "replace").replace("@", "")
        self.declared.append(
            TypeNode(
                body, stop, f"{text}`{count}" if count else text,
                is_partial(self._words.content, starts[at], starts[name]) is not None, bases,
            )
        )  # fmt: skip
        if end != last:
            self._check(depth)
            if kinds[match.start("kind")] == ord("E"):
                self._constants(last + 1, end)
            else:
                self._members(last + 1, end, self._words.name(name), depth + 1)
        return end + 1

    def _bases(self, match: re.Match[bytes]) -> tuple[str, ...]:
        first, last = match.span("bases")
        bases = []
        at = first
        while at < last:
            item = match_item(self._kinds, at + 1, last)
            if self._kinds[at + 1] in b"Nn":
                self.bases.append(at + 1)
                bases.append(name_at(self._words.content, self._starts[at + 1], is_value=False))
                place = at + 2
                while self._kinds[place] in b"Deg":
                    self.behind.add(place)
                    place += 1
            at = item.end() if item is not None else last
        return tuple(filter(None, bases))

    def _components(self, match: re.Match[bytes], body: int) -> None:
        """Take the parameters of a record, which are properties."""
        at, last = match.start("components") + 1, match.end("components") - 1
        while 0 < at < last:
            component = match_component(self._kinds, at)
            if component is None:
                raise Doubt("record")
            self._value(at, component.start("type"), component.start("name"), body)
            at = component.end() + 1

    def _value(self, at: int, type_: int, name: int, inside: int = -1) -> None:
        start, end = self._words.name_span(name)
        self.taken.add(name)
        self.properties.append(
            Value(
                self._starts[at],
                self._starts[type_],
                (start, end),
                inside if inside >= 0 else start,
            )
        )

    def _type_parameters(self, match: re.Match[bytes], start: int, stop: int) -> int:
        first, last = match.span("parameters")
        self.with_parameters.add(first)
        names = [*names_of_parameters(self._words, self._kinds, first, last)]
        self.parameters += [Parameter(start, stop, name) for name in names]
        return len(names)

    def _constants(self, at: int, end: int) -> None:
        """Take the constants of an enum."""
        kinds = self._kinds
        while at < end:
            match = match_constant(kinds, at)
            if match is None:
                raise Doubt("enum")
            self.taken.add(match.start(1))
            self.constants.append(self._words.name_span(match.start(1)))
            at = match.end()
            if at < end and kinds[at] != ord(","):
                raise Doubt("enum")
            at += 1

    def _members(self, at: int, end: int, owner: bytes, depth: int) -> None:
        """Take what stands in a type of a name."""
        kinds = self._kinds
        while at < end:
            match = match_member(kinds, at)
            if match is None or kinds[at] == ord("T"):
                following = self._type(at, depth)
                if following is None:
                    if kinds[at] != ord(";"):
                        raise Doubt("member")
                    following = at + 1
                at = following
            elif match["constructor"] and self._words.name(match.start("constructor")) != owner:
                raise Doubt("constructor")
            else:
                at = self._take(at, match)
        if at > end:
            raise Doubt("member")

    def _take(self, at: int, match: re.Match[bytes]) -> int:
        """Take a member and return what follows it."""
        kinds, place = self._kinds, match.end()
        constraints = match_constraints(kinds, place)
        place = constraints.end() if constraints is not None else place
        first, last = match.span("chain")
        following = self._following(place, is_field=first >= 0 and match["method"] is None)
        if first < 0:
            return following
        name = last - 1
        while kinds[name] == ord("g"):
            name -= 1
        if match["method"] is not None:
            if name != first:
                self.behind.add(name)
            self.taken.add(name)
            stop = self._starts[following - 1] + 1
            self._type_parameters(match, self._starts[at], stop)
            self.methods.append(
                Method(
                    self._starts[at],
                    self._words.name_span(name),
                    self._starts[match.start("method")],
                )
            )
            return following
        self._value(at, match.start("type"), name)
        while kinds[place] in b"=,":
            item = match_item(kinds, place + 1 if kinds[place] == ord("=") else place)
            place = item.end() if item is not None else place
            if kinds[place] != ord(","):
                break
            place += 1
            if kinds[place] not in b"Nn" or kinds[place + 1] not in b"=,;":
                raise Doubt("field")
            self._value(at, match.start("type"), place)
            place += 1
        return following

    def _following(self, place: int, is_field: bool) -> int:
        """Return the word behind the member that goes on at a word."""
        kinds = self._kinds
        mark = kinds[place : place + 1]
        if mark == b"{":
            place = self._end(place) + 1
            if not is_field or kinds[place : place + 1] != b"=":
                return place
        elif mark not in (b";", b"a", b"=", b","):
            raise Doubt("member")
        rest = match_rest(kinds, place)
        if rest is None:
            raise Doubt("member")
        return rest.end()
