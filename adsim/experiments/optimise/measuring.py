"""Scenarios measured in the same worlds: what is done is kept in a store, what the store has is not done again.

All states meet the same candidates, shoppers and rivals: one bound on click rates holds for them all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from adsim.experiments.runs import Count, Failure, Job, Team, recorded, run_key
from adsim.experiments.runs.keeping import kept
from adsim.metrics import MICRO, Results
from adsim.results import Store
from adsim.scenario import patches
from adsim.scenario.objects import Scenario
from adsim.simulation import Study

Floats = NDArray[np.float64]

_COLUMNS = ("expected_profit", "profit", "cost")


@dataclass(frozen=True)
class Sample:
    """Figures of one scenario by world, currency units: `expected` and realised `profit`, and `cost`."""

    expected: Floats
    profit: Floats
    cost: Floats


class Worlds:
    """The worlds of a scenario's seed, and who runs them. `failures` are the runs that failed each time."""

    def __init__(self, scenario: Scenario, bound: tuple[float, ...], team: Team, store: Store, count: Count) -> None:
        self._scenario, self._bound, self._team, self._store, self._count = scenario, bound, team, store, count
        self.failures: list[Failure] = []

    def to_come(self, runs: int) -> None:
        """Say that no more than so many runs are still to be done."""
        self._count.to_come(runs)

    def study(self, states: Mapping[str, Scenario]) -> Study:
        """The study of these states by name, under the bound of all."""
        tables = {name: patches.in_force(state) for name, state in states.items()}
        return replace(Study.over(self._scenario, tables), best_appeal=self._bound)

    def figures(self, study: Study, names: Sequence[str], worlds: range) -> dict[str, Sample]:
        """What these states did in these worlds; those with a failed run are left out."""
        jobs = {name: [Job(study, name, world) for world in worlds] for name in names}
        missing = [job for several in jobs.values() for job in several if run_key(*job) not in self._store]
        for _, found in recorded(missing, self._team, self._store, self._count):
            if isinstance(found, Failure):
                self.failures.append(found)
        failed = {name for name, several in jobs.items() for job in several if run_key(*job) not in self._store}
        return {name: self._sample(several) for name, several in jobs.items() if name not in failed}

    def _sample(self, jobs: Sequence[Job]) -> Sample:
        frame = self._store.read([run_key(*job) for job in jobs], _COLUMNS)
        expected, profit, cost = (frame[name].to_numpy(dtype=np.float64) for name in _COLUMNS)
        return Sample(expected, profit / MICRO, cost / MICRO)

    def whole(self, study: Study, names: Sequence[str], worlds: range) -> dict[str, list[Results]]:
        """Everything that these states did in these worlds, in their order; those with a failed run are left out."""
        jobs = [Job(study, name, world) for name in names for world in worlds]
        found: dict[int, Results] = {}
        for place, outcome in kept(jobs, self._team, self._store):
            if isinstance(outcome, Failure):
                self.failures.append(outcome)
            else:
                found[place] = outcome
            self._count.add(1, failed=int(isinstance(outcome, Failure)))
        starts = {name: index * len(worlds) for index, name in enumerate(names)}
        places = {name: range(start, start + len(worlds)) for name, start in starts.items()}
        return {name: [found[place] for place in here] for name, here in places.items() if all(map(found.get, here))}
