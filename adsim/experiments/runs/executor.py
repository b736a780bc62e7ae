"""Jobs done by whoever works, and given back in the order asked."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from adsim.experiments.runs.count import Count
from adsim.experiments.runs.crew import Cluster
from adsim.experiments.runs.execution import team
from adsim.experiments.runs.job import Failure, Job
from adsim.experiments.runs.keeping import kept
from adsim.metrics import Results
from adsim.results import Store

# Gives each job's place among those asked with its results, as they come.
Execute = Callable[[Sequence[Job]], Iterator[tuple[int, Results | Failure]]]


@contextmanager
def executor(
    workers: int, cluster: Cluster | None = None, memory: int | None = None, store: Store | None = None
) -> Iterator[Execute]:
    """Give a function that does jobs: in this process, by local worker processes (more than one) or by a cluster.

    With a store, what it has is not done again, and what ends is kept within seconds.
    """
    with team(workers, cluster, memory, store) as at_work:
        if store is None:
            yield lambda jobs: at_work(jobs, _itself)
        else:
            yield lambda jobs: kept(jobs, at_work, store)


def in_process(jobs: Sequence[Job]) -> Iterator[tuple[int, Results | Failure]]:
    """Do jobs in this process, and keep nothing."""
    with executor(1) as execute:
        yield from execute(jobs)


def _itself(results: Results) -> Results:
    return results


def finished(jobs: Sequence[Job], execute: Execute, count: Count) -> Iterator[tuple[Job, Results | Failure]]:
    """Do the jobs; give each with what came of it, in their order."""
    ahead: dict[int, Results | Failure] = {}
    turn = 0
    for place, outcome in execute(jobs):
        ahead[place] = outcome
        count.add(1, failed=int(isinstance(outcome, Failure)))
        while turn in ahead:
            yield jobs[turn], ahead.pop(turn)
            turn += 1
