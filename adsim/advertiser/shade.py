"""Shading: a budget that binds lasts all day because every bid is divided by 1 + μ, after Balseiro & Gur (2019).

By account, every hour: μ ← max(0, μ − ε × (the hour's share of the money − what it cost)). In their setting such bids
come close to the best that fixed values and a budget allow, and settle where all bidders shade so.

Here the hour's share is that of the money left, so that one hour's error is made good in the next, and
ε = step × (1 + μ) / money left: a hundredth of the money too much raises 1 + μ by `step` hundredths, and an error dies
out within the day where step × (elasticity of money to bids) is above 1. In the evening the money left counts as at
least a fifth of the budget, lest single clicks throw the bids about. No later hour makes good what the last one errs:
its bids are set by what all hours of the day have cost. The next day begins with the day's mean of μ.
"""

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from adsim.advertiser import curves
from adsim.advertiser.contract import EVERY_HOUR, Action, Observation, Settings
from adsim.bounds import Factor

Floats = NDArray[np.float64]

LEAST_LEFT = 0.2
# Money is held to go with the square of the bid: an hour that shall have four times the money a search is bid twice
# as high (assumption). It matters where the curve is not the traffic's, and in the last hour.
MONEY_BY_BID = 2.0


class ShadeSettings(Settings):
    name: Literal["shade"] = "shade"
    curve: Annotated[curves.Curve, Field(description="How the money lies over the hours.")] = "traffic"
    step: Annotated[Factor, Field(description="How far an hour's error moves the bids.")] = 2.0


class Shade:
    """Multiplicative pacing. Arrays [accounts]: `_mu` now and, by the hours' shares, `_sum` of it today; `_target` of
    the hour that runs; `_full`, what today's hours would have cost at full bids; `_capped`: bids were full."""

    settings: ClassVar[type[Settings]] = ShadeSettings

    def __init__(self, settings: Settings) -> None:
        assert isinstance(settings, ShadeSettings)
        self._curve, self._step = settings.curve, settings.step
        self._asked = -1, 0  # day and hour
        self._mu: Floats | None = None
        self._sum: Floats = np.zeros(0)
        self._weight = 0.0
        self._full: Floats = np.zeros(0)
        self._traffic = 0.0
        self._factor: Floats = np.zeros(0)
        # What a click costs at the bids last wanted, which stay the same for hours.
        self._priced: Floats | None = None
        self._price: Floats = np.zeros(0)

    @property
    def hours(self) -> tuple[int, ...]:
        return EVERY_HOUR

    def pace(self, seen: Observation, wanted: Action) -> Action:
        """Bids divided by 1 + μ of their account."""
        hour, traffic = seen.hour, seen.known.hours
        shares = curves.shares(self._curve, traffic)
        lift = _lift(shares, traffic)
        self._count(seen, traffic)
        mu = self._from_now_on(seen, lift)
        self._sum, self._weight = self._sum + mu * shares[hour], self._weight + float(shares[hour])
        if wanted.max_cpc is not self._priced:
            price = curves.price_of_click(wanted.max_cpc, seen.known.searches, seen.account, seen.budget.size)
            self._priced, self._price = wanted.max_cpc, price
        money = np.minimum(seen.budget, seen.aim)
        planned = np.maximum(money - seen.spent - curves.kept_back(money, self._price, shares), 0.0)
        self._target = planned * (shares[hour] / shares[hour:].sum() if shares[hour] > 0 else 0.0)
        factor = lift[hour] / (1.0 + mu)
        if not shares[hour + 1 :].any() and self._traffic > 0:
            factor = self._last(factor, float(traffic[hour]))
        self._capped = factor >= 1.0
        self._asked, self._spent, self._mu, self._factor = (seen.day, hour), seen.spent, mu, np.minimum(factor, 1.0)
        return replace(wanted, max_cpc=wanted.max_cpc * self._factor[seen.account])

    def _count(self, seen: Observation, traffic: Floats) -> None:
        """Book the hours since last asked: what they would have cost at full bids, and their traffic."""
        day, hour = self._asked
        if seen.day != day:
            self._full, self._traffic = np.zeros(seen.budget.size), 0.0
            return
        if np.all(self._factor > 0):  # not in hours that the curve leaves out
            self._full = self._full + (seen.spent - self._spent) / self._factor**MONEY_BY_BID
            self._traffic += float(traffic[hour : seen.hour].sum())

    def _last(self, factor: Floats, traffic: float) -> Floats:
        """The factor on the bids of the last hour: it is to cost its share, going by all of today's hours."""
        full = self._full * traffic / self._traffic
        wanted = np.divide(self._target, full, out=np.ones(full.size), where=full > 0) ** (1.0 / MONEY_BY_BID)
        return np.where(full > 0, wanted, factor)

    def _from_now_on(self, seen: Observation, lift: Floats) -> Floats:
        """μ after the hours since last asked, or at the beginning of a day."""
        if self._mu is None:
            self._sum = np.zeros(seen.budget.size)
            return self._sum
        if seen.day == self._asked[0]:
            least = float(lift[lift > 0].min(initial=1.0)) - 1.0
            moved: Floats = np.maximum(self._mu + self._correction(self._mu, seen), least)
            return moved
        mean: Floats = self._sum / self._weight if self._weight > 0 else self._mu
        self._sum, self._weight = np.zeros(mean.size), 0.0
        return mean

    def _correction(self, mu: Floats, seen: Observation) -> Floats:
        """−ε × (share − cost) of the hours since last asked; more than the full bid cannot be bid."""
        error = seen.spent - self._spent - self._target
        left = np.maximum(seen.budget - self._spent, LEAST_LEFT * seen.budget)
        change = np.divide(self._step * (1.0 + mu) * error, left, out=np.zeros(mu.size), where=left > 0)
        return np.where(self._capped & (error < 0), 0.0, change)


def _lift(shares: Floats, traffic: Floats) -> Floats:
    """Factor on the bids of each hour that the curve asks for, [24]; 1 where money goes with the traffic."""
    if shares.sum() <= 0:
        return np.zeros(24)
    money_per_search = np.divide(shares, traffic, out=np.zeros(24), where=traffic > 0) * traffic.sum() / shares.sum()
    lift: Floats = money_per_search ** (1.0 / MONEY_BY_BID)
    return lift
