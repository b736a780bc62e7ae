"""The test that may be read every day and for ever, also where traffic follows what was seen: slower, never caught."""

from typing import ClassVar

import numpy as np

from adsim.stats import sequences
from adsim.stats.day_clusters import paired
from adsim.stats.small_counts import guarded
from adsim.verdicts.contract import Condition, Design, Finding, Ints, Seen
from adsim.verdicts.group_sequential import FIRST_DECISION_DAY
from adsim.verdicts.pairs import Pair, asked, read_pairs


class AlwaysValid:
    """Day-clustered confidence sequence, its threshold asked in the t law of the days."""

    name: ClassVar[str] = "always_valid"
    holds: ClassVar[frozenset[Condition]] = frozenset(Condition)

    def __init__(self, design: Design) -> None:
        self.design = design

    def read(self, seen: Seen) -> Finding:
        # One-sided tests spend the error of both sides on the better one.
        alpha = asked(self.design.alpha, seen.trials.shape[1]) * (3 - self.design.sided)
        return read_pairs(seen, self.design.sided, lambda trials, hits: _pair(trials, hits, alpha))


def _pair(trials: Ints, hits: Ints, alpha: float) -> Pair:
    found = paired(trials, hits)
    days = np.where(found.days >= FIRST_DECISION_DAY, found.days, 0)
    needed = sequences.nominal_p(np.arange(trials.shape[2] + 1), alpha)[days]
    low, high = found.lift_range(needed)
    return Pair(guarded(found.p(), trials, hits), needed, found.gain > 0, low, high)
