"""When things happen: the SimPy processes of one run. The only home of simpy.

Simulated time is in hours. Midnight closes a day and opens the next; between two control events the
world advances in one call. A product test is read in the evening, after its day is closed and before the next is
opened. What happens then is the world's affair.
"""

from collections.abc import Generator

import simpy

from adsim.simulation.world import World


class Timeline:
    """The control events of one run."""

    def __init__(self, world: World, days: int) -> None:
        self._world = world
        self._days = days
        self._env = simpy.Environment()

    def run(self) -> None:
        """Run the world from its first midnight to the end of its last day."""
        self._env.process(self._midnights())
        self._env.run()

    def _midnights(self) -> Generator[simpy.Event, None, None]:
        for _ in range(self._days):
            self._world.open_day()
            for hour in self._world.hours_of_decision:
                yield self._env.process(self._decision(hour))
            yield self._env.timeout(24 - self._env.now % 24)
            self._world.advance(24)
            self._world.close_day()
            if self._world.watched:
                yield self._env.process(self._evening())

    def _evening(self) -> Generator[simpy.Event, None, None]:
        """The end of a day on which a product test is read, or a new listing judged."""
        yield self._env.timeout(0)
        self._world.evening()

    def _decision(self, hour: int) -> Generator[simpy.Event, None, None]:
        yield self._env.timeout(hour - self._env.now % 24)
        self._world.advance(hour)
        self._world.decide(hour)
