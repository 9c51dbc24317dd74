"""History that a rule needs and that is missing: KV007."""

from collections.abc import Collection, Iterable, Iterator

from kavro_lint.model import Blindness, Finding, Location

RULES = ("KV007",)

SHOWN = 12


def findings(blind: Iterable[Blindness], on: Collection[str], place: Location) -> Iterator[Finding]:
    """Yield one finding for each reason that takes a rule away which is on.

    `on` are the rules that are reported and not off; `place` is the blueprint.
    """
    for each in blind:
        needed = sorted(each.rules.intersection(on))
        if needed:
            names = ", ".join(needed)
            what = "nothing could be compared" if len(needed) > SHOWN else f"not judged: {names}"
            yield Finding(
                rule="KV007",
                message=f"{each.reason}; {what}",
                location=place,
                fix=each.remedy,
                atoms=frozenset({("history", each.reason)}),
                contract=place,
            )
