"""Scenarios measured in the same worlds: what is done is kept in a store, what the store has is not done again.

All states meet the same candidates, shoppers and rivals: one bound on click rates holds for them all.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from adsim.experiments.runs import Count, Failure, Job, Team, recorded, run_key, whole_worlds
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

    def figures(self, study: Study, names: Sequence[str], worlds: Sequence[int]) -> dict[str, Sample]:
        """What these states did in these worlds; those with a failed run are left out."""
        failed = {failure.variant for failure in self._run(study, names, worlds)}
        return {name: self._sample(study, name, worlds) for name in names if name not in failed}

    def shared(
        self, study: Study, names: Sequence[str], worlds: Sequence[int], stay: Collection[str]
    ) -> tuple[dict[str, Sample], list[int]]:
        """What these states did, and in which of these worlds: those in which none of them failed.

        Who fails in more than a fifth of the worlds is left out, but for those who `stay`: then raises
        `RunsFailedError`.
        """
        failures = self._run(study, names, worlds)
        left = whole_worlds(names, worlds, failures, may_go=[name for name in names if name not in stay])
        return {name: self._sample(study, name, left.worlds) for name in left.names}, left.worlds

    def _run(self, study: Study, names: Sequence[str], worlds: Sequence[int]) -> list[Failure]:
        """Do what is missing; what failed."""
        jobs = [Job(study, name, world) for name in names for world in worlds]
        missing = [job for job in jobs if run_key(*job) not in self._store]
        found = recorded(missing, self._team, self._store, self._count)
        failures = [outcome for _, outcome in found if isinstance(outcome, Failure)]
        self.failures += failures
        return failures

    def _sample(self, study: Study, name: str, worlds: Sequence[int]) -> Sample:
        frame = self._store.read([run_key(study, name, world) for world in worlds], _COLUMNS)
        expected, profit, cost = (frame[name].to_numpy(dtype=np.float64) for name in _COLUMNS)
        return Sample(expected, profit / MICRO, cost / MICRO)

    def whole(
        self, study: Study, names: Sequence[str], worlds: Sequence[int], stay: Collection[str]
    ) -> dict[str, list[Results]]:
        """Everything that these states did, as `shared` tells it: in the worlds, in their order, that all have."""
        jobs = [Job(study, name, world) for name in names for world in worlds]
        found: dict[tuple[str, int], Results] = {}
        failures = []
        for place, outcome in kept(jobs, self._team, self._store):
            if isinstance(outcome, Failure):
                failures.append(outcome)
            else:
                found[jobs[place].variant, jobs[place].replication] = outcome
            self._count.add(1, failed=int(isinstance(outcome, Failure)))
        self.failures += failures
        left = whole_worlds(names, worlds, failures, may_go=[name for name in names if name not in stay])
        return {name: [found[name, world] for world in left.worlds] for name in left.names}
