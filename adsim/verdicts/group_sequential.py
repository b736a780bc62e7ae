"""The planned test: error spent over its looks, the day as the unit of chance, orders by the day of the click.

Spending that is slow at first (O'Brien-Fleming-type, Hwang-Shih-DeCani with gamma -4 and below) asks the paired t
test on days. Spending that is quick at first meets so few days that t fails; there the signs of the days' gains are
flipped instead.
"""

from typing import ClassVar

import numpy as np

from adsim.stats import boundaries, sign_flips
from adsim.stats.day_clusters import day_gains, paired
from adsim.stats.small_counts import guarded
from adsim.verdicts.contract import Condition, Design, Finding, Floats, Ints, Seen
from adsim.verdicts.pairs import Pair, asked, read_pairs

FIRST_DECISION_DAY = 3  # before that a test reports only: one or two days show no spread between days
_SLOW_GAMMA = -4.0


def decisive_looks(design: Design, day: int) -> tuple[int, ...]:
    """Return the looks that may decide up to `day`, which is one of them even if it was not planned.

    Looks after the last planned day find all error spent: only the first of them may use what is left.
    """
    planned = [look for look in design.looks if look < day] + [day]
    early = tuple(look for look in planned if FIRST_DECISION_DAY <= look < design.planned_days)
    late = tuple(look for look in planned if look >= max(design.planned_days, FIRST_DECISION_DAY))
    return early + late[:1]


class GroupSequential:
    """Paired t test on days against the boundary of the look; information is day over planned days."""

    name: ClassVar[str] = "group_sequential"
    holds: ClassVar[frozenset[Condition]] = frozenset(
        {
            Condition.REPEATED_LOOKS,
            Condition.DAY_NOISE,
            Condition.SPARSE,
            Condition.LATE_ORDERS,
            Condition.UNEQUAL_ROTATION,
        }
    )

    def __init__(self, design: Design) -> None:
        self.design = design
        slow = design.spending == "hwang_shih_decani" and design.gamma <= _SLOW_GAMMA
        self.by_signs = not (slow or design.spending == "obrien_fleming")

    def read(self, seen: Seen) -> Finding:
        compare = self._signs if self.by_signs else self._days
        arms = seen.trials.shape[1]
        return read_pairs(seen, self.design.sided, lambda trials, hits: compare(trials, hits, arms))

    def needed(self, day: int, arms: int) -> float:
        """Return the two-sided p-value that decides at the look of `day`; 0 where none can."""
        looks = decisive_looks(self.design, day)
        if not looks or looks[-1] != day:
            return 0.0
        plan = self.design
        information = [min(look / plan.planned_days, 1.0) for look in looks]
        alpha = asked(plan.alpha, arms)
        at_looks = boundaries.nominal_p(information, alpha, plan.sided, plan.spending, plan.gamma)
        return float(at_looks[-1]) * (3 - plan.sided)

    def _days(self, trials: Ints, hits: Ints, arms: int) -> Pair:
        found = paired(trials, hits)
        needed = np.full(found.t.shape, self.needed(trials.shape[2], arms))
        low, high = found.lift_range(needed)
        return Pair(guarded(found.p(), trials, hits), needed, found.gain > 0, low, high)

    def _signs(self, trials: Ints, hits: Ints, arms: int) -> Pair:
        day, plan = trials.shape[2], self.design
        gain, _, _ = day_gains(trials, hits)
        looks = decisive_looks(plan, day)
        if not looks or looks[-1] != day:
            return _undecided(gain)
        information = [min(look / plan.planned_days, 1.0) for look in looks]
        spent = boundaries.spent(information, asked(plan.alpha, arms), plan.sided, plan.spending, plan.gamma)
        p, needed, ahead = sign_flips.sequential(gain, looks, spent, plan.sided)
        # The guard asks for the look's own p-value; the evidence is told on the scale of the error spent by now.
        nominal = self.needed(day, arms)
        p = np.minimum(guarded(p * nominal / spent[-1], trials, hits) * spent[-1] / nominal, 1.0)
        none = np.full(p.shape, np.nan)
        return Pair(p, needed, ahead, none, none)


def _undecided(gain: Floats) -> Pair:
    nothing = np.full(len(gain), np.nan)
    return Pair(nothing, np.zeros(len(gain)), gain.sum(axis=1) > 0, nothing, nothing)
