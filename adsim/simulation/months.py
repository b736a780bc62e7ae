"""What a calendar month may cost where a day may cost more than its budget: Google's monthly spending limit.

A month's limit is 30.4 daily budgets. A budget that begins or changes within a month has what was spent before and the
new budget for each day left, but never more than 30.4 times the month's highest (the last is an assumption: it keeps
the promise of 30.4 when budgets go up and down). Hides how the limit follows changes.
"""

import calendar
from datetime import date

import numpy as np
from numpy.typing import NDArray

from adsim.simulation.accounts import apportion

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Mean days of a month, in tenths: 365 days are twelve times 30.4 but for 0.2.
DAYS_IN_TENTHS = 304


class Months:
    """Spending of [accounts] by calendar month, micro-units."""

    def __init__(self, accounts: int) -> None:
        self._month = 0, 0
        self._daily, self._highest, self._limit, self._spent = (np.zeros(accounts, np.int64) for _ in range(4))

    def in_force(self, today: date, daily: Ints, overspend: float) -> Ints:
        """The most that each account may cost today: `overspend` times its `daily` budget, if the month has it left.

        With an overspend of 1 each day stands alone, and a month of 31 days may cost 31 budgets.
        """
        self._follow(today, daily)
        if overspend == 1:
            return daily
        left = np.maximum(self._limit - self._spent, 0)
        money = np.minimum(np.floor(daily * overspend).astype(np.int64), left)
        # Money that a strategy moved between accounts was spent from another's month.
        total = max(int((self._limit - self._spent).sum()), 0)
        return money if money.sum() <= total else apportion(total, money / money.sum())

    def lasting(self, today: date, money: Ints) -> Floats:
        """What part of today's money may be spent if the month's is to last, the same every day."""
        each = np.maximum(self._limit - self._spent, 0) / _days_left(today)
        part: Floats = np.divide(each, money, out=np.ones(money.size), where=money > 0)
        return np.minimum(part, 1.0)

    def book(self, spent: Ints) -> None:
        """Note what the day has cost."""
        self._spent = self._spent + spent

    def _follow(self, today: date, daily: Ints) -> None:
        month, whole = (today.year, today.month), daily * DAYS_IN_TENTHS // 10
        if month != self._month:
            self._month, self._spent, self._highest = month, np.zeros_like(daily), daily
            self._limit = whole if today.day == 1 else daily * _days_left(today)
        elif not np.array_equal(daily, self._daily):
            self._highest = np.maximum(self._highest, daily)
            anew = np.minimum(self._spent + daily * _days_left(today), self._highest * DAYS_IN_TENTHS // 10)
            self._limit = np.where(daily == self._daily, self._limit, anew)
        self._daily = daily


def _days_left(today: date) -> int:
    """Days of the month from today on."""
    return calendar.monthrange(today.year, today.month)[1] - today.day + 1
