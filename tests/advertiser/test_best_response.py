"""Balanced bids, one bidder at a time."""

from dataclasses import replace

import numpy as np
import pytest

from adsim.advertiser.best_response import BestResponse, BestResponseSettings, balanced
from adsim.advertiser.contract import Landscape
from tests.advertiser.observations import seen

# Six ads of three advertisers; a click is worth 1 on the first keyword, and twice the one before on each further.
OWNER = np.array([1, 2, 3, 1, 2, 3])
WORTH = 2.0 ** np.arange(6)


def slots(ads):
    """A bid simulator: three slots, the same on every keyword."""
    whole = np.ones((ads.size, 1))
    return Landscape(bid=whole * [3.0, 2.0, 1.0], price=whole * [2.5, 1.5, 0.8], clicks=whole * [20.0, 12.0, 5.0])


def market(landscape=slots, **changes):
    usual = seen(advertiser=OWNER, landscape=landscape, **changes)
    return replace(usual, known=replace(usual.known, cvr=np.ones(6), order_margin=WORTH))


def bidder(seed=1):
    return BestResponse(BestResponseSettings(), np.random.default_rng(seed))


@pytest.mark.parametrize(
    ("value", "bid"),
    [
        (6.0, 6 - 20 * 3.5 / 40),  # the top slot: halfway between 2.5 and 6
        (3.9, 3.9 - 12 * 2.4 / 20),  # the second pays best
        (1.2, 1.2 - 5 * 0.4 / 12),  # only the third is worth its price
        (0.7, 0.7),  # none is
        (0.0, 0.0),
    ],
)
def test_balanced_bids_by_hand(value, bid):
    assert balanced(slots(np.zeros(1)), np.array([value]))[0] == pytest.approx(bid)


def test_slots_beyond_the_page_and_empty_pages():
    nan, value = np.nan, np.array([3.0])
    one = Landscape(*(np.array([[number, nan, nan]]) for number in (2.0, 1.0, 10.0)))
    assert balanced(one, value)[0] == pytest.approx(2.0)
    none = Landscape(*(np.full((1, 3), nan) for _ in range(3)))
    assert balanced(none, value)[0] == 3.0
    assert balanced(Landscape(*(np.zeros((1, 0)) for _ in range(3))), value)[0] == 3.0


def test_a_lower_slot_that_is_looked_at_more_is_taken_and_held():
    found = Landscape(bid=np.array([[3.0, 2.0]]), price=np.array([[2.9, 1.9]]), clicks=np.array([[5.0, 20.0]]))
    # To be indifferent to the poorer slot above he would bid less than his own takes.
    assert balanced(found, np.array([4.0]))[0] == 2.0


def test_who_bids_less_than_the_slot_asks_does_not_take_it():
    found = Landscape(bid=np.array([[3.0, 1.0]]), price=np.array([[0.5, 0.5]]), clicks=np.array([[20.0, 5.0]]))
    assert balanced(found, np.array([2.0]))[0] == pytest.approx(2 - 5 * 1.5 / 20)


def test_one_bidder_at_a_time_answers_on_all_his_keywords():
    one, before = bidder(), market().bid
    movers = []
    for hour in range(24):
        asked = []
        now = market(landscape=lambda ads, asked=asked: asked.append(ads) or slots(ads), hour=hour)
        bids = one.decide(now).max_cpc
        mover = OWNER[asked[0][0]]
        assert asked[0].tolist() == np.flatnonzero(mover == OWNER).tolist() and len(asked) == 1
        assert set(OWNER[bids != before]) <= {mover}
        assert (bids <= np.maximum(WORTH, market().bid)).all() and (bids >= 0).all()
        movers.append(mover)
        before = bids
    assert set(movers) == {1, 2, 3}
    assert bidder(1).decide(market()).max_cpc.tolist() == bidder(1).decide(market()).max_cpc.tolist()


def test_the_absent_bid_nothing_and_come_with_the_bid_set_up():
    one, here = bidder(), OWNER != 2
    for _ in range(10):
        bids = one.decide(market(live=here)).max_cpc
        assert not bids[~here].any()
    assert not one.decide(market(landscape=None, live=np.zeros(6, bool))).max_cpc.any()
    again = one.decide(market())
    moved = again.max_cpc != market().bid
    assert np.unique(OWNER[moved]).size <= 1 and (again.max_cpc > 0).all()


def test_never_above_the_highest_nor_without_ads():
    capped = market(highest=np.full(6, 1.1))
    one = bidder()
    for _ in range(20):
        assert (one.decide(capped).max_cpc <= 1.1).all()
    assert bidder().decide(seen(0)).max_cpc.size == 0
