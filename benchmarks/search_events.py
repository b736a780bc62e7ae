"""The plain way: one SimPy event a search, an auction in plain Python at each. The kernel's yardstick.

Written as one would write it with care: whole-number scores laid ready, slots and local names in the
loops, only eligible ads ranked and only shown ones priced. `LazySearchEvents` goes one step further
and prices clicks alone.
"""

from bisect import bisect
from collections.abc import Generator
from itertools import accumulate
from random import Random
from typing import Any

import simpy

from benchmarks.reference_market import INCREMENT, RESERVE, ReferenceMarket


class Ad:
    """One ad on one keyword, with its tallies."""

    __slots__ = ("account", "bid", "clicks", "impressions", "rate", "score", "weight")

    def __init__(self, account: "Account", bid: int, weight: int, rate: float) -> None:
        self.account, self.bid, self.weight, self.rate = account, bid, weight, rate
        self.score = bid * weight
        self.impressions = self.clicks = 0


class Account:
    """An advertiser's money of the day, in micro-units."""

    __slots__ = ("left", "out_at")

    def __init__(self, budget: int) -> None:
        self.left, self.out_at = budget, -1.0


def by_score(ad: Ad) -> int:
    return -ad.score


class SearchEvents:
    """The reference market as a SimPy process."""

    def __init__(self, market: ReferenceMarket, seed: int) -> None:
        self.rng = Random(seed)
        self.accounts = [Account(budget) for budget in market.budget.tolist()]
        columns = (market.account, market.bid, market.weight, market.click_rate)
        self.keywords = [
            [Ad(self.accounts[account], *rest) for account, *rest in zip(*rows, strict=True)]
            for rows in zip(*(column.tolist() for column in columns), strict=True)
        ]
        self.cumulative = list(accumulate(market.rate.tolist()))
        self.examination = market.examination.tolist()
        self.revenue = self.clicks = self.searches = 0

    def run(self, hours: float) -> None:
        env = simpy.Environment()
        env.process(self.shoppers(env))
        env.run(until=hours)

    def shoppers(self, env: simpy.Environment) -> Generator[simpy.Event, Any, None]:
        random, gap, search = self.rng.random, self.rng.expovariate, self.search
        total = self.cumulative[-1]
        rate = total / 24
        while True:
            yield env.timeout(gap(rate))
            search(bisect(self.cumulative, random() * total), env.now)

    def ranked(self, keyword: int) -> list[Ad]:
        ads = [ad for ad in self.keywords[keyword] if ad.bid >= RESERVE and ad.account.left > 0]
        ads.sort(key=by_score)
        return ads

    def page(self, keyword: int) -> list[tuple[Ad, int]]:
        """The auction: ads shown, best first, each with the price of a click."""
        ads = self.ranked(keyword)
        waiting = ads[1 : len(self.examination) + 1]
        page = [
            (ad, min(ad.bid, max(RESERVE, -(-below.score // ad.weight) + INCREMENT)))
            for ad, below in zip(ads, waiting, strict=False)
        ]
        if len(page) < len(ads) <= len(self.examination):
            page.append((ads[-1], min(ads[-1].bid, RESERVE)))
        return page

    def search(self, keyword: int, now: float) -> None:
        random = self.rng.random
        self.searches += 1
        for (ad, price), looked_at in zip(self.page(keyword), self.examination, strict=False):
            ad.impressions += 1
            if random() < looked_at * ad.rate:
                self.click(ad, price, now)

    def click(self, ad: Ad, price: int, now: float) -> None:
        account = ad.account
        paid = min(price, account.left)
        account.left -= paid
        if account.left == 0:
            account.out_at = now
        ad.clicks += 1
        self.clicks += 1
        self.revenue += paid

    @property
    def dropped_out(self) -> int:
        return sum(account.left == 0 for account in self.accounts)


class LazySearchEvents(SearchEvents):
    """The same, but a price is worked out only once its ad is clicked."""

    def search(self, keyword: int, now: float) -> None:
        random = self.rng.random
        self.searches += 1
        ads = self.ranked(keyword)
        for slot, (ad, looked_at) in enumerate(zip(ads, self.examination, strict=False)):
            ad.impressions += 1
            if random() < looked_at * ad.rate:
                following = [-(-below.score // ad.weight) + INCREMENT for below in ads[slot + 1 : slot + 2]]
                self.click(ad, min(ad.bid, max([RESERVE, *following])), now)


def bare_events(events: int) -> None:
    """SimPy doing nothing but pass so many timeouts."""

    def ticking(env: simpy.Environment) -> Generator[simpy.Event, Any, None]:
        while True:
            yield env.timeout(1.0)

    env = simpy.Environment()
    env.process(ticking(env))
    env.run(until=events)
