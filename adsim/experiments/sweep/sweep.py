"""A sweep from its file to its tables: every point on the same shoppers, only what is missing is run.

`sweep` is what the command line calls; it returns tables and facts that `report` can tell and `results` can save.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from adsim.errors import InputError, Problem
from adsim.experiments.findings import Findings
from adsim.experiments.runs import (
    Cluster,
    Count,
    Failure,
    Job,
    Progress,
    Record,
    Team,
    Whole,
    estimate,
    losses,
    opened_or_aside,
    recorded,
    run_key,
    team,
    whole_worlds,
)
from adsim.experiments.sweep import designs, tables, work
from adsim.experiments.sweep.axes import Axis
from adsim.experiments.sweep.document import SweepFile
from adsim.experiments.sweep.points import BASE, Points, laid_out
from adsim.experiments.sweep.response import in_ratios, responses
from adsim.experiments.sweep.work import Estimate
from adsim.platforms import platform
from adsim.results import Store
from adsim.scenario import patches
from adsim.version import __version__

Announce = Callable[[Estimate], None]


@dataclass(frozen=True)
class Sweep(Findings):
    """A finished sweep. Its tables and facts: docs/reference/sweep.md."""


def sweep(
    document: SweepFile,
    *,
    workers: int = 1,
    cluster: Cluster | None = None,
    memory: int | None = None,
    folder: str | Path | None = None,
    fresh: bool = False,
    replications: int | None = None,
    seed: int | None = None,
    force: bool = False,
    announce: Announce | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Run every point of a loaded sweep file in the same worlds, on local worker processes or on a `cluster`.

    `replications` and `seed` override those of the file and its scenario; `memory`: bytes that a local worker may take.
    With a `folder` every finished run is kept there, and a second call runs only what is missing (`fresh`: all anew).
    `announce(estimate)` is told what it will cost, `progress(done, of)` as runs finish. Neither who works nor an
    interruption changes a figure of the tables.
    A world in which a run failed twice is left out for all points, a point whose runs fail in more than a fifth of the
    worlds is left out itself; failed runs are in the result's `failures`.
    Raises `InputError` for points that are no valid scenario, `WorkLimitError` beyond the limits unless `force`, and
    `RunsFailedError` where no point is left.
    """
    began = time.perf_counter()
    worlds = document.replications if replications is None else replications
    for name, asked, least in (("replications", worlds, 2), ("workers", workers, 1)):
        if asked < least:
            raise InputError([Problem(name, "", f"must be at least {least}", str(asked))])
    points = laid_out(document, seed)
    runs = len(points.study.timetables) * worlds
    if not force:
        work.refuse_if_too_many(runs)
        estimate(points.study, list(points.study.timetables), worlds).refuse_if_too_much()
    with opened_or_aside(folder, fresh=fresh) as store:
        task = _Task(points, worlds, store)
        with task.crew(workers, cluster, memory) as crew:
            expected = task.timed(crew, None if cluster else workers)
            if announce:
                announce(expected)
            if not force:
                expected.refuse_if_too_much(None if folder is None else Path(folder))
            task.run(crew, progress)
        left = task.left()
        records = task.records(left)
    found = _answer(document, points, records, task.failures, store.problems)
    found.facts.update(losses(task.failures, range(worlds), left.worlds))
    found.facts["seconds"] = round(time.perf_counter() - began, 2)
    return found


class _Task:
    """The runs of a sweep: which there are, which are missing, and their doing."""

    def __init__(self, points: Points, worlds: int, store: Store) -> None:
        self._points, self._worlds, self._store = points, worlds, store
        self._names = list(points.study.timetables)
        self.failures: list[Failure] = []

    def _jobs(self, name: str) -> list[Job]:
        return [Job(self._points.study, name, replication) for replication in range(self._worlds)]

    def _missing(self) -> list[Job]:
        return [job for name in self._names for job in self._jobs(name) if run_key(*job) not in self._store]

    @contextmanager
    def crew(self, workers: int, cluster: Cluster | None, memory: int | None) -> Iterator[Team]:
        """Who does the runs; where none is missing nobody is called."""
        with team(workers, cluster, memory, self._store) if self._missing() else team(1) as crew:
            yield crew

    def timed(self, crew: Team, workers: int | None) -> Estimate:
        """Do a few of the missing runs, and say what the others will take. `workers` None: nobody knows how many."""
        missing = self._missing()
        done, seconds = work.timed(missing, crew, self._store, workers)
        runs = len(self._names) * self._worlds
        return Estimate(
            len(self._points.changes), len(self._points.variants), self._worlds, runs, len(missing) - done,
            seconds, workers, work.memory_needed(workers, runs),
        )  # fmt: skip

    def run(self, crew: Team, progress: Progress | None) -> None:
        """Do all that is missing; what ends is kept whatever happens."""
        jobs = self._missing()
        count = Count(progress, len(jobs))
        leading = _Leading(jobs, count)
        for job, found in recorded(jobs, crew, self._store, count):
            if isinstance(found, Failure):
                self.failures.append(found)
            else:
                leading.heard(job, found)
        self.failures.sort(key=lambda failure: (self._names.index(failure.variant), failure.replication))

    def left(self) -> Whole:
        """The names in the study and the worlds that failed runs leave."""
        return whole_worlds(self._names, range(self._worlds), self.failures, may_go=self._names)

    def records(self, left: Whole) -> dict[str, pd.DataFrame]:
        """The figures of every run that is left, by name in the study, in the order of worlds."""
        names, worlds = left
        keys = [run_key(self._points.study, name, world) for name in names for world in worlds]
        frame = self._store.read(keys, tables.COLUMNS)
        pieces = (frame.iloc[first : first + len(worlds)] for first in range(0, len(keys), len(worlds)))
        return dict(zip(names, pieces, strict=True))


class _Leading:
    """Which point leads among those whose missing runs are all back: a first impression, for the progress only."""

    def __init__(self, jobs: Sequence[Job], count: Count) -> None:
        self._count = count
        self._to_come: dict[str, int] = {}
        for job in jobs:
            self._to_come[job.variant] = self._to_come.get(job.variant, 0) + 1
        self._runs = dict(self._to_come)
        self._sums = dict.fromkeys(self._to_come, 0.0)
        self._best: float | None = None

    def heard(self, job: Job, record: Record) -> None:
        """A run is back."""
        name = job.variant
        self._to_come[name] -= 1
        self._sums[name] += float(record["expected_profit"])
        mean = self._sums[name] / self._runs[name]
        if self._to_come[name] == 0 and (self._best is None or mean > self._best):
            self._best = mean
            self._count.leads(f"{name} ({mean:,.0f})")


def _answer(
    document: SweepFile,
    points: Points,
    records: dict[str, pd.DataFrame],
    failures: Sequence[Failure],
    harmed: Sequence[Problem],
) -> Sweep:
    found = tables.alternatives(points, records)
    standings = tables.standings_table(found, points.coordinates)
    made = {"points": tables.points_table(found, points.coordinates), "standings": standings}
    made |= responses(found, points.coordinates, document.axes, document.design in designs.DRAWN)
    facts = _facts(document, points, found[0].totals["profit"].size, standings)
    facts["left_out"] = [name for name in points.study.timetables if name not in records]
    return Sweep(made, facts, tuple(failures), tuple(harmed))


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


def _axis(axis: Axis, points: Points) -> dict[str, Any]:
    """An axis as the tables have it: its columns are its path, or its path and a name where it has several."""
    columns = [name for name in points.coordinates[0] if name == axis.path or name.startswith(f"{axis.path}.")]
    kind, log = type(axis.spread).__name__.lower(), in_ratios(axis)
    return {"path": axis.path, "kind": kind, "log": log, "columns": columns, "unit": dict(axis.unit),
            "label": dict(axis.label)}  # fmt: skip
