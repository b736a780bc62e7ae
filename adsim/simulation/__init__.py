"""One run of one variant: `simulate`, or `diary` in full detail. The timeline says when, the world says what."""

import numpy as np

from adsim.market.auction import Auction
from adsim.metrics import Results
from adsim.scenario import patches
from adsim.scenario.objects import Scenario
from adsim.simulation.diary import Diary, diary
from adsim.simulation.study import Study
from adsim.simulation.timeline import Timeline
from adsim.simulation.world import World

__all__ = ["Diary", "Results", "Study", "compile_kernels", "diary", "run", "simulate"]


def run(study: Study, variant: str, replication: int) -> Results:
    """Run one variant once. The same study, variant and replication always give the same results."""
    world = World(study, variant, replication)
    Timeline(world, world.scenario.days).run()
    return world.results()


def simulate(scenario: Scenario, variant: str | None = None, replication: int = 0) -> Results:
    """Simulate one run of a loaded scenario and return its results.

    `variant` is one of the scenario's variants (default: the first), `replication` from 0 picks the world
    and the dice. For many runs make the `Study` once and call `run`. Raises `InputError` for an unknown variant.
    """
    study, name = Study.of(scenario), variant or patches.names(scenario)[0]
    if name not in study.timetables:
        patches.variant(scenario, name)  # refuses it by name
    return run(study, name, replication)


def compile_kernels() -> None:
    """Compile the kernels, or load them from numba's cache, by a day of one keyword and two ads."""
    one, rate = np.ones(1, np.int64), np.full(1, 0.5)
    auction = Auction(np.array([0, 2]), np.array([0, 1]), np.full(2, 0.5), one, rate, one, np.ones((1, 1)), 2, 1, 1)
    auction.rank(np.full(2, 10), np.ones(2, np.int64))
    auction.start_day(0, 0, 0, rate, np.full(24, 1 / 24), np.full(2, 10))
    auction.advance(24)
    auction.end_day()
