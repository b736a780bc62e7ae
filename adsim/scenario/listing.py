"""The keywords of a scenario one by one: their names, and listed rows as a key for what is worked out of them once.

Listed rows may be many thousands, are the same in all variants of a scenario and never change; whatever takes
a walk through all of them takes it once. Generated keywords are named after their class and rank in it.
"""

from functools import lru_cache

from adsim.scenario.objects import CLASSES, KeywordRow, Scenario


class Listing:
    """Listed keywords, equal only to themselves."""

    def __init__(self, rows: tuple[KeywordRow, ...]) -> None:
        self.rows = rows

    def __hash__(self) -> int:
        return id(self.rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Listing) and other.rows is self.rows


def keyword_names(scenario: Scenario) -> tuple[str, ...]:
    """The keywords' names in the order of all keyword arrays."""
    if scenario.listed:
        return _listed_names(Listing(scenario.listed))
    counts = ((name, getattr(scenario.keywords, name)) for name in CLASSES)
    return _generated_names(tuple((name, part.count) for name, part in counts if part is not None))


@lru_cache(maxsize=2)
def _listed_names(listing: Listing) -> tuple[str, ...]:
    return tuple(row.keyword for row in listing.rows)


@lru_cache(maxsize=4)
def _generated_names(counts: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    return tuple(f"{name}-{rank:0{len(str(count))}d}" for name, count in counts for rank in range(1, count + 1))
