"""One command line: answered from memory, or run and then remembered.

What an answer was computed from is what it is stored for: paths, stat data, the index, references,
configuration and the day are read once, before the run, and the run is given the same. A run that
finds them changed at its end stores nothing.
"""

import os
from collections.abc import Mapping, Sequence

from kavro_lint.cache.folder import ADDED, ANSWER, TREE, digest, folder_of
from kavro_lint.cache.inputs import Inputs, Place, read_inputs, tool_digest
from kavro_lint.cache.known_paths import ID, Tree, Unsure, decoded, modes_of
from kavro_lint.cache.requests import CheckRequest
from kavro_lint.cache.stored_answers import Answer, save_answer
from kavro_lint.cache.tree_file import save_tree

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable

    from kavro_lint.cache.contributions import Contributions
    from kavro_lint.cache.recording import RecordingContents
    from kavro_lint.cache.tree_file import Watch

    # From the numbers of the regular files and the digests of all facts, what each file adds to
    # the answer, as bytes; None where that cannot be told.
    Adding = Callable[[Mapping[str, int], bytes], bytes | None]

# Questions whose answers the state of the index, or the working tree, determines.
_OF_STATE = ("ls-files", "cat-file")
# What a run knows of its state, whatever the question is.
_LOOKED_AT = ("tree", "changed", "seen", "listing", "inputs", "kinds", "before", "watch",
              "is_as_watched")  # fmt: skip


class CachedRun:
    """What was there before a run, and what the run has looked at.

    A run is given `listed` (what Git prints of the paths), `modes` and `known_blobs`. It notes
    what it reads, sets `sources` (blob and digest of the facts by path), `commit` and `limit`, and
    sets `uncacheable` where its answer depends on more.
    """

    def __init__(self, request: CheckRequest, place: Place, now: int, tool: bytes) -> None:
        self.request = request
        self.place = place
        self.now = now
        self.tool = tool
        self.around = request.around
        where = (request.arguments, os.getcwd(), os.path.realpath(request.directory), place)
        folder = folder_of(place.common)
        key = _key(repr((where, tool)), self.around)
        self.answer_place, self.added_place = f"{folder}/{ANSWER}{key}", f"{folder}/{ADDED}{key}"
        self.tree_place = f"{folder}/{TREE}{request.kind}-{_key(repr(place))}"
        self.tree: Tree | None = None
        # The numbers of paths that are not known to be as they were.
        self.changed: Sequence[int] = ()
        # What the paths hold that were read to see what has changed.
        self.seen: dict[int, bytes] = {}
        # What Git printed of the paths, where it was asked.
        self.listing: bytes | None = None
        # What was kept of the state before; what its listing depends on, where that is the same.
        self.before: Tree | None = None
        self.watch: Watch | None = None
        self.is_as_watched = True
        self.inputs: Inputs | None = None
        self.kinds = b""
        self.contents: RecordingContents | None = None
        self.sources: Mapping[str, tuple[str, bytes]] = {}
        self.commit: str | None = None
        self.limit = 0
        self.uncacheable = False
        # What was answered of the same state, and what files add to it where that was needed.
        self.answer: Answer | None = None
        self.added: Contributions | None = None
        # Where it follows from another answer alone: that one, which depends on the same.
        self.follows: Answer | None = None

    def asking(self, request: CheckRequest) -> "CachedRun":
        """Return a run with another question about what this one has looked at."""
        other = CachedRun(request, self.place, self.now, self.tool)
        for name in _LOOKED_AT:
            setattr(other, name, getattr(self, name))
        return other

    def contributions(self) -> "Contributions | None":
        """Return what files add to the answer, None where that is not kept."""
        if self.added is None and self.answer is not None:
            from kavro_lint.cache.neutral import load_contributions

            self.added = load_contributions(self.added_place, self.answer)
        return self.added

    def is_in(self, *folders: "os.PathLike[str] | None") -> bool:
        """Whether Git names the same working tree, Git folder and common folder."""
        known = (self.place.top, self.place.git_dir, self.place.common)
        return all(
            folder is not None and os.path.realpath(folder) == os.path.realpath(known_folder)
            for folder, known_folder in zip(folders, known, strict=True)
        )

    def known_blobs(self) -> Mapping[str, str]:
        """Return the hashes of contents of the working tree that need not be read again."""
        tree = self.tree
        if tree is None or self.top() is None:
            return {}
        blobs, unknown = tree.ids.hex(), bytes(ID).hex()
        starts = range(0, len(blobs), len(unknown))
        return {
            path: blob
            for path, start in zip(decoded(tree.paths), starts, strict=True)
            if (blob := blobs[start : start + len(unknown)]) != unknown
        }

    def modes(self) -> Mapping[str, int] | None:
        """Return the modes of the working tree's paths and folders; None for another state."""
        return None if self.tree is None or self.top() is None else modes_of(self.tree)

    def plain_files(self) -> list[str] | None:
        """Return all files of a working tree in which is nothing else; None where that is unsure.

        Git was not asked: what it printed the last time named neither submodules nor what a sparse
        checkout leaves out.
        """
        if self.tree is None or self.watch is None or self.listing is not None:
            return None
        files = self.tree.regular_files(with_links=False)
        return None if files is None else decoded(files)

    def listed(self) -> bytes | None:
        """Return what Git prints of the paths; None, and nothing is kept, where they are others."""
        if self.listing is None and self.tree is not None:
            from kavro_lint.cache.current_tree import ask_again

            self.listing = ask_again(self, self.tree)
            self.uncacheable |= self.listing is None
        return self.listing

    def top(self) -> str | None:
        """Return the working tree's root, None for the index."""
        return self.place.top if self.request.kind == "worktree" else None

    def state(self, *, history: bool) -> bytes:
        """Return the digest of what an answer depends on, with history or without."""
        if self.inputs is None:
            raise Unsure
        parts = [self.inputs.always]
        if self.tree is not None:
            parts.append(self.tree.listing if history else self.tree.names)
        parts.append(self.inputs.history if history else b"%d" % self.inputs.has_commits)
        return digest(*parts)

    @property
    def reads(self) -> Mapping[str, str]:
        """The hash of each file that was read for something else than its facts."""
        return self.contents.reads if self.contents is not None else {}

    def remember(
        self,
        output: bytes,
        code: int,
        questions: Sequence[tuple[str, ...]],
        adding: "Adding | None" = None,
    ) -> None:
        """Keep the answer of a run that asked Git these questions, if there is a place for it.

        `adding` tells what each file adds to it.
        """
        if self.follows is not None:
            self._follow(self.follows, output, code)
            return
        if self.uncacheable or (self.contents is not None and self.contents.is_unsure):
            return
        names_commit = (self.commit or "-")[:7].encode() in output
        history = self.tree is None or names_commit or not all(map(_is_of_state, questions))
        try:
            if self._has_changed():
                return
            facts, added = b"", None
            if self.tree is not None:
                learned = self._learned(self.tree)
                facts = digest(learned.facts)
                save_tree(self.tree_place, self.tool, learned)
                added = adding(learned.files(), bytes(learned.facts)) if adding else None
            reads = {os.fsencode(path): blob.encode() for path, blob in self.reads.items()}
            state = self.state(history=history)
            answer = Answer(
                state,
                self.kinds,
                facts,
                reads,
                self.limit,
                history=history,
                code=code,
                output=output,
            )
            if added is not None:
                from kavro_lint.cache.neutral import save_contributions

                save_contributions(self.added_place, answer, added)
            save_answer(self.answer_place, answer)
        except (OSError, Unsure):
            # Not kept: the next run is a whole one again.
            return

    def _follow(self, other: Answer, output: bytes, code: int) -> None:
        """Keep an answer that depends on what another one depends on."""
        answer = Answer(
            other.state, other.kinds, other.facts, other.reads, other.limit, history=other.history,
            code=code, output=output,
        )  # fmt: skip
        try:
            save_answer(self.answer_place, answer)
        except OSError:
            # Not kept: it is made again the next time.
            return

    def _has_changed(self) -> bool:
        """Whether what was there when the run began is something else now."""
        if read_inputs(self.place, self.around, tool_digest()) != self.inputs:
            return True
        return self.tree is not None and self.tree.kinds(self.top()) != self.kinds

    def _learned(self, tree: Tree) -> Tree:
        """Return the tree with what the run has learned of it."""
        from kavro_lint.cache.watching import with_watch

        learned = with_watch(self, tree)
        learned.facts[:] = bytes(len(learned.facts))
        for path, blob in self.reads.items():
            learned.set_id(_number(learned, path), bytes.fromhex(blob))
        files = learned.files()
        for path, (blob, facts) in self.sources.items():
            number = files[path] if path in files else _number(learned, path)
            learned.set_id(number, bytes.fromhex(blob))
            learned.set_digest(number, facts)
        return learned


def _is_of_state(question: tuple[str, ...]) -> bool:
    """Whether the index and the working tree alone determine what Git answers."""
    where = question[:2] == ("rev-parse", "--absolute-git-dir")
    head = question[0] == "rev-parse" and question[-1] == "HEAD^{commit}"
    return where or head or question[0] in _OF_STATE


def _number(tree: Tree, path: str) -> int:
    number = tree.index(os.fsencode(path))
    if number is None:
        raise Unsure
    return number


def _key(text: str, more: bytes = b"") -> str:
    return digest(text.encode("utf-8", "surrogatepass"), more).hex()
