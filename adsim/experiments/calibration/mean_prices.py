"""Mean prices of a click and mean values of an order: of each unit, drawn towards its group's and its class's.

The logarithm of a unit's mean is normal around its group's, a group's around the class's; the mean shown of n
events lies around the unit's own with a variance of `single²/n`. All three spreads are weighed on a grid by how
likely they make the data (normal throughout, so exactly), each with a stated prior.
"""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.calibration.shrinkage import Estimate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Standard deviations of the logarithm: of units around their group, and of groups around the class.
APART = np.array([0.01, 0.03, 0.06, 0.1, 0.15, 0.22, 0.3, 0.4, 0.55, 0.75, 1.0, 1.4])
GROUPS_APART = np.array([0.01, 0.05, 0.12, 0.25, 0.5, 0.9])
SINGLE = np.array([0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.55, 0.75, 1.0])
USUALLY_SPREAD = 0.7
FEWEST_FREE, SURE = 30, 0.15  # days beyond one a unit from which single clicks are told, and how surely (assumptions)
CLASS_UNKNOWN = 1.5  # sd of a class's level around that of all, before data


@dataclass(frozen=True)
class Usual:
    """What is expected beforehand (assumptions): how far units of a kind lie apart, and single events in a unit."""

    apart: float
    single: float
    single_spread: float = 0.7  # sd of the log of `single`


CLICK_PRICES = Usual(apart=0.3, single=0.3)
ORDER_VALUES = Usual(apart=0.2, single=0.4)


def by_days(unit_days: pd.DataFrame, usual: Usual) -> Usual:
    """What days tell of single clicks: how far the mean price of a unit's day lies from that of all its days, times
    the clicks it is a mean of. `unit_days`: unit, clicks, cost, one line a unit and day."""
    days = unit_days[(unit_days["clicks"] > 0) & (unit_days["cost"] > 0)]
    units = days.groupby("unit")
    mean = units["cost"].transform("sum") / units["clicks"].transform("sum")
    square = days["clicks"] * (days["cost"] / days["clicks"] / mean - 1) ** 2
    free = len(days) - units.ngroups
    if free < FEWEST_FREE:
        return usual
    single = float(np.clip(np.sqrt(square.sum() / free), SINGLE[0], SINGLE[-1]))
    # Clicks of one day are alike, and units are: so many days tell less than as many draws would.
    return replace(usual, single=single, single_spread=SURE)


@dataclass(frozen=True)
class Means:
    """The units' means, and the sd of the log of a single event around its unit's mean."""

    units: Estimate
    single: float


def means(
    sums: Floats,
    events: Floats,
    groups: Ints,
    usual: Usual,
    overall: float,
    least: float,
    moved: Floats | float = 0.0,
) -> Means:
    """The mean of what `events` events sum up to, of the units of one kind; units without events are told by the
    others. `overall` is the mean of all kinds; `least` the smallest mean that is believed. `moved` is the variance
    of the logarithm by which each unit's mean in these events may have differed from its usual one."""
    seen = (events > 0) & (sums > 0)
    shown = np.log(np.maximum(sums[seen] / events[seen], least))
    number, of_seen = events[seen], groups[seen]
    between = GROUPS_APART if np.unique(groups).size > 1 else GROUPS_APART[:1]
    grid = list(product(APART, between, SINGLE))
    apart = np.broadcast_to(np.asarray(moved, float), events.shape)
    fits = [_fit(shown, number, of_seen, groups, seen, apart, usual, np.log(overall), *point) for point in grid]
    weight = np.exp(np.array([fit.likelihood for fit in fits]) - max(fit.likelihood for fit in fits))
    weight /= weight.sum()
    centres = np.array([fit.mean for fit in fits])
    centre = weight @ centres
    variance = weight @ (np.array([fit.variance for fit in fits]) + (centres - centre) ** 2)
    single = float(np.sqrt(weight @ np.array([point[2] ** 2 for point in grid])))
    # The mean of what is believed, not its median.
    return Means(Estimate(np.exp(centre + variance / 2), np.sqrt(variance)), single)


@dataclass(frozen=True)
class _Fit:
    """At one point of the grid: log likelihood with prior; mean and variance of the log of each unit's mean."""

    likelihood: float
    mean: Floats
    variance: Floats


def _fit(
    shown: Floats,
    number: Floats,
    of_seen: Ints,
    groups: Ints,
    seen: NDArray[np.bool_],
    moved: Floats,
    usual: Usual,
    overall: float,
    apart: float,
    between: float,
    single: float,
) -> _Fit:
    # The log of a mean of n lies below the log of the mean by half of its variance.
    value = shown + single**2 / number / 2
    noise = single**2 / number + moved[seen]
    size = int(groups.max()) + 1
    precision = 1 / (apart**2 + noise)
    told = np.bincount(of_seen, precision, size)
    own = np.divide(np.bincount(of_seen, precision * value, size), told, out=np.zeros(size), where=told > 0)
    variance = between**2 + np.divide(1.0, told, out=np.full(size, np.inf), where=told > 0)
    weight = 1 / variance
    whole = float(weight.sum()) + CLASS_UNKNOWN**-2
    middle = (float((weight * own).sum()) + overall * CLASS_UNKNOWN**-2) / whole
    # Groups: their own mean and the class's.
    group_precision = told + between**-2
    pull = between**-2 / group_precision
    group = (told * own + between**-2 * middle) / group_precision
    group_variance = 1 / group_precision + pull**2 / whole
    # Units: their own and their group's.
    near = apart**-2
    far, full = np.zeros(groups.size), np.zeros(groups.size)
    far[seen], full[seen] = 1 / noise, value
    mean = (far * full + near * group[groups]) / (far + near)
    spread = 1 / (far + near) + (near / (far + near)) ** 2 * group_variance[groups]
    gap = own - middle
    likelihood = 0.5 * float(np.log(precision).sum() - (precision * (value - own[of_seen]) ** 2).sum())
    present = told > 0
    likelihood += 0.5 * float((np.log(weight[present] / told[present]) - weight[present] * gap[present] ** 2).sum())
    likelihood -= 0.5 * float(np.log(whole) + (middle - overall) ** 2 / CLASS_UNKNOWN**2)
    likelihood -= 0.5 * float((np.log(apart / usual.apart) / USUALLY_SPREAD) ** 2)
    likelihood -= 0.5 * float((np.log(single / usual.single) / usual.single_spread) ** 2)
    if size > 1:
        likelihood -= 0.5 * float((np.log(between / usual.apart) / USUALLY_SPREAD) ** 2)
    return _Fit(likelihood, mean, spread)
