"""Symbolic links, followed by name only: no link leads out of the repository or in a circle."""

from collections.abc import Iterable, Mapping

MOST_HOPS = 40


def resolve_links(links: Mapping[str, str], files: Iterable[str]) -> Mapping[str, str]:
    """Return the links that lead to a file or folder of the snapshot, with its path.

    `links` maps each link to its target as written.
    """
    if not links:
        return {}
    there = set(files)
    for path in tuple(there):
        folder = path.rpartition("/")[0]
        while folder and folder not in there:
            there.add(folder)
            folder = folder.rpartition("/")[0]
    found = ((link, _follow(link, links)) for link in sorted(links))
    return {link: target for link, target in found if target is not None and target in there}


def _follow(link: str, links: Mapping[str, str]) -> str | None:
    """Return the path a link leads to, or None where it leaves the repository or never ends."""
    left = link.split("/")[::-1]
    here: list[str] = []
    hops = 0
    while left:
        part = left.pop()
        if part in ("", "."):
            continue
        if part == "..":
            if not here:
                return None
            here.pop()
            continue
        here.append(part)
        target = links.get("/".join(here))
        if target is None:
            continue
        hops += 1
        if target.startswith("/") or hops > MOST_HOPS:
            return None
        here.pop()
        left.extend(target.split("/")[::-1])
    return "/".join(here)
