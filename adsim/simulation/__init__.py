"""One run of one variant: `simulate`. The timeline says when, the world says what."""

from adsim.metrics import Results
from adsim.scenario import patches
from adsim.scenario.objects import Scenario
from adsim.simulation.study import Study
from adsim.simulation.timeline import Timeline
from adsim.simulation.world import World

__all__ = ["Results", "Study", "run", "simulate"]


def run(study: Study, variant: str, replication: int) -> Results:
    """Run one variant once. The same study, variant and replication always give the same results."""
    world = World(study, variant, replication)
    Timeline(world, world.scenario.days).run()
    return world.results()


def simulate(scenario: Scenario, variant: str | None = None, replication: int = 0) -> Results:
    """Simulate one run of a loaded scenario and return its results.

    `variant` is one of the scenario's variants (default: the first), `replication` from 0 picks the world
    and the dice. For many runs make the `Study` once and call `run`.
    """
    return run(Study.of(scenario), variant or patches.names(scenario)[0], replication)
