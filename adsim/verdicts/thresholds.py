"""Bare figures, as the 1688 handbook reads them: the arm with the better rate, if it reaches its category's target."""

from typing import ClassVar

import numpy as np

from adsim.verdicts.contract import NO_ARM, Condition, Design, Finding, Seen
from adsim.verdicts.pairs import ranges, rate


class Thresholds:
    """Names the arm with the best bare figure, at every look; with a target only if that reaches it.

    Bare figures know no evidence: it is 0 where an arm is named and 1 where none is, and 0 is needed. Arms that
    are level name none, nor does a test without traffic in one of them.
    """

    name: ClassVar[str] = "thresholds"
    holds: ClassVar[frozenset[Condition]] = frozenset()

    def __init__(self, design: Design) -> None:
        self.design = design

    def read(self, seen: Seen) -> Finding:
        rates = rate(seen)
        ordered = np.sort(rates, axis=1)
        best = ordered[:, -1]  # nan where an arm has no traffic
        named = ~np.isnan(best)
        if rates.shape[1] > 1:
            named &= best > ordered[:, -2]
        target = self.design.targets.get(self.design.metric)
        named &= rates.shape[1] > 1 if target is None else best >= target
        winner = np.where(named, np.argmax(np.nan_to_num(rates, nan=-1.0), axis=1), NO_ARM)
        if self.design.sided == 1 and rates.shape[1] > 1:
            winner = np.where(winner == 0, NO_ARM, winner)
        evidence = np.where(winner == NO_ARM, 1.0, 0.0)
        lift, low, high = ranges(rates, [])
        return Finding(winner, evidence, np.zeros(evidence.shape), lift, low, high)
