"""The memory that a run takes over from earlier runs, and leaves for the next.

Within a run, facts are known by the bytes that they were read from: the trees of two commits have
most of them in common. Between runs, the imports of whole states are kept, and what Git answers
about commits. A place that cannot be written only means that nothing is kept.
"""

from kavro_lint.cache.folder import GIT, IMPORTS, digest, folder_of, load, mark_used, save
from kavro_lint.cache.packed_imports import StoredImports, decoded, encoded
from kavro_lint.model.facts import SourceFacts

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.cache.cached_run import CachedRun
    from kavro_lint.cache.import_rows import ImportRows

# A state and the one that it is compared with: more are not held at once.
_STATES = 4
# A state is written again when this share of its files, or so many, are others.
_WORTH_FILES, _WORTH_SHARE = 50, 0.02


class Memory:
    """The memory of one run on one repository.

    `folder` is where it lasts, None for this run only; `tool` is the digest of kavro-lint itself.
    """

    def __init__(self, folder: str | None, tool: bytes = b"") -> None:
        self._folder = folder
        self._tool = tool
        self._facts: dict[str, tuple[int, SourceFacts]] = {}
        self._texts: dict[str, str] = {}
        self._imports: dict[str, StoredImports] = {}

    @property
    def keeps(self) -> bool:
        """Whether what is put here is still known in the next run."""
        return self._folder is not None

    def facts(self, key: str) -> tuple[int, SourceFacts] | None:
        """Return the size of a file and its facts, by a key that names language and bytes."""
        return self._facts.get(key)

    def put_facts(self, key: str, size: int, facts: SourceFacts) -> None:
        """Keep what was read, for this run."""
        self._facts[key] = (size, facts)

    def text(self, key: str) -> str | None:
        """Return what was kept by `put_text`, or None."""
        body = load(self._place(GIT, key)) if self._folder and key not in self._texts else None
        if body is not None:
            kept_key, _, text = body.partition(b"\0")
            if kept_key == key.encode():
                mark_used(self._place(GIT, key))
                self._texts[key] = text.decode("utf-8", "surrogatepass")
        return self._texts.get(key)

    def put_text(self, key: str, text: str) -> None:
        """Keep an answer about commits, which never change."""
        self._texts[key] = text
        body = key.encode() + b"\0" + text.encode("utf-8", "surrogatepass")
        self._save(self._place(GIT, key), body)

    def imports(self, key: str) -> StoredImports | None:
        """Return the imports of a state; `key` names the paths and settings that they depend on."""
        if key not in self._imports and self._folder:
            place = self._place(IMPORTS, key)
            body = load(place)
            stored = decoded(body) if body is not None else None
            if stored is not None:
                mark_used(place)
                self._imports[key] = stored
        return self._imports.get(key)

    def import_rows(self, key: str) -> "ImportRows | None":
        """Return where the imports of a state lead, unpacked when they are asked for."""
        body = load(self._place(IMPORTS, key)) if self._folder else None
        if body is None:
            return None
        from kavro_lint.cache.import_rows import ImportRows

        mark_used(self._place(IMPORTS, key))
        try:
            return ImportRows(body)
        except (ValueError, IndexError):
            return None

    def put_imports(self, key: str, stored: StoredImports, fresh: int) -> None:
        """Keep the imports of a state of which `fresh` files were read again, if it is worth it."""
        self._imports.pop(key, None)
        self._imports[key] = stored
        for oldest in list(self._imports)[:-_STATES]:
            del self._imports[oldest]
        if self._folder is not None and fresh > min(_WORTH_FILES, len(stored.files) * _WORTH_SHARE):
            self._save(self._place(IMPORTS, key), encoded(stored))

    def _place(self, kind: str, key: str) -> str:
        name = digest(self._tool, key.encode("utf-8", "surrogatepass")).hex()
        return f"{self._folder}/{kind}{name}"

    def _save(self, place: str, body: bytes) -> None:
        if self._folder is None:
            return
        try:
            save(place, body)
        except OSError:
            # It is computed again the next time.
            return


def memory_of(common_dir: str, run: "CachedRun | None", *, lasts: bool = True) -> Memory:
    """Return the memory of a repository, from the Git folder that its worktrees share.

    `run` has found out before what kavro-lint this is; `lasts` says whether anything is kept.
    """
    if not lasts:
        return Memory(None)
    from kavro_lint.cache.inputs import tool_digest

    return Memory(folder_of(common_dir), tool_digest() if run is None else run.tool)
