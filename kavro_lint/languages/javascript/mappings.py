"""`paths` of a tsconfig: the entry that TypeScript takes for a specifier."""

from kavro_lint.languages.javascript.configs import Config
from kavro_lint.languages.javascript.tsconfig_options import Pattern


def best_of(config: Config, specifier: str) -> tuple[Pattern, str] | None:
    """Return the entry of `paths` that TypeScript takes, and what its `*` stands for."""
    best: tuple[int, Pattern, str] | None = None
    for pattern in config.patterns:
        before, wild, after = pattern.key.partition("*")
        if not wild:
            if specifier == pattern.key:
                return pattern, ""
            continue
        fits = specifier.startswith(before) and specifier.endswith(after)
        if fits and len(specifier) >= len(before) + len(after):
            star = specifier[len(before) : len(specifier) - len(after)]
            if best is None or len(before) > best[0]:
                best = (len(before), pattern, star)
    return (best[1], best[2]) if best is not None else None


def is_alias(matched: list[tuple[Pattern, str]]) -> bool:
    """Whether an entry of `paths` means files of the repository, and not just any package."""
    return any(
        pattern.key != "*" and pattern.targets and not _installed(pattern) for pattern, _ in matched
    )


def _installed(pattern: Pattern) -> bool:
    return any("node_modules/" in target for target in pattern.targets)
