"""Places in the repository, and the text that stands there."""

from kavro_lint.model.frozen import frozen


@frozen(order=True)
class Location:
    """A place in the repository: `path` relative to its root, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1


def in_cell(cell: int, line: int, text: str) -> str:
    """Return the text of a statement in a notebook: first where it is to the notebook's reader."""
    return f"cell {cell}, line {line}: {text}"


@frozen
class Evidence:
    """A place together with the text that stands there."""

    location: Location
    text: str

    @property
    def cell(self) -> str:
        """The cell and line of a notebook, "" for what stands in no notebook."""
        is_notebook = self.location.path.lower().endswith(".ipynb")
        cell, colon, _ = self.text.partition(": ")
        return cell if is_notebook and colon and cell.startswith("cell ") else ""


def normal_path(path: str) -> str | None:
    """Return a path without `.`, `..` and empty parts; None where it leads above the top."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
