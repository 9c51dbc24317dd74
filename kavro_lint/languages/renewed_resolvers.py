"""The resolvers of the last state, rebuilt where what they know may differ.

A resolver that was made for an earlier state reads manifests as the last state has them: it is
kept only while nothing that it has read says something else.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from kavro_lint.languages.indexed import Pending
from kavro_lint.languages.protocol import Language, Project, Resolver
from kavro_lint.languages.reach import read_or_none
from kavro_lint.languages.registry import families
from kavro_lint.languages.resolving import broken_manifests
from kavro_lint.languages.visible_files import project_of
from kavro_lint.model.facts import Failure, Snapshot, SourceSettings
from kavro_lint.model.frozen import replace


class _Last:
    """The last state. Resolvers know this record, and no resolver is known by it."""

    def __init__(self) -> None:
        self.snapshot = Snapshot("commit", None, {}, None)  # type: ignore[arg-type]


class RenewedResolvers:
    """Makes resolvers when somebody asks for them; languages of a family may share one."""

    def __init__(self, settings: SourceSettings) -> None:
        self._settings = settings
        self._last = _Last()
        self._layout: Project | None = None
        self._made: dict[tuple[str, Callable[[Project], Resolver]], Resolver] = {}
        self._indexed: dict[str, Resolver] = {}
        # The manifests that were asked for, and what was wrong with them, by family.
        self._asked: dict[str, set[str]] = {}
        self._failures: dict[str, dict[Failure, None]] = {}

    def step(self, snapshot: Snapshot, *, is_same_layout: bool) -> None:
        """Go on to the next state."""
        self._last.snapshot = snapshot
        if not is_same_layout:
            self._layout = None

    def asked(self, family: str) -> set[str]:
        """Return the manifests that resolution has asked for, be they there or not."""
        return self._asked.setdefault(family, set())

    def asks(self, path: str) -> bool:
        """Whether resolution has asked for a file as a manifest, be it there or not."""
        return any(path in asked for asked in self._asked.values())

    def kept(self) -> tuple[Mapping[str, Collection[str]], Mapping[str, Sequence[Failure]]]:
        """Return the manifests that were asked for, and what was wrong with them, by family."""
        self._note_failures()
        return self._asked, {family: list(known) for family, known in self._failures.items()}

    def restore(
        self, asked: Mapping[str, Collection[str]], failures: Mapping[str, Sequence[Failure]]
    ) -> None:
        """Take up what another run has kept; resolvers are made when somebody asks for them."""
        self._asked = {family: set(paths) for family, paths in asked.items()}
        self._failures = {family: dict.fromkeys(known) for family, known in failures.items()}

    def renew(self, family: str, *, anew: bool) -> None:
        """Forget the resolvers of a family; `anew` says that all of its files will ask again."""
        self._note_failures()
        if anew:
            self._failures.pop(family, None)
        family_of = families()
        self._made = {key: made for key, made in self._made.items() if key[0] != family}
        # What an old resolver found wrong is noted no more.
        self._indexed = {
            name: made for name, made in self._indexed.items() if family_of[name] != family
        }

    def of(self, language: Language) -> Resolver:
        """Return the resolver of a language; where names are edges, once it was indexed."""
        indexed = self._indexed.get(language.NAME)
        if indexed is not None:
            return indexed
        family = families()[language.NAME]
        key = family, language.resolver
        resolver = self._made.get(key)
        if resolver is None:
            resolver = self._made[key] = language.resolver(self._project(family))
        return resolver

    def index(self, sources: Mapping[str, Pending]) -> None:
        """Index the sources of one family."""
        first = next(iter(sources.values()))
        family = families()[first.language.NAME]
        declares = {path: source.declares for path, source in sources.items()}
        resolver = first.indexed.indexed(self._project(family), declares)
        names = {source.language.NAME for source in sources.values()}
        self._indexed.update(dict.fromkeys(names, resolver))

    def failures(self) -> Sequence[Failure]:
        """Return what was wrong with manifests, each once."""
        self._note_failures()
        return list(
            dict.fromkeys(failure for known in self._failures.values() for failure in known)
        )

    def _note_failures(self) -> None:
        for family, resolver in self._all():
            failures = dict.fromkeys(broken_manifests([resolver]))
            if failures:
                self._failures.setdefault(family, {}).update(failures)

    def _all(self) -> Iterator[tuple[str, Resolver]]:
        yield from ((family, resolver) for (family, _), resolver in self._made.items())
        family_of = families()
        yield from ((family_of[name], resolver) for name, resolver in self._indexed.items())

    def _project(self, family: str) -> Project:
        """Return what resolution may know; which manifests are read for a family is noted."""
        if self._layout is None:
            self._layout = project_of(self._last.snapshot, self._settings)
        files, asked, last = self._layout.files, self.asked(family), self._last

        def read(path: str) -> bytes | None:
            asked.add(path)
            real = files.get(path)
            if real is None:
                return None
            # Through a link it is another path, and that one is said to have changed.
            asked.add(real)
            return read_or_none(last.snapshot, real)

        return replace(self._layout, read=read)
