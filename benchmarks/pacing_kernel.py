"""The kernel with accounts that are throttled, and with 200 advertisers who bid anew every hour.

Throttled: every account takes part in 70 searches of 100. Hourly bidders: every advertiser multiplies all its bids by
a multiplier of its own; each hour it moves by a normal step of so many per cent (its logarithm's standard deviation),
a random walk that is set back to 1 at midnight. Budgets bind in all of them.
"""

from collections.abc import Callable

import numpy as np

from benchmarks.kernel import EVEN, MILLION, KernelDays, kernel_runs
from benchmarks.measuring import Figure, at_least, at_most, rate, rate_ratio, shown, side_by_side
from benchmarks.reference_market import ADVERTISERS, ReferenceMarket, reference_market

TITLE = "Throttled and hourly bidders on the reference market (one core, processor time, medians of paired rounds)"
ROUNDS = 9
PARTICIPATION = 0.7
STEPS = {"1 %": 0.01, "3 %": 0.03, "10 %": 0.10}
KERNEL_DAYS = 3


class ThrottledDays(KernelDays):
    """Days on which no account takes part in every search."""

    def __init__(self, market: ReferenceMarket, days: int) -> None:
        super().__init__(market, days)
        turns = np.full(ADVERTISERS, PARTICIPATION)
        self.kernel.rank(market.bid.ravel(), market.weight.ravel(), participation=turns)


class HourlyBids(KernelDays):
    """Days on which every advertiser moves all its bids every hour."""

    def __init__(self, market: ReferenceMarket, days: int, step: float, participation: float = 1.0) -> None:
        super().__init__(market, days)
        self.step, self.turns = step, np.full(ADVERTISERS, participation)
        self.account, self.weight = market.account.ravel(), market.weight.ravel()
        self.standing = market.bid.ravel().astype(np.float64)

    def __call__(self) -> float:
        kernel, market, searches = self.kernel, self.market, 0
        for _ in range(self.days):
            number = kernel_runs()
            steps = np.random.default_rng(number).normal(0.0, self.step, (24, ADVERTISERS))
            for hour, multiplier in enumerate(np.exp(np.cumsum(steps, axis=0))):
                bid = np.rint(self.standing * multiplier[self.account]).astype(np.int64)
                kernel.rank(bid, self.weight, participation=self.turns)
                if hour == 0:
                    kernel.start_day(1, 0, number, market.rate, EVEN, market.budget)
                kernel.advance(hour + 1)
            kernel.end_day()
            searches += int(kernel.searches.sum())
        return float(searches)


def measure(rounds: int = ROUNDS) -> list[Figure]:
    market, ten_times = reference_market(MILLION), reference_market(10 * MILLION)
    tasks: dict[str, Callable[[], float]] = {
        "fixed": KernelDays(market, KERNEL_DAYS),
        "throttled": ThrottledDays(market, KERNEL_DAYS),
        **{name: HourlyBids(market, KERNEL_DAYS, step) for name, step in STEPS.items()},
        "throttled, hourly": HourlyBids(market, KERNEL_DAYS, STEPS["3 %"], PARTICIPATION),
        "ten": KernelDays(ten_times, 1),
        "ten throttled": ThrottledDays(ten_times, 1),
    }
    taken = side_by_side(tasks, rounds)
    speed = {name: rate(timings) / MILLION for name, timings in taken.items()}
    slower = {name: 1 / rate_ratio(taken[name], taken["fixed"]) for name in taken}
    return [
        shown("fixed bids, all take part, 10⁶ searches a day", speed["fixed"], "M/s"),
        at_least("participation 0.7, 10⁶ searches a day", speed["throttled"], 10, "M/s"),
        shown("  time over all taking part", slower["throttled"], "×"),
        shown("fixed bids, all take part, 10⁷ searches a day", speed["ten"], "M/s"),
        at_least("participation 0.7, 10⁷ searches a day", speed["ten throttled"], 10, "M/s"),
        shown("  time over all taking part", 1 / rate_ratio(taken["ten throttled"], taken["ten"]), "×"),
        *(at_most(f"200 bid anew every hour, steps of {name}: time over fixed", slower[name], 3) for name in STEPS),
        shown("the same throttled, steps of 3 %: time over fixed", slower["throttled, hourly"], "×"),
    ]
