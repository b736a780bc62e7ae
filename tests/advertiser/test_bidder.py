"""A bidder asks its strategy at its hours, keeps what it wanted, and lets dayparts and pacing have the last word."""

import numpy as np
import pytest

from adsim.advertiser.bidder import Bidder
from adsim.advertiser.contract import Action
from adsim.advertiser.manual_cpc import ManualCpc, ManualCpcSettings
from adsim.testing import observation as seen

EVEN, WEEK = (1.0,) * 24, (1.0,) * 7
OFFICE = (0.0,) * 8 + (1.2,) * 10 + (0.5,) * 4 + (0.0,) * 2


class Doubling(ManualCpc):
    hours = (0, 12)

    def decide(self, seen):
        return Action(seen.bid * (2.0 if seen.hour < 12 else 100.0))


class HalfOfEverything:
    hours = (6,)

    def pace(self, seen, wanted):
        return Action(wanted.max_cpc, participation=np.full(seen.budget.size, 0.5))


def bidder(strategy=ManualCpc, hours=EVEN, week=WEEK, pacing=None):
    return Bidder(strategy(ManualCpcSettings(), np.random.default_rng(1)), hours, week, pacing)


def test_fixed_bids_follow_the_hours_and_weekdays_and_nothing_else():
    office = bidder(hours=OFFICE, week=(1, 1, 1, 1, 1, 0.5, 0))
    for hour in range(24):
        for weekday, factor in ((0, 1.0), (5, 0.5), (6, 0.0)):
            here = seen(hour=hour, weekday=weekday)
            assert np.allclose(office.decide(here).max_cpc, OFFICE[hour] * factor * here.bid)


def test_it_is_asked_only_when_something_may_change():
    assert bidder().hours == (0,)
    assert bidder(hours=OFFICE).hours == (0, 8, 18, 22)
    assert bidder(Doubling, OFFICE, pacing=HalfOfEverything()).hours == (0, 6, 8, 12, 18, 22)


def test_what_a_strategy_wanted_holds_until_it_is_asked_again_and_never_above_the_highest():
    one = bidder(Doubling, OFFICE)
    morning = one.decide(seen(hour=8)).max_cpc
    assert np.allclose(morning, 1.2 * 2 * seen().bid)
    assert np.allclose(one.decide(seen(hour=12)).max_cpc, 1.2 * seen().highest)
    assert np.allclose(one.decide(seen(hour=18)).max_cpc, 0.5 * seen().highest)


def test_pacing_has_the_last_word():
    assert bidder(pacing=HalfOfEverything()).decide(seen(hour=6)).participation.tolist() == [0.5, 0.5]


@pytest.mark.parametrize("wrong", [np.full(6, np.nan), np.full(6, -1.0), np.ones(5)])
def test_bids_that_are_none_stop_the_run_and_are_no_silence(wrong):
    class Broken(ManualCpc):
        def decide(self, seen):
            return Action(wrong)

    bidder = Bidder(Broken(ManualCpcSettings(), np.random.default_rng(1)), (1.0,) * 24, (1.0,) * 7)
    with pytest.raises(ValueError, match="strategy Broken must bid an amount of money"):
        bidder.decide(seen())
