"""The numpy way: searches in blocks, pages ranked anew where a block left an account without money.

A block's searches are counted by keyword (their order within it cannot matter); ranking touches only the
keywords of accounts that ran out. Within a block money is not watched: what an account overspent in its
last block is not charged, and is reported. `SearchBlocks` draws every slot of every search, as a search
is defined; `ThinnedBlocks` borrows the kernel's way and looks closely only at searches with a click.
"""

import numpy as np
from numpy.typing import NDArray

from benchmarks.reference_market import (
    ADVERTISERS,
    BIDDERS,
    INCREMENT,
    KEYWORDS,
    RESERVE,
    SLOTS,
    ReferenceMarket,
)

PLACES = KEYWORDS * SLOTS


class SearchBlocks:
    """A day of the reference market in blocks of `block` searches."""

    def __init__(self, market: ReferenceMarket, seed: int, block: int) -> None:
        self.market, self.block = market, block
        self.rng = np.random.Generator(np.random.SFC64(seed))
        self.left = market.budget.copy()
        self.share = market.rate / market.rate.sum()
        self.entry = np.zeros((KEYWORDS, SLOTS), np.int64)
        self.account = np.zeros((KEYWORDS, SLOTS), np.int64)
        self.price = np.zeros((KEYWORDS, SLOTS), np.int64)
        self.chance, self.ladder = (np.zeros((KEYWORDS, SLOTS)) for _ in range(2))
        self.impressions, self.clicks = (np.zeros(KEYWORDS * BIDDERS, np.int64) for _ in range(2))
        self.revenue = self.unpaid = self.searches = 0
        self.rank(np.arange(KEYWORDS))

    def rank(self, cells: NDArray[np.int64]) -> None:
        """Lay out the pages of these keywords: entries, accounts, prices, and chances of a click so far down."""
        market = self.market
        eligible = (self.left[market.account[cells]] > 0) & (market.bid[cells] >= RESERVE)
        score = np.where(eligible, market.bid[cells] * market.weight[cells], -1)
        order = np.argsort(-score, axis=1, kind="stable")[:, : SLOTS + 1]
        score, shown = np.take_along_axis(score, order, axis=1), order[:, :SLOTS]
        bid, weight, rate, account = (
            np.take_along_axis(column[cells], shown, axis=1)
            for column in (market.bid, market.weight, market.click_rate, market.account)
        )
        following = score[:, 1:]
        asked = np.where(following > 0, -(-following // weight) + INCREMENT, RESERVE)
        self.price[cells] = np.minimum(np.maximum(asked, RESERVE), bid)
        self.entry[cells], self.account[cells] = cells[:, None] * BIDDERS + shown, account
        self.chance[cells] = np.where(score[:, :SLOTS] > 0, market.examination * rate, 0.0)
        self.ladder[cells] = 1 - np.cumprod(1 - self.chance[cells], axis=1)

    def run(self, searches: int) -> None:
        while self.searches < searches:
            size = min(self.block, searches - self.searches)
            counts = self.rng.multinomial(size, self.share)
            clicks = self.clicked_places(size, counts)
            self.impressions[self.entry.ravel()] += np.repeat(counts, SLOTS)
            self.clicks[self.entry.ravel()] += clicks
            self.searches += size
            self.charge(clicks)

    def clicked_places(self, size: int, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Clicks of a block by keyword and slot."""
        cell = np.repeat(np.arange(KEYWORDS), counts)
        uniform = self.rng.random((size, SLOTS), dtype=np.float32)
        search, slot = np.divmod(np.flatnonzero(uniform < self.chance.astype(np.float32)[cell]), SLOTS)
        return np.bincount(cell[search] * SLOTS + slot, minlength=PLACES)

    def charge(self, clicks: NDArray[np.int64]) -> None:
        cost = np.bincount(self.account.ravel(), clicks * self.price.ravel(), ADVERTISERS).astype(np.int64)
        paid = np.minimum(cost, self.left)
        rich = self.left > 0
        self.left -= paid
        self.revenue += int(paid.sum())
        self.unpaid += int((cost - paid).sum())
        out = np.flatnonzero(rich & (self.left <= 0))
        if out.size:
            self.rank(np.flatnonzero(np.isin(self.market.account, out).any(axis=1)))


class ThinnedBlocks(SearchBlocks):
    """One uniform a search finds the few that click and where; further clicks go on down the page."""

    def clicked_places(self, size: int, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        any_click = self.ladder[:, -1]
        uniform = self.rng.random(size)
        hit = np.flatnonzero(uniform < np.repeat(any_click, counts))
        cell = np.repeat(np.arange(KEYWORDS), counts)[hit]
        reach = uniform[hit]
        clicks = np.zeros(PLACES, np.int64)
        while cell.size:
            ladder = self.ladder[cell]
            slot = (ladder <= reach[:, None]).sum(axis=1)
            clicks += np.bincount(cell * SLOTS + slot, minlength=PLACES)
            passed = 1 - ladder[np.arange(cell.size), slot]
            reach = 1 - passed * (1 - self.rng.random(cell.size))
            again = np.flatnonzero(reach < any_click[cell])
            cell, reach = cell[again], reach[again]
        return clicks
