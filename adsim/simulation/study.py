"""What all runs of a scenario share: its variants, their dated changes, and the bounds that hold for every one.

The kernel's common random numbers need one bound on our click rate over all variants and images; it is
found here once, so that a run of one variant alone meets the same shoppers as a whole comparison.
"""

from dataclasses import dataclass

from adsim.market.clicks import appeal
from adsim.scenario import patches
from adsim.scenario.objects import Scenario

Timetable = tuple[tuple[int, Scenario], ...]


@dataclass(frozen=True)
class Study:
    """A scenario ready to run: per variant its timetable (first day from 0, scenario in force)."""

    scenario: Scenario
    timetables: dict[str, Timetable]
    best_appeal: tuple[float, ...]  # by product: the best that our ad is in any variant on any day

    @classmethod
    def of(cls, scenario: Scenario) -> "Study":
        """Resolve all variants and changes of a loaded scenario."""
        tables = {name: patches.in_force(patches.variant(scenario, name)) for name in patches.names(scenario)}
        most = max(len(state.products) for table in tables.values() for _, state in table)
        best = [0.0] * most
        for table in tables.values():
            for _, state in table:
                for i, product in enumerate(state.products):
                    best[i] = max(best[i], appeal(product.image_strength, product.listing_strength))
        return cls(scenario, tables, tuple(best))
