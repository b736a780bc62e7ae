"""kill -9 of workers, drivers and schedulers at random moments of a sweep: what is lost, doubled or different after it?

A driver is a process of its own that does a sweep of small runs and keeps them; it is begun again until all are kept.
Workers are its children, or those of an external scheduler. Every kill comes at a moment drawn at random.
"""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pyarrow.parquet as pq

from adsim.errors import AdsimError
from adsim.experiments.runs import Cluster, Count, Failure, Job, keeping, recorded, run_key, team
from adsim.results import Store
from adsim.scenario import files, patches
from adsim.simulation import Study
from benchmarks.measuring import Figure, at_most, shown

TITLE = "Killed at random moments"
ROOT = Path(__file__).parents[1]
KILLS, RUNS, REPLICATIONS = 300, 500, 20
KILLS_A_SWEEP = 20
LONGEST_ORPHAN = 30.0  # a worker that is still being born sees that it is alone when it has opened its eyes
WAIT = 120.0


def jobs(runs: int) -> list[Job]:
    """So many small runs: budgets of a little market, 20 worlds each."""
    base = files.load(ROOT / "scenarios" / "split_30_60_10.yaml")
    small = {"days": 3, "sensitivity": {}, "baseline": None}
    variants = {f"b{n}": {"campaign.daily_budget": 100.0 + n} for n in range(-(-runs // REPLICATIONS))}
    study = Study.of(patches.patched(base, small | {"variants": variants}))
    return [Job(study, name, world) for name in variants for world in range(REPLICATIONS)][:runs]


def digest(store: Store, runs: int) -> str:
    """SHA-256 of the table of all runs."""
    table = store.read([run_key(*job) for job in jobs(runs)])
    return hashlib.sha256(table.to_csv().encode()).hexdigest()


def drive(folder: str, runs: str, workers: str, address: str = "") -> None:
    """The driver: do what is missing, say how far it is, at the end the digest."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    keeping.LONGEST = 0.1  # many small chunks: more that a kill can cut through
    asked, failed = jobs(int(runs)), 0
    try:
        with Store.open(folder) as store, team(int(workers), Cluster(address) if address else None) as hands:
            print("begun", flush=True)
            for _, outcome in recorded(asked, hands, store, Count(None, len(asked))):
                failed += isinstance(outcome, Failure)
                print("run", flush=True)
            if failed:
                sys.exit(3)
            print(json.dumps({"digest": digest(store, int(runs))}), flush=True)
    except AdsimError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)


@contextmanager
def process(*words: str) -> Iterator[subprocess.Popen[str]]:
    """A Python process whose stdout is read; ended at the end, whatever happens."""
    started = subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


@contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and its workers as processes of their own, on the loopback: address, and the processes."""
    with tempfile.TemporaryDirectory() as room:
        told = Path(room) / "scheduler.json"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": ROOT}
        settings = os.environ | {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
        words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)]
        begun = [
            subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_scheduler", *words], env=settings, **quiet)
        ]  # type: ignore[call-overload]
        try:
            until = time.monotonic() + WAIT
            while not (told.exists() and told.read_text()):
                if time.monotonic() > until:
                    raise TimeoutError("the scheduler did not begin")
                time.sleep(0.05)
            address = json.loads(told.read_text())["address"]
            words = [address, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1", "--death-timeout", "10",
                     "--local-directory", room]  # fmt: skip
            for _ in range(workers):
                begun.append(subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_worker", *words], **quiet))  # type: ignore[call-overload]
            yield address, begun
        finally:
            below = [child for one in begun if one.poll() is None for child in psutil.Process(one.pid).children(True)]
            for one in [*reversed(begun), *below]:
                with suppress(psutil.NoSuchProcess, ProcessLookupError):
                    one.kill()
            for one in begun:
                one.wait()


class Tally:
    """What became of all kills."""

    def __init__(self) -> None:
        self.kills: Counter[str] = Counter()
        self.lost = self.doubled = self.different = self.harmed = self.orphans = self.sweeps = self.in_vain = 0

    def __str__(self) -> str:
        bad = ("lost", "doubled", "different", "harmed", "orphans")
        return f"{self.sweeps} sweeps, " + ", ".join(f"{getattr(self, name)} {name}" for name in bad)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.different or self.harmed or self.orphans)


def one_sweep(kinds: list[str], runs: int, usual: str, dice: random.Random, tally: Tally) -> None:
    """Do a sweep during which these are killed, begun again until it is whole; then look what is there.

    What was killed is taken out of `kinds`: a sweep may end before all are.
    """
    with tempfile.TemporaryDirectory() as room:
        for _ in range(10 * (len(kinds) + 2)):
            outside = bool(kinds) and kinds[0] == "scheduler"
            found = _outside(room, runs, kinds, dice, tally) if outside else _inside(room, runs, kinds, dice, tally, "")
            if found is not None:
                break
        with Store.open(room, write=False) as store:
            tally.harmed += len(store.problems)
            wanted = {run_key(*job) for job in jobs(runs)}
            tally.lost += len(wanted - store.keys())
            rows = sum(pq.ParquetFile(path).metadata.num_rows for path in (Path(room) / "runs").glob("*.parquet"))
            tally.doubled += rows - len(store)
            tally.different += int(wanted <= store.keys() and digest(store, runs) != usual) + int(found != usual)
        tally.sweeps += 1


def _outside(room: str, runs: int, kinds: list[str], dice: random.Random, tally: Tally) -> str | None:
    with cluster(2) as (address, begun):
        return _inside(room, runs, kinds, dice, tally, address, begun[0].pid)


def _inside(room: str, runs: int, kinds: list[str], dice: random.Random, tally: Tally, address: str,
            scheduler: int = 0) -> str | None:  # fmt: skip
    """One driver, until it ends or is killed; the digest if it came to the end."""
    workers = "2" if kinds and kinds[0] == "worker" else "1"
    with process("-m", "benchmarks.kills", room, str(runs), workers, address) as driver:
        assert driver.stdout is not None
        due = None
        for line in driver.stdout:
            if line.startswith("{"):
                return str(json.loads(line)["digest"])
            now = time.monotonic()
            if due is None or now < due or not kinds:
                due = due or now + dice.uniform(0, 1.0)
                continue
            kind = kinds[0]
            below = psutil.Process(driver.pid).children(recursive=True)
            hands = [child.pid for child in below if "spawn_main" in _command(child)]
            victims = {"driver": [driver.pid], "scheduler": [scheduler] if scheduler else [], "worker": hands}[kind]
            if not victims:
                continue
            kinds.pop(0)
            tally.kills[kind] += 1
            os.kill(dice.choice(victims), signal.SIGKILL)
            due = now + dice.uniform(0.2, 2.0)
            if kind != "worker":
                break
        driver.wait(WAIT)
        tally.in_vain += int(driver.returncode == 3)
        tally.orphans += _left(below) if driver.returncode == -signal.SIGKILL else 0
    return None


def _command(child: psutil.Process) -> str:
    """How a process was begun; nothing of one that is dead."""
    try:
        return " ".join(child.cmdline())
    except psutil.NoSuchProcess:  # a zombie too
        return ""


def _left(below: list[psutil.Process]) -> int:
    """How many of these processes outlive their driver for long."""
    until = time.monotonic() + LONGEST_ORPHAN
    while (alive := [one for one in below if _alive(one)]) and time.monotonic() < until:
        time.sleep(0.05)
    return len(alive)


def _alive(one: psutil.Process) -> bool:
    """A dead process that nobody has asked for is dead."""
    try:
        return one.is_running() and one.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def killed(kinds: list[str], runs: int, seed: int) -> Tally:
    """Kill these, in sweeps of so many runs; what became of it."""
    dice, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory() as room, process("-m", "benchmarks.kills", room, str(runs), "1") as driver:
        out, err = driver.communicate()
        assert driver.returncode == 0, err
        usual = json.loads(out.splitlines()[-1])["digest"]
    to_come = list(kinds)
    while to_come:
        now = to_come[:KILLS_A_SWEEP]
        one_sweep(now, runs, usual, dice, tally)
        to_come = now + to_come[KILLS_A_SWEEP:]
        print(f"{tally.kills.total()} of {len(kinds)} kills: {tally}", file=sys.stderr, flush=True)
    return tally


def measure(kills: int = KILLS) -> list[Figure]:
    began = time.perf_counter()
    dice = random.Random(20240506)
    kinds = dice.choices(["worker", "driver", "scheduler"], [5, 4, 1], k=kills)
    tally = killed(kinds, RUNS, 20240507)
    made = [shown(f"killed: {kind}", number, "") for kind, number in sorted(tally.kills.items())]
    made += [
        at_most(f"runs lost, in {tally.sweeps} sweeps of {RUNS} runs", tally.lost, 0, ""),
        at_most("runs doubled", tally.doubled, 0, ""),
        at_most("sweeps with other figures", tally.different, 0, ""),
        at_most("chunks harmed", tally.harmed, 0, ""),
        at_most(f"processes left {LONGEST_ORPHAN:g} s after their driver", tally.orphans, 0, ""),
        shown("sessions that set runs aside whose worker was killed twice", tally.in_vain, ""),
        shown("all in all", time.perf_counter() - began, "s"),
    ]
    return made


if __name__ == "__main__":
    drive(*sys.argv[1:])
