"""The tables of a sweep: one row a point, variant and metric with both ranges, and how the points stand.

Ranges over worlds (5 to 95 %) are of what was realised; intervals of the simulation (95 %) are of the mean, profit and
margin by each click's expectation. Differences to the base point are paired, world by world.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.sweep.points import BASE, Coordinates, Points
from adsim.experiments.sweep.standing import Standing, best_by_world, best_share, standing
from adsim.metrics import MICRO, ratio
from adsim.stats import paired

Floats = NDArray[np.float64]

LOW, HIGH = 0.05, 0.95
FEWEST_FOR_RANGE = 20  # of fewer worlds not one lies in either tail
COUNTS = ("impressions", "clicks", "orders")
METRICS = ("profit", "cost", "revenue", "margin", *COUNTS, "ctr", "cvr", "cpc", "roas", "roi", "position",
           "lost_to_budget", "loss_share", "best_share")  # fmt: skip
_FIGURES = ("mean", "error", "low", "high", "worlds_p05", "worlds_p95", "gain", "gain_low", "gain_high", "better_share")
# What a run's record must hold: money in micro-units, counts, and the expected profit in currency units.
COLUMNS = ("searches", *COUNTS, "cost", "revenue", "margin", "expected_profit", "position_sum", "lost_to_budget",
           "lost_to_rank")  # fmt: skip
_RATIOS = {
    "ctr": ("clicks", "impressions"),
    "cvr": ("orders", "clicks"),
    "cpc": ("cost", "clicks"),
    "roas": ("revenue", "cost"),
    "roi": ("profit", "cost"),
    "position": ("position_sum", "impressions"),
    "lost_to_budget": ("lost_to_budget", "eligible"),
}


@dataclass(frozen=True)
class Metric:
    """One metric of one alternative: its mean, each world's part in that mean, and what was realised [world]."""

    mean: float
    samples: Floats
    realised: Floats


@dataclass(frozen=True)
class Alternative:
    """A point with a variant, and its runs' totals by name [world], money in currency units."""

    point: int
    variant: str
    totals: Mapping[str, Floats]

    def metric(self, name: str, best: Floats) -> Metric:
        """One of METRICS; `best` says in which worlds it is best (parts where several are)."""
        if name == "loss_share":
            return _plain((self.totals["profit"] < 0).astype(np.float64))
        if name == "best_share":
            return _plain(best)
        if name in _RATIOS:
            return self._ratio(*_RATIOS[name])
        expected = {"profit": "expected_profit", "margin": "expected_margin"}.get(name, name)
        return Metric(float(self.totals[expected].mean()), self.totals[expected], self.totals[name])

    def _ratio(self, top: str, bottom: str) -> Metric:
        """A ratio of totals: its samples are the linear part (delta method) around it."""
        realised = ratio(self.totals[top], self.totals[bottom])
        above = self.totals["expected_profit" if top == "profit" else top]
        below = self.totals[bottom]
        mean = float(ratio(above.mean(), below.mean()))
        samples = mean + ratio(above - mean * below, below.mean()) if below.mean() else np.full(above.size, np.nan)
        return Metric(mean, samples, realised)


def _plain(values: Floats) -> Metric:
    return Metric(float(values.mean()), values, np.full(values.size, np.nan))


def alternatives(points: Points, records: Mapping[str, pd.DataFrame]) -> list[Alternative]:
    """Every point and variant whose runs are whole; `records` by name in the study, in the order of worlds."""
    found = []
    for (point, variant), name in sorted(points.ran_as.items(), key=lambda item: item[0][0]):
        if name in records:
            found.append(Alternative(point, variant, _totals(records[name])))
    return found


def _totals(records: pd.DataFrame) -> dict[str, Floats]:
    totals = {name: records[name].to_numpy(dtype=np.float64) for name in COLUMNS}
    for name in ("cost", "revenue", "margin"):
        totals[name] = totals[name] / MICRO
    totals["profit"] = totals["margin"] - totals["cost"]
    totals["expected_margin"] = totals["expected_profit"] + totals["cost"]
    totals["eligible"] = totals["impressions"] + totals["lost_to_budget"] + totals["lost_to_rank"]
    return totals


def profits(found: Sequence[Alternative]) -> Floats:
    """Expected profits, shape [world, alternative]."""
    return np.stack([one.totals["expected_profit"] for one in found], axis=1)


def points_table(found: Sequence[Alternative], coordinates: Sequence[Coordinates]) -> pd.DataFrame:
    """One row a point, variant and metric."""
    best = best_by_world(profits(found))
    known = {(one.point, one.variant): (one, best[:, index]) for index, one in enumerate(found)}
    rows: list[dict[str, object]] = []
    for (point, variant), (one, when_best) in known.items():
        base = known.get((BASE, variant)) if point != BASE else None
        for name in METRICS:
            metric = one.metric(name, when_best)
            versus = base[0].metric(name, base[1]) if base else None
            head: dict[str, object] = {"point": point, "variant": variant, **coordinates[point], "metric": name}
            rows.append(head | dict(zip(_FIGURES, _figures(metric, versus), strict=True)))
    return pd.DataFrame(rows)


def _figures(metric: Metric, base: Metric | None) -> Iterator[float]:
    worlds = metric.samples.size
    error = _error(metric.samples)
    half = paired.t_quantile(worlds) * error
    yield from (metric.mean, error, metric.mean - half, metric.mean + half, *_range(metric.realised))
    if base is None:
        yield from [float("nan")] * 4
        return
    gain = metric.mean - base.mean
    half = paired.t_quantile(worlds) * _error(metric.samples - base.samples)
    better = float(np.mean(metric.samples > base.samples)) if not np.isnan(half) else float("nan")
    yield from (gain, gain - half, gain + half, better)


def _error(samples: Floats) -> float:
    return float(np.std(samples, ddof=1) / np.sqrt(samples.size)) if samples.size > 1 else float("nan")


def _range(realised: Floats) -> tuple[float, float]:
    known = realised[~np.isnan(realised)]
    if known.size < FEWEST_FOR_RANGE:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [LOW, HIGH])
    return float(low), float(high)


def standings_table(found: Sequence[Alternative], coordinates: Sequence[Coordinates]) -> pd.DataFrame:
    """One row a point and variant, the most profitable first: what it earns and whether the best is told apart."""
    samples = profits(found)
    stand: Standing = standing(samples)
    shares = best_share(samples)
    factor = paired.t_quantile(samples.shape[0])
    rows: list[dict[str, object]] = []
    for index in np.argsort(-samples.mean(axis=0), kind="stable"):
        one = found[index]
        mean, half = float(samples[:, index].mean()), factor * _error(samples[:, index])
        low, high = _range(one.totals["profit"])
        cost = float(one.totals["cost"].mean())
        rows.append(
            {"rank": len(rows) + 1, "point": one.point, "variant": one.variant, **coordinates[one.point]}
            | {"profit": mean, "low": mean - half, "high": mean + half, "profit_p05": low, "profit_p95": high}
            | {"loss_share": float(np.mean(one.totals["profit"] < 0)), "best_share": float(shares[index])}
            | {"behind": float(stand.behind[index]), "behind_error": float(stand.error[index])}
            | {"tied": bool(stand.tied[index]), "cost": cost, "roi": float(ratio(mean, cost))}
        )
    return pd.DataFrame(rows)
