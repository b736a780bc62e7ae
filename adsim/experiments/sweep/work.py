"""What a sweep will cost, before it starts: runs, time, memory and disk, and a refusal beyond the limits.

The time is measured: a few of the missing runs are done and timed first, spread over the design.
"""

import math
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from adsim.errors import WorkLimitError

MOST_HOURS = 24.0
MOST_RUNS = 2_000_000
TIMED_RUNS = 3
_BYTES_A_VALUE = 8
_BYTES_A_KEY = 64
_GIGABYTE = 1e9


@dataclass(frozen=True)
class Estimate:
    """`seconds_a_run` on one core, measured; `memory` of all processes together and `disk` in bytes."""

    points: int
    variants: int
    replications: int
    runs: int
    missing: int
    seconds_a_run: float
    workers: int
    memory: float
    disk: float

    @property
    def seconds(self) -> float:
        """How long the missing runs take on free cores."""
        return self.missing * self.seconds_a_run / self.workers

    def refuse_if_too_much(self, folder: Path | None) -> None:
        """Raise `WorkLimitError` where it is beyond the limits on time, the memory there is or the free disk."""
        hours = self.seconds / 3600
        if hours > MOST_HOURS:
            raise _refusal(f"about {hours:,.0f} hours", f"{MOST_HOURS:.0f} hours")
        memory = memory_limit()
        if self.memory > memory:
            rule = f"about {self.memory / _GIGABYTE:.1f} GB of memory"
            raise _refusal(rule, f"the {memory / _GIGABYTE:.1f} GB of this machine", "use fewer workers or points")
        free = math.inf if folder is None else free_disk(folder)
        if self.disk > free:
            raise _refusal(f"about {self.disk / _GIGABYTE:.2f} GB of disk", f"the {free / _GIGABYTE:.2f} GB free there")


def refuse_if_too_many(runs: int) -> None:
    """Raise `WorkLimitError` for more runs than a sweep may have."""
    if runs > MOST_RUNS:
        raise _refusal(f"{runs:,} runs", f"{MOST_RUNS:,} runs")


def _refusal(asked: str, limit: str, mend: str = "use fewer points or replications") -> WorkLimitError:
    return WorkLimitError(f"the sweep asks for {asked}, the limit is {limit}; {mend}, or go on with --force")


def spread_out(names: Sequence[str], count: int = TIMED_RUNS) -> list[str]:
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


def memory_needed(workers: int, runs: int, columns: int) -> float:
    """Bytes of all processes: each like this one now, and the figures of all runs in this one."""
    processes = 1 if workers == 1 else workers + 1
    return memory_in_use() * processes + 2.0 * runs * columns * _BYTES_A_VALUE


def disk_needed(runs: int, columns: int) -> float:
    """Bytes of the kept runs, compression left out of account."""
    return float(runs) * (columns * _BYTES_A_VALUE + _BYTES_A_KEY)


def free_disk(folder: Path) -> float:
    """Bytes free where the folder is, or will be made."""
    ground = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return float(shutil.disk_usage(ground).free)
