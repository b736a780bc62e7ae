"""A day of the market walked search by search: slow, plain, and meant to be obviously right.

No thinning, no bounds, no event lists, no keyed streams: every search of the day is drawn at its own
second, holds its own auction in whole micro-units, and every shown ad throws its own dice. The kernel
(`adsim.market.auction`) must agree with it in distribution. The small methods are the rules one by one,
so that a test can plant a fault by overriding one of them.
"""

import random
from dataclasses import dataclass, field
from itertools import accumulate
from math import nan


@dataclass(frozen=True)
class Ad:
    """One entry of a cell. `bid` in micro-units, `weight` in millionths of quality ** squashing."""

    account: int
    bid: int
    weight: int
    click_rate: float
    ours: bool = False


@dataclass(frozen=True)
class Cell:
    """Keyword × audience × device: expected searches a day, and how surely each slot is looked at."""

    ads: tuple[Ad, ...]
    searches: float
    examination: tuple[float, ...]


@dataclass(frozen=True)
class Market:
    """A day's market. Ads are numbered cell by cell, in order of entry.

    `changes`: from each such hour on, the cells are these (other bids, weights or click rates).
    `participation` by account (none: 1), the chance to take part in a search's auction; `turns`: from each such
    hour on, it is this.
    """

    cells: tuple[Cell, ...]
    budgets: tuple[int, ...]
    increment: int = 10_000
    reserve: int = 50_000
    hour_share: tuple[float, ...] = (1 / 24,) * 24
    cascade: bool = False
    changes: tuple[tuple[int, tuple[Cell, ...]], ...] = ()
    participation: tuple[float, ...] = ()
    turns: tuple[tuple[int, tuple[float, ...]], ...] = ()


@dataclass(frozen=True)
class OwnClick:
    """A click on our ad: time in hours, slot from 0, price as charged."""

    time: float
    cell: int
    slot: int
    price: int


@dataclass
class Tally:
    """What a day came to. Lists run over ads, accounts or cells; money in micro-units, times in hours."""

    impressions: list[int]
    examined: list[float]
    position_sum: list[int]
    clicks: list[int]
    spent: list[int]
    exhausted_at: list[float]
    searches: list[int]
    lost_to_budget: list[int]
    lost_to_rank: list[int]
    lost_to_pacing: list[int]
    platform_revenue: int = 0
    own: list[OwnClick] = field(default_factory=list)


class SearchBySearch:
    """The rules of the market, one method a rule. `day` plays one whole day."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.first = [0, *accumulate(len(cell.ads) for cell in market.cells)]

    def cells(self, time: float) -> tuple[Cell, ...]:
        """The cells as they are at this hour."""
        now = self.market.cells
        for hour, cells in self.market.changes:
            if time >= hour:
                now = cells
        return now

    def participation(self, time: float) -> tuple[float, ...]:
        """Each account's chance to take part, as it is at this hour."""
        now = self.market.participation or (1.0,) * len(self.market.budgets)
        for hour, participation in self.market.turns:
            if time >= hour:
                now = participation
        return now

    def taking_part(self, time: float, rng: random.Random) -> list[bool]:
        """Whose turn this search is: a die for every account."""
        return [chance >= 1 or rng.random() < chance for chance in self.participation(time)]

    def ranked_now(self, cell: Cell, money: list[int], takes_part: list[bool]) -> list[int]:
        """The ranking of this search: of those who take part, nobody else."""
        return [place for place in self.ranked(cell, money) if takes_part[cell.ads[place].account]]

    def score(self, ad: Ad) -> int:
        return ad.bid * ad.weight

    def ranked(self, cell: Cell, money: list[int]) -> list[int]:
        """Eligible ads of the cell, best first; of equals the one that entered earlier."""
        reserve = self.market.reserve
        eligible = [
            place for place, ad in enumerate(cell.ads) if ad.bid > 0 and ad.bid >= reserve and money[ad.account] > 0
        ]
        return sorted(eligible, key=lambda place: -self.score(cell.ads[place]))

    def price(self, cell: Cell, ranking: list[int], rank: int) -> int:
        """What a click on the ad of this rank costs: just enough to stay above the next, shown or not."""
        ad = cell.ads[ranking[rank]]
        asked = self.market.reserve
        if rank + 1 < len(ranking):
            below = cell.ads[ranking[rank + 1]]
            to_stay_above = -(-below.weight * below.bid // ad.weight)  # rounded up
            asked = max(asked, to_stay_above + self.market.increment)
        return min(ad.bid, asked)

    def clicked_slots(self, shown: list[Ad], examination: tuple[float, ...], rng: random.Random) -> list[int]:
        """Position model: each shown ad is looked at and liked, or not, on its own."""
        return [
            slot for slot, ad in enumerate(shown) if rng.random() < examination[slot] and rng.random() < ad.click_rate
        ]

    def cascade_slots(self, shown: list[Ad], examination: tuple[float, ...], rng: random.Random) -> list[int]:
        """Cascade: read from the top, stop at the first ad that is liked; it is clicked if looked at."""
        for slot, ad in enumerate(shown):
            if rng.random() < ad.click_rate:
                return [slot] if rng.random() < examination[slot] else []
        return []

    def charged(self, price: int, money_left: int) -> int:
        return min(price, money_left)

    def search_times(self, rng: random.Random) -> list[tuple[float, int]]:
        """Every search of the day, (hour, cell) in order of time: Poisson at the rate of each hour."""
        times = []
        for number, cell in enumerate(self.market.cells):
            for hour, share in enumerate(self.market.hour_share):
                rate = cell.searches * share
                time = hour + rng.expovariate(rate) if rate > 0 else hour + 1.0
                while time < hour + 1:
                    times.append((time, number))
                    time += rng.expovariate(rate)
        return sorted(times)

    def day(self, rng: random.Random) -> Tally:
        tally = self._blank()
        money = list(self.market.budgets)
        for time, number in self.search_times(rng):
            self._search(time, number, money, tally, rng)
        return tally

    def _blank(self) -> Tally:
        ads, accounts, cells = self.first[-1], len(self.market.budgets), len(self.market.cells)
        return Tally(
            impressions=[0] * ads,
            examined=[0.0] * ads,
            position_sum=[0] * ads,
            clicks=[0] * ads,
            spent=[0] * accounts,
            exhausted_at=[nan if budget > 0 else 0.0 for budget in self.market.budgets],
            searches=[0] * cells,
            lost_to_budget=[0] * cells,
            lost_to_rank=[0] * cells,
            lost_to_pacing=[0] * cells,
        )

    def _search(self, time: float, number: int, money: list[int], tally: Tally, rng: random.Random) -> None:
        cell, start = self.cells(time)[number], self.first[number]
        takes_part = self.taking_part(time, rng)
        ranking = self.ranked_now(cell, money, takes_part)
        on_page = ranking[: len(cell.examination)]
        tally.searches[number] += 1
        passed = 1.0  # chance that nobody above was liked; 1 where every slot is looked at for itself
        for slot, place in enumerate(on_page):
            tally.impressions[start + place] += 1
            tally.examined[start + place] += cell.examination[slot] * passed
            if self.market.cascade:
                passed *= 1 - cell.ads[place].click_rate
            tally.position_sum[start + place] += slot + 1
        self._count_lost(number, cell, on_page, money, takes_part, tally)
        model = self.cascade_slots if self.market.cascade else self.clicked_slots
        for slot in model([cell.ads[place] for place in on_page], cell.examination, rng):
            ad = cell.ads[on_page[slot]]
            paid = self.charged(self.price(cell, ranking, slot), money[ad.account])
            money[ad.account] -= paid
            tally.clicks[start + on_page[slot]] += 1
            tally.spent[ad.account] += paid
            tally.platform_revenue += paid
            if money[ad.account] <= 0:
                tally.exhausted_at[ad.account] = time
            if ad.ours:
                tally.own.append(OwnClick(time, number, slot, paid))

    def _count_lost(
        self, number: int, cell: Cell, on_page: list[int], money: list[int], takes_part: list[bool], tally: Tally
    ) -> None:
        """A search that our bid did not bring onto the page is lost: to a spent budget, to the rank, to our pacing."""
        for place, ad in enumerate(cell.ads):
            if ad.ours and ad.bid > 0 and place not in on_page:
                if money[ad.account] <= 0:
                    lost = tally.lost_to_budget
                elif ad.bid < self.market.reserve or takes_part[ad.account]:
                    lost = tally.lost_to_rank
                else:
                    lost = tally.lost_to_pacing
                lost[number] += 1
