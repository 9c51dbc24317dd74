"""Sources that two processes read say what one process reads of them.

Each test is a program of its own, for tests that run in parallel have threads, and nothing is
forked beside threads.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kavro_lint.languages.second_process import begin
from tests.building import repository

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2,
    reason="a second process reads on Linux, where there is a second processor",
)

PROJECT = Path(__file__).parent.parent.parent
# Waits until the other process has taken all parts that there are.
WAITING = """
import os
from kavro_lint.languages import second_process, shared_reading
from kavro_lint.languages.second_process import begin
from kavro_lint.languages.reading import read_facts
from kavro_lint.languages.shared_reading import SharedReading
from kavro_lint.model.facts import SourceSettings, Unreadable
from kavro_lint.model.frozen import replace
from kavro_lint.cache.memory import Memory
from tests.memory import snapshot_of
from tests.memory import Memory as Contents

def wait(second):
    os.waitid(os.P_PID, second._process, os.WEXITED | os.WNOWAIT)

class Some(Contents):
    def read(self, source, limit):
        if source.path == "bad.py":
            raise Unreadable("it is gone")
        return super().read(source, limit)

shared_reading.FEWEST_SHARED = 10
FILES = {f"p/m{n}.py": f"from p import m{n + 1}\\nimport requests\\n" for n in range(40)}
FILES |= {"p/__init__.py": "", "bad.py": "", "latin.py": "import p\\n", "lost.py": "import\\n"}
FILES |= {"web/a.ts": "import './b'", "web/b.ts": "", "web/tsconfig.json": "{", "a.rs": "use b;"}
SNAPSHOT = replace(snapshot_of(FILES), contents=Some(FILES))

def divided(snapshot, change=lambda: None):
    state = SharedReading(snapshot, SourceSettings(), Memory(None))
    with state.divided():
        wait(state._second)
        change()
        return state, state.facts()
"""


def run(program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WAITING + program], cwd=PROJECT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_each_part_is_taken_by_one_of_the_two() -> None:
    run(
        "for parts in (range(1), range(250)):\n"
        "    second = begin(parts, lambda taken: (bytes([part]) for part in taken))\n"
        "    own = list(second.remaining())\n"
        "    assert own == list(range(len(own)))\n"
        "    sent = list(second.sent())\n"
        "    second.wait()\n"
        "    sent += second.sent()\n"
        "    assert [*own, *b''.join(reversed(sent))] == list(parts)\n"
        "    second.end()\n"
    )


def test_failures_of_the_second_process_do_not_raise_in_the_first() -> None:
    run(
        "import signal\n"
        "def fail(parts):\n"
        "    yield b'1'\n"
        "    1 / 0\n"
        "def die(parts):\n"
        "    yield b'1'\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "for work in (fail, die):\n"
        "    second = begin([1], work)\n"
        "    second.wait()\n"
        "    assert list(second.sent()) == [b'1']\n"
        "    second.end()\n"
    )


def test_half_a_message_is_ignored() -> None:
    run(
        "def half(parts):\n"
        "    yield b'whole'\n"
        # Eleven bytes are announced, and four follow.
        "    second_process.SIZE = 1\n"
        "    yield bytes(7) + b'four'\n"
        "second = begin([1], half)\n"
        "second.wait()\n"
        "assert list(second.sent()) == [b'whole']\n"
        "second.end()\n"
    )


def test_a_process_that_nobody_waits_for_is_ended() -> None:
    run(
        "import os, time\n"
        "second = begin([1], lambda parts: time.sleep(60))\n"
        "process = second._process\n"
        "second.end()\n"
        "try:\n    os.kill(process, 0)\n    raise SystemExit('it lives on')\n"
        "except ProcessLookupError:\n    pass\n"
    )


def test_nothing_is_forked_beside_threads_or_without_a_second_processor() -> None:
    run(
        "import os, threading\n"
        "end = threading.Event()\n"
        "thread = threading.Thread(target=end.wait)\n"
        "thread.start()\n"
        "assert begin([1], bytes) is None\n"
        "end.set()\n"
        "thread.join()\n"
        "os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])\n"
        "assert begin([1], bytes) is None\n"
    )


@pytest.mark.parametrize("refused", ["fork", "memfd_create"])
def test_one_process_does_all_where_no_other_is_allowed(
    monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    def refuse(*_: object) -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, refused, refuse)
    monkeypatch.setattr(sys, "_current_frames", lambda: {1: None})
    assert begin([1], bytes) is None


def test_facts_are_those_of_one_process() -> None:
    run(
        "reading, facts = divided(SNAPSHOT)\n"
        "assert facts == read_facts(SNAPSHOT)\n"
        "assert list(facts.imports.files) == list(read_facts(SNAPSHOT).imports.files)\n"
        "assert {f.reason for f in facts.failures} >= {'it is gone'}, facts.failures\n"
        "assert [f.location.path for f in facts.failures].count('web/tsconfig.json') == 1\n"
        "assert not reading._waiting\n"
        "shared_reading.SHARED_AT_ONCE = 1\n"
        "assert divided(SNAPSHOT)[1] == facts\n"
    )


def test_what_the_other_process_read_is_not_read_again() -> None:
    run(
        "from kavro_lint.languages import sources\n"
        "def fail(sources):\n"
        "    assert {s.language.NAME for s in sources} <= {'rust'}, sources\n"
        "    return extracted(sources)\n"
        "extracted = sources.extracted\n"
        "divided(SNAPSHOT, lambda: setattr(sources, 'extracted', fail))\n"
    )


def test_what_was_resolved_by_other_manifests_is_read_again() -> None:
    run(
        "files = {**FILES, 'pyproject.toml': '[project]\\nname=\"p\"\\ndependencies=[]\\n'}\n"
        "snapshot = snapshot_of(files)\n"
        "def change():\n"
        "    files['pyproject.toml'] = files['pyproject.toml'].replace('[]', '[\"requests\"]')\n"
        "before = read_facts(snapshot)\n"
        "_, facts = divided(snapshot, change)\n"
        "assert facts == read_facts(snapshot) != before\n"
    )


def test_few_sources_and_those_that_git_is_asked_for_are_read_by_one_process() -> None:
    run(
        "def second(snapshot):\n"
        "    state = SharedReading(snapshot, SourceSettings(), Memory(None))\n"
        "    with state.divided():\n"
        "        return state._second\n"
        "assert second(SNAPSHOT) is not None\n"
        "shared_reading.FEWEST_SHARED = 100\n"
        "assert second(SNAPSHOT) is None\n"
        "shared_reading.FEWEST_SHARED = 10\n"
        "some = {p: replace(s, blob='1' * 40) for p, s in SNAPSHOT.sources.items()}\n"
        "assert second(replace(SNAPSHOT, sources=some)) is None\n"
    )


def test_a_check_says_the_same_on_one_processor_and_on_two(tmp_path: Path) -> None:
    table = (
        "| Module | Paths | May import |\n|--|--|--|\n| a | `a/` | none |\n| b | `b/` | none |\n"
    )
    files = {f"{'ab'[n % 2]}/m{n}.py": f"import {'ba'[n % 2]}.m{n - 1}\n" for n in range(600)}
    folder = repository(tmp_path, {**files, "docs/kavro/blueprint.md": table})
    command = [sys.executable, "-m", "kavro_lint", "check", "--format", "json"]
    results = ["taskset", "--cpu-list", str(min(os.sched_getaffinity(0)))]
    result = [
        subprocess.run([*words, *command, *more], cwd=folder, capture_output=True, text=True)
        for words in ([], results)
        for more in ([], ["--no-cache"])
    ]
    assert {done.stdout for done in result} == {result[0].stdout}
    assert {(done.returncode, done.stderr) for done in result} == {(1, "")}
