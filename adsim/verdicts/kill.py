"""When to give a product up: its orders against a target rate, told from late orders and from bad days.

A product is killed when so few orders would be rare if it did reach the target: orders expected by now (clicks times
target times the share of their orders that is seen) against orders seen, widened by the spread of the days.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from adsim.stats import boundaries
from adsim.stats.late_orders import Delay, seen_shares
from adsim.verdicts.contract import Design, Floats, Ints, Seen
from adsim.verdicts.group_sequential import FIRST_DECISION_DAY

_LEAST_RATIO = 0.05  # of seen to expected orders, below which the spread of the days cannot be told


def kill_p(clicks: Ints, orders: Ints, target: float, delay: Delay, day: int) -> Floats:
    """Return the probability of at most so many orders if the rate were `target`, shape [tests].

    `clicks` and `orders` seen [tests, days] by day of the click, from day 1, at the end of day `day`; `target` orders
    a click. 1 where no order could have been seen yet. With mu the orders expected by now, x those seen, r = x/mu and
    phi the spread of the days around r mu (1 at least): P(Gamma(x/phi + 1) > mu/phi).
    """
    expected = target * clicks * seen_shares(delay, day)[: clicks.shape[1]]
    mean, found = expected.sum(axis=1), orders.sum(axis=1).astype(float)
    with np.errstate(all="ignore"):
        ratio = np.maximum(found / mean, _LEAST_RATIO)
        fitted = ratio[:, None] * expected
        squares = np.where(fitted > 0, (orders - fitted) ** 2 / fitted, 0.0).sum(axis=1)
        spread = np.maximum(1.0, squares / (np.count_nonzero(fitted > 0, axis=1) - 1))
        spread = np.where(np.isfinite(spread), spread, 1.0)
        p = special.gammaincc(found / spread + 1, mean / spread)
    return np.where(mean > 0, p, 1.0)


@dataclass(frozen=True)
class Killing:
    """What a look says of each arm: `kill` where `p` <= `needed`. Shapes [tests, arms], `needed` one figure."""

    kill: NDArray[np.bool_]
    p: Floats
    needed: float


class Kill:
    """Kill decisions at several looks: a product at its target is killed by any of them with at most `total_error`.

    The error, `design.alpha`, is spent over the looks, one-sided and Pocock-type (early, as late kills save little);
    information is the orders expected to be seen by each look with even traffic, late ones counted as late. A single
    look has all of it. Nothing is killed before day 3.
    """

    def __init__(self, design: Design, delay: Delay, looks: Sequence[int] | None = None) -> None:
        """Make it of a design whose targets name `cvr`; raises ValueError without that target."""
        target = design.targets.get("cvr")
        if target is None or not 0 < target < 1:
            raise ValueError(f"a kill needs a target cvr within (0, 1), got {target}")
        self.target, self.delay, self.total_error = target, delay, design.alpha
        self.looks = tuple(design.looks if looks is None else looks)

    def needed(self, day: int) -> float:
        """Return what p must fall to at the end of day `day`; 0 where it cannot decide."""
        deciding = [look for look in self.looks if FIRST_DECISION_DAY <= look < day] + [day]
        if day < FIRST_DECISION_DAY:
            return 0.0
        last = max(*self.looks, day)
        information = [self._expected(look) / self._expected(last) for look in deciding]
        return float(boundaries.nominal_p(information, self.total_error, 1, "pocock")[-1])

    def _expected(self, day: int) -> float:
        return float(seen_shares(self.delay, day).sum())

    def read(self, seen: Seen) -> Killing:
        """Return what may be killed; `seen` of metric cvr: clicks and the orders seen, by day of the click."""
        arms = range(seen.trials.shape[1])
        p = np.stack(
            [kill_p(seen.trials[:, arm], seen.hits[:, arm], self.target, self.delay, seen.day) for arm in arms], axis=1
        )
        needed = self.needed(seen.day)
        return Killing(p <= needed, p, needed)
