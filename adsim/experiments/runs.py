"""Which runs there are, how much work they are, and where they are done: here or on local worker processes.

A run is (study, variant, replication); its results depend on nothing else, so the number of workers
and the way runs are batched change no figure.
"""

import logging
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import groupby
from multiprocessing import resource_tracker
from types import FrameType
from typing import Any, NamedTuple

from adsim import simulation
from adsim.errors import WorkLimitError
from adsim.metrics import Results
from adsim.platforms import platform
from adsim.scenario.objects import CLASSES, Scenario
from adsim.simulation import Study

Progress = Callable[[int, int], None]

# Beyond this a laptop is busy for hours or out of memory; --force goes on.
MOST_CELLS = 200_000
MOST_CELL_DAYS = 4e9
MOST_CLICKS = 2e10
_RUNS_A_BATCH = 8
_ENDINGS = (signal.SIGINT, signal.SIGTERM)


class Job(NamedTuple):
    """One run to be done."""

    study: Study
    variant: str
    replication: int


Execute = Callable[[Sequence[Job]], Iterator[list[Results]]]


class Count:
    """Runs done of those wanted, told to a `Progress` as they come; on the way fewer may turn out to be wanted."""

    def __init__(self, progress: Progress | None, wanted: int) -> None:
        self._progress = progress or (lambda done, of: None)
        self._done, self._wanted = 0, wanted
        self._progress(0, wanted)

    def add(self, runs: int) -> None:
        """So many more are done."""
        self._done += runs
        self._progress(self._done, self._wanted)

    def to_come(self, runs: int) -> None:
        """No more than so many are still to be done."""
        self._wanted = min(self._wanted, self._done + runs)


def finished(jobs: Sequence[Job], execute: Execute, count: Count) -> Iterator[tuple[Job, Results]]:
    """Do the jobs; give each with its results, in their order."""
    waiting = iter(jobs)
    for batch in execute(jobs):
        yield from ((next(waiting), run) for run in batch)
        count.add(len(batch))


@dataclass(frozen=True)
class Work:
    """What is asked for, estimated before anything runs."""

    runs: int
    cells: int
    cell_days: float
    clicks: float  # of all advertisers, over all runs

    def __add__(self, other: "Work") -> "Work":
        cells = max(self.cells, other.cells)
        return Work(self.runs + other.runs, cells, self.cell_days + other.cell_days, self.clicks + other.clicks)

    def refuse_if_too_much(self) -> None:
        """Raise `WorkLimitError` where the work is beyond the limits."""
        for what, value, most in (
            ("cells (keywords × devices × audiences)", self.cells, MOST_CELLS),
            ("cells × days × runs", self.cell_days, MOST_CELL_DAYS),
            ("clicks over all runs", self.clicks, MOST_CLICKS),
        ):
            if value > most:
                raise WorkLimitError(
                    f"the scenario asks for about {value:,.0f} {what}, the limit is {most:,.0f}; "
                    "use fewer keywords, days or replications, or go on with --force"
                )


def _demand(scenario: Scenario) -> list[tuple[int, float, float]]:
    """(keywords, searches a day at today's level, click rate) by class or listed row."""
    level = scenario.market.demand.level
    if scenario.listed:
        return [(1, row.searches * level.of(row.klass), row.ctr or row.observed_ctr or 0.0) for row in scenario.listed]
    made = ((name, getattr(scenario.keywords, name)) for name in CLASSES)
    return [(part.count, part.searches * level.of(name), part.ctr) for name, part in made if part is not None]


def _clicks_a_day(scenario: Scenario) -> float:
    """Expected clicks of all advertisers on a mean day, from the stated volumes and click rates."""
    looks = sum(
        device.share * sum(device.examination or platform(scenario.platform).layout(which).examination)
        for which, device in scenario.market.devices.items()
    )
    return sum(searches * min(rate * looks, 5.0) for _, searches, rate in _demand(scenario))


def estimate(study: Study, variants: Sequence[str], replications: int) -> Work:
    """Estimate the work of these variants × replications over all their days, dated changes included."""
    cells, cell_days, clicks = 0, 0.0, 0.0
    for name in variants:
        timetable = study.timetables[name]
        scenario = timetable[0][1]
        here = sum(count for count, _, _ in _demand(scenario))
        here *= len(scenario.market.devices) * len(scenario.market.audiences)
        cells = max(cells, here)
        cell_days += float(here) * scenario.days * replications
        ends = [*(first for first, _ in timetable[1:]), scenario.days]
        for (first, state), end in zip(timetable, ends, strict=True):
            clicks += _clicks_a_day(state) * (end - first) * replications
    return Work(len(variants) * replications, cells, cell_days, clicks)


def _batch(study: Study, keys: Sequence[tuple[str, int]]) -> list[Results]:
    return [simulation.run(study, variant, replication) for variant, replication in keys]


def _packed_batch(study: Study, keys: Sequence[tuple[str, int]]) -> bytes:
    """A batch as one piece: Dask would send each of its thousand small arrays as a frame of its own."""
    return pickle.dumps(_batch(study, keys), protocol=pickle.HIGHEST_PROTOCOL)


def _batches(jobs: Sequence[Job]) -> Iterator[tuple[Study, list[tuple[str, int]]]]:
    """The jobs in pieces, each of one study."""
    for _, together in groupby(jobs, key=lambda job: id(job.study)):
        same = list(together)
        for first in range(0, len(same), _RUNS_A_BATCH):
            piece = same[first : first + _RUNS_A_BATCH]
            yield piece[0].study, [(job.variant, job.replication) for job in piece]


@contextmanager
def executor(workers: int) -> Iterator[Execute]:
    """Give a function that does jobs and yields their results, batch by batch, in the order asked.

    One worker works in this process. More are local Dask worker processes, on the loopback only; the
    kernels are compiled here before they begin, so that no two processes compile the same.
    """
    if workers == 1:
        yield lambda jobs: (_batch(study, keys) for study, keys in _batches(jobs))
        return
    with _cluster(workers) as client:
        yield _on_workers(client)


def _on_workers(client: Any) -> Execute:
    """Jobs handed to the workers at once, so that they work on while the results of earlier ones are read."""
    shared: dict[int, tuple[Study, Any]] = {}

    def there(study: Study) -> Any:
        # Kept with its study: an id belongs to one study as long as that lives.
        if id(study) not in shared:
            shared[id(study)] = study, client.scatter(study, broadcast=True)
        return shared[id(study)][1]

    def on_workers(jobs: Sequence[Job]) -> Iterator[list[Results]]:
        parts = _batches(jobs)
        futures = deque(client.submit(_packed_batch, there(study), keys, pure=False) for study, keys in parts)

        def results() -> Iterator[list[Results]]:
            while futures:
                # Taken out of the queue, so that the worker lets go of it too.
                yield pickle.loads(futures.popleft().result())

        return results()

    return on_workers


@contextmanager
def _cluster(workers: int) -> Iterator[Any]:
    """Worker processes, ready to work. They are sent home in the background, while others already go on."""
    import dask
    from distributed import Client, LocalCluster

    _wait_for_those_leaving()
    quiet = {
        "distributed.worker.memory.target": False,
        "distributed.worker.memory.spill": False,
        "distributed.worker.profile.enabled": False,
        "distributed.scheduler.work-stealing": False,
        "distributed.admin.tick.interval": "200ms",
        "distributed.admin.tick.limit": "30s",
        "distributed.admin.system-monitor.interval": "5s",
    }
    with ExitStack() as open_until_done:
        open_until_done.enter_context(dask.config.set(quiet))
        open_until_done.enter_context(_silenced("asyncio"))
        with _interrupts_held_back(), ThreadPoolExecutor(1) as beside:
            compiled = beside.submit(simulation.compile_kernels)
            cluster = LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1",
                scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                silence_logs=logging.CRITICAL + 1,
            )  # fmt: skip
            # Called back, not entered: they may be closed by another thread than this.
            open_until_done.callback(cluster.close)
            client = Client(cluster, set_as_default=False)  # type: ignore[no-untyped-call]
            open_until_done.callback(client.close)
            compiled.result()
        yield client
        _leaving.append(threading.Thread(target=open_until_done.pop_all().close))
        _leaving[-1].start()


# Until Python ends, at the latest: it waits for its threads.
_leaving: list[threading.Thread] = []


def _wait_for_those_leaving() -> None:
    while _leaving:
        _leaving.pop().join()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Hold Ctrl-C and termination back until what has begun stands whole; then they act.

    Processes begun meanwhile never hear Ctrl-C: this one hears it and ends them in good order.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[tuple[int, FrameType | None]] = []
    usual = {number: signal.signal(number, lambda *call: heard.append(call)) for number in _ENDINGS}
    if hasattr(signal, "pthread_sigmask"):  # not on Windows
        # Begun later, the tracker would let Ctrl-C through to the process that is begun with it.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        for number, handler in usual.items():
            signal.signal(number, handler)
        if heard:
            signal.raise_signal(heard[0][0])


@contextmanager
def _silenced(name: str) -> Iterator[None]:
    """No log lines meanwhile: what fails comes back as an exception, all else is the noise of closing down."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)
