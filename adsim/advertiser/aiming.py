"""How high to bid so that a ratio of worth to cost is met: one factor for each advertiser, moved once a day.

The ratio is estimated, not counted: clicks of the last days at what they should be worth once all their orders are
in. So late orders look like nothing, and the first days are judged by what was believed beforehand.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from adsim.advertiser.contract import Action, Observation, Settings
from adsim.advertiser.estimates import totals
from adsim.advertiser.spending import EVERY_THIRD_HOUR, Spending, bought

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_FADING = 0.5  # what a day counts for on the next
_GAIN = 1.5  # of the gap in logarithms that is made up in a day: prices answer bids by less than half; assumption
_STEP = float(np.log(1.25))  # most that a day may move the factor
_FEW_CLICKS = 5.0  # that many clicks move it half as far
_LOWEST = 0.02


class Aiming(ABC):
    """A strategy that aims: says what a click may cost on average, and bids so that it does. Made as a `Strategy`."""

    memory: ClassVar[int] = 28

    def __init__(self, settings: Settings, random: np.random.Generator) -> None:
        del random
        self._settings: Any = settings
        self._aim, self._worth = Aim(), np.zeros(0)

    @abstractmethod
    def worth(self, seen: Observation) -> Floats:
        """Return what a click may cost on average, shape [ads]."""

    @property
    def hours(self) -> tuple[int, ...]:
        return EVERY_THIRD_HOUR

    def decide(self, seen: Observation) -> Action:
        if seen.hour == 0 or not self._worth.size:
            self._worth = self.worth(seen)
        return Action(self._aim.bids(seen, self._worth))


class Aim:
    """Bids for worth equal to cost: `factor × worth`, less where money is short. The target is a ceiling: an account
    whose budget binds bids lower, and the factor does not rise for it."""

    def __init__(self) -> None:
        self._log, self._day = np.zeros(0), -1
        self._spending = Spending(ceiling=True)

    def bids(self, seen: Observation, worth: Floats) -> Floats:
        """Return what to bid now, shape [ads]; `worth` [ads] is what a click may cost on average."""
        levels = self._spending.levels(seen, worth)
        owner, of_ad = np.unique(seen.advertiser, return_inverse=True)
        if self._log.size != owner.size:
            self._log = np.zeros(owner.size)
        if seen.day != self._day and seen.history.clicks.shape[0]:
            self._adjust(seen, worth, of_ad)
        self._day = seen.day
        return bought(seen, np.exp(self._log)[of_ad] * levels[seen.account] * worth)

    def _adjust(self, seen: Observation, worth: Floats, of_ad: Ints) -> None:
        """Move the factors by what the last days' clicks are worth and cost."""
        days, owners = seen.history.clicks.shape[0], self._log.size
        weight = _FADING ** np.arange(days)[::-1]
        clicks, cost = weight @ seen.history.clicks, weight @ seen.history.cost
        paid, counted = totals(of_ad, cost, owners), totals(of_ad, clicks, owners)
        gained = totals(of_ad, clicks * worth, owners)
        known = (paid > 0) & (gained > 0)
        gap = np.log(np.where(known, gained, 1.0) / np.where(known, paid, 1.0))
        step = np.clip(_GAIN * gap * counted / (counted + _FEW_CLICKS), -_STEP, _STEP)
        # Bids too low to be clicked are not lowered further, and rise when old clicks are forgotten.
        step = np.where(totals(of_ad, seen.history.clicks[-1], owners) == 0, np.maximum(step, 0.0), step)
        step = np.where(counted < 1, _STEP, step)
        free = totals(of_ad, cost * self._spending.free[seen.account], owners) / np.maximum(paid, 1e-12)
        step = np.where(step > 0, step * np.where(paid > 0, free, 1.0), step)
        self._log = np.clip(self._log + step, np.log(_LOWEST), np.maximum(self._useful(seen, worth, of_ad), 0.0))

    def _useful(self, seen: Observation, worth: Floats, of_ad: Ints) -> Floats:
        """Logarithm of the factor from which on every bid of the advertiser is the highest."""
        wanted = (seen.bid > 0) & (worth > 0)
        needed = np.full(self._log.size, 1e-12)
        np.maximum.at(needed, of_ad[wanted], seen.highest[wanted] / worth[wanted])
        limits: Floats = np.log(needed)
        return limits
