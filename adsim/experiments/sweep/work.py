"""What a design will cost, before it starts: runs, time, memory and disk, and a refusal beyond the limits.

The time is measured: a few of the missing runs, spread over the design, are done first, and kept.
"""

import math
import shutil
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from adsim import simulation
from adsim.errors import WorkLimitError
from adsim.experiments.runs import Count, Failure, Job, Team, recorded
from adsim.results import Store

MOST_HOURS = 24.0
MOST_RUNS = 2_000_000
TIMED_RUNS = 3
_BYTES_A_RUN = 1000  # in memory, with its key
_BYTES_A_RECORD = 700  # some 70 figures and a key
_BYTES_A_FILE = 25_000
_SECONDS_A_FILE = 2.0  # finished runs are put on disk as often as this
_GIGABYTE = 1e9


@dataclass(frozen=True)
class Estimate:
    """`seconds_a_run` on one core, measured; `memory` of the processes on this machine together, in bytes.

    `workers` None: a cluster's, whose number may change.
    """

    points: int
    variants: int
    replications: int
    runs: int
    missing: int
    seconds_a_run: float
    workers: int | None
    memory: float

    @property
    def seconds(self) -> float:
        """How long the missing runs take on free cores; on one, where nobody knows how many there are."""
        return self.missing * self.seconds_a_run / (self.workers or 1)

    @property
    def disk(self) -> float:
        """Bytes of the runs still to be kept, at most."""
        files = min(self.missing, self.seconds / _SECONDS_A_FILE + 1)
        return self.missing * _BYTES_A_RECORD + files * _BYTES_A_FILE

    def refuse_if_too_much(self, folder: Path | None) -> None:
        """Raise `WorkLimitError` where it is beyond the limits on time, the memory there is or the free disk."""
        hours = self.seconds / 3600
        if hours > MOST_HOURS and self.workers is not None:
            raise _refusal(f"about {hours:,.0f} hours", f"{MOST_HOURS:.0f} hours")
        memory = memory_limit()
        if self.memory > memory:
            rule = f"about {self.memory / _GIGABYTE:.1f} GB of memory"
            raise _refusal(rule, f"the {memory / _GIGABYTE:.1f} GB of this machine", "use fewer workers or points")
        free = math.inf if folder is None else free_disk(folder)
        if self.disk > free:
            raise _refusal(f"about {self.disk / _GIGABYTE:.2f} GB of disk", f"the {free / _GIGABYTE:.2f} GB free there")


def refuse_if_too_many(runs: int) -> None:
    """Raise `WorkLimitError` for more runs than a design may have."""
    if runs > MOST_RUNS:
        raise _refusal(f"{runs:,} runs", f"{MOST_RUNS:,} runs")


def _refusal(asked: str, limit: str, mend: str = "use fewer points or replications") -> WorkLimitError:
    return WorkLimitError(f"the design asks for {asked}, the limit is {limit}; {mend}, or go on with --force")


class Timed(NamedTuple):
    """How many runs were done to time them, and the seconds that one takes (0: none was missing)."""

    done: int
    seconds: float


def timed(missing: Sequence[Job], crew: Team, store: Store, workers: int | None) -> Timed:
    """Do a few of the missing runs, the last of them one by one. `workers` None: nobody knows how many."""
    first = {job.variant: job for job in reversed(missing)}
    warming = min(workers or 1, TIMED_RUNS)
    names = list(dict.fromkeys(job.variant for job in missing))
    chosen = [first[name] for name in spread_out(names, warming + TIMED_RUNS)]
    if chosen:
        simulation.compile_kernels()
    # A worker's first run takes longer: it loads what the others find loaded.
    done, seconds = _done(chosen[:warming], crew, store), []
    for job in chosen[warming:]:
        began = time.perf_counter()
        done += _done([job], crew, store)
        seconds.append(time.perf_counter() - began)
    return Timed(done, statistics.median(seconds) if seconds else 0.0)


def _done(jobs: Sequence[Job], crew: Team, store: Store) -> int:
    """Do these; how many came to something."""
    found = recorded(jobs, crew, store, Count(None, len(jobs)))
    return sum(not isinstance(outcome, Failure) for _, outcome in found)


def spread_out(names: Sequence[str], count: int) -> list[str]:
    """So many of the names, evenly from the first to the last."""
    if len(names) <= count:
        return list(names)
    return [names[round(index * (len(names) - 1) / (count - 1))] for index in range(count)]


def memory_in_use() -> float:
    """Bytes that this process holds."""
    import psutil

    return float(psutil.Process().memory_info().rss)


def memory_limit() -> float:
    """Bytes that this machine, or the group of processes it belongs to, may use."""
    from distributed.system import MEMORY_LIMIT

    return float(MEMORY_LIMIT)


def memory_needed(workers: int | None, runs: int) -> float:
    """Bytes of all processes here: each like this one now, and the figures of all runs in this one."""
    processes = 1 + (workers if workers is not None and workers > 1 else 0)
    return memory_in_use() * processes + float(runs) * _BYTES_A_RUN


def free_disk(folder: Path) -> float:
    """Bytes free where the folder is, or will be made."""
    ground = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return float(shutil.disk_usage(ground).free)
