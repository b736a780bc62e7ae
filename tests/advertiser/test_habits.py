"""What sellers do by habit: a place on the page, cheap clicks, click rates chased, keywords pruned."""

import numpy as np
import pytest

from adsim.advertiser.bidder import Bidder
from adsim.advertiser.chase_ctr import ChaseCtr, ChaseCtrSettings
from adsim.advertiser.contract import Landscape
from adsim.advertiser.low_price_traffic import LowPriceTraffic, LowPriceTrafficSettings
from adsim.advertiser.manual_cpc import ManualCpc, ManualCpcSettings
from adsim.advertiser.pruning import Pruning, PruningRule
from adsim.advertiser.target_position import TargetPosition, TargetPositionSettings
from adsim.testing import history, observation

DICE = np.random.default_rng(1)


def page(*bids):
    """A bid simulator that asks for these bids, best slot first."""
    return lambda asked: Landscape(*(np.tile(np.array(bids, float), (asked.size, 1)),) * 3)


@pytest.mark.parametrize(
    ("place", "slots", "bid"),
    [
        ("top", 20, 3.0),
        ("right_side", 20, 2.2),
        ("first_page", 20, 1.1),
        ("right_side", 5, 2.6),
        ("first_page", 1, 3.0),
    ],
)
def test_it_bids_what_the_place_asks_for(place, slots, bid):
    strategy = TargetPosition(TargetPositionSettings(place=place), DICE)
    prices = np.where(np.arange(25) < slots, 3.0 - 0.1 * np.arange(25), np.nan)
    seen = observation(landscape=page(*prices))
    assert strategy.decide(seen).max_cpc == pytest.approx(np.full(6, bid))


def test_a_place_beyond_the_highest_bid_is_bid_for_with_that():
    strategy = TargetPosition(TargetPositionSettings(place="top"), DICE)
    seen = observation(landscape=page(1000.0, 1.0))
    assert np.array_equal(strategy.decide(seen).max_cpc, seen.highest)


def test_it_looks_as_often_as_it_is_told():
    assert TargetPosition(TargetPositionSettings(every_hours=8), DICE).hours == (0, 8, 16)


def test_cheap_clicks_get_cheaper_while_they_use_up_the_money():
    strategy = LowPriceTraffic(LowPriceTrafficSettings(price=0.2, step=0.1), DICE)
    assert strategy.decide(observation(day=0)).max_cpc == pytest.approx(np.full(6, 0.2))
    first = observation().account == 0
    dry = observation(history=history(3, 6, cost=np.tile(np.where(first, 150.0, 1.0), (3, 1))))
    assert strategy.decide(dry).max_cpc == pytest.approx(np.where(first, 0.18, 0.2))
    assert strategy.decide(dry).max_cpc == pytest.approx(np.where(first, 0.162, 0.2))
    assert strategy.decide(observation()).max_cpc == pytest.approx(np.where(first, 0.162 * 1.1, 0.2))


def test_click_rates_are_chased_with_bids_and_money():
    strategy = ChaseCtr(ChaseCtrSettings(step=0.2, days=3), DICE)
    liked = observation().account == 0
    clicks = history(3, 6).impressions * np.where(liked, 0.2, 0.05)
    seen = observation(history=history(3, 6, clicks=clicks))
    action = strategy.decide(seen)
    assert action.max_cpc == pytest.approx(seen.bid * np.where(liked, 1.2, 0.8))
    assert action.budget == pytest.approx([240.0, 160.0]) and action.budget.sum() == pytest.approx(seen.budget.sum())
    # between two looks nothing moves
    again = strategy.decide(observation(day=4, history=seen.history))
    assert again.max_cpc == pytest.approx(action.max_cpc) and again.budget == pytest.approx(action.budget)


def test_factors_of_chased_plans_stay_within_their_range():
    strategy = ChaseCtr(ChaseCtrSettings(step=0.5, days=1, range=2.0), DICE)
    clicks = history(3, 6).impressions * np.where(observation().account == 0, 0.2, 0.05)
    for day in range(1, 9):
        action = strategy.decide(observation(day=day, history=history(3, 6, clicks=clicks)))
    assert action.max_cpc == pytest.approx(observation().bid * np.where(observation().account == 0, 2.0, 0.5))


def pruning(**rule):
    return Bidder(ManualCpc(ManualCpcSettings(), DICE), (1.0,) * 24, (1.0,) * 7, pruning=Pruning(PruningRule(**rule)))


def test_a_keyword_that_does_not_sell_is_pruned_for_good():
    bidder = pruning(clicks=30, orders=0, wait_days=2)
    sold = np.array([0, 1, 0, 0, 1, 0.0])
    seen = observation(day=5, history=history(5, 6, orders=np.tile(sold, (5, 1))))
    # 3 of 5 days are old enough: 30, 60, 90 … clicks
    assert np.array_equal(bidder.decide(seen).max_cpc > 0, sold > 0)
    later = observation(day=6, history=history(6, 6))
    assert np.array_equal(bidder.decide(later).max_cpc > 0, sold > 0)


def test_clicks_that_are_young_do_not_count():
    seen = observation(day=2, history=history(2, 6, orders=np.zeros((2, 6))))
    assert (pruning(clicks=1, wait_days=2).decide(seen).max_cpc > 0).all()
    assert not pruning(clicks=1, wait_days=0).decide(seen).max_cpc.any()
