"""The week's and the day's shape of demand, drawn from a report's days and hours towards the usual shapes.

Weekdays: the logarithm of a day's demand is a slowly moving level, plus its weekday's factor, plus scatter. How
fast the level moves, how far days scatter and how far this account's weekdays lie from the usual ones is weighed
on a grid by marginal likelihood, so that few days leave the usual week and many replace it. Days far off the
rest (promotions) count for less. Hours: a Dirichlet prior around the usual day whose strength is weighed likewise.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.special import gammaln, polygamma

from adsim.scenario.objects import CONSUMER_HOURS, WEEKDAYS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Standard deviations: of the level's walk a day, of days around it, of weekdays around the usual ones.
WALKS = (0.0, 0.01, 0.03, 0.07)
SCATTERS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)
APART = (0.02, 0.06, 0.12, 0.25)
LEVEL_UNKNOWN = 10.0
PEAK = 2.0  # sd from which on a day is weighed down
ROUNDS = 4
STRENGTHS = np.geomspace(10, 1e5, 41)  # clicks that the usual day is worth
FEWEST_DAYS = 8  # below, no weekday came twice


@dataclass(frozen=True)
class Curve:
    """Factors of mean 1 (`weekdays`) or shares of 1 (`hours`), the sd of each one's log, and which part of what
    is said comes from the data (0: the usual curve alone)."""

    values: tuple[float, ...]
    spread: tuple[float, ...]
    weight: float


USUAL_WEEK = Curve(tuple(7 * value / sum(WEEKDAYS) for value in WEEKDAYS), (APART[2],) * 7, 0.0)
USUAL_DAY = Curve(tuple(value / sum(CONSUMER_HOURS) for value in CONSUMER_HOURS), (0.25,) * 24, 0.0)


def _curve(values: Floats, spread: Floats, weight: float) -> Curve:
    return Curve(tuple(map(float, values)), tuple(map(float, spread)), weight)


def weekdays(counts: Floats, days: Ints, first_weekday: int) -> Curve:
    """The week of daily `counts` on `days` (numbered from 0; those missing tell nothing); 0 is Monday."""
    if np.unique(days).size < FEWEST_DAYS or counts.sum() <= 0:
        return USUAL_WEEK
    shown = np.log(counts + 0.5)
    usual = np.log(USUAL_WEEK.values)
    which = np.eye(7)[(days + first_weekday) % 7]
    counting = 1 / (counts + 0.5)
    inflation = np.ones(shown.size)
    for _ in range(ROUNDS):
        # Peaks are found at the weights that the last round gave; the first knows of none.
        fits = [_fit(shown, days, which, usual, counting, inflation, *grid) for grid in product(WALKS, SCATTERS, APART)]
        weight = np.exp(np.array([fit.likelihood for fit in fits]) - max(fit.likelihood for fit in fits))
        weight /= weight.sum()
        off = sum(part * np.abs(fit.off) for part, fit in zip(weight, fits, strict=True))
        inflation = np.maximum(1.0, off / PEAK) ** 2
    means = np.array([fit.mean - fit.mean.mean() for fit in fits])
    centre = weight @ means
    variance = weight @ (np.array([fit.variance for fit in fits]) + (means - centre) ** 2)
    apart = np.array([grid[2] for grid in product(WALKS, SCATTERS, APART)])
    told = 1 - np.clip(variance.mean() / float(weight @ apart**2), 0, 1)
    factors = np.exp(centre)
    return _curve(7 * factors / factors.sum(), np.sqrt(variance), float(told))


@dataclass(frozen=True)
class _Fit:
    """At one point of the grid: log marginal likelihood, posterior of the log factors, days off in sd."""

    likelihood: float
    mean: Floats
    variance: Floats
    off: Floats


def _fit(
    shown: Floats,
    days: Ints,
    which: Floats,
    usual: Floats,
    counting: Floats,
    inflation: Floats,
    walk: float,
    scatter: float,
    apart: float,
) -> _Fit:
    noise = (scatter**2 + counting) * inflation
    # Factors move around the usual ones but not all together: that is the level.
    moved = apart**2 * (np.eye(7) - 1 / 7)
    level = LEVEL_UNKNOWN**2 + walk**2 * np.minimum(days[:, None], days[None, :])
    gap = shown - which @ usual - shown.mean()
    factor = cho_factor(np.diag(noise) + level + which @ moved @ which.T, lower=True)
    solved = cho_solve(factor, gap)
    likelihood = -0.5 * gap @ solved - np.log(np.diag(factor[0])).sum()
    toward = moved @ which.T
    variance = np.diag(moved) - np.einsum("ij,ji->i", toward, cho_solve(factor, toward.T))
    return _Fit(float(likelihood), usual + toward @ solved, np.maximum(variance, 0), noise * solved / np.sqrt(noise))


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
