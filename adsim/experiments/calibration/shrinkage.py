"""Rates of many units from few events each, drawn towards those of their kind; with how well each is known.

A term with 1 click in 2 impressions does not have a click rate of 50 %. Rates of the units of a group (an ad
group) are taken as draws from a beta distribution around the group's mean, the means of the groups of a class as
draws around the class's. How far units and groups differ is not chosen but weighed: every pair on a grid counts
by how likely it makes the data, times a prior saying that rates of one kind usually differ by a third. So few
data are drawn far, many hardly; and the doubt about the grid is part of what is told.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, polygamma

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Relative standard deviations of the units of a group around it, and of groups around their class.
APART = np.geomspace(0.03, 2.0, 18)
GROUPS_APART = np.array([0.02, 0.05, 0.1, 0.2, 0.35, 0.6, 1.0])
# Assumption: rates of one kind differ by a third, give or take a factor of two.
USUALLY, USUALLY_SPREAD = 0.33, 0.7
MIDDLE_80 = 1.2815515655446004  # standard deviations on either side that hold 80 % of a normal
HIGHEST = 0.999  # rate of a kind: where every trial succeeded, the beta has no spread to fit
OVERALL_WORTH = 2.0  # successes that the rate of all kinds is worth beside a kind's own (assumption)


@dataclass(frozen=True)
class Estimate:
    """Of each unit: the mean of what is believed, the standard deviation of its logarithm.

    Worlds draw a lognormal of that mean and spread; `ranges` are its middle 80 %, low and high.
    """

    mean: Floats
    spread: Floats

    def ranges(self) -> tuple[Floats, Floats]:
        middle = self.mean * np.exp(-np.square(self.spread) / 2)
        away = np.exp(MIDDLE_80 * self.spread)
        return middle / away, middle * away


def rates(
    successes: Floats,
    trials: Floats,
    groups: Ints,
    overall: float | None = None,
    moved: Floats | float = 0.0,
) -> Estimate:
    """The rates of the units of one kind. `groups` number the units' groups; `overall` is the rate of all kinds.

    Successes above trials count as so many; successes may be fractions. The expected successes of the kind stay as
    many as they were. `moved` is the variance of the logarithm by which each unit's rate in these trials may have
    differed from its usual one: beyond that no number of trials tells more.
    """
    counted, whole = np.minimum(successes, trials), trials
    usual = (counted.sum() + 0.5) / (trials.sum() + 1.0)
    worth = 1 / (1 + (counted + usual * trials) / 2 * moved)
    good, trials = counted * worth, trials * worth
    own = float(trials.sum())
    if overall is None or overall <= 0:
        middle = (good.sum() + 0.5) / (own + 1.0)
    else:
        middle = (good.sum() + OVERALL_WORTH) / (own + OVERALL_WORTH / overall)
    middle = min(float(middle), HIGHEST)
    grid = [_fit(good, trials, groups, middle, *point) for point in product(APART, _between(groups))]
    weight = np.exp(np.array([fit.likelihood for fit in grid]) - max(fit.likelihood for fit in grid))
    weight /= weight.sum()
    means, variances = np.array([fit.mean for fit in grid]), np.array([fit.variance for fit in grid])
    mean = weight @ means
    variance = weight @ (variances + (means - mean) ** 2)
    expected = float(mean @ whole)
    if successes.sum() > 0 and expected > 0:
        kept = float(counted.sum()) / expected
        mean, variance = mean * kept, variance * kept**2
    mean = np.minimum(mean, HIGHEST)
    return Estimate(mean, _log_spread(mean, variance))


def _between(groups: Ints) -> Floats:
    return GROUPS_APART if np.unique(groups).size > 1 else GROUPS_APART[:1]


@dataclass(frozen=True)
class _Fit:
    """At one point of the grid: log likelihood with prior, posterior mean and variance of each unit's rate."""

    likelihood: float
    mean: Floats
    variance: Floats


def _strength(apart: float, mean: Floats | float) -> Floats:
    """The trials that a beta distribution of this mean and relative standard deviation is worth."""
    return np.asarray(np.maximum((1 - mean) / (mean * apart**2) - 1, 0.05), float)


def _fit(good: Floats, trials: Floats, groups: Ints, overall: float, apart: float, between: float) -> _Fit:
    # A group's mean: its units tell less of it the more they differ among themselves.
    within = float(_strength(apart, overall))
    telling = (within + 1) / (within + np.maximum(trials, 1.0))
    size = int(groups.max()) + 1
    counted = np.bincount(groups, trials * telling, size)
    hits = np.bincount(groups, good * telling, size)
    middle, worth, told = overall, float(_strength(between, overall)), 0.0
    for _ in range(2):
        # The mean of all groups alike, each as far as it tells, not the largest group's alone.
        weight = counted * (worth + 1) / (worth + np.maximum(counted, 1.0))
        rate = np.divide(hits, counted, out=np.full(size, overall), where=counted > 0)
        told = float(weight.sum()) + OVERALL_WORTH / overall
        middle = float((weight @ rate + OVERALL_WORTH) / told)
        worth = float(_strength(between, middle))
    group = (middle * worth + hits) / (worth + counted)
    group_variance = group * (1 - group) / (worth + counted + 1)
    group_variance += (worth / (worth + counted)) ** 2 * middle * (1 - middle) / (told + 1)
    # Of each unit, given its group's mean.
    mean_of_group = group[groups]
    strength = _strength(apart, mean_of_group)
    whole = strength + trials
    mean = (mean_of_group * strength + good) / whole
    around = (strength / whole) ** 2 * group_variance[groups]
    likelihood = _likelihood(good, trials, mean_of_group, strength)
    present = counted > 0
    at = np.clip(group[present], 1e-12, 1 - 1e-12)
    up, down = middle * worth, (1 - middle) * worth
    likelihood += float(((up - 1) * np.log(at) + (down - 1) * np.log1p(-at) - betaln(up, down)).sum())
    likelihood += 0.5 * float(np.log(group_variance[present]).sum())  # Laplace: as many groups, so many doubts
    likelihood += _usual(apart) + (_usual(between) if size > 1 else 0.0)
    return _Fit(likelihood, mean, mean * (1 - mean) / (whole + 1) + around)


def _likelihood(good: Floats, trials: Floats, mean: Floats, strength: Floats) -> float:
    up, down = mean * strength, (1 - mean) * strength
    return float((betaln(up + good, down + trials - good) - betaln(up, down)).sum())


def _usual(apart: float) -> float:
    return float(-0.5 * (np.log(apart / USUALLY) / USUALLY_SPREAD) ** 2)


def _log_spread(mean: Floats, variance: Floats) -> Floats:
    """The sd of the logarithm of the beta distribution with this mean and variance.

    Worlds draw lognormals of that spread: their middle 80 % holds 80 % of the beta to 3 %, even at one success.
    """
    whole = np.maximum(mean * (1 - mean) / np.maximum(variance, 1e-300) - 1, 1e-3)
    spread: Floats = np.sqrt(polygamma(1, mean * whole) - polygamma(1, whole))
    return spread
