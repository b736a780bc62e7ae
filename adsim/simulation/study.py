"""What all runs of a scenario share: its variants, their dated changes, and the bounds that hold for every one.

The kernel's common random numbers need one bound on click rates over all variants, images and groups of rivals; it is
found here once, so that a run of one variant alone meets the same shoppers as a whole comparison. It covers every arm
of a product test and all that follow-ups may make of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from adsim.market.clicks import appeal
from adsim.scenario import arms, patches
from adsim.scenario.objects import Scenario
from adsim.simulation.rival_groups import Reaches, reaches

Timetable = tuple[tuple[int, Scenario], ...]
Arms = tuple[Scenario, ...]


@dataclass(frozen=True)
class Study:
    """A scenario ready to run: per variant its timetable (first day from 0, scenario in force)."""

    scenario: Scenario
    timetables: dict[str, Timetable]
    best_appeal: tuple[float, ...]  # by product: the best that our ad is in any variant on any day in any arm
    arms: dict[str, tuple[Arms, ...]]  # by variant, for each line of its timetable: the scenario as each arm has it
    tested: tuple[Scenario, ...]  # one of each kind of product test among the variants
    rival_groups: Reaches  # what groups of rivals are in any variant

    @classmethod
    def of(cls, scenario: Scenario) -> "Study":
        """Resolve all variants, changes and arms of a loaded scenario."""
        names = patches.names(scenario)
        return cls.over(scenario, {name: patches.in_force(patches.variant(scenario, name)) for name in names})

    @classmethod
    def over(cls, scenario: Scenario, tables: dict[str, Timetable]) -> "Study":
        """The study of these timetables by name, all under one bound; `scenario` is what they are variants of."""
        branches = {name: tuple(arms.arms(state) for _, state in table) for name, table in tables.items()}
        most = max(len(state.products) for table in tables.values() for _, state in table)
        best = [0.0] * most
        for states in branches.values():
            for branch in states:
                for state in branch:
                    for i, reached in enumerate(_best(state)):
                        best[i] = max(best[i], reached)
        kinds = {(len(state.test.arms), state.test.effect_spread): state
                 for ((_, state), *_) in tables.values() if state.test is not None}  # fmt: skip
        groups = reaches(state for table in tables.values() for _, state in table)
        return cls(scenario, tables, tuple(best), branches, tuple(kinds.values()), groups)


def _best(arm: Scenario) -> Iterator[float]:
    """The best appeal of each product of an arm, as it is and as any follow-up may make it."""
    test = arm.test
    for index, product in enumerate(arm.products):
        image, listing = product.image_strength, product.listing_strength
        if test and index in arms.tested(test):
            # Follow-ups mix: the best image may come to stand under the best title.
            for step in arms.steps(test):
                image = max(image, step.sets.get("image_strength", image))
                listing = max(listing, step.sets.get("listing_strength", listing))
        yield appeal(image, listing)
