"""What the benchmarks print is what they measured, and what they measure did its work."""

import json
import shutil
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks import npm
from benchmarks.growth import WORK_DONE, Grown, exponents, generate, picture
from benchmarks.plot import slope, svg
from benchmarks.rivals import Row, Run, compare, line, program_of, shown
from benchmarks.typescript import write
from tests.building import run

SVG = "{http://www.w3.org/2000/svg}"


def runs(*seconds: float) -> list[Run]:
    return [Run(second, second, second * 100, 0) for second in seconds]


def test_a_row_has_medians_and_the_spread_of_the_ratio() -> None:
    row = Row("work", Path(), ["ours"], ["/usr/bin/rival", "check"], 0.6)
    text = line(row, runs(1, 2, 3), runs(4, 4, 4))
    assert text == (
        "| work | `rival check` | 2.000 s | 4.000 s | 0.50 (0.25 to 0.75) | 0.6 | yes |"
    )
    assert line(row, runs(3), runs(4)).endswith("| 0.75 (0.75 to 0.75) | 0.6 | **no** |")
    peak = Row("work", Path(), ["ours"], ["rival"], None, "peak")
    assert line(peak, runs(1), runs(2)) == (
        "| work | `rival` | 100 MiB | 200 MiB | 0.50 (0.50 to 0.50) |  |  |"
    )


def test_both_run_in_turn_after_two_rounds_that_do_not_count(tmp_path: Path) -> None:
    result = tmp_path / "told"
    ours, rival = (
        [sys.executable, "-c", f"open({str(result)!r}, 'a').write({word!r})"] for word in "ab"
    )
    row = Row("work", tmp_path, ours, rival, None, before=lambda: result.open("a").write("-"))
    first, second = compare(row, 3)
    assert (len(first), len(second)) == (3, 3)
    assert result.read_text() == "-a-b" * 5
    assert all(entry.wall > 0 and entry.peak > 1 for entry in (*first, *second))


def test_a_command_that_cannot_run_ends_it(tmp_path: Path) -> None:
    row = Row("work", tmp_path, [sys.executable, "-c", "exit(3)"], ["true"], None)
    with pytest.raises(SystemExit, match="exit code 3"):
        compare(row, 1)
    counting = Row("work", tmp_path, ["a"], ["b"], None, counting=True)
    assert counting.has_run(["b"], 130)
    assert not counting.has_run(["a"], 130)


def test_what_a_command_found_is_its_last_line(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('1 | broken\\n  \\n---'); exit(1)"]
    assert program_of(command, tmp_path) == "exit 1: 1 / broken"
    assert program_of([sys.executable, "-c", ""], tmp_path) == "exit 0: nothing"
    assert shown(["/bin/node", "/x/.bin/depcruise", "src"]) == "depcruise src"


@pytest.mark.parametrize(("files", "modules"), [(40, 4), (6, 6)])
def test_a_generated_repository_is_what_it_says(tmp_path: Path, files: int, modules: int) -> None:
    folder = generate(files, modules, tmp_path)
    assert len(list(folder.glob("app/m*/*.py"))) == files
    done = run(folder, "check", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    coverage = json.loads(done.stdout)["coverage"]
    assert coverage["files"] == {"python": files + 1}
    assert coverage["imports"]["internal"] >= files - modules
    assert generate(files, modules, tmp_path) == folder


def test_generated_typescript_holds_its_layers(tmp_path: Path) -> None:
    write(tmp_path / "many", 80)
    done = run(tmp_path / "many", "check")
    assert "PASS: no findings" in done.stdout
    assert "80 typescript files" in done.stdout.replace("\n", " ")


def test_growth_has_an_exponent_and_a_picture() -> None:
    grown = [
        Grown(files, 100, {name: Run(files / 1000 * 2, 1, 1, 0) for name in WORK_DONE})
        for files in (1_000, 10_000, 100_000)
    ]
    assert exponents(grown) == (
        "exponent from 10,000 to 100,000 files: cold 1.00, warm 1.00, one change 1.00, "
        "one import more 1.00"
    )
    assert slope([(1, 1), (10, 100)]) == pytest.approx(2)
    assert "one size only" in exponents(grown[:1])
    root = ET.fromstring(picture(grown))
    assert len(root.findall(f"{SVG}polyline")) == len(WORK_DONE)
    names = [entry.text for entry in root.findall(f"{SVG}text")]
    assert set(WORK_DONE) <= set(names)
    drawn = ET.fromstring(svg("<&>", "a", "b", {"<one>": [(1, 1), (2, 2)]}))
    assert drawn.findtext(f"{SVG}title") == "<&>"


def test_without_npm_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(npm.Missing, match="npm is not installed"):
        npm.cruiser()
