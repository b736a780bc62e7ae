"""A guard for few orders in unequal arms, where the paired t test on days is not to be trusted alone.

Given all hits of both arms, those of the second are binomial with its share of the trials, if there is no difference.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SMALL_SHARE, SMALL_HITS = 0.40, 40.0  # measured: an 80/20 rotation with few orders errs 11 % without the guard


def mid_p(hits: Floats, all_hits: Floats, share: Floats) -> Floats:
    """Return the two-sided mid-p of `hits` of `all_hits` at the binomial `share`, all shapes alike (Lancaster 1961)."""
    up_to = special.bdtr(hits, all_hits.astype(np.int64), share)
    below = np.where(hits > 0, special.bdtr(np.maximum(hits - 1, 0), all_hits.astype(np.int64), share), 0.0)
    lower = (up_to + below) / 2
    return np.asarray(np.minimum(1.0, 2 * np.minimum(lower, 1 - lower)))


def small(trials: Floats, hits: Floats) -> NDArray[np.bool_]:
    """Return where the guard is needed: the smaller arm has less than 40 % of trials and expects under 40 hits.

    `trials`, `hits` are totals [tests, 2]; the result [tests].
    """
    total = trials.sum(axis=1)
    with np.errstate(all="ignore"):
        share = np.where(total > 0, trials.min(axis=1) / total, 0.5)
    return np.asarray((share < SMALL_SHARE) & (share * hits.sum(axis=1) < SMALL_HITS))


def guarded(p: Floats, trials: Ints, hits: Ints) -> Floats:
    """Return `p` [tests], where few hits meet unequal arms the larger of it and the mid-p; others [tests, 2, days]."""
    totals, found = trials.sum(axis=2).astype(float), hits.sum(axis=2).astype(float)
    few = np.flatnonzero(small(totals, found) & np.isfinite(p))
    if not few.size:
        return p
    share = totals[few, 1] / totals[few].sum(axis=1)
    raised = p.copy()
    raised[few] = np.maximum(p[few], mid_p(found[few, 1], found[few].sum(axis=1), share))
    return raised
