"""Symbolic links, followed by name only, never out of the repository or in a cycle."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping

from kavro_lint.git.path_listing import Entry
from kavro_lint.model.facts import Contents, Source, Unreadable

MOST_HOPS = 40
# A link's target is a path; nothing longer is one.
LONGEST_LINK = 4096


def link_texts(contents: Contents, entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Yield the links among Git's objects with their targets as written."""
    for entry in entries:
        try:
            content = contents.read(Source(entry.path, entry.blob), LONGEST_LINK)
        except Unreadable:
            # A link that leads nowhere anyone can know leads nowhere.
            continue
        yield entry.path, os.fsdecode(content)


def resolve_links(links: Mapping[str, str], files: Iterable[str]) -> Mapping[str, str]:
    """Return the links that lead to a file or folder of the snapshot, with its path.

    `links` maps each link to its target as written.
    """
    if not links:
        return {}
    paths = set(files)
    for path in tuple(paths):
        folder = path.rpartition("/")[0]
        while folder and folder not in paths:
            paths.add(folder)
            folder = folder.rpartition("/")[0]
    return links_into(links, paths.__contains__)


def links_into(links: Mapping[str, str], is_there: Callable[[str], object]) -> Mapping[str, str]:
    """Return the links that lead to a file or folder that is there, with its path."""
    targets = ((link, _follow(link, links)) for link in sorted(links))
    return {link: target for link, target in targets if target is not None and is_there(target)}


def _follow(link: str, links: Mapping[str, str]) -> str | None:
    """Return the path a link leads to, or None where it leaves the repository or never ends."""
    pending = link.split("/")[::-1]
    resolved: list[str] = []
    hops = 0
    while pending:
        part = pending.pop()
        if part in ("", "."):
            continue
        if part == "..":
            if not resolved:
                return None
            resolved.pop()
            continue
        resolved.append(part)
        target = links.get("/".join(resolved))
        if target is None:
            continue
        hops += 1
        if target.startswith("/") or hops > MOST_HOPS:
            return None
        resolved.pop()
        pending.extend(target.split("/")[::-1])
    return "/".join(resolved)
