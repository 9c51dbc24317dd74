"""Tools for the Model Context Protocol: they read and judge, and write nothing."""

import os
from collections.abc import Callable
from pathlib import Path

from mcp.server import MCPServer
from mcp.types import ToolAnnotations

from kavro_lint import __version__
from kavro_lint.commands.explain import explain as explained
from kavro_lint.commands.proposed_file import path_in
from kavro_lint.commands.status import status_of
from kavro_lint.commands.status.text import text as status_text
from kavro_lint.errors import CannotJudge
from kavro_lint.model.findings import Report
from kavro_lint.pipeline.check import judged
from kavro_lint.pipeline.request import FindingOptions, Request
from kavro_lint.printable import printable
from kavro_lint.reports.wording.brief import lines
from kavro_lint.server.state import WorkingTree
from kavro_lint.spelling import quantity

MOST = 20
LONGEST = 12_000


def server(folder: Path) -> MCPServer:
    """Return a server for the repository that a folder is in."""
    tools = MCPServer("kavro-lint", version=__version__)
    tree = WorkingTree(folder)
    # So that a client need not ask a person before each call.
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)

    @tools.tool(annotations=reads)
    def status() -> str:
        """Where the work stands, and whether code may be written now."""
        return _answered(lambda: status_text(status_of(tree.current(), os.environ)))

    @tools.tool(annotations=reads)
    def check(base: str = "auto") -> str:
        """Drift that the working tree brings since BASE (a revision, or auto)."""
        return _answered(lambda: _report(judged(tree.current().survey, FindingOptions(base=base))))

    @tools.tool(annotations=reads)
    def explain(what: list[str]) -> str:
        """Explain a rule, file, module or task, or what lies between two modules."""
        return _answered(lambda: explained(Request(folder), what, "text", with_imports=False))

    @tools.tool(annotations=reads)
    def propose(path: str, content: str) -> str:
        """Drift that a file would add if it held CONTENT; nothing is written."""
        return _answered(lambda: _proposed(tree, path, content))

    return tools


def _proposed(tree: WorkingTree, path: str, content: str) -> str:
    place = path_in(tree.current().survey, tree.folder, path)
    return _report(tree.proposed({place: content.encode()}).report)


def _report(report: Report) -> str:
    shown = lines(report.findings, MOST, LONGEST)
    return f"{report.verdict}: {quantity(len(report.findings), 'finding')}\n{shown}".strip()


def _answered(answer: Callable[[], str]) -> str:
    try:
        return answer()
    except CannotJudge as error:
        return f"Could not judge: {printable(str(error), 500)}. {printable(error.remedy, 1_000)}"
    except UnicodeEncodeError:
        return "Could not judge: a string holds half a character. Send valid Unicode."
    except OSError as error:
        return f"Could not judge: {error.strerror}. Name another path."
