"""Where a figure stands at the end of a report, and how far it may have moved when a forecast is due.

A local level: the logarithm of the level is a random walk, what a day shows scatters around it. How fast it
walks and how far days scatter is not chosen but weighed: every pair on a grid is filtered through the days,
gets the weight of how well it foretold each day from those before, and "no walk at all" starts with most of
the weight. So a steady account keeps its mean, and a drifting one is followed. A day far off (a promotion)
moves the level no more than `CLIP` of its standard deviations.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Standard deviations a day: of the walk, and of the scatter of days beyond counting noise.
WALKS = np.array([0.0, 0.005, 0.01, 0.02, 0.03, 0.045, 0.07, 0.1])
SCATTERS = np.array([0.0, 0.02, 0.05, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.4, 0.55, 0.8])
STEADY = 0.8  # prior weight of no walk for the level itself (assumption)
STEADY_SPREAD = 0.2  # the same for its spread: that few days show no drift does not say that none will come
EVIDENCE = 0.6  # what all classes say of the walk counts so much of one class's: they share the scatter of days
CLIP = 2.5
# Degrees of freedom of the scatter of days, so that a peak is no proof of a walk; and the square of the scale
# at which a day of normal scatter has its own standard deviation.
TAILS, SCALE = 5.0, 0.734
START = 0.5  # sd of the log of the level before the first day, around the mean of all


@dataclass(frozen=True)
class Level:
    """The level after the last day: `now` over the mean of the days given, `spread` the sd of its log as it
    stands, `walk` its sd a day, `scatter` that of days around it; `steady` the weight of no walk."""

    now: float
    spread: float
    walk: float
    scatter: float
    steady: float

    def ahead(self, days: int) -> float:
        """The sd of the log of the mean level over the next `days` days."""
        return float(np.sqrt(self.spread**2 + self.walk**2 * (days + 1) * (2 * days + 1) / (6 * days)))


UNKNOWN = Level(1.0, 0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Series:
    """A daily figure of one class: `values` against what it is counted on (`exposure`, same unit up to a factor).

    `noise` is the relative variance of one event: a day whose value is expected from n events varies by noise / n;
    `events` gives these n for a value equal to its expectation (None: the values are themselves the events).
    Days without exposure tell nothing.
    """

    values: Floats
    exposure: Floats
    events: Floats | None = None
    noise: float = 1.0


@dataclass(frozen=True)
class _Filtered:
    """Of one series, over the grid [walks, scatters]: log likelihood, level and its variance after the last day."""

    likelihood: Floats
    level: Floats
    variance: Floats


def levels(series: list[Series], days: Ints) -> list[Level]:
    """The level of each series on `days` (numbered, those missing tell nothing); all share how fast they walk,
    each has its own scatter."""
    filtered = [_filtered(one, days) for one in series]
    logs = EVIDENCE * np.mean([_log_mean(one.likelihood) for one in filtered], axis=0)
    weights = [_walk_weights(logs, steady) for steady in (STEADY, STEADY_SPREAD)]
    return [_level(one, *weights) for one in filtered]


def log_density(deviation: Floats) -> Floats:
    """Log density, up to a constant, of a day so many standard deviations off: Student's, with heavy tails."""
    result: Floats = -(TAILS + 1) / 2 * np.log1p(deviation**2 / (TAILS * SCALE))
    return result


def _walk_weights(logs: Floats, steady: float) -> Floats:
    prior = np.full(WALKS.size, (1 - steady) / (WALKS.size - 1))
    prior[0] = steady
    weight = prior * np.exp(logs - logs.max())
    result: Floats = weight / weight.sum()
    return result


def _log_mean(likelihood: Floats) -> Floats:
    """Log of the likelihood of each walk, all scatters being equally likely."""
    top = likelihood.max(axis=1)
    result: Floats = top + np.log(np.exp(likelihood - top[:, None]).mean(axis=1))
    return result


def _filtered(one: Series, days: Ints) -> _Filtered:
    walk, scatter = (grid**2 for grid in np.meshgrid(WALKS, SCATTERS, indexing="ij"))
    told = one.exposure > 0
    mean = float(one.values[told].sum() / one.exposure[told].sum()) if told.any() else 0.0
    level, variance, likelihood = np.zeros_like(walk), np.full_like(walk, START**2), np.zeros_like(walk)
    passed = np.diff(days, prepend=days[0])
    for t in range(days.size):
        variance = variance + walk * passed[t]
        if not told[t] or mean <= 0:
            continue
        expected = one.exposure[t] * mean * np.exp(level)
        events = expected if one.events is None else one.events[t]
        around = variance + one.noise / np.maximum(events, 1e-9) + scatter
        deviation = (one.values[t] / expected - 1) / np.sqrt(around)
        likelihood = likelihood + log_density(deviation) - np.log(around) / 2
        gain = np.minimum(1.0, CLIP / np.maximum(np.abs(deviation), 1e-12)) * variance / around
        level = level + gain * deviation * np.sqrt(around)
        variance = variance * (1 - gain)
    return _Filtered(likelihood, level, variance)


def _level(one: _Filtered, weights: Floats, cautious: Floats) -> Level:
    within = np.exp(one.likelihood - one.likelihood.max(axis=1, keepdims=True))
    within /= within.sum(axis=1, keepdims=True)
    centre = float((within * weights[:, None] * one.level).sum())
    weight = within * cautious[:, None]
    variance = float((weight * (one.variance + (one.level - centre) ** 2)).sum())
    return Level(
        now=float(np.exp(centre)),
        spread=variance**0.5,
        walk=float(cautious @ WALKS**2) ** 0.5,
        scatter=float(weight.sum(axis=0) @ SCATTERS**2) ** 0.5,
        steady=float(weights[0]),
    )
