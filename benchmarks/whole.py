"""The whole command as a user runs it: `adsim compare` on the shipped scenario, and how fast `adsim` answers.

Every run is a fresh process with its own output folder. The first has empty caches (numba's kernels,
matplotlib's fonts). Memory is the sum of resident memory over the process tree, sampled; pages shared
between processes count in each. These are wall times: only an idle machine gives them fairly.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.measuring import Figure, at_most, shown

TITLE = "adsim compare scenarios/split_30_60_10.yaml --workers 2 (start-up and report included)"
ROOT = Path(__file__).parents[1]
SCENARIO = ROOT / "scenarios" / "split_30_60_10.yaml"
WORKERS, ROUNDS, STARTS = 2, 3, 7
SAMPLE_SECONDS = 0.05


@dataclass(frozen=True)
class Cost:
    """What a finished process tree took."""

    wall: float
    cpu: float
    megabytes: float  # peak of the sum


def watched(arguments: list[str], environment: dict[str, str]) -> Cost:
    """Run a command to its end and watch its whole process tree; raises CalledProcessError if it fails."""
    peak, cpu = 0.0, dict[int, float]()
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = psutil.Popen(arguments, env=environment, stdout=said, stderr=said)
        while process.poll() is None:
            peak = max(peak, _sample(process, cpu))
            time.sleep(SAMPLE_SECONDS)
        wall = time.perf_counter() - start
        if process.returncode != 0:
            said.seek(0)
            raise subprocess.CalledProcessError(process.returncode, arguments, said.read().decode())
    return Cost(wall, sum(cpu.values()), peak / 1e6)


def _sample(process: psutil.Popen, cpu: dict[int, float]) -> float:
    """Resident bytes of the tree now; notes each process's processor time so far."""
    total = 0
    for member in _tree(process):
        try:
            total += member.memory_info().rss
            times = member.cpu_times()
            cpu[member.pid] = times.user + times.system
        except psutil.NoSuchProcess:
            continue
    return float(total)


def _tree(process: psutil.Popen) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def compare(folder: Path, cache: Path, workers: int = WORKERS) -> Cost:
    command = [sys.executable, "-m", "adsim", "compare", str(SCENARIO), "--workers", str(workers)]
    caches = {"NUMBA_CACHE_DIR": str(cache / "numba"), "MPLCONFIGDIR": str(cache / "matplotlib")}
    environment = os.environ | caches | {"PYTHONPATH": str(ROOT)}
    return watched([*command, "--out", str(folder), "--quiet"], environment)


def seconds(arguments: list[str]) -> float:
    """Median wall time of a short command."""
    taken = []
    for _ in range(STARTS):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=ROOT)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def measure(rounds: int = ROUNDS) -> list[Figure]:
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as place:
        folder, cache = Path(place), Path(place) / "cache"
        first = compare(folder / "first", cache)
        warm = [compare(folder / f"warm{n}", cache) for n in range(rounds)]
        alone = compare(folder / "alone", cache, workers=1)
    wall = statistics.median(cost.wall for cost in warm)
    start, bare = seconds(["-m", "adsim", "--help"]), seconds(["-c", "pass"])
    return [
        at_most(f"wall time, kernels compiled (median of {rounds})", wall, 30, "s"),
        shown("  processor time, all processes", statistics.median(cost.cpu for cost in warm), "s"),
        at_most("peak resident memory, whole process tree", max(cost.megabytes for cost in warm), 1000, "MB"),
        at_most("first run ever: wall time more than that", first.wall - wall, 15, "s"),
        shown("  processor time, all processes", first.cpu, "s"),
        shown("  peak resident memory", first.megabytes, "MB"),
        shown("with one worker: wall time", alone.wall, "s"),
        shown("  peak resident memory", alone.megabytes, "MB"),
        at_most(f"adsim --help (median of {STARTS})", start, 0.3, "s"),
        shown("  of which an empty Python takes", bare, "s"),
        Figure("processors, and the load other work put on them at the start", f"{os.cpu_count()}, {load:.1f}"),
    ]
