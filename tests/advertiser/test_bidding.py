"""What every strategy must do, whoever wrote it, and what fixed bids do."""

from dataclasses import replace

import numpy as np
import pytest

from adsim.advertiser.bidding import STRATEGIES, FixedBids
from adsim.advertiser.contract import Observation
from adsim.scenario import rules

ADS = 5
EVEN = (1.0,) * 24
OFFICE = (0.0,) * 8 + (1.2,) * 10 + (0.5,) * 4 + (0.0,) * 2


def seen(hour, day=3, **changes):
    count = np.arange(ADS)
    usual = Observation(
        day=day, hour=hour, advertiser=np.zeros(ADS, np.int64), keyword=count, max_cpc=1.5 + count,
        impressions=100 * count, clicks=3 * count, cost=4.5 * count, orders=count // 3,
    )  # fmt: skip
    return replace(usual, **changes)


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("factors", [EVEN, OFFICE], ids=["even", "office"])
def test_every_strategy_keeps_the_contract(name, factors):
    """Bids for each ad, finite and not negative; the same answer to the same observation; the observation unharmed."""
    strategy, twin = STRATEGIES[name](factors), STRATEGIES[name](factors)
    assert all(0 <= hour < 24 for hour in strategy.hours) and list(strategy.hours) == sorted(set(strategy.hours))
    for hour in range(24):
        observation = seen(hour)
        kept = observation.max_cpc.copy()
        bids = strategy.decide(observation).max_cpc
        assert bids.shape == (ADS,) and np.isfinite(bids).all() and (bids >= 0).all()
        assert np.array_equal(observation.max_cpc, kept)
        assert np.array_equal(bids, twin.decide(observation).max_cpc)


def test_scenario_files_know_every_strategy():
    assert set(rules.STRATEGIES) == set(STRATEGIES)


def test_fixed_bids_follow_the_hours_and_nothing_else():
    office = FixedBids(OFFICE)
    for hour in range(24):
        assert office.decide(seen(hour)).max_cpc.tolist() == (OFFICE[hour] * (1.5 + np.arange(ADS))).tolist()
    rich = seen(9, cost=np.full(ADS, 1e6), orders=np.full(ADS, 99))
    assert np.array_equal(office.decide(rich).max_cpc, office.decide(seen(9)).max_cpc)


def test_fixed_bids_ask_to_act_only_when_the_factor_moves():
    assert FixedBids(EVEN).hours == (0,)
    assert FixedBids(OFFICE).hours == (0, 8, 18, 22)
