"""What a strategy sees is what a report would show by then: nothing of the future, late orders missing."""

import numpy as np
import pytest

from adsim.advertiser import bidding
from adsim.advertiser.contract import Action
from adsim.metrics import MICRO
from adsim.simulation import Study, run
from tests.simulation import worlds


@pytest.fixture
def watched(monkeypatch):
    """A run in which a strategy asked at midnight and at noon keeps everything it is shown."""
    seen = []

    class Watching:
        hours = (0, 12)

        def __init__(self, factors):
            self.factors = factors

        def decide(self, observation):
            seen.append(observation)
            return Action(max_cpc=observation.max_cpc * 1.0)

    monkeypatch.setitem(bidding.STRATEGIES, "fixed", Watching)
    results = run(Study.of(worlds.scenario()), "base", 0)
    ours = [o for o in seen if not o.advertiser.any()]
    theirs = [o for o in seen if o.advertiser.all()]
    assert len(ours) == len(theirs) == 2 * 7
    return results, ours, theirs


def test_ours_and_rivals_are_asked_at_their_hours(watched):
    _, ours, theirs = watched
    assert [(o.day, o.hour) for o in ours] == [(day, hour) for day in range(7) for hour in (0, 12)]
    assert [(o.day, o.hour) for o in theirs] == [(o.day, o.hour) for o in ours]
    assert ours[0].keyword.tolist() == list(range(15)) and theirs[0].advertiser.size == 15 * 4


def test_counts_run_to_last_midnight(watched):
    results, ours, _ = watched
    for observation in ours:
        day = observation.day
        assert observation.clicks.sum() == results.by_click["clicks"][:, :day].sum()
        assert observation.impressions.sum() == results.page["impressions"][:, :day].sum()
        assert observation.cost.sum() == pytest.approx(results.by_click["cost"][:, :day].sum() / MICRO)


def test_orders_are_seen_when_they_are_paid(watched):
    results, ours, _ = watched
    for observation in ours:
        assert observation.orders.sum() == results.by_event["orders"][:, : observation.day].sum()
    # at the last midnight some orders of the clicks that are known are still on their way
    assert ours[-1].orders.sum() < results.by_click["orders"][:, :6].sum()


def test_bids_seen_are_those_of_the_account(watched):
    _, ours, theirs = watched
    assert ours[0].max_cpc.tolist() == [3.0] * 3 + [3.6] * 8 + [5.0] * 4
    assert (theirs[0].max_cpc > 0).all() and all(np.array_equal(o.max_cpc, theirs[0].max_cpc) for o in theirs)


def test_an_action_at_noon_holds_from_noon(monkeypatch):
    class AfternoonOff:
        hours = (0, 12)

        def __init__(self, factors):
            pass

        def decide(self, observation):
            ours = not observation.advertiser.any()
            return Action(max_cpc=observation.max_cpc * (0.0 if ours and observation.hour >= 12 else 1.0))

    monkeypatch.setitem(bidding.STRATEGIES, "fixed", AfternoonOff)
    results = run(Study.of(worlds.scenario({"campaign.daily_budget": 1e5})), "base", 0)
    assert not results.by_hour["clicks"][:, 12:].any() and results.by_hour["clicks"][:, 11].any()
