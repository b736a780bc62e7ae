"""The week's and the day's shape of demand, drawn from a report's days and hours towards the usual shapes.

Weekdays: the logarithm of a day's demand is a slowly moving level, plus its weekday's factor, plus scatter. How
fast the level moves, how far days scatter and how far this account's weekdays lie from the usual ones is weighed
on a grid by marginal likelihood, so that few days leave the usual week and many replace it. Days far off the
rest (promotions) count for less. Hours: a Dirichlet prior around the usual day whose strength is weighed likewise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, polygamma

from adsim.experiments.calibration.levels import CLIP, log_density
from adsim.scenario.objects import CONSUMER_HOURS, WEEKDAYS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Standard deviations: of the level's walk a day, of days around it, of weekdays around the usual ones.
WALKS = (0.0, 0.01, 0.03, 0.07)
SCATTERS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)
APART = (0.05, 0.1, 0.2)
LEVEL_UNKNOWN = 3.0
STRENGTHS = np.geomspace(10, 1e5, 41)  # clicks that the usual day is worth
FEWEST_DAYS = 8  # below, no weekday came twice


@dataclass(frozen=True)
class Curve:
    """Factors of mean 1 (`weekdays`) or shares of 1 (`hours`), the sd of each one's log, and which part of what
    is said comes from the data (0: the usual curve alone)."""

    values: tuple[float, ...]
    spread: tuple[float, ...]
    weight: float


USUAL_WEEK = Curve(tuple(7 * value / sum(WEEKDAYS) for value in WEEKDAYS), (APART[1],) * 7, 0.0)
USUAL_DAY = Curve(tuple(value / sum(CONSUMER_HOURS) for value in CONSUMER_HOURS), (0.25,) * 24, 0.0)


def _curve(values: Floats, spread: Floats, weight: float) -> Curve:
    return Curve(tuple(map(float, values)), tuple(map(float, spread)), weight)


def weekdays(counts: Floats, days: Ints, first_weekday: int) -> Curve:
    """The week of daily `counts` on `days` (numbered from 0; those missing tell nothing); 0 is Monday."""
    if np.unique(days).size < FEWEST_DAYS or counts.sum() <= 0:
        return USUAL_WEEK
    walk, scatter, apart = (grid.ravel() ** 2 for grid in np.meshgrid(WALKS, SCATTERS, APART, indexing="ij"))
    gap = np.log(counts + 0.5) - np.log(USUAL_WEEK.values)[(days + first_weekday) % 7]
    gap -= np.median(gap)
    # The state: the level, and how far each weekday lies from the usual one. They do not all move together:
    # that would be the level.
    state, cover = np.zeros((walk.size, 8)), np.zeros((walk.size, 8, 8))
    cover[:, 0, 0] = LEVEL_UNKNOWN**2
    cover[:, 1:, 1:] = apart[:, None, None] * (np.eye(7) - 1 / 7)
    likelihood = np.zeros(walk.size)
    for t in range(days.size):
        cover[:, 0, 0] += walk * (days[t] - days[max(t - 1, 0)])
        today = 1 + (days[t] + first_weekday) % 7
        toward = cover[:, :, 0] + cover[:, :, today]
        around = toward[:, 0] + toward[:, today] + scatter + 1 / (counts[t] + 0.5)
        off = (gap[t] - state[:, 0] - state[:, today]) / np.sqrt(around)
        likelihood += log_density(off) - np.log(around) / 2
        trust = np.minimum(1.0, CLIP / np.maximum(np.abs(off), 1e-12))
        state += (trust * off / np.sqrt(around))[:, None] * toward
        cover -= (trust / around)[:, None, None] * toward[:, :, None] * toward[:, None, :]
    weight = np.exp(likelihood - likelihood.max())
    weight /= weight.sum()
    moved = state[:, 1:]
    centre = weight @ moved
    variance = weight @ (np.diagonal(cover, axis1=1, axis2=2)[:, 1:] + (moved - centre) ** 2)
    told = 1 - min(float(variance.mean() / (weight @ apart) / (6 / 7)), 1.0)
    factors = np.exp(np.log(USUAL_WEEK.values) + centre)
    return _curve(7 * factors / factors.sum(), np.sqrt(np.maximum(variance, 0)), told)


def hours(clicks: Floats) -> Curve:
    """The day of `clicks` by hour, shape [24] or [days, 24]; with days the scatter between them counts too."""
    table = np.atleast_2d(clicks).astype(float)
    table = table[table.sum(axis=1) > 0]
    if table.size == 0:
        return USUAL_DAY
    usual = np.array(USUAL_DAY.values)
    counted = table.sum(axis=0) / _overdispersion(table)
    prior = STRENGTHS[:, None] * usual
    likelihood = (gammaln(prior + counted) - gammaln(prior)).sum(axis=1)
    likelihood += gammaln(STRENGTHS) - gammaln(STRENGTHS + counted.sum())
    weight = np.exp(likelihood - likelihood.max())
    weight /= weight.sum()
    good = prior + counted
    shares = good / good.sum(axis=1, keepdims=True)
    centre = weight @ shares
    log_variance = polygamma(1, good) - polygamma(1, good.sum(axis=1, keepdims=True))
    spread = np.sqrt(weight @ (log_variance + np.log(shares / centre) ** 2))
    told = float(weight @ (counted.sum() / (counted.sum() + STRENGTHS)))
    return _curve(centre / centre.sum(), spread, told)


def _overdispersion(table: Floats) -> float:
    """Pearson's chi-squared over its degrees of freedom, at least 1: how much more than counts days differ."""
    if table.shape[0] < 2:
        return 1.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    seen = expected > 0
    chi = ((table[seen] - expected[seen]) ** 2 / expected[seen]).sum()
    return max(1.0, float(chi / ((table.shape[0] - 1) * 23)))
