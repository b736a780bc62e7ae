"""The paired t test on days: two arms on the same days, the day as the unit of chance.

Shoppers of one day are not independent, so the spread from day to day measures the error, whatever moves the days.
Per day with traffic in both arms, c = c1 + c2 trials and x hits: the gain U = x2 - x c2/c of the second arm over its
share, its weight h = c1 c2/c; S = sum U, w = h / sum h, V = sum (U - wS)^2/(1 - w), t = S/sqrt(V), with the degrees of
freedom of Bell & McCaffrey (2002): 1/(sum w^2 + (sum a)^2 - sum a^2), a = w^2/(1 - w).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from adsim.stats.lifts import fieller

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_CHUNK = 2048  # tests whose days fit the cache


@dataclass(frozen=True)
class Paired:
    """Sums over days of each test, shapes [tests]. `gain` and `base` on the scale of hits, with their (co)variances.

    `t` and `df` are nan where nothing can be decided: fewer than two `days` with traffic in both arms, or no spread.
    """

    t: Floats
    df: Floats
    days: Ints
    gain: Floats
    base: Floats
    gain_variance: Floats
    covariance: Floats
    base_variance: Floats

    def p(self) -> Floats:
        """Return the two-sided p-values, shape [tests]; nan where t is."""
        return np.asarray(2 * special.stdtr(self.df, -np.abs(self.t)))

    def lift_range(self, needed: Floats) -> tuple[Floats, Floats]:
        """Return the lifts of the second arm that the test at the p-value `needed` [tests] would not reject."""
        reach = np.full(self.t.shape, np.inf)
        for value in np.unique(needed):
            here = (needed == value) & np.isfinite(self.t)
            reach[here] = t_reach(float(value), self.df[here])
        return fieller(self.gain, self.base, (self.gain_variance, self.covariance, self.base_variance), reach)


def day_gains(trials: Ints, hits: Ints) -> tuple[Floats, Floats, Floats]:
    """Return U, h and the first arm's hits on the scale of U, each [tests, days], of trials and hits [tests, 2, days].

    All are 0 on days without traffic in one of the arms.
    """
    c1, c2 = trials[:, 0].astype(float), trials[:, 1].astype(float)
    weight = c1 * c2
    total = c1 + c2
    scale = np.divide(1.0, total, out=np.zeros_like(total), where=weight > 0)
    weight *= scale
    base = hits[:, 0] * c2
    gain = hits[:, 1] * c1
    gain -= base
    gain *= scale
    base *= scale
    return gain, weight, base


def paired(trials: Ints, hits: Ints) -> Paired:
    """Return the statistics of many tests at once; `trials`, `hits` [tests, 2, days]. t > 0: the second is better."""
    parts = [
        _paired(trials[start : start + _CHUNK], hits[start : start + _CHUNK])
        for start in range(0, max(len(trials), 1), _CHUNK)
    ]
    return Paired(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _paired(trials: Ints, hits: Ints) -> tuple[Floats, ...]:
    gain, weight, base = day_gains(trials, hits)
    days = np.count_nonzero(weight, axis=1)
    gains, bases, weights = gain.sum(axis=1), base.sum(axis=1), weight.sum(axis=1)
    with np.errstate(all="ignore"):
        weight /= weights[:, None]
        gain -= weight * gains[:, None]
        base -= weight * bases[:, None]
        rest = 1.0 / (1.0 - weight)
        squares = weight * weight
        leverage = squares * rest
        rest_gain = gain * rest
        gain_variance = np.einsum("td,td->t", rest_gain, gain)
        covariance = np.einsum("td,td->t", rest_gain, base)
        base_variance = np.einsum("td,td->t", base * rest, base)
        spread = squares.sum(axis=1) + leverage.sum(axis=1) ** 2 - np.einsum("td,td->t", leverage, leverage)
        # Rounding leaves a trace where all days are alike: that is no spread.
        sound = (days > 1) & (gain_variance > 1e-18 * np.maximum(bases, 1.0))
        t = np.where(sound, gains / np.sqrt(gain_variance), np.nan)
        df = np.where(sound, 1.0 / spread, np.nan)
    return t, df, days, gains, bases, gain_variance, covariance, base_variance


def paired_t(trials: Ints, hits: Ints) -> tuple[Floats, Floats, Floats]:
    """Return t (above 0: the second arm is better), its degrees of freedom and two-sided p, each [tests].

    `trials`, `hits` [tests, 2, days]; nan where no decision can be made.
    """
    found = paired(trials, hits)
    return found.t, found.df, found.p()


@lru_cache(maxsize=512)
def _reaches(p: float) -> tuple[Floats, Floats]:
    inverse = np.linspace(0.0, 1.02, 400)  # of the degrees of freedom, the normal law at 0
    with np.errstate(divide="ignore"):
        df = 1 / inverse
    reach = np.where(inverse == 0, -special.ndtri(p / 2), -special.stdtrit(np.where(inverse == 0, 1e9, df), p / 2))
    return inverse, np.log(np.maximum(reach, 1e-300))


def t_reach(p: float, df: Floats) -> Floats:
    """Return the |t| whose two-sided p-value is `p` (0: infinite), to a part in 1e-4, shape of `df` (1 and more)."""
    if p <= 0:
        return np.full(df.shape, np.inf)
    inverse, logs = _reaches(p)
    return np.asarray(np.exp(np.interp(1 / df, inverse, logs)))
