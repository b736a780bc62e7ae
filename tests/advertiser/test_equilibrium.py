"""Best responses, one bidder at a time, in the true auction: they settle in the lowest symmetric equilibrium.

Varian (2007) has the bids of ranks 2 and below by recursion, Vickrey, Clarke and Groves the payments. 200 markets are
200 keywords of one auction; each bidder is moved on all of them at once. Increment and reserve are 0, qualities differ.
"""

from dataclasses import replace

import numpy as np
import pytest

from adsim.advertiser import best_response
from adsim.advertiser.best_response import BestResponse, BestResponseSettings, balanced
from adsim.advertiser.contract import Landscape
from adsim.market.auction import Auction
from tests.advertiser.observations import seen

SEED = 20070601
MICRO, MILLIONTHS = 1e6, 1e6
MARKETS, BIDDERS, SLOTS, ASKED = 200, 8, 5, 600


class Markets:
    """Random markets: 2 to 8 bidders, 1 to 5 slots, each looked at 0.5 to 0.9 times as often as the one above it."""

    def __init__(self, seed):
        random = np.random.default_rng(seed)
        shape = MARKETS, BIDDERS
        self.there = np.arange(BIDDERS) < random.integers(2, BIDDERS + 1, MARKETS)[:, None]
        self.slots = random.integers(1, SLOTS + 1, MARKETS)
        self.value = np.round(np.exp(random.normal(1.0, 0.6, shape)), 6)
        self.weight = np.round(np.exp(random.normal(0.0, 0.4, shape)), 6)
        self.examination = np.cumprod(random.uniform(0.5, 0.9, (MARKETS, SLOTS)), axis=1)
        self.click_rate = random.uniform(0.02, 0.2, shape)
        self.first_bid = np.where(self.there, self.value * random.uniform(0.2, 1.0, shape), 0.0)
        none = np.full(MARKETS, -1)
        self.auction = Auction(
            np.arange(MARKETS + 1) * BIDDERS, np.tile(np.arange(BIDDERS), MARKETS), self.click_rate.ravel(), none,
            np.zeros(MARKETS), self.slots, self.examination, BIDDERS, increment=0, reserve=0,
        )  # fmt: skip
        self.auction.rank(np.zeros(self.value.size, np.int64), np.ones(self.value.size, np.int64))
        money = np.full(BIDDERS, 10**15)
        self.auction.start_day(seed, 0, 0, np.zeros(MARKETS), np.full(24, 1 / 24), money)

    def rank(self, bid):
        weight = np.rint(self.weight * MILLIONTHS).astype(np.int64)
        self.auction.rank(np.rint(bid * MICRO).astype(np.int64), weight.ravel())

    def simulator(self, ads):
        """The auction's landscape as a platform shows it: nan beyond the page, clicks of 1,000 searches a day."""
        found = self.auction.landscape(ads)
        beyond = found.bid < 0
        clicks = 1000 * found.examination * self.click_rate.ravel()[ads, None]
        money = (np.where(beyond, np.nan, part / MICRO) for part in (found.bid, found.price))
        return Landscape(*money, np.where(beyond, np.nan, clicks))

    def settled(self, rounds, seed):
        """The bids [markets, bidders] after so many hours."""
        one, size = BestResponse(BestResponseSettings(), np.random.default_rng(seed)), self.value.size
        now = seen(
            size, advertiser=np.tile(np.arange(BIDDERS), MARKETS), bid=self.first_bid.ravel(),
            highest=np.full(size, 1e4), live=self.there.ravel(), landscape=self.simulator,
        )  # fmt: skip
        now = replace(now, known=replace(now.known, cvr=np.ones(size), order_margin=self.value.ravel()))
        for _ in range(rounds):
            bid = one.decide(now).max_cpc
            self.rank(bid)
        return bid.reshape(MARKETS, BIDDERS)

    def lowest_equilibrium(self, market):
        """Bidders by rank, their scores in the lowest symmetric equilibrium, and what Vickrey payments are by rank.

        Payments for each time that the first slot would be looked at by everyone, over the payer's click rate.
        """
        score = np.where(self.there[market], self.value[market] * self.weight[market], 0.0)
        order = np.argsort(-score)[: int(self.there[market].sum())]
        worth, looked = score[order], np.zeros(order.size + 1)
        looked[: min(self.slots[market], order.size)] = self.examination[market, : self.slots[market]][: order.size]
        bids = np.append(worth, 0.0)
        for rank in range(order.size - 1, 0, -1):
            if looked[rank - 1] > 0:
                lost = looked[rank - 1] - looked[rank]
                bids[rank] = (worth[rank] * lost + bids[rank + 1] * looked[rank]) / looked[rank - 1]
        harm = (looked[:-1] - looked[1:])[:-1] * worth[1:]
        payments = np.append(np.cumsum(harm[::-1])[::-1], 0.0)
        return order, bids[:-1], payments


def deviations(markets, bid):
    """Largest relative deviation of bids of ranks 2 and below, and of payments, over all markets.

    Infinite where somebody stands in another place.
    """
    bids = payments = 0.0
    for market in range(MARKETS):
        order, wanted, harm = markets.lowest_equilibrium(market)
        page = markets.auction.page(market)
        if [entry % BIDDERS for entry, _, _ in page] != order[: markets.slots[market]].tolist():
            return np.inf, np.inf
        scores = (bid * markets.weight)[market, order]
        bids = max(bids, np.abs(scores[1:] / wanted[1:] - 1).max())
        for (entry, slot, price), owed in zip(page, harm, strict=False):
            paid = price / MICRO * markets.weight.ravel()[entry] * markets.examination[market, slot]
            assert owed > 0 or paid < 1e-5
            payments = max(payments, abs(paid / owed - 1) if owed > 0 else 0.0)
    return bids, payments


def test_best_responses_settle_in_the_lowest_symmetric_equilibrium():
    markets = Markets(SEED)
    bids, payments = deviations(markets, markets.settled(ASKED, SEED))
    assert bids < 0.01, f"seed {SEED}"
    assert payments < 0.01, f"seed {SEED}"


def test_the_book_example():
    """Values 10, 4, 2 and 200 and 100 clicks: VCG asks 600 and 200 in all (Edelman, Ostrovsky & Schwarz 2007)."""
    markets = Markets(1)
    markets.value[0, :3], markets.weight[0], markets.there[0] = (10, 4, 2), 1.0, np.arange(BIDDERS) < 3
    markets.slots[0], markets.examination[0, :2] = 2, (1.0, 0.5)
    order, bids, payments = markets.lowest_equilibrium(0)
    assert order.tolist() == [0, 1, 2] and bids[1:].tolist() == [3.0, 2.0]
    assert (200 * payments).tolist() == [600.0, 200.0, 0.0]


@pytest.mark.parametrize(
    "fault",
    [lambda found, value: 0.98 * balanced(found, value),
     # indifferent to standing one slot lower, not higher
     lambda found, value: balanced(replace(found, clicks=np.roll(found.clicks, 1, axis=1)), value),
     # prices off by one rank
     lambda found, value: balanced(replace(found, price=np.roll(found.price, 1, axis=1)), value)],
    ids=["shaded", "other slot", "other price"],
)  # fmt: skip
def test_planted_faults_are_seen(monkeypatch, fault):
    monkeypatch.setattr(best_response, "balanced", fault)
    markets = Markets(SEED)
    assert max(deviations(markets, markets.settled(ASKED, SEED))) > 0.01


def test_in_equilibrium_nobody_would_move():
    """At the present prices nobody gains by another slot, and nobody bids more than a click is worth."""
    markets = Markets(SEED + 1)
    bid = markets.settled(ASKED, SEED).ravel()
    ads = np.flatnonzero(markets.there.ravel())
    value, found = markets.value.ravel()[ads], markets.simulator(ads)
    gain = np.nan_to_num(found.clicks * (value[:, None] - found.price), nan=0.0)
    slot = {entry: slot for market in range(MARKETS) for entry, slot, _ in markets.auction.page(market)}
    own = np.array([gain[row, slot[ad]] if ad in slot else 0.0 for row, ad in enumerate(ads)])
    assert (own >= gain.max(axis=1, initial=0.0) * (1 - 1e-4) - 1e-3).all()
    assert (bid[ads] <= value + 1e-9).all()
