"""Standard output: a terminal with its colour, hyperlinks and width, or a pipe."""

import os
import sys
from collections.abc import Mapping

from kavro_lint.reports import PLAIN, View

WIDEST, NARROWEST = 80, 20

# The names of terminals that support OSC 8 hyperlinks. Others print them as noise.
_PROGRAMS = frozenset(
    {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio", "mintty"}
)
_WITH_HYPERLINKS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour")
_SIGNS = ("WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "DOMTERM")
_VTE_WITH_LINKS = 5000


def view(*, colour: bool | None, verbose: bool, to_file: bool) -> View:
    """Return how a report is shown. `colour` is what the user asked for, None for nothing.

    Only an option colours a pipe, a file or a dumb terminal; `NO_COLOR`
    (no-color.org) is obeyed where no option says otherwise.
    """
    environ = os.environ
    is_terminal = not to_file and _is_terminal()
    is_smart = is_terminal and environ.get("TERM") != "dumb"
    is_coloured = is_smart and not environ.get("NO_COLOR") and _shows_colour(environ)
    return View(
        width=_width() if is_terminal else PLAIN.width,
        colour=is_coloured if colour is None else colour,
        links="" if is_smart and colour is not False and _has_links(environ) else None,
        isolated=is_smart,
        verbose=verbose,
    )


def _is_terminal() -> bool:
    return sys.stdout is not None and not sys.stdout.closed and sys.stdout.isatty()


def _width() -> int:
    # It imports what compresses archives; most reports go into a pipe.
    import shutil

    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))


def _shows_colour(environ: Mapping[str, str]) -> bool:
    """Whether escapes are obeyed: everywhere but in the old console of Windows."""
    signs = ("WT_SESSION", "TERM", "TERM_PROGRAM", "ANSICON", "ConEmuANSI")
    return os.name != "nt" or any(environ.get(sign) for sign in signs)


def _has_links(environ: Mapping[str, str]) -> bool:
    """Whether the terminal says that it has hyperlinks; one inside tmux or screen does not."""
    term, vte = environ.get("TERM", ""), environ.get("VTE_VERSION", "")
    if environ.get("TMUX") or environ.get("CI") or term.startswith(("screen", "tmux", "linux")):
        return False
    return (
        environ.get("TERM_PROGRAM") in _PROGRAMS
        or term.startswith(_WITH_HYPERLINKS)
        or any(environ.get(sign) for sign in _SIGNS)
        or (vte.isdigit() and int(vte) >= _VTE_WITH_LINKS)
    )
