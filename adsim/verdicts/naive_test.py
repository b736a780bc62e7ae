"""The test sellers' tools run: two proportions, pooled z, the same 5 % at every look. Right once, wrong in five."""

from typing import ClassVar

import numpy as np
from scipy import special

from adsim.stats.lifts import fieller
from adsim.verdicts.contract import Condition, Design, Finding, Ints, Seen
from adsim.verdicts.pairs import Pair, asked, read_pairs


class NaiveTest:
    """Two-proportion z test at `alpha`, anew at every look as if it were the only one."""

    name: ClassVar[str] = "naive_test"
    holds: ClassVar[frozenset[Condition]] = frozenset({Condition.UNEQUAL_ROTATION, Condition.LATE_ORDERS})

    def __init__(self, design: Design) -> None:
        self.design = design

    def read(self, seen: Seen) -> Finding:
        level = asked(self.design.alpha, seen.trials.shape[1]) * (3 - self.design.sided)
        return read_pairs(seen, self.design.sided, lambda trials, hits: _pair(trials, hits, level))


def _pair(trials: Ints, hits: Ints, level: float) -> Pair:
    """Compare by totals; `level` is the two-sided p-value that is needed."""
    c, x = trials.sum(axis=2).astype(float), hits.sum(axis=2).astype(float)
    with np.errstate(all="ignore"):
        rates, pooled = x / c, x.sum(axis=1) / c.sum(axis=1)
        first, second = (pooled * (1 - pooled) / c[:, arm] for arm in (0, 1))
        gain = rates[:, 1] - rates[:, 0]
        z = np.where(first + second > 0, gain / np.sqrt(first + second), np.nan)
        p = 2 * special.ndtr(-np.abs(z))
    needed = np.full(p.shape, level)
    low, high = fieller(gain, rates[:, 0], (first + second, -first, first), -special.ndtri(needed / 2))
    return Pair(p, needed, z > 0, low, high)
