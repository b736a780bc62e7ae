"""Statistics of comparisons: simultaneous intervals over all pairs of variants.

All pairs are covered at once, so the statement stays true for the winner, which the data chose.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from adsim import streams
from adsim.streams import Purpose

Floats = NDArray[np.float64]

_DRAWS = 20_000


def t_quantile(replications: int, level: float = 0.95) -> float:
    """Return the factor on a standard error of a mean for an interval at `level`; nan below two replications."""
    return float(special.stdtrit(replications - 1, (1 + level) / 2)) if replications > 1 else float("nan")


def all_pairs(variants: int) -> list[tuple[int, int]]:
    """Return every pair (i, j) with i < j."""
    return list(combinations(range(variants), 2))


def pair_errors(samples: Floats) -> Floats:
    """Return the standard error of the mean paired difference of every pair; `samples` [replication, variant]."""
    replications, variants = samples.shape
    if replications < 2:
        return np.full(len(all_pairs(variants)), np.nan)
    return np.array(
        [np.std(samples[:, i] - samples[:, j], ddof=1) / np.sqrt(replications) for i, j in all_pairs(variants)]
    )


def simultaneous_quantile(samples: Floats, level: float = 0.95) -> float:
    """Return the factor on standard errors that makes all pairwise intervals hold together at `level`.

    It is the quantile of the largest |t| over pairs under the samples' own covariance (multivariate t,
    Hothorn, Bretz & Westfall 2008), by 20,000 keyed draws: the same samples give the same factor.
    nan with fewer than two replications; pairs that never differ do not count.
    """
    replications, variants = samples.shape
    pairs = all_pairs(variants)
    errors = pair_errors(samples)
    counted = [k for k in range(len(pairs)) if errors[k] > 0]
    if replications < 2 or not counted:
        return float("nan")
    centred = (samples - samples.mean(axis=0)) / np.sqrt(replications * (replications - 1))
    random = streams.generator(Purpose.INTERVALS, replications, variants)
    # Draws with the covariance of the means. The triangle of the samples stands for all their rows, and keeps
    # small differences of large columns, which a factored covariance would lose.
    triangle = np.asarray(np.linalg.qr(centred, mode="r"))
    means = random.standard_normal((_DRAWS, triangle.shape[0])) @ triangle
    largest = np.zeros(_DRAWS)
    for k in counted:
        i, j = pairs[k]
        np.maximum(largest, np.abs(means[:, i] - means[:, j]) / errors[k], out=largest)
    degrees = replications - 1
    return float(np.quantile(largest / np.sqrt(random.chisquare(degrees, _DRAWS) / degrees), level))


def ratio_error(top: Floats, bottom: Floats) -> float:
    """Return the standard error of a ratio of totals by the delta method; `top`, `bottom` [replication]."""
    n = top.size
    if n < 2 or bottom.mean() == 0:
        return float("nan")
    ratio = top.mean() / bottom.mean()
    return float(np.std(top - ratio * bottom, ddof=1) / np.sqrt(n) / abs(bottom.mean()))


def share_right(so_far: Floats, final: Floats) -> tuple[float, int]:
    """Return how often `so_far` has the sign of `final`, and in how many worlds `final` has a sign at all."""
    decided = final != 0
    if not decided.any():
        return float("nan"), 0
    return float(np.mean(np.sign(so_far[decided]) == np.sign(final[decided]))), int(decided.sum())
