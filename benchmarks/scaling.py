"""What handing out runs costs: overhead at 50 ms runs, two workers against one, the driver's memory, a store's pace."""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import psutil

from adsim.experiments.runs import Count, Job, recorded, run_key, run_record, team
from adsim.metrics import Results
from adsim.results import Store
from benchmarks import kills
from benchmarks.measuring import Figure, at_least, at_most, shown

TITLE = "Handing out runs"
RUN = 0.05
RUNS, LONG = 400, 10_000
ROUNDS = 3


def a_run_of_50_ms(results: Results) -> None:
    """Made on a worker: a run that takes 50 ms and hardly any processor, whatever else the machine does."""
    time.sleep(RUN)


def figures(results: Results) -> tuple[int, float, dict[str, float]]:
    """Made on a worker: a record, with the processor time of its process so far."""
    return os.getpid(), time.process_time(), dict(run_record(results))


def overhead(hands: Any, jobs: list[Job]) -> float:
    """Share of two workers' time in which they had no batch."""
    before, began = hands.__self__.busy, time.perf_counter()
    list(hands(jobs, a_run_of_50_ms))
    return 1 - (hands.__self__.busy - before) / (2 * (time.perf_counter() - began))


def costs(runs: int) -> dict[int, tuple[float, float, float]]:
    """By workers: wall seconds of so many real runs, the workers' and the driver's processor seconds."""
    found = {}
    for workers in (1, 2):
        with team(workers) as hands:
            list(hands(kills.jobs(8), figures))
            own, began = time.process_time(), time.perf_counter()
            made = [out for _, out in hands(kills.jobs(runs), figures)]
            wall, own = time.perf_counter() - began, time.process_time() - own
        by_process: dict[int, list[float]] = {}
        for process, so_far, _ in made:
            by_process.setdefault(process, []).append(so_far)
        # From the first run's end to the last's: one run short of all.
        there = sum((max(times) - min(times)) * len(times) / max(1, len(times) - 1) for times in by_process.values())
        found[workers] = wall, there, own if workers > 1 else 0.0
    return found


def memory(runs: int) -> tuple[float, float]:
    """MiB that the driver holds after a tenth of so many kept runs, and after all of them."""
    study, marks, seen = kills.jobs(1)[0].study, [], 0
    jobs = [Job(study, "b0", world) for world in range(runs)]

    def hands(asked: Sequence[Job], make: object) -> Iterator[tuple[int, Any]]:
        """Runs that take no time: what is left is the driver's own."""
        record = run_record(_any(study))
        yield from ((place, record | {"clicks": place}) for place in range(len(asked)))

    with tempfile.TemporaryDirectory() as room, Store.open(room) as store:
        for _ in recorded(jobs, hands, store, Count(None, runs)):
            seen += 1
            if seen in (runs // 10, runs):
                marks.append(psutil.Process(os.getpid()).memory_info().rss / 2**20)
    return marks[0], marks[1]


def _any(study: object) -> Results:
    from adsim import simulation

    return simulation.run(study, "b0", 0)  # type: ignore[arg-type]


def pace(rows: int = 20_000) -> tuple[float, float, float]:
    """Runs a second that a store keeps and reads back, and bytes a run."""
    jobs = kills.jobs(200)
    with team(1) as hands:
        records = [record for _, (_, _, record) in hands(jobs, figures)]
    with tempfile.TemporaryDirectory() as room:
        with Store.open(room) as store:
            began = time.perf_counter()
            for first in range(0, rows, 1000):
                frame = pd.DataFrame([records[n % len(records)] | {"cost": n} for n in range(first, first + 1000)])
                store.put(frame.assign(key=[f"{n:064x}" for n in range(first, first + 1000)]))
            kept = rows / (time.perf_counter() - began)
        began = time.perf_counter()
        Store.open(Path(room), write=False)
        read = rows / (time.perf_counter() - began)
    with tempfile.TemporaryDirectory() as room, Store.open(room) as store:
        keys = [run_key(*job) for job in jobs]
        store.put(pd.DataFrame(records).assign(key=keys))
        return kept, read, store.size / len(jobs)


def measure(rounds: int = ROUNDS) -> list[Figure]:
    with team(2) as hands:
        jobs = kills.jobs(RUNS)
        list(hands(jobs[:20], figures))
        shares = [overhead(hands, jobs) for _ in range(rounds)]
        began = time.perf_counter()
        batches = 200
        for _ in range(batches):
            list(hands(jobs[:1], figures))
        task = (time.perf_counter() - began) / batches
    took = costs(RUNS)
    early, late = memory(LONG)
    kept, read, size = pace()
    return [
        at_most(f"overhead at runs of 50 ms, 2 workers, {RUNS} runs", 100 * statistics.median(shares), 5, "%"),
        shown("one batch there and back, with one small run", 1000 * task, "ms"),
        at_least("2 workers against 1, wall", took[1][0] / took[2][0], 1.8),
        shown("processor ms of a run, 1 worker", 1000 * took[1][1] / RUNS, "ms"),
        shown("processor ms of a run, 2 workers", 1000 * took[2][1] / RUNS, "ms"),
        shown("processor ms of the driver, a run, 2 workers", 1000 * took[2][2] / RUNS, "ms"),
        at_most(f"driver's memory after {LONG} runs over that after a tenth", late / early, 1.1),
        shown("the driver's memory then", late, "MiB"),
        shown("runs a second that the store keeps", kept, ""),
        shown("runs a second that the store verifies when opened", read, ""),
        shown("bytes a kept run", size, "B"),
    ]
