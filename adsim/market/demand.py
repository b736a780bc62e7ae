"""How many searches a day brings: weekday, hour, peaks, and more day-to-day noise than Poisson has.

A keyword's daily searches are negative binomial with dispersion k: Poisson with a gamma factor of
variance 1/k. Part of that variance is common to all keywords (a slow day is slow for everyone).
Source of k ≈ 6.7, the weekday and the hour profile: public measurements named in docs/sources.md;
the common part is an assumption.
"""

import numpy as np
from numpy.typing import NDArray

from adsim import streams
from adsim.streams import Purpose

Floats = NDArray[np.float64]


def hour_shares(hours: Floats) -> Floats:
    """Return each hour's share of the day's demand, shape [24], summing to 1."""
    shares: Floats = hours / hours.sum()
    return shares


def weekday_factor(weekdays: Floats, weekday: int) -> float:
    """Return the demand of a weekday (0 = Monday) relative to the week's mean."""
    return float(weekdays[weekday] / weekdays.mean())


def day_factors(
    keywords: int, dispersion: float | None, shared: float, seed: int, replication: int, day: int
) -> Floats:
    """Return each keyword's gamma factor of the day, shape [keywords], mean 1, variance 1/dispersion.

    A share `shared` of the variance is common to all keywords. All ones where `dispersion` is None.
    """
    if dispersion is None:
        return np.ones(keywords)
    random = streams.generator(Purpose.DAY_FACTORS, seed, replication, day)
    common_variance = shared / dispersion
    own_variance = (1 + 1 / dispersion) / (1 + common_variance) - 1
    common = random.gamma(1 / common_variance, common_variance) if common_variance > 0 else 1.0
    if own_variance <= 1e-12:
        return np.full(keywords, common)
    return common * random.gamma(1 / own_variance, own_variance, keywords)
