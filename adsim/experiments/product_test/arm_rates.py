"""An arm's click and conversion rate with its range, so far and as it will be once late orders are in.

The range is that of a Jeffreys posterior whose counts are thinned by how much more the days scatter than chance, so
that a rate that moves from day to day is not thought to be known better than it is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

LEVEL = 0.95


@dataclass(frozen=True)
class Rate:
    """A rate and its 95 % range; nan without trials."""

    value: float
    low: float
    high: float


def rate(hits: Floats, trials: Floats) -> Rate:
    """Hits per trial from counts by day [days]. Trials may be fractional: clicks that had time to bring an order."""
    x, n = float(hits.sum()), float(trials.sum())
    if n <= 0:
        return Rate(float("nan"), float("nan"), float("nan"))
    scatter = dispersion(hits, trials)
    a, b = x / scatter + 0.5, max(n - x, 0.0) / scatter + 0.5
    low = special.betaincinv(a, b, (1 - LEVEL) / 2) if x > 0 else 0.0
    high = special.betaincinv(a, b, (1 + LEVEL) / 2) if x < n else 1.0
    return Rate(min(x / n, 1.0), float(low), float(high))


def dispersion(hits: Floats, trials: Floats) -> float:
    """How much more the days scatter than chance around one rate, at least 1 (Pearson's chi-square over its df)."""
    used = trials > 0
    x, n = hits[used], trials[used]
    mean = x.sum() / max(n.sum(), 1e-300)
    if len(n) < 2 or not 0 < mean < 1:
        return 1.0
    chi_square = np.sum((x - mean * n) ** 2 / (n * mean * (1 - mean)))
    return max(1.0, float(chi_square) / (len(n) - 1))
