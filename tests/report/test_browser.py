"""The page of a report in a real browser: headless Chromium, where there is one."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.building import run
from tests.report.project import project

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--enable-logging=stderr", "--window-size=1000,1600",
)  # fmt: skip
ALL = ("--since", "2026-10-01", "--until", "2026-11-10")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    folder = tmp_path_factory.mktemp("project")
    line = project(folder)
    place = folder / "drift.html"
    done = run(line.folder, "report", *ALL, "--output", str(place))
    assert done.returncode == 0, done.stderr
    return place


def browse(page: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={folder / 'profile'}", *arguments]
    return subprocess.run(
        [*command, page.as_uri()], capture_output=True, text=True, timeout=120, check=True
    )


def test_the_page_shows_what_it_holds(page: Path, tmp_path: Path) -> None:
    done = browse(page, tmp_path, "--dump-dom")
    assert re.search(r"<h1[^>]*>Worse: 5 findings are open", done.stdout)
    assert done.stdout.count('<svg class="chart"') == 3
    # What the page's own policy refuses, a style or a script, is on the console.
    assert "Refused" not in done.stderr
    assert "Content Security Policy" not in done.stderr


@pytest.mark.parametrize("scheme", ["0", "1"])
def test_the_report_is_drawn_in_the_dark_and_in_the_light(
    page: Path, tmp_path: Path, scheme: str
) -> None:
    picture = tmp_path / "page.png"
    browse(page, tmp_path, f"--blink-settings=preferredColorScheme={scheme}",
           f"--screenshot={picture}")  # fmt: skip
    assert picture.stat().st_size > 20_000


def test_the_report_can_be_printed(page: Path, tmp_path: Path) -> None:
    printed = tmp_path / "page.pdf"
    browse(page, tmp_path, f"--print-to-pdf={printed}", "--no-pdf-header-footer")
    assert printed.read_bytes().startswith(b"%PDF")
