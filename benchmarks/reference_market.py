"""The reference market: 1,000 keywords, 200 advertisers, 20 on each keyword, 8 slots, budgets that bind.

Volumes ∝ 1/(rank + 5)^0.7; examination 1/slot^0.8; bids lognormal (sigma 0.5), qualities lognormal (0.3);
click rate 0.05 × quality × lognormal(0.2); budgets uniform in 0.3–3 × the spend expected without budgets.
About 67 accounts drop out a day and a search brings about 0.2 clicks. Demand is even over the day.
Every engine of the benchmark is built from these same arrays.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from adsim.market.auction import Auction

KEYWORDS, ADVERTISERS, BIDDERS, SLOTS = 1000, 200, 20, 8
INCREMENT, RESERVE = 10_000, 50_000
OURS = 0  # the advertiser whose clicks the kernel logs
MICRO = 1_000_000


@dataclass(frozen=True)
class ReferenceMarket:
    """Shapes: [keywords] `rate` (searches a day); [keywords, bidders] the ads; [advertisers] `budget`."""

    rate: NDArray[np.float64]
    account: NDArray[np.int64]
    bid: NDArray[np.int64]
    weight: NDArray[np.int64]
    click_rate: NDArray[np.float64]
    examination: NDArray[np.float64]
    budget: NDArray[np.int64]

    @property
    def searches(self) -> float:
        return float(self.rate.sum())

    def rarer_clicks(self, factor: int) -> "ReferenceMarket":
        """As many clicks and the same money, out of `factor` times the searches."""
        return replace(self, rate=self.rate * factor, click_rate=self.click_rate / factor)

    def auction(self) -> Auction:
        ours = np.argmax(self.account == OURS, axis=1) + np.arange(KEYWORDS) * BIDDERS
        ours = np.where((self.account == OURS).any(axis=1), ours, -1)
        rates = self.click_rate.ravel()
        kernel = Auction(
            first=np.arange(KEYWORDS + 1, dtype=np.int64) * BIDDERS,
            account=self.account.ravel(),
            click_rate=rates,
            ours=ours.astype(np.int64),
            our_cap=np.where(ours >= 0, rates[ours], 0.0),
            slots=np.full(KEYWORDS, SLOTS, np.int64),
            examination=np.tile(self.examination, (KEYWORDS, 1)),
            n_accounts=ADVERTISERS,
            increment=INCREMENT,
            reserve=RESERVE,
        )
        kernel.rank(self.bid.ravel(), self.weight.ravel())
        return kernel


def reference_market(searches: float, seed: int = 1) -> ReferenceMarket:
    """The market at so many expected searches a day. Budgets grow with the searches."""
    rng = np.random.default_rng(seed)
    volume = 1.0 / (np.arange(KEYWORDS) + 5.0) ** 0.7
    shape = (KEYWORDS, BIDDERS)
    account = np.array([rng.choice(ADVERTISERS, BIDDERS, replace=False) for _ in range(KEYWORDS)])
    quality = rng.lognormal(0.0, 0.3, shape)
    market = ReferenceMarket(
        rate=volume / volume.sum() * searches,
        account=account.astype(np.int64),
        bid=np.rint(rng.lognormal(0.0, 0.5, shape) * MICRO).astype(np.int64),
        weight=np.rint(quality * MICRO).astype(np.int64),
        click_rate=np.minimum(0.05 * quality * rng.lognormal(0.0, 0.2, shape), 0.9),
        examination=np.arange(1.0, SLOTS + 1) ** -0.8,
        budget=np.zeros(ADVERTISERS, np.int64),
    )
    free = unconstrained_spend(market)
    return replace(market, budget=np.rint(free * rng.uniform(0.3, 3.0, ADVERTISERS)).astype(np.int64))


def unconstrained_spend(market: ReferenceMarket) -> NDArray[np.float64]:
    """What each advertiser would spend in a day if nobody's money ran out (micro-units)."""
    order = np.argsort(-market.bid * market.weight, axis=1, kind="stable")
    bid, weight, account = (
        np.take_along_axis(column, order, axis=1) for column in (market.bid, market.weight, market.account)
    )
    rate = np.take_along_axis(market.click_rate, order, axis=1)[:, :SLOTS]
    score = bid * weight
    asked = -(-score[:, 1 : SLOTS + 1] // weight[:, :SLOTS]) + INCREMENT
    price = np.minimum(bid[:, :SLOTS], np.maximum(asked, RESERVE))
    expected = market.rate[:, None] * market.examination * rate * price
    return np.bincount(account[:, :SLOTS].ravel(), expected.ravel(), ADVERTISERS).astype(np.float64)
