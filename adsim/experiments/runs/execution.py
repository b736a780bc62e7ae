"""Jobs handed out in batches, and what comes back: results, or a failure after the second try.

One batch a worker is under way at a time, so that a worker which dies takes down no run but those it was doing.
These are done again one by one, and what kills its worker then is set aside. How runs are cut into batches, who does
them and when they come back changes no figure: a run depends on its job alone.
"""

import pickle
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

from adsim.experiments.runs import batch as batches
from adsim.experiments.runs.batch import Batch, Make, Piece, Trouble
from adsim.experiments.runs.crew import Cluster, Crew, cluster_crew, local_crew
from adsim.experiments.runs.job import TRIES, Failure, Job, engine, run_key
from adsim.results import Store
from adsim.results.begun import Begun

# Gives each job's place among those asked, as they come back, with what `make` made of it or a `Failure`.
Team = Callable[[Sequence[Job], Make], Iterator[tuple[int, Any]]]

SECONDS_A_BATCH = 2.0  # long against the some 10 ms that handing out a batch takes, short against a person's patience
_LEAST_SECONDS = 0.25  # not even at the end are batches shorter: nobody waits longer for the last
_SECONDS_A_HAND = 0.04  # longer where many work: docs/explanation/scaling.md
MOST_A_BATCH = 4096
_MOST_BYTES = 4_000_000
_PATIENCE = 1.0


@contextmanager
def team(
    workers: int, cluster: Cluster | None = None, memory: int | None = None, store: Store | None = None
) -> Iterator[Team]:
    """Who works: this process (one worker), local worker processes, or a cluster.

    `memory`: bytes that each local worker process may take, by default its share of 80 % of the machine's. A `store`
    remembers in which run this process died, where it did: in which it died twice is not tried here again.
    """
    if cluster is not None:
        with cluster_crew(cluster) as crew:
            yield Desk(crew).work
    elif workers == 1:
        yield partial(_here, begun=None if store is None else store.begun)
    else:
        with local_crew(workers, memory) as crew:
            yield Desk(crew).work


_DEADLY = Trouble(
    "an unknown place", "the command died while doing it; --workers 2 tries it again in a process of its own"
)


def _here(jobs: Sequence[Job], make: Make, begun: Begun | None = None) -> Iterator[tuple[int, Any]]:
    for place, job in enumerate(jobs):
        outcome = _tried_here(job, make, begun)
        yield place, _failure(job, outcome, TRIES) if isinstance(outcome, Trouble) else outcome


def _tried_here(job: Job, make: Make, begun: Begun | None) -> Any:
    key = run_key(*job) if begun else ""
    if begun and begun.deaths(key) >= TRIES:
        return _DEADLY
    for _ in range(TRIES):
        with begun.running(key) if begun else nullcontext():
            outcome = batches.tried(*job, make)
        if not isinstance(outcome, Trouble):
            break
    return outcome


def _failure(job: Job, trouble: Trouble, tries: int) -> Failure:
    return Failure(job.variant, job.replication, job.study.scenario.seed, *trouble, tries)


class Desk:
    """Hands batches to a crew."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self.busy = 0.0  # seconds that workers have spent on batches
        self._seconds: float | None = None  # a run takes, as last measured
        self._pieces: dict[tuple[int, str], tuple[Any, Piece]] = {}

    def work(self, jobs: Sequence[Job], make: Make) -> Iterator[tuple[int, Any]]:
        """Do the jobs, each once or, where it fails, twice."""
        # By variant, so that a batch carries few; which job is which is told by its place.
        waiting = deque(sorted(range(len(jobs)), key=lambda place: (id(jobs[place].study), jobs[place].variant)))
        again: deque[int] = deque()
        tries: dict[int, int] = {}
        under_way: dict[Any, list[int]] = {}
        back: SimpleQueue[Any] = SimpleQueue()
        try:
            while waiting or again or under_way:
                while (waiting or again) and len(under_way) < self._crew.hands:
                    places = [again.popleft()] if again else self._next(jobs, waiting)
                    future = self._hand_out([jobs[place] for place in places], make)
                    under_way[future] = places
                    future.add_done_callback(back.put)
                try:
                    future = back.get(timeout=_PATIENCE)
                except Empty:
                    _ = self._crew.hands  # or it is said that the scheduler is gone
                    continue
                places = under_way.pop(future)
                for place, outcome in zip(places, self._outcomes(future, len(places)), strict=True):
                    if not isinstance(outcome, Trouble):
                        yield place, outcome
                        continue
                    tries[place] = tries.get(place, 0) + 1
                    if tries[place] < TRIES:
                        again.append(place)
                    else:
                        yield place, _failure(jobs[place], outcome, TRIES)
        finally:
            for future in under_way:
                future.cancel()

    def _next(self, jobs: Sequence[Job], waiting: deque[int]) -> list[int]:
        """As many as take a second or so, and few enough that all workers end together."""
        fair = -(-len(waiting) // (2 * self._crew.hands))
        wanted: float = 1
        if self._seconds is not None:
            run = max(self._seconds, 1e-6)
            seconds = max(SECONDS_A_BATCH, _SECONDS_A_HAND * self._crew.hands)
            wanted, fair = seconds / run, max(fair, round(_LEAST_SECONDS / run))
        places, size = [waiting.popleft()], 0
        while waiting and len(places) < min(wanted, fair, MOST_A_BATCH) and size < _MOST_BYTES:
            last, job = jobs[places[-1]], jobs[waiting[0]]
            if (id(last.study), last.variant) != (id(job.study), job.variant):
                size += len(self._piece(last).study)
            places.append(waiting.popleft())
        return places

    def _piece(self, job: Job) -> Piece:
        of = id(job.study), job.variant
        if of not in self._pieces:
            if len(self._pieces) >= 256:
                del self._pieces[next(iter(self._pieces))]
            # Kept with its study: an id belongs to one study as long as that lives.
            self._pieces[of] = job.study, batches.piece(job.study, job.variant)
        return self._pieces[of][1]

    def _hand_out(self, jobs: Sequence[Job], make: Make) -> Any:
        pieces: list[Piece] = []
        for job in jobs:
            one = self._piece(job)
            if pieces and pieces[-1].digest == one.digest:
                one = pieces.pop()
            pieces.append(one._replace(replications=(*one.replications, job.replication)))
        return self._crew.client.submit(batches.do, pieces, make, engine(), self._crew.safety, pure=False)

    def _outcomes(self, future: Any, runs: int) -> list[Any]:
        """What each run of a batch came to; where the worker died, the trouble is that of every run it had."""
        from distributed.client import FutureCancelledError
        from distributed.scheduler import KilledWorker

        self._crew.check()
        try:
            done: Batch = pickle.loads(future.result(timeout=60))
        except KilledWorker as died:
            return [self._death(died.last_worker.address)] * runs
        except (FutureCancelledError, OSError, TimeoutError) as error:
            raise self._crew.gone() from error
        self.busy += done.seconds
        self._seconds = done.seconds / runs if self._seconds is None else (self._seconds + done.seconds / runs) / 2
        return done.outcomes

    def _death(self, address: str) -> Trouble:
        self._crew.look_again()
        safety = self._crew.safety
        told = batches.crash(safety.crashes, address) if safety else None
        return told or Trouble("an unknown place", "its worker process was killed, from outside or for its memory")
