"""A sweep from its file to its tables: every point on the same shoppers, only what is missing is run.

`sweep` is what the command line calls; it returns tables and facts that `report` can tell and `results` can save.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from adsim import results, simulation
from adsim.errors import InputError, Problem
from adsim.experiments.runs import Count, Job, Progress, estimate, executor, finished
from adsim.experiments.sweep import tables, work
from adsim.experiments.sweep.document import SweepFile
from adsim.experiments.sweep.points import BASE, Points, laid_out
from adsim.experiments.sweep.records import run_keys, run_record
from adsim.experiments.sweep.work import Estimate
from adsim.platforms import platform
from adsim.results import Store
from adsim.scenario import patches
from adsim.version import __version__

Announce = Callable[[Estimate], None]

_RUNS_A_CHUNK = 500
_SECONDS_A_CHUNK = 10.0


@dataclass(frozen=True)
class Sweep:
    """A finished sweep: `tables` by name (pandas) and `facts` about it. See docs/reference/sweep.md."""

    tables: dict[str, pd.DataFrame]
    facts: dict[str, Any]

    def save(self, folder: str | Path) -> Path:
        """Write tables and facts into a folder, whole or not at all; returns the folder."""
        results.save_tables(Path(folder), self.tables, self.facts)
        return Path(folder)


def sweep(
    document: SweepFile,
    *,
    workers: int = 1,
    folder: str | Path | None = None,
    replications: int | None = None,
    seed: int | None = None,
    force: bool = False,
    announce: Announce | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Run every point of a loaded sweep file in the same worlds.

    `replications` and `seed` override those of the file and its scenario. With a `folder` every finished run is kept
    there, and a second call runs only what is missing. `announce(estimate)` is told what it will cost, `progress(done,
    of)` as runs finish. Neither `workers` nor an interruption changes a figure of the tables.
    Raises `InputError` for points that are no valid scenario and `WorkLimitError` beyond the limits unless `force`.
    """
    began = time.perf_counter()
    worlds = document.replications if replications is None else replications
    for name, asked, least in (("replications", worlds, 2), ("workers", workers, 1)):
        if asked < least:
            raise InputError([Problem(name, "", f"must be at least {least}", str(asked))])
    points = laid_out(document, seed)
    names = list(points.study.timetables)
    if not force:
        work.refuse_if_too_many(len(names) * worlds)
        estimate(points.study, names, worlds).refuse_if_too_much()
    with nullcontext(_Kept(None)) if folder is None else Store.open(folder) as store:
        kept = store if isinstance(store, _Kept) else _Kept(store)
        task = _Task(points, worlds, kept)
        expected = task.timed(workers)
        if announce:
            announce(expected)
        if not force:
            expected.refuse_if_too_much(None if folder is None else Path(folder))
        task.run(workers, progress)
        records = task.records()
    found = _answer(document, points, records)
    found.facts["seconds"] = round(time.perf_counter() - began, 2)
    return found


class _Kept:
    """Finished runs by key: in a store, or with none of it in memory."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._rows: dict[str, dict[str, Any]] = {}
        self._fresh: list[dict[str, Any]] = []
        self._kept_at = time.monotonic()

    def __contains__(self, key: str) -> bool:
        return key in self._rows if self._store is None else key in self._store

    def add(self, key: str, record: dict[str, Any]) -> None:
        """Keep a run: at once in memory, on disk in pieces that are worth a file."""
        if self._store is None:
            self._rows[key] = record
            return
        self._fresh.append({"key": key, **record})
        if len(self._fresh) >= _RUNS_A_CHUNK or time.monotonic() - self._kept_at > _SECONDS_A_CHUNK:
            self.flush()

    def flush(self) -> None:
        """Put what is finished on disk."""
        if self._store is not None and self._fresh:
            self._store.put(pd.DataFrame(self._fresh))
            self._fresh = []
        self._kept_at = time.monotonic()

    def read(self, keys: Sequence[str]) -> pd.DataFrame:
        """The figures of these runs, in this order."""
        if self._store is None:
            return pd.DataFrame([self._rows[key] for key in keys])
        return self._store.read(keys, tables.COLUMNS)


class _Task:
    """The runs of a sweep: which there are, which are missing, and their doing."""

    def __init__(self, points: Points, worlds: int, kept: _Kept) -> None:
        self._points, self._worlds, self._kept = points, worlds, kept
        self._study = points.study
        self._keys = {name: run_keys(self._study, name, worlds) for name in self._study.timetables}

    def missing(self) -> list[Job]:
        """World by world, so that every point has had the same worlds whenever it is interrupted."""
        return [
            Job(self._study, name, replication)
            for replication in range(self._worlds)
            for name, keys in self._keys.items()
            if keys[replication] not in self._kept
        ]

    def timed(self, workers: int) -> Estimate:
        """Do a few of the missing runs here, spread over the points, and say what the others will take."""
        missing = self.missing()
        first = {job.variant: job for job in reversed(missing)}
        chosen = [first[name] for name in work.spread_out([name for name in self._keys if name in first])]
        seconds = []
        if chosen:
            simulation.compile_kernels()
        for job in chosen:
            began = time.perf_counter()
            run = simulation.run(*job)
            seconds.append(time.perf_counter() - began)
            self._keep(job, run)
        self._kept.flush()
        runs = len(self._keys) * self._worlds
        width = len(tables.COLUMNS)
        return Estimate(
            len(self._points.changes), len(self._points.variants), self._worlds, runs, len(missing) - len(chosen),
            float(np.mean(seconds)) if seconds else 0.0, workers,
            work.memory_needed(workers, runs, width), work.disk_needed(len(missing), width),
        )  # fmt: skip

    def run(self, workers: int, progress: Progress | None) -> None:
        """Do all that is missing; what is finished is kept whatever happens."""
        jobs = self.missing()
        count = Count(progress, len(jobs))
        if not jobs:
            return
        try:
            with executor(workers) as execute:
                for job, run in finished(jobs, execute, count):
                    self._keep(job, run)
        finally:
            self._kept.flush()

    def _keep(self, job: Job, run: simulation.Results) -> None:
        self._kept.add(self._keys[job.variant][job.replication], run_record(run))

    def records(self) -> dict[str, pd.DataFrame]:
        """The figures of every run by name in the study, in the order of worlds."""
        every = [key for keys in self._keys.values() for key in keys]
        frame = self._kept.read(every)
        pieces = (frame.iloc[first : first + self._worlds] for first in range(0, len(every), self._worlds))
        return dict(zip(self._keys, pieces, strict=True))


def _answer(document: SweepFile, points: Points, records: dict[str, pd.DataFrame]) -> Sweep:
    found = tables.alternatives(points, records)
    made = {
        "points": tables.points_table(found, points.coordinates),
        "standings": tables.standings_table(found, points.coordinates),
    }
    return Sweep(made, _facts(document, points, found[0].totals["profit"].size, made["standings"]))


def _facts(document: SweepFile, points: Points, worlds: int, standings: pd.DataFrame) -> dict[str, Any]:
    scenario = points.study.scenario
    best = standings.iloc[0]
    return {
        "kind": "sweep",
        "name": document.name,
        "base": scenario.name,
        "platform": scenario.platform,
        "currency": scenario.currency or platform(scenario.platform).currency,
        "start": scenario.start.isoformat(),
        "days": scenario.days,
        "seed": scenario.seed,
        "worlds": scenario.worlds,
        "replications": worlds,
        "design": document.design,
        "design_seed": document.design_seed,
        "points": len(points.changes) - 1,
        "runs": len(points.study.timetables) * worlds,
        "variants": list(points.variants),
        "axes": [_axis(axis, points) for axis in document.axes],
        "best_point": int(best["point"]),
        "best_variant": str(best["variant"]),
        "best_is_base": int(best["point"]) == BASE,
        "tied": int(standings["tied"].sum()) - 1,
        "scenario_hash": patches.scenario_hash(scenario),
        "adsim_version": __version__,
        "numpy_version": np.__version__,
    }


def _axis(axis: Any, points: Points) -> dict[str, Any]:
    """An axis as the tables have it: its columns are its path, or its path and a name where it has several."""
    columns = [name for name in points.coordinates[0] if name == axis.path or name.startswith(f"{axis.path}.")]
    return {"path": axis.path, "columns": columns, "unit": axis.unit, "label": dict(axis.label)}
