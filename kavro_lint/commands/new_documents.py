"""Skeletons of the documents of phase 4: overview, API reference, debugging notes, future."""

from collections.abc import Mapping

DOCUMENTS = ("overview", "api-reference", "debugging-notes", "future-improvements")

OVERVIEW = (
    "Purpose", "Users", "Success Criteria", "Scope", "Stack", "Repository Structure",
    "Getting Started", "Key Contacts",
)  # fmt: skip
FUTURE = ("Known Limitations", "Deferred Decisions", "Planned Next Steps")
NOTE = ("Symptom", "Root cause", "How it was found", "Fix", "Prevention")
ENDPOINT = ("Authentication", "Request", "Success", "Errors")


def documents(title: str, known: Mapping[str, str] | None = None) -> Mapping[str, tuple[str, str]]:
    """Return the file name and the text of each kind of document, for a project's title.

    `known` is the text of sections of the overview that need no filling in.
    """
    overview = _sections(OVERVIEW, known or {})
    return {
        "overview": ("project-overview.md", f"# {title}: overview\n\n{overview}"),
        "api-reference": (
            "api-reference.md",
            f"# {title}: API reference\n\n## GET /[path]\n\n{_fields(ENDPOINT)}",
        ),
        "debugging-notes": (
            "debugging-notes.md",
            f"# {title}: debugging notes\n\n[what to look at first when something fails]\n\n"
            f"## [what happened]\n\n{_fields(NOTE)}",
        ),
        "future-improvements": (
            "future-improvements.md",
            f"# {title}: future improvements\n\n{_sections(FUTURE, {})}",
        ),
    }


def _sections(names: tuple[str, ...], known: Mapping[str, str]) -> str:
    texts = {name: known.get(name, f"[{name.casefold()}]") for name in names}
    return "\n".join(f"## {name}\n\n{text}\n" for name, text in texts.items())


def _fields(names: tuple[str, ...]) -> str:
    return "".join(f"**{name}:** [{name.casefold()}]\n" for name in names)
