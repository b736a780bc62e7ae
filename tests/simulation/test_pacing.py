"""Pacings in the world: budgets last all day, reports say what it cost in searches, arms that share accounts agree."""

import numpy as np
import pytest

from adsim.advertiser import PACINGS
from adsim.advertiser.contract import Action
from adsim.advertiser.throttle import Throttle
from adsim.metrics import MICRO
from adsim.simulation import Study, run
from tests.simulation import worlds

# One account with some three hundred clicks a day; it would spend about three times as much.
BINDING = {"campaign.split": {"head": 1.0}, "campaign.daily_budget": 600.0, "market.demand.dispersion": None,
           "keywords.head.searches": 150_000.0, "days": 10}  # fmt: skip


def only(*changes, replication=0):
    return run(Study.of(worlds.scenario(*changes)), "base", replication)


def along_the_searches(results, scenario):
    cost = results.by_hour["cost"].sum(axis=0)
    hours = np.array(scenario.market.demand.hours)
    return np.abs(np.cumsum(cost / cost.sum()) - np.cumsum(hours / hours.sum())).max()


@pytest.mark.parametrize(("name", "hours_dark", "gap"), [("throttle", 0.1, 0.04), ("shade", 0.6, 0.1)])
def test_a_budget_that_binds_lasts_all_day(name, hours_dark, gap):
    """Three keywords with four rivals each answer a bid in leaps: shading swings about what the budget asks for."""
    plain = only(BINDING)
    assert (plain.by_click["cost"][0] == plain.budget[0]).all() and plain.dark_by_day[0].mean() > 5
    worlds_paced = [only(BINDING, {"campaign.pacing": name}, replication=world) for world in (0, 1)]
    later = slice(2, None)
    spent = np.array([paced.by_click["cost"][0, later] / paced.budget[0, later] for paced in worlds_paced])
    assert spent.mean() >= 0.975 and spent.max() <= 1
    assert np.mean([paced.dark_by_day[0, later].mean() for paced in worlds_paced]) < hours_dark
    assert np.mean([along_the_searches(paced, worlds.scenario(BINDING)) for paced in worlds_paced]) < gap


def test_searches_missed_so_that_the_money_lasts_are_lost_to_budget():
    paced = only(BINDING, {"campaign.pacing": "throttle"})
    page = {name: values[0].sum() for name, values in paced.page.items()}
    # Our bid of 3.0 is high enough for a place in nearly all searches: who was not shown took no part.
    assert page["lost_to_budget"] > 0.4 * page["searches"]
    assert page["impressions"] + page["lost_to_budget"] + page["lost_to_rank"] == page["searches"]
    rich = only(BINDING | {"campaign.daily_budget": 1e6}, {"campaign.pacing": "throttle"})
    assert not rich.page["lost_to_budget"][:, 1:].any()


@pytest.mark.parametrize("name", ["throttle", "shade"])
def test_a_budget_that_does_not_bind_is_as_without_pacing_but_for_the_first_hours(name):
    rich = BINDING | {"campaign.daily_budget": 1e5}
    plain, paced = only(rich), only(rich, {"campaign.pacing": name})
    assert np.array_equal(plain.by_click["cost"][:, 1:], paced.by_click["cost"][:, 1:])


def test_every_account_keeps_to_its_own_money_and_rivals_may_pace_too():
    told = {"campaign.pacing": "shade", "campaign.daily_budget": 40.0,
            "campaign.split": {"head": 0.5, "precise": 0.5}, "days": 5,
            "market.rivals.daily_budget": 30.0, "market.rivals.pacing": {"name": "throttle", "curve": "even"},
            }  # fmt: skip
    results = only(told)
    cost = results.by_click["cost"]
    assert (cost <= results.budget).all() and not cost[1].any() and cost[0].any() and cost[2].any()
    assert results.platform_revenue == cost.sum() + results.rival_cost
    assert worlds.same(results, only(told))


class Careless:
    """Takes part in everything, whatever it costs."""

    settings = Throttle.settings
    hours = (0,)

    def __init__(self, settings):
        del settings

    def pace(self, seen, wanted):
        return Action(wanted.max_cpc)


def test_arms_that_share_accounts_take_part_as_the_most_careful_wants(monkeypatch):
    """One arm throttles, the other does not: what they share lasts nearly as long as if both did."""
    monkeypatch.setitem(PACINGS, "careless", Careless)

    def tested(**second):
        arms = {"old": {}, "new": {"products[0].image_strength": 1.1} | second}
        return only(BINDING, {"campaign.pacing": "throttle"}, {"test": {"arms": arms, "looks": [10]}})

    both, one = tested(), tested(**{"campaign.pacing": None})
    for results in (both, one):
        spent = results.by_click["cost"][0, 2:] / (600 * MICRO)
        assert spent.mean() > 0.95 and results.dark_by_day[0, 2:].mean() < 0.3
    assert np.abs(both.by_click["cost"].sum() - one.by_click["cost"].sum()) < 0.02 * both.by_click["cost"].sum()


@pytest.mark.parametrize("name", ["throttle", "shade"])
def test_a_month_that_may_be_overspent_is_paced_over_the_month(name):
    """Without pacing the month's money is gone halfway; with it every day has some, busy days more."""
    told = BINDING | {"campaign.overspend": 2.0, "start": "2024-06-01", "days": 30, "campaign.daily_budget": 30.0,
                      "keywords.head.searches": 10_000.0}  # fmt: skip
    plain, paced = only(told), only(told, {"campaign.pacing": name})
    assert (plain.budget[0] == 0).sum() >= 13 and plain.dark_by_day[0].mean() > 12
    cost = paced.by_click["cost"][0] / MICRO
    assert (paced.budget[0] > 0).all() and cost.sum() > 0.95 * 30.4 * 30 and cost.max() <= 60
    assert paced.dark_by_day[0].mean() < 0.5 and cost.min() > 10
