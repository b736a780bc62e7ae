"""How much more the best fixed bids would have earned in hindsight: each variant's own worlds again, its bids as set up
times a factor, decided by nobody and paced by nothing; everything else, the rivals' ways too, as it is.

Hindsight is told in two ways: the best factor of each world, which nobody could have known, and the one factor that
is best on average over the worlds. Both are chosen from these very worlds, which flatters them a little. Where no
class's money or rivals touch another's, each class has a best factor of its own, from the same runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.bounds import PerClass
from adsim.errors import InputError, Problem
from adsim.experiments.bid_response import purses
from adsim.experiments.bidder_tables import living
from adsim.experiments.runs import Count, Execute, Failure, Job, Work, estimate, finished, whole_worlds
from adsim.experiments.tables import HIGH, LOW
from adsim.metrics import MICRO, Results
from adsim.scenario import arms, patches
from adsim.scenario.objects import CLASSES, Scenario
from adsim.simulation import Study
from adsim.simulation.study import Timetable
from adsim.stats import paired

Floats = NDArray[np.float64]

GRID = (0.05, 0.1, 0.17, 0.25, 0.35, 0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 3.0)
WORLDS = 30
_FIXED = {"campaign.strategy": "manual_cpc", "campaign.pacing": None}
REGRET = ("variant", "hindsight", "scope", "factor_head", "factor_long_tail", "factor_precise", "best_profit",
          "profit", "regret", "low", "high", "worlds_p05", "worlds_p95", "edge_share")  # fmt: skip
FIXED_BIDS = ("variant", "factor", "profit", "profit_error", "best_share")


@dataclass(frozen=True, eq=False)
class _Fixed:
    """The fixed bids of some variants that differ in nothing else: one study, one timetable a factor."""

    study: Study
    labels: tuple[str, ...]
    apart: bool  # whether each class may have a best factor of its own


@dataclass(frozen=True, eq=False)
class Measured:
    """Expected profit by class of each variant at each factor [factor, world, class], and its own [world, class]."""

    factors: tuple[float, ...] = ()
    at: Mapping[str, Floats] | None = None
    own: Mapping[str, Floats] | None = None
    apart: frozenset[str] = frozenset()
    worlds: Sequence[int] = ()
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, eq=False)
class Plan:
    """Which runs tell the regret of which variants."""

    factors: tuple[float, ...]
    fixed: tuple[_Fixed, ...]
    of: Mapping[str, int]  # variant → its place in `fixed`

    def runs(self, worlds: int) -> int:
        """How many runs it takes."""
        return len(self.fixed) * len(self.factors) * min(worlds, WORLDS)

    def work(self, worlds: int) -> list[Work]:
        return [estimate(one.study, one.labels, min(worlds, WORLDS)) for one in self.fixed]

    def measure(self, runs: Mapping[str, Sequence[Results]], execute: Execute, count: Count) -> Measured:
        """Do the runs, in the first worlds of these `runs`, which are the variants' own.

        Raises `RunsFailedError` where runs failed in more than a fifth of the worlds.
        """
        present = {name: list(runs[name])[:WORLDS] for name in self.of}
        worlds = [run.replication for run in next(iter(present.values()))]
        jobs = [Job(one.study, label, world) for one in self.fixed for label in one.labels for world in worlds]
        places = [(place, label) for place, one in enumerate(self.fixed) for label in one.labels for _ in worlds]
        found: dict[tuple[int, str], dict[int, Floats]] = {}
        failures: list[Failure] = []
        for place, (job, run) in zip(places, finished(jobs, execute, count), strict=True):
            if isinstance(run, Failure):
                failures.append(run)
            else:
                found.setdefault(place, {})[job.replication] = _profit(run)
        left = whole_worlds([label for one in self.fixed for label in one.labels], worlds, failures).worlds
        at = {
            name: np.array([[found[place, label][world] for world in left] for label in self.fixed[place].labels])
            for name, place in self.of.items()
        }
        own = {name: np.array([_profit(run) for run in present[name] if run.replication in left]) for name in self.of}
        apart = frozenset(name for name, place in self.of.items() if self.fixed[place].apart)
        return Measured(self.factors, at, own, apart, left, tuple(failures))


def plan(study: Study, names: Sequence[str], factors: Sequence[float] = GRID) -> Plan:
    """The fixed bids of these variants; those whose fixed bids are the same share their runs.

    Raises `InputError` where a factor breaks a rule of the scenario.
    """
    factors = tuple(sorted({*map(float, factors), 1.0}))
    known: dict[tuple[object, ...], int] = {}
    fixed: list[_Fixed] = []
    of: dict[str, int] = {}
    for name in names:
        table = tuple((day, patches.patched(state, _FIXED)) for day, state in study.timetables[name])
        key = tuple((day, patches.scenario_hash(state.model_copy(update={"variants": {}}))) for day, state in table)
        if key not in known:
            known[key] = len(fixed)
            fixed.append(_fixed(study, table, name, factors))
        of[name] = known[key]
    return Plan(factors, tuple(fixed), of)


def _fixed(study: Study, table: Timetable, name: str, factors: Sequence[float]) -> _Fixed:
    tables = {f"{name}, fixed bids times {factor:g}": _times(table, factor) for factor in factors}
    branches = {label: tuple(arms.arms(state) for _, state in one) for label, one in tables.items()}
    still = not any(living(state) for _, state in table)
    return _Fixed(replace(study, timetables=tables, arms=branches), tuple(tables), still and purses(table) is not None)


def _times(table: Timetable, factor: float) -> Timetable:
    return tuple((day, _moved(state, factor)) for day, state in table)


def _moved(state: Scenario, factor: float) -> Scenario:
    bids = {name: state.campaign.bid_factor.of(name) * factor for name in PerClass.model_fields}
    try:
        return patches.patched(state, {"campaign.bid_factor": bids})
    except InputError as error:
        rule = f"the bids as set up times {factor:g} break a rule: {error.problems[0]}"
        raise InputError([Problem("--factor", "", rule, f"{factor:g}", "choose smaller factors")]) from error


def _profit(run: Results) -> Floats:
    """Expected profit by class, currency units."""
    profit: Floats = run.expected_margin.sum(axis=1) - run.by_click["cost"].sum(axis=1) / MICRO
    return profit


def regret_table(measured: Measured) -> pd.DataFrame:
    """One row a variant, hindsight (`each_world`, `on_average`) and scope (`one_factor`, `by_class`)."""
    rows = []
    for name, at in (measured.at or {}).items():
        assert measured.own is not None
        own = measured.own[name].sum(axis=1)
        scopes = {"one_factor": at.sum(axis=2, keepdims=True)}
        if name in measured.apart:
            scopes["by_class"] = at
        for scope, profit in scopes.items():
            for hindsight, best in (("each_world", profit.argmax(axis=0)), ("on_average", _on_average(profit))):
                earned = np.take_along_axis(profit, best[None], axis=0)[0].sum(axis=1)
                known: dict[str, object] = {"variant": name, "hindsight": hindsight, "scope": scope}
                rows.append(known | {**_factors(measured.factors, best), **_told(earned, own, best, len(profit))})
    return pd.DataFrame(rows, columns=list(REGRET))


def _on_average(profit: Floats) -> NDArray[np.int64]:
    """The place of the factor that is best over all worlds, for each of them; shape [world, class or 1]."""
    best = profit.mean(axis=1).argmax(axis=0)
    return np.broadcast_to(best, profit.shape[1:])


def _factors(factors: Sequence[float], best: NDArray[np.int64]) -> dict[str, float]:
    """The median best factor of each class."""
    middle = np.median(np.array(factors)[best], axis=0)
    by_class = np.broadcast_to(middle, len(CLASSES))
    return {f"factor_{name}": float(value) for name, value in zip(CLASSES, by_class, strict=True)}


def _told(earned: Floats, own: Floats, best: NDArray[np.int64], count: int) -> dict[str, float]:
    regret = earned - own
    few = regret.size < 2
    half = np.nan if few else paired.t_quantile(regret.size) * np.std(regret, ddof=1) / np.sqrt(regret.size)
    low, high = np.quantile(regret, [LOW, HIGH])
    edge = (best == 0) | (best == count - 1)
    return {
        "best_profit": float(earned.mean()), "profit": float(own.mean()), "regret": float(regret.mean()),
        "low": float(regret.mean() - half), "high": float(regret.mean() + half), "worlds_p05": float(low),
        "worlds_p95": float(high), "edge_share": float(edge.any(axis=1).mean()),
    }  # fmt: skip


def fixed_bids_table(measured: Measured) -> pd.DataFrame:
    """One row a variant and factor: what these fixed bids earn, and in what share of worlds they earn most."""
    rows = []
    for name, at in (measured.at or {}).items():
        profit = at.sum(axis=2)
        best = np.bincount(profit.argmax(axis=0), minlength=len(profit)) / profit.shape[1]
        for place, factor in enumerate(measured.factors):
            values = profit[place]
            error = np.std(values, ddof=1) / np.sqrt(values.size) if values.size > 1 else np.nan
            rows.append((name, factor, float(values.mean()), float(error), float(best[place])))
    return pd.DataFrame(rows, columns=list(FIXED_BIDS))
