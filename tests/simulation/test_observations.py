"""What a strategy sees is what a report would show by then: nothing of the future, late orders missing."""

import numpy as np
import pytest

from adsim.advertiser import STRATEGIES
from adsim.advertiser.contract import Action
from adsim.advertiser.manual_cpc import ManualCpc
from adsim.advertiser.maximize_conversions import MaximizeConversions
from adsim.metrics import MICRO
from adsim.simulation import Study, run
from tests.simulation import worlds


@pytest.fixture
def watched(monkeypatch):
    """A run in which a strategy asked at midnight and at noon keeps everything it is shown."""
    seen = []

    class Watching(ManualCpc):
        memory, hours = 28, (0, 12)

        def decide(self, observation):
            seen.append(observation)
            return Action(observation.bid * 1.0)

    monkeypatch.setitem(STRATEGIES, "manual_cpc", Watching)
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
    results, ours, theirs = watched
    for observation in ours:
        day, history = observation.day, observation.history
        assert history.clicks.shape == (day, 15)
        assert history.clicks.sum() == results.by_click["clicks"][:, :day].sum()
        assert history.searches.sum() == results.page["searches"][:, :day].sum()
        assert history.impressions.sum() == results.page["impressions"][:, :day].sum()
        assert history.positions.sum() == results.page["position_sum"][:, :day].sum()
        assert history.cost.sum() == pytest.approx(results.by_click["cost"][:, :day].sum() / MICRO)
    assert sum(o.history.cost[-1].sum() for o in theirs[2::2]) < results.rival_cost / MICRO


def test_money_spent_is_seen_up_to_the_hour(watched):
    results, ours, _ = watched
    noons = [o for o in ours if o.hour == 12]
    assert all(not o.spent.any() for o in ours if not o.hour)
    until_noon = results.by_hour["cost"][:, :12].sum() / MICRO
    assert sum(o.spent.sum() for o in noons) == pytest.approx(until_noon)
    assert all((o.spent <= o.budget).all() for o in noons)


def test_orders_are_seen_when_they_are_paid_at_the_day_of_their_click(watched):
    results, ours, _ = watched
    for observation in ours:
        day = observation.day
        assert observation.history.orders.sum() == results.by_event["orders"][:, :day].sum()
        assert observation.history.revenue.sum() == pytest.approx(results.by_event["revenue"][:, :day].sum() / MICRO)
        assert (observation.history.orders.sum(axis=1) <= results.by_click["orders"][:, :day].sum(axis=0)).all()
        assert observation.sold.sum() == results.by_event["orders"][:, :day].sum()
    # at the last midnight some orders of the clicks that are known are still on their way
    assert ours[-1].history.orders.sum() < results.by_click["orders"][:, :6].sum()


def test_bids_seen_are_those_of_the_account(watched):
    _, ours, theirs = watched
    assert ours[0].bid.tolist() == [3.0] * 3 + [3.6] * 8 + [5.0] * 4
    assert (theirs[0].bid > 0).all() and all(np.array_equal(o.bid, theirs[0].bid) for o in theirs)


def test_what_is_known_beforehand_is_the_scenario_not_the_world(watched):
    _, ours, theirs = watched
    scenario = worlds.scenario()
    assert ours[0].known.searches.sum() == pytest.approx(
        sum(getattr(scenario.keywords, name).searches for name in ("head", "long_tail", "precise"))
    )
    assert np.unique(ours[0].known.cvr).size == 3 and (np.diff(ours[0].known.lag) >= 0).all()
    assert theirs[0].known.click_value == pytest.approx(theirs[0].bid)


def test_an_action_at_noon_holds_from_noon(monkeypatch):
    class AfternoonOff(ManualCpc):
        hours = (0, 12)

        def decide(self, observation):
            ours = not observation.advertiser.any()
            return Action(observation.bid * (0.0 if ours and observation.hour >= 12 else 1.0))

    monkeypatch.setitem(STRATEGIES, "manual_cpc", AfternoonOff)
    results = run(Study.of(worlds.scenario({"campaign.daily_budget": 1e5})), "base", 0)
    assert not results.by_hour["clicks"][:, 12:].any() and results.by_hour["clicks"][:, 11].any()


def test_what_an_account_cost_yesterday_is_all_that_was_paid_from_it(watched):
    _, ours, theirs = watched
    for observation in (*ours, *theirs):
        cost = observation.history.cost[-1:].sum(axis=0)
        by_account = np.bincount(observation.account, weights=cost, minlength=observation.budget.size)
        assert observation.yesterday == pytest.approx(by_account)


def test_a_strategy_that_begins_later_finds_what_came_before(monkeypatch):
    seen = []

    class Watching(MaximizeConversions):
        def decide(self, observation):
            seen.append((observation.day, observation.history))
            return super().decide(observation)

    monkeypatch.setitem(STRATEGIES, "maximize_conversions", Watching)
    dated = {"changes": [{"from": "2024-05-09", "set": {"campaign.strategy": "maximize_conversions"}}]}
    results = run(Study.of(worlds.scenario(dated)), "base", 0)
    day, history = seen[0]
    assert day == 3 and history.clicks.sum() == results.by_click["clicks"][:, :3].sum() > 0
    assert history.orders.sum() == results.by_event["orders"][:, :3].sum()


@pytest.mark.parametrize("name", ["low_price_traffic", "rebalance"])
def test_arms_that_share_money_see_it_run_out(monkeypatch, name):
    """Each pays half of what the account costs: by its own clicks alone no arm would ever see it dry."""
    seen = []

    class Watching(STRATEGIES[name]):
        def decide(self, observation):
            seen.append(observation)
            return super().decide(observation)

    monkeypatch.setitem(STRATEGIES, name, Watching)
    settings = {"low_price_traffic": {"name": name, "price": 3.0}}.get(name, {"name": name})
    test = {"test": {"arms": {"old": {}, "new": {}}, "rule": "none", "looks": [1, 3, 7]}}
    poor = {"campaign.strategy": settings, "campaign.daily_budget": 30.0}
    results = run(Study.of(worlds.scenario(poor, test)), "base", 0)
    later = [observation for observation in seen if observation.day]
    assert all((one.yesterday >= 0.98 * one.budget).any() for one in later)
    if name == "rebalance":
        given = results.budget.sum(axis=0)
        assert given == pytest.approx(np.full(7, given[0])) and np.ptp(results.budget, axis=1).max() > 0
    else:
        assert (results.max_cpc[:, -1] < results.max_cpc[:, 0]).any()
