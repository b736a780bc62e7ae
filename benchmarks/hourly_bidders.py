"""Two hundred advertisers who decide every hour, by one strategy object in arrays, against fixed bids.

Each starts from the bids of the reference market and shades them so that its budget lasts the day (`shade`, after
Balseiro & Gur 2019). The whole way is timed: what they see, what they decide, new ranks, the auctions between.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from adsim.advertiser.bidder import Bidder
from adsim.advertiser.contract import History, Known, Landscape, Observation
from adsim.advertiser.manual_cpc import ManualCpc, ManualCpcSettings
from adsim.advertiser.shade import Shade, ShadeSettings
from benchmarks.kernel import EVEN, MILLION, KernelDays, kernel_runs
from benchmarks.measuring import Figure, at_most, rate, rate_ratio, shown, side_by_side
from benchmarks.reference_market import ADVERTISERS, BIDDERS, KEYWORDS, MICRO, ReferenceMarket, reference_market

TITLE = "200 advertisers shading their bids every hour on the reference market (one core, processor time)"
ROUNDS = 7
KERNEL_DAYS = 3
WARMING = 3  # days until the multipliers have found their level


def _nobody(ads: np.ndarray) -> Landscape:
    raise AssertionError("shading asks no bid simulator")


class ShadingDays(KernelDays):
    """Days on which every advertiser shades all its bids every hour."""

    def __init__(self, market: ReferenceMarket, days: int) -> None:
        super().__init__(market, days)
        ads = market.bid.size
        bid, keyword = market.bid.ravel() / MICRO, np.repeat(np.arange(KEYWORDS), BIDDERS)
        rate = market.rate[keyword]
        self.weight = market.weight.ravel()
        self.bidder = Bidder(ManualCpc(ManualCpcSettings(), np.random.default_rng(1)), (1.0,) * 24, (1.0,) * 7,
                             Shade(ShadeSettings()))  # fmt: skip
        budget = market.budget / MICRO
        self.seen = Observation(
            day=0, hour=0, weekday=0, advertiser=market.account.ravel(), keyword=keyword,
            klass=np.zeros(ads, np.int64), account=market.account.ravel(), bid=bid, highest=5 * bid,
            live=np.ones(ads, bool), sold=np.zeros(ads), owner=np.arange(ADVERTISERS), budget=budget, aim=budget,
            spent=np.zeros(ADVERTISERS), yesterday=np.zeros(ADVERTISERS), landscape=_nobody,
            history=History(*np.zeros((7, 0, ads))),
            known=Known(rate, np.full(ads, 0.05), np.full(ads, 20.0), np.full(ads, 20.0), np.ones(2), EVEN),
        )  # fmt: skip
        self.day = 0
        for _ in range(WARMING):
            self._one_day()

    def __call__(self) -> float:
        return float(sum(self._one_day() for _ in range(self.days)))

    def _one_day(self) -> int:
        kernel, market, number = self.kernel, self.market, kernel_runs()
        self.day += 1
        for hour in range(24):
            spent = kernel.spent / MICRO if hour else np.zeros(ADVERTISERS)
            seen = replace(self.seen, day=self.day, hour=hour, weekday=self.day % 7, spent=spent)
            bid = np.rint(self.bidder.decide(seen).max_cpc * MICRO).astype(np.int64)
            kernel.rank(bid, self.weight)
            if hour == 0:
                kernel.start_day(1, 0, number, market.rate, EVEN, market.budget)
            kernel.advance(hour + 1)
        kernel.end_day()
        self.dropped_out = int(np.isfinite(kernel.exhausted_at).sum())
        self.used = float((kernel.spent / market.budget)[market.budget > 0].mean())
        return int(kernel.searches.sum())


def measure(rounds: int = ROUNDS) -> list[Figure]:
    market = reference_market(MILLION)
    fixed, shading = KernelDays(market, KERNEL_DAYS), ShadingDays(market, KERNEL_DAYS)
    tasks: dict[str, Callable[[], float]] = {"fixed": fixed, "shading": shading}
    taken = side_by_side(tasks, rounds)
    return [
        shown("fixed bids, 10⁶ searches a day", rate(taken["fixed"]) / MILLION, "M/s"),
        shown("200 shade their bids every hour", rate(taken["shading"]) / MILLION, "M/s"),
        at_most("  time over fixed bids", 1 / rate_ratio(taken["shading"], taken["fixed"]), 3),
        shown("accounts that run dry in a day: fixed", fixed.dropped_out, ""),
        shown("accounts that run dry in a day: shading", shading.dropped_out, ""),
        shown("share of budgets spent, shading", 100 * shading.used, "%"),
    ]
