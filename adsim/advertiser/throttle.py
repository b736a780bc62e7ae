"""Throttling: a budget that binds lasts all day because the account takes part in only so many auctions.

Bids stay as they are wanted. What a day costs at full participation is judged from what today's hours have cost, from
earlier days, and on the first day from stated searches; participation is the money left over the cost still to come.
"""

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from adsim.advertiser import curves
from adsim.advertiser.contract import EVERY_HOUR, Action, Observation, Settings

Floats = NDArray[np.float64]

# Clicks a search before anything is seen: the middle of the 1-3 % of the 1688 handbook.
FIRST_CLICKS = 0.02
# What is expected counts as much as so many clicks of today; on the first day as less. Assumptions: ten clicks are as
# telling as a day that differs from the usual by a third.
USUAL_WEIGHT, FIRST_WEIGHT = 10.0, 2.0
# What a usual day costs is the mean of about so many days.
DAYS_BACK = 7


class ThrottleSettings(Settings):
    name: Literal["throttle"] = "throttle"
    curve: Annotated[curves.Curve, Field(description="How the money lies over the hours.")] = "traffic"


class Throttle:
    """Even throttling.

    Arrays [accounts]: `_usual` cost of a usual day at full participation, `_price` of a click, `_part` in force, and
    of today what was `_paid` for which part of a day's traffic `_taken`.
    """

    settings: ClassVar[type[Settings]] = ThrottleSettings

    def __init__(self, settings: Settings) -> None:
        assert isinstance(settings, ThrottleSettings)
        self._curve = settings.curve
        self._days = 0
        self._asked = -1, 0  # day and hour
        self._usual: Floats = np.zeros(0)
        self._price: Floats = np.zeros(0)
        self._paid: Floats = np.zeros(0)
        self._taken: Floats = np.zeros(0)
        self._part: Floats = np.zeros(0)

    @property
    def hours(self) -> tuple[int, ...]:
        return EVERY_HOUR

    def pace(self, seen: Observation, wanted: Action) -> Action:
        """The same bids, with the participation that makes the money last."""
        traffic, hour = seen.known.hours, seen.hour
        price = curves.price_of_click(wanted.max_cpc, seen.known.searches, seen.account, seen.budget.size)
        if self._days == 0:
            self._begin(seen, wanted, price)
        self._price = np.where(price > 0, price, self._price)
        if seen.day == self._asked[0]:
            self._count(seen, traffic[self._asked[1] : hour].sum())
        else:
            self._next_day()
        shares = curves.shares(self._curve, traffic)
        full = self._full()
        money = self._money(seen, full)
        planned = np.maximum(money - seen.spent - curves.kept_back(money, self._price, shares), 0.0)
        affordable = np.divide(planned, full, out=np.full(full.size, np.inf), where=full > 0)
        part = curves.part_of_hour(affordable, shares[hour:], traffic[hour:])
        # Who has no money takes no part anyway: what he misses is lost to his budget.
        self._part = np.where(seen.budget > seen.spent, part, 1.0)
        self._asked, self._spent = (seen.day, hour), seen.spent
        return replace(wanted, participation=self._part)

    def _money(self, seen: Observation, full: Floats) -> Floats:
        """Money for today: the budget; where it may be overspent, what the month has for a day, more on busy days."""
        busy = np.divide(full, self._usual, out=np.ones(full.size), where=self._usual > 0)
        return np.where(seen.aim < seen.budget, np.minimum(seen.budget, seen.aim * busy), seen.budget)

    def _begin(self, seen: Observation, wanted: Action, price: Floats) -> None:
        money = seen.known.searches * FIRST_CLICKS * wanted.max_cpc
        self._usual = np.bincount(seen.account, weights=money, minlength=seen.budget.size).astype(np.float64)
        self._price, self._weight = price, FIRST_WEIGHT
        self._paid, self._taken = np.zeros(price.size), np.zeros(price.size)

    def _count(self, seen: Observation, traffic: float) -> None:
        """Book the hours since last asked: what they cost, and what part of a day's traffic took part."""
        had = seen.budget > self._spent
        # When in the hour the money went is not seen: half of it, on average.
        dry = seen.spent >= seen.budget
        self._paid = self._paid + seen.spent - self._spent
        self._taken = self._taken + np.where(had, np.where(dry, 0.5, 1.0), 0.0) * traffic * self._part

    def _full(self) -> Floats:
        """What today would cost at full participation: what is expected and what is seen, by their weights."""
        money = self._weight * self._price
        taken = np.divide(money, self._usual, out=np.zeros(money.size), where=self._usual > 0) + self._taken
        full: Floats = np.divide(money + self._paid, taken, out=np.zeros(money.size), where=taken > 0)
        return full

    def _next_day(self) -> None:
        """A midnight has passed; the last hour's money was not seen."""
        if self._days:
            told = self._full()
            self._usual = self._usual + (told - self._usual) / min(self._days, DAYS_BACK)
            self._weight = USUAL_WEIGHT
            self._paid, self._taken = np.zeros(told.size), np.zeros(told.size)
        self._days += 1
