"""How high to bid so that a daily budget is just spent: one level for each account, moved hour by hour.

Where a month's money is to last, it is the day's part of it that is spent. The level falls where money goes faster than
the searches of the day, and rises where it goes slower (the additive rule of adaptive pacing, Balseiro & Gur 2019, on
the logarithm); what is left for the rest of the day moves the bids of the hour. Money that has run out tells nothing
more that day.
"""

import numpy as np
from numpy.typing import NDArray

from adsim.advertiser.contract import Observation
from adsim.advertiser.estimates import totals

Floats = NDArray[np.float64]

# Where a budget is only a limit it is enough to look at it now and then.
EVERY_THIRD_HOUR = tuple(range(0, 24, 3))
PER_DAY = 1.5  # how far the logarithm moves when a whole day's money is left; assumption
_MOST_IN_A_DAY = 2.0  # bids of an hour leave the level by this factor at most
_LOWEST = 0.02  # of where it started: low enough to stop any spending, and found again within days


class Spending:
    """The level of each account. `ceiling`: it never rises above 1; else it starts where the bids set up are, and
    rises to where more would change no bid. Ask at midnight and at any later hours of a day, in order."""

    def __init__(self, ceiling: bool) -> None:
        self._ceiling = ceiling
        self._start, self._log = np.zeros(0), np.zeros(0)
        self._day, self._hour = -1, 0
        self._spent, self._aim, self._budget = np.zeros(0), np.zeros(0), np.zeros(0)
        self._dry = np.zeros(0, bool)  # on the day that was closed last

    def bids(self, seen: Observation, worth: Floats) -> Floats:
        """Return what to bid now, shape [ads]: `worth` (0 or more) times the level of the account that pays."""
        return bought(seen, worth * self.levels(seen, worth)[seen.account])

    def levels(self, seen: Observation, worth: Floats) -> Floats:
        """Return the levels of now, shape [accounts]."""
        if not self._start.size:
            self._start = np.ones(seen.budget.size) if self._ceiling else _level_set_up(seen, worth)
            self._log, self._dry = np.zeros(seen.budget.size), np.zeros(seen.budget.size, bool)
        self._learn(seen)
        most = np.zeros(seen.budget.size) if self._ceiling else self._useful(seen, worth)
        self._log = np.clip(self._log, np.log(_LOWEST), np.maximum(most, np.log(_LOWEST)))
        levels: Floats = np.exp(np.minimum(self._log + self._rest(seen), most)) * self._start
        return levels

    @property
    def free(self) -> Floats:
        """How far money left each account alone on the last day, 0 to 1: 0 where it ran out, else the level."""
        return np.where(self._dry, 0.0, np.exp(np.minimum(self._log, 0.0)))

    def _learn(self, seen: Observation) -> None:
        """Move the levels by what was spent since the last time."""
        if self._budget.size and seen.day == self._day:
            self._move(seen, seen.spent, float(seen.known.hours[self._hour : seen.hour].sum()))
        elif self._budget.size:
            self._move(seen, seen.yesterday, float(seen.known.hours[self._hour :].sum()))
            self._dry = _out(seen.yesterday, self._budget)
        if seen.day != self._day:
            self._spent, self._aim, self._budget = np.zeros(seen.budget.size), seen.aim, seen.budget
        self._day, self._hour = seen.day, seen.hour

    def _move(self, seen: Observation, spent: Floats, share: float) -> None:
        missing = share - (spent - self._spent) / np.maximum(self._aim, 1e-9)
        missing = np.where(_out(spent, self._budget), np.minimum(missing, 0.0), missing)
        known = ~_out(self._spent, self._budget)
        self._log = self._log + PER_DAY * np.where(known, missing, 0.0)
        self._spent = spent

    def _rest(self, seen: Observation) -> Floats:
        """Logarithm by which this hour's bids leave the level, from what is left of the day's money and searches."""
        left = 1 - float(seen.known.hours[: seen.hour].sum())
        money = 1 - self._spent / np.maximum(self._aim, 1e-9)
        ratio = np.clip(money, 1e-9, None) / max(left, 1e-9)
        return 0.5 * np.log(np.clip(ratio, _MOST_IN_A_DAY**-2, _MOST_IN_A_DAY**2))

    def _useful(self, seen: Observation, worth: Floats) -> Floats:
        """Logarithm of the level from which on every bid of the account is the highest."""
        wanted = (seen.bid > 0) & (worth > 0)
        needed = np.zeros(seen.budget.size)
        np.maximum.at(needed, seen.account[wanted], seen.highest[wanted] / worth[wanted])
        return np.log(np.maximum(needed / np.maximum(self._start, 1e-12), 1e-12))


def bought(seen: Observation, bids: Floats) -> Floats:
    """Return the bids where a keyword is bought, never above the highest; 0 elsewhere."""
    return np.where(seen.bid > 0, np.minimum(bids, seen.highest), 0.0)


def _out(spent: Floats, budget: Floats) -> NDArray[np.bool_]:
    return (budget > 0) & (spent >= budget * (1 - 1e-6))


def _level_set_up(seen: Observation, worth: Floats) -> Floats:
    """The level at which the mean bid of an account is that of the bids set up, over its searches."""
    weight = np.where(seen.bid > 0, seen.known.searches, 0.0)
    bid = totals(seen.account, weight * seen.bid, seen.budget.size)
    own = totals(seen.account, weight * worth, seen.budget.size)
    return np.where((bid > 0) & (own > 0), bid / np.maximum(own, 1e-12), 1.0)
