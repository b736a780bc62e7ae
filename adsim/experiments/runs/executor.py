"""Jobs done by whoever works, and given back in the order asked."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from adsim.experiments.runs.count import Count
from adsim.experiments.runs.crew import Cluster
from adsim.experiments.runs.execution import team
from adsim.experiments.runs.job import Failure, Job, RunsFailedError
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
    with team(workers, cluster, memory) as at_work:
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


def finished(jobs: Sequence[Job], execute: Execute, count: Count) -> Iterator[tuple[Job, Results]]:
    """Do the jobs; give each with its results, in their order.

    Raises `RunsFailedError` after the last, where some failed: what is given then is not all that was asked.
    """
    ahead: dict[int, Results] = {}
    failures: dict[int, Failure] = {}
    turn = 0
    for place, outcome in execute(jobs):
        if isinstance(outcome, Failure):
            failures[place] = outcome
        else:
            ahead[place] = outcome
        count.add(1, failed=int(place in failures))
        while turn in ahead or turn in failures:
            if turn in ahead:
                yield jobs[turn], ahead.pop(turn)
            turn += 1
    if failures:
        raise RunsFailedError([failures[place] for place in sorted(failures)], len(jobs))
