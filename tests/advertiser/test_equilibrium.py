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
from adsim.simulation import Study
from adsim.simulation.timeline import Timeline
from adsim.simulation.world import World
from tests.advertiser.observations import seen
from tests.simulation import worlds

SEED = 20070601
MICRO, MILLIONTHS = 1e6, 1e6
MARKETS, BIDDERS, SLOTS, ASKED = 200, 8, 5, 600


def lowest_equilibrium(worth, examination):
    """Scores of the lowest symmetric equilibrium by rank, the first left out as its own worth; and Vickrey payments.

    `worth` is value × weight in falling order, `examination` that of the slots. Payments are for each time that the
    first slot would be looked at by everyone, over the payer's click rate and weight.
    """
    looked = np.zeros(worth.size + 1)
    looked[: min(examination.size, worth.size)] = examination[: worth.size]
    bids = np.append(worth, 0.0)
    for rank in range(worth.size - 1, 0, -1):
        if looked[rank - 1] > 0:
            lost = looked[rank - 1] - looked[rank]
            bids[rank] = (worth[rank] * lost + bids[rank + 1] * looked[rank]) / looked[rank - 1]
    harm = (looked[:-1] - looked[1:])[:-1] * worth[1:]
    return bids[:-1], np.append(np.cumsum(harm[::-1])[::-1], 0.0)


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
        """Bidders by rank, and what `lowest_equilibrium` says of their scores and payments."""
        score = np.where(self.there[market], self.value[market] * self.weight[market], 0.0)
        order = np.argsort(-score)[: int(self.there[market].sum())]
        return order, *lowest_equilibrium(score[order], self.examination[market, : self.slots[market]])


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
    bids, payments = lowest_equilibrium(np.array([10.0, 4.0, 2.0]), np.array([1.0, 0.5]))
    assert bids[1:].tolist() == [3.0, 2.0] and (200 * payments).tolist() == [600.0, 200.0, 0.0]


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


def test_in_a_world_they_settle_too():
    """Six rivals of a group on three keywords, asked every hour by the timeline, with the simulator of the world."""
    group = {"count": 6, "bid_spread": 0.6, "value": 2.0, "strategy": "best_response"}
    page = {"devices": {"mobile": {"share": 1.0, "slots": 4}}, "squashing": 0.0, "increment": 0.0, "reserve": 0.0,
            "rivals": {"count": 0, "per_keyword": 0, "groups": {"clever": group}}}  # fmt: skip
    off = {"head": 0.0, "long_tail": 0.0, "precise": 0.0}
    made = worlds.scenario({"market": page, "campaign.bid_factor": off, "days": 14, "keywords": {
        "head": {"count": 3, "searches": 300, "ctr": 0.05, "cvr": 0.05, "max_cpc": 3.0, "rival_bid": 2.4}},
        "campaign.split": "equal"})  # fmt: skip
    world = World(Study.of(made), "base", 0)
    Timeline(world, made.days).run()
    setting = world.setting
    for keyword in range(3):
        ads = np.flatnonzero((setting.ad_keyword == keyword) & (setting.ad_advertiser > 0))
        worth = 2 * setting.ad_bid[ads]
        rank = np.argsort(-worth)
        bids, _ = lowest_equilibrium(worth[rank], setting.examination[keyword, :4])
        assert world.bidders.max_cpc[ads][rank][1:] == pytest.approx(bids[1:], rel=0.01)
        assert world.bidders.max_cpc[ads][rank][0] > bids[1]
